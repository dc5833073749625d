"""Forms of the accounts that are linked to an account."""

from django import forms

from accounts.forms.customer_links import FindAccountForm, SwitchForm
from accounts.models.links import SWITCHES

TO, FROM = "to", "from"


class TieSwitchForm(SwitchForm):
    """One switch of a tie."""

    names = SWITCHES


class FindToLinkForm(FindAccountForm):
    """What is known of the account to be linked."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["q"].label = "Account number, title or customer"


class LinkForm(forms.Form):
    """Another account, which way the tie leads, and what it does."""

    account = forms.IntegerField(
        min_value=1,
        max_value=2**63 - 1,
        error_messages={"required": "Choose an account."},
    )
    direction = forms.ChoiceField(
        choices=[(TO, "Linked to it"), (FROM, "Linked from it")],
        error_messages={
            "required": "Choose which way the link leads.",
            "invalid_choice": "Choose which way the link leads.",
        },
    )
    shows_header = forms.BooleanField(required=False)
    copies_payments = forms.BooleanField(required=False)
    copies_charges = forms.BooleanField(required=False)
    splits_payments = forms.BooleanField(required=False)
