"""The form of a saved view: its name, who sees it, whether the list opens with it."""

from django import forms

from lendcore.forms.typed import PlainTextField


class SavedViewForm(forms.Form):
    """Name and visibility; what the view holds comes from the list."""

    name = PlainTextField(max_length=60)
    is_shared = forms.BooleanField(
        label="Share with everybody in the company", required=False
    )
    is_default = forms.BooleanField(
        label="Open the list with this view", required=False
    )
