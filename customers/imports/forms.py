"""The page's forms, used row by row for the rules that span several fields."""

from typing import Any

from customers.forms.addresses import AddressForm
from customers.forms.customer import PLAIN_COLUMNS, CustomerForm
from customers.imports.columns import ADDRESS_PARTS
from customers.imports.rows import CustomerRow
from customers.models import CustomerStatus
from lendcore.actors import Actor
from lendcore.rules.tax_numbers import CheckedTaxNumber

type Errors = dict[str, list[str]]


class RowForms:
    """One customer form and one address form, filled again for each row.

    Making a form takes far longer than checking one. Only `clean()` runs: each
    value came out of the form's own field already.
    """

    def __init__(self, actor: Actor, first_status: CustomerStatus) -> None:
        self.actor = actor
        self._form = CustomerForm(actor=actor)
        self._address = AddressForm(home_country=actor.tenant.country)
        self._new = {
            name: field.clean("")
            for name, field in self._form.fields.items()
            if not field.required
        } | {
            "customer_type": "individual",
            "status": first_status,
            "mailing_same_as_primary": True,
            # Real books hold placeholders: they are kept and marked.
            "keeps_tax_number_problem": True,
        }
        self._new_address = dict.fromkeys(ADDRESS_PARTS, "") | {
            "country": actor.tenant.country
        }

    def new_values(self) -> dict[str, Any]:
        """Return what the form holds for a new customer before anything is typed."""
        return dict(self._new)

    def values_of(self, stored: CustomerRow, status: Any) -> dict[str, Any]:
        """Return what the form holds for a customer on file."""
        values = self.new_values() | {
            name: getattr(stored, name) for name in PLAIN_COLUMNS if name != "status"
        }
        values["status"] = status
        values["may_sell_information"] = "yes" if stored.may_sell_information else "no"
        return values

    def check_customer(
        self, values: dict[str, Any], country: str
    ) -> tuple[dict[str, Any], CheckedTaxNumber | None, Errors]:
        """Return the plain columns, the checked tax number, and what is wrong.

        country: of the customer's address, or the tenant's.
        """
        form = self._form
        form.checked_tax_number = None
        # What is_valid() would set, without reading the fields again.
        form._errors = {}
        form.cleaned_data = values
        form.clean()
        form.check_tax_number(country)
        if form._errors:
            return {}, None, _texts(form)
        return form.plain_values(), form.checked_tax_number, {}

    def check_address(
        self, stored: dict[str, Any] | None, given: dict[str, Any]
    ) -> tuple[dict[str, Any], Errors]:
        """Return all parts of an address, given ones over stored ones."""
        parts = dict(self._new_address)
        if stored is not None:
            parts.update({part: stored[part] for part in ADDRESS_PARTS})
        parts.update(given)
        form = self._address
        form._errors = {}
        form.cleaned_data = parts
        form.clean()
        if form._errors:
            return parts, _texts(form)
        return parts, {}


def _texts(form: CustomerForm | AddressForm) -> Errors:
    return {name: list(errors) for name, errors in form._errors.items()}
