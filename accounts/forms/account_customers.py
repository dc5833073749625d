"""Forms of the customers on an account."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict

from accounts.forms.customer_links import CHOOSABLE
from accounts.inputs import LinkInput
from accounts.models.links import Ecoa, Role

MOST_AT_ONCE = 20


class FindCustomersForm(forms.Form):
    """What is known of the customers to be linked."""

    q = forms.CharField(
        max_length=200,
        required=False,
        label="Name, phone, e-mail or customer ID",
        widget=forms.TextInput({"type": "search", "autocomplete": "off"}),
    )


class LinkCustomersForm(forms.Form):
    """Customers to link, each with a role: `customer` many times, `role_<id>` each."""

    def __init__(self, data: QueryDict) -> None:
        super().__init__(data)
        self.ticked = [
            int(text)
            for text in dict.fromkeys(data.getlist("customer"))
            if text.isascii() and text.isdigit() and len(text) <= 18
        ]

    def clean(self) -> dict[str, Any]:
        """Return `links`. Refuses none, too many, and roles that there are not."""
        if not self.ticked:
            raise ValidationError("Tick the customers to link.")
        if len(self.ticked) > MOST_AT_ONCE:
            raise ValidationError(f"Link at most {MOST_AT_ONCE} at once.")
        roles = {each: self.data.get(f"role_{each}", "") for each in self.ticked}
        if not set(roles.values()) <= set(dict(CHOOSABLE)):
            raise ValidationError("Choose one of the roles.")
        if sum(role == Role.PRIMARY for role in roles.values()) > 1:
            raise ValidationError("Only one of them can be primary.")
        return {
            "links": [
                LinkInput(customer_id=each, role=role) for each, role in roles.items()
            ]
        }


class EcoaForm(forms.Form):
    """How a customer is bound, for credit reports."""

    ecoa_code = forms.ChoiceField(label="ECOA code", choices=Ecoa.choices)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["ecoa_code"].required = False
