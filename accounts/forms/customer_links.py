"""Forms of Links & Access."""

from typing import Any

from django import forms

from accounts.models.links import CHANNELS
from accounts.queries.customer_links import CHOOSABLE_ROLES

CHOOSABLE = [(role.value, role.label) for role in CHOOSABLE_ROLES]


class SwitchForm(forms.Form):
    """One switch of several, posted under its name as "on" or "off"."""

    names: tuple[str, ...] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        states = [("on", "On"), ("off", "Off")]
        for name in self.names:
            self.fields[name] = forms.ChoiceField(choices=states, required=False)

    def clean(self) -> dict[str, Any]:
        """Return name and is_on. Refuses none, and more than one at a time."""
        given = [name for name in self.names if self.cleaned_data.get(name)]
        if len(given) != 1:
            raise forms.ValidationError("Choose one switch.")
        (name,) = given
        return {"name": name, "is_on": self.cleaned_data[name] == "on"}


class AccessForm(SwitchForm):
    """Access by one channel."""

    names = CHANNELS


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
