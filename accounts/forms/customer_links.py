"""Forms of Links & Access."""

from django import forms

from accounts.queries.customer_links import CHOOSABLE_ROLES

CHOOSABLE = [(role.value, role.label) for role in CHOOSABLE_ROLES]


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
