"""From a row's values to a whole customer: new, or laid over the one on file."""

from collections.abc import Iterable, Mapping
from typing import Any

from customers.imports import children
from customers.imports.columns import CUSTOM, column_name
from customers.imports.forms import RowForms
from customers.imports.parsing import RowParser
from customers.imports.rows import Built, CustomerRow, Stored, empty_customer
from customers.models import Customer, CustomerStatus
from customers.services import customers as customer_services
from customers.services import list_facts, usernames
from lendcore import custom_values
from lendcore.actors import Actor
from lendcore.crypto import sealing
from lendcore.history.records import comparable
from lendcore.imports.rows import ParsedRow
from lendcore.models import CustomField
from lendcore.rules.tax_numbers import CheckedTaxNumber

ALREADY_THERE = (
    "A customer with this import ID is there already and differs in {names}. Use the "
    "action update, or --update-existing."
)
_LICENSE_NEEDED = "Give the license number too when its state changes."
_ONLY_FLOORING = "Only a flooring customer has a credit limit."
_RETIRED = "This choice is no longer used."
_TAX_KEPT = "{problem} The number is kept and marked."
_SECRET_COLUMNS = (
    "tax_number_kind",
    "tax_number_index",
    "tax_number_problem",
    "driver_license_index",
)


class Builder:
    """Builds customers by the rules of the page. Asks no database."""

    def __init__(
        self,
        *,
        actor: Actor,
        parser: RowParser,
        statuses: Iterable[CustomerStatus],
        custom_fields: Iterable[CustomField],
    ) -> None:
        self.actor = actor
        self.parser = parser
        self.statuses = {status.pk: status for status in statuses}
        by_code = {status.code: status for status in self.statuses.values()}
        self.inactive = by_code["inactive"]
        self.custom_fields = list(custom_fields)
        self.forms = RowForms(actor, by_code["active"])
        self._empty = empty_customer() | {
            "created_at": actor.at,
            "updated_at": actor.at,
        }
        self._tracked = [
            field
            for field in Customer.history.model.tracked_fields
            if field.column != "tenant_id"
        ]

    # New customers -------------------------------------------------------------------

    def build_new(self, row: ParsedRow, customer_id: int) -> Built:
        """Return a new customer; what is wrong is added to the row."""
        blank = CustomerRow.of(self._empty | {"id": customer_id})
        stored = Stored(blank)
        blank.custom_values = {}
        return self._build(row, stored, self.forms.new_values(), is_new=True)

    # Customers on file ---------------------------------------------------------------

    def build_changed(self, row: ParsedRow, stored: Stored) -> Built:
        """Return the customer on file with what the row gives laid over it."""
        status = self.statuses[stored.row.status_id]
        values = self.forms.values_of(stored.row, status)
        after = CustomerRow.of(dict(stored.row.__dict__))
        built = self._build(
            row,
            Stored(after, stored.phones, stored.addresses, stored.profiles, stored.key),
            values,
            is_new=False,
        )
        if row.is_bad:
            return built
        self._keep_case(row, stored.row, after)
        built.changed = self._differences(stored.row, after)
        built.has_changes = bool(
            built.changed or built.phones or built.addresses or built.profiles
        )
        self._touch(after)
        return built

    def build_removed(self, stored: Stored) -> Built:
        """Return the customer on file with the built-in inactive status."""
        after = CustomerRow.of(dict(stored.row.__dict__))
        after.status_id = self.inactive.pk
        changed = self._differences(stored.row, after)
        self._touch(after)
        return Built(after, changed, has_changes=bool(changed))

    def refuse_difference(self, row: ParsedRow, built: Built) -> None:
        """Say that an added row is on file already, and what differs."""
        names = [column_name(name) for name in built.changed]
        for label, parts in (
            ("phones", built.phones),
            ("addresses", built.addresses),
            ("social profile", built.profiles),
        ):
            names += [label] if parts else []
        self._report(row, "import_id", ALREADY_THERE.format(names=", ".join(names)))

    def _touch(self, after: CustomerRow) -> None:
        after.version += 1
        after.updated_at = self.actor.at

    def _keep_case(
        self, row: ParsedRow, before: CustomerRow, after: CustomerRow
    ) -> None:
        """Put back a last name that the row says nothing of, as it was saved."""
        if not row.given.keys() & {"last_name", "do_not_case_format"}:
            after.last_name = before.last_name

    def _differences(self, before: CustomerRow, after: CustomerRow) -> list[str]:
        return [
            field.name
            for field in self._tracked
            if comparable(getattr(before, field.column))
            != comparable(getattr(after, field.column))
        ]

    # Both ----------------------------------------------------------------------------

    def _build(
        self, row: ParsedRow, stored: Stored, values: dict[str, Any], *, is_new: bool
    ) -> Built:
        customer = stored.row
        built = Built(customer)

        def report(column: str, reason: str) -> None:
            self._report(row, column, reason)

        primary, same_mail, built.addresses = children.merge_addresses(
            row, stored, self.forms, report
        )
        phones, built.phones = children.merge_phones(row, stored, report)
        built.profiles = children.merge_profile(row, stored, report)
        for column, value in row.given.items():
            name = _FORM_NAMES.get(column)
            if name is not None:
                values[name] = self.statuses[value] if name == "status" else value
        if same_mail is not None:
            values["mailing_same_as_primary"] = same_mail
        self._check_own(row, values, stored, report)
        plain, tax_number, errors = self.forms.check_customer(
            values, self._country(row, primary)
        )
        for name, sentences in errors.items():
            report(column_name(name), " ".join(sentences))
        self._set_custom(row, customer, is_new=is_new)
        if row.problems:
            return built
        self._apply(plain, customer)
        built.new_key = self._seal(row, stored, tax_number)
        if not customer.username:
            customer.username = usernames.default_username(customer)
            built.has_default_username = bool(customer.username)
        _set_list_facts(customer, primary, phones)
        return built

    def _apply(self, plain: Mapping[str, Any], customer: CustomerRow) -> None:
        for name, value in plain.items():
            if name == "status":
                customer.status_id = value.pk
            else:
                setattr(customer, name, value)

    def _check_own(
        self, row: ParsedRow, values: dict[str, Any], stored: Stored, report: Any
    ) -> None:
        """Refuse what the page would drop without a word."""
        is_flooring = values["customer_type"] == Customer.Kind.FLOORING
        if row.given.get("credit_limit") is not None and not is_flooring:
            report("credit_limit", _ONLY_FLOORING)
        if (
            "driver_license_region" in row.given
            and "driver_license" not in row.given
            and stored.row.driver_license_encrypted is not None
            and row.given["driver_license_region"] != stored.row.driver_license_region
        ):
            report("driver_license_region", _LICENSE_NEEDED)

    def _country(self, row: ParsedRow, primary: dict[str, Any] | None) -> str:
        if primary is not None:
            return primary["country"]
        return row.given.get("country", self.actor.tenant.country)

    # Secrets -------------------------------------------------------------------------

    def _seal(
        self, row: ParsedRow, stored: Stored, number: CheckedTaxNumber | None
    ) -> bytes | None:
        """Seal the numbers of a row; return a data key that is still to be stored."""
        customer = stored.row
        if row.given.get("tax_number") == "":
            customer_services.clear_tax_number(customer)
        license_number = row.given.get("driver_license")
        if license_number == "":
            customer_services.clear_driver_license(customer)
        if number is not None and number.problem:
            self._report(
                row,
                "tax_number",
                _TAX_KEPT.format(problem=number.problem),
                is_warning=True,
            )
        if number is None and not license_number:
            return None
        key = stored.key
        new_key = None if key else sealing.new_key()
        before = {name: getattr(customer, name) for name in _SECRET_COLUMNS}
        sealed = customer.tax_number_encrypted, customer.driver_license_encrypted
        if number is not None:
            customer_services.set_tax_number(customer, number, key=key or new_key)
            if _is_same(customer, before, "tax_number_kind", "tax_number_index"):
                customer.tax_number_encrypted = sealed[0]
        if license_number:
            customer_services.set_driver_license(
                customer, license_number, key=key or new_key
            )
            if _is_same(customer, before, "driver_license_index"):
                customer.driver_license_encrypted = sealed[1]
        return new_key

    # Custom fields -------------------------------------------------------------------

    def _set_custom(
        self, row: ParsedRow, customer: CustomerRow, *, is_new: bool
    ) -> None:
        if not self.custom_fields:
            return
        given: dict[str, Any] = {}
        before = customer.custom_values
        for field in self.custom_fields:
            column = f"{CUSTOM}{field.key}"
            if column in row.given:
                given[field.key] = row.given[column]
                self._check_retired(row, field, before.get(field.key))
            elif is_new and field.default_value is not None:
                given[field.key] = custom_values.from_json(field, field.default_value)
        after = custom_values.merged(self.custom_fields, before, given)
        for field in self.custom_fields:
            # What the page would ask for on a new customer, and never takes away.
            was_emptied = field.key in before and field.key not in after
            if field.is_required and field.key not in after and (is_new or was_emptied):
                self._report(row, f"{CUSTOM}{field.key}", "This field is required.")
        customer.custom_values = after

    def _check_retired(self, row: ParsedRow, field: CustomField, before: Any) -> None:
        if not field.retired_choices:
            return
        column = f"{CUSTOM}{field.key}"
        value = row.given[column]
        chosen = value if isinstance(value, list) else [value]
        pickable = custom_values.pickable_choices(field, before)
        if any(each is not None and each not in pickable for each in chosen):
            self._report(row, column, _RETIRED)

    def _report(
        self, row: ParsedRow, column: str, reason: str, *, is_warning: bool = False
    ) -> None:
        row.problems.append(
            self.parser.problem(row, column, reason, is_warning=is_warning)
        )


