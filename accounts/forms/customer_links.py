"""Forms of Links & Access."""

from typing import Any

from django import forms

from accounts.models.links import CHANNELS
from accounts.queries.customer_links import CHOOSABLE_ROLES

CHOOSABLE = [(role.value, role.label) for role in CHOOSABLE_ROLES]


class AccessForm(forms.Form):
    """One switch, posted under the name of its channel as "on" or "off"."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        states = [("on", "On"), ("off", "Off")]
        for channel in CHANNELS:
            self.fields[channel] = forms.ChoiceField(choices=states, required=False)

    def clean(self) -> dict[str, Any]:
        """Return channel and is_on. Refuses none, and more than one at a time."""
        given = [name for name in CHANNELS if self.cleaned_data.get(name)]
        if len(given) != 1:
            raise forms.ValidationError("Choose one switch.")
        (channel,) = given
        return {"channel": channel, "is_on": self.cleaned_data[channel] == "on"}


class RoleForm(forms.Form):
    """Another role on an account."""

    role = forms.ChoiceField(
        choices=CHOOSABLE, error_messages={"invalid_choice": "Choose one of the roles."}
    )


class FindAccountForm(forms.Form):
    """What is known of the account to be linked."""

    q = forms.CharField(
        max_length=200,
        required=False,
        label="Account number or title",
        widget=forms.TextInput({"type": "search", "autocomplete": "off"}),
    )


class LinkAccountForm(RoleForm):
    """An account to link, with the customer's role on it."""

    account = forms.IntegerField(
        min_value=1,
        max_value=2**63 - 1,
        error_messages={"required": "Choose an account."},
    )
