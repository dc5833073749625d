"""Forms of Links & Access."""

from django import forms

from accounts.models import Role

# Unassigned comes from imports alone.
CHOOSABLE = [choice for choice in Role.choices if choice[0] != Role.UNASSIGNED]


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