_FORM_NAMES = {
    column_name(name): name
    for name in (
        "customer_type",
        "status",
        "import_id",
        "first_name",
        "middle_name",
        "last_name",
        "do_not_case_format",
        "generation_code",
        "company_name",
        "contact_name",
        "tax_number_choice",
        "tax_number",
        "driver_license",
        "driver_license_region",
        "birth_date",
        "gender",
        "may_sell_information",
        "credit_limit",
        "email",
        "username",
    )
}


def _is_same(customer: CustomerRow, before: dict[str, Any], *names: str) -> bool:
    """Return whether a number is the one on file, by its blind index.

    Sealing the same number again gives other bytes, which would look like a change.
    """
    return all(
        comparable(getattr(customer, name)) == comparable(before[name])
        for name in names
    )


def _set_list_facts(
    customer: CustomerRow, primary: dict[str, Any] | None, phones: list[dict[str, Any]]
) -> None:
    if primary is not None:
        list_facts.place(
            customer, primary["city"], primary["region"], primary["postal_code"]
        )
        customer.is_address_verified = primary["is_verified"]
    first = next((phone for phone in phones if phone["is_primary"]), None)
    customer.is_do_not_call = bool(first and first["is_do_not_call"])
    customer.is_phone_verified = bool(first and first["is_verified"])
