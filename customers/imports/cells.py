"""What a cell means: text in, typed and checked value out, by the forms' own fields."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django import forms

from customers.forms.addresses import AddressForm
from customers.forms.customer import CustomerForm
from customers.forms.fields import BirthDateField
from customers.forms.phones import PhoneForm
from customers.forms.social_profiles import SocialProfileForm
from customers.imports.columns import (
    ADDRESS_PARTS,
    CUSTOM,
    GENDERS,
    MAILING,
    TAX_NUMBER_TYPES,
    form_name,
    spelled_choices,
)
from customers.models import CustomerStatus
from lendcore import custom_values
from lendcore.actors import Actor
from lendcore.imports.cells import (
    Clean,
    Remembered,
    choice_of,
    find_label,
    read_action,
    read_day,
    read_yes_no,
    spelled_labels,
)
from lendcore.imports.mapping import BoundColumn
from lendcore.models import CustomField
from lendcore.rules import postal
from lendcore.rules.dates import DATE_INPUTS
from lendcore.rules.names import parse_generation

_ALIASES = {"tax_number_type": TAX_NUMBER_TYPES, "gender": GENDERS}
# These hold numbers that no memory should keep longer than needed.
_NOT_REMEMBERED = frozenset({"tax_number", "driver_license", "import_id"})


class Cleaners:
    """Gives the cleaner of each column of one tenant's import."""

    def __init__(
        self,
        *,
        actor: Actor,
        statuses: Iterable[CustomerStatus],
        custom_fields: Iterable[CustomField],
    ) -> None:
        self.actor = actor
        self.custom_fields = {f"{CUSTOM}{each.key}": each for each in custom_fields}
        self.statuses = spelled_labels(statuses)
        self.form = CustomerForm(actor=actor)
        self.address = AddressForm(home_country=actor.tenant.country)
        self.phone = PhoneForm()
        self.phone.fields["number"].region = actor.tenant.country

    def cleaner(self, bound: BoundColumn) -> Clean:
        """Return the cleaner of a column."""
        clean = self._find(bound)
        return clean if bound.name in _NOT_REMEMBERED else Remembered(clean)

    def _find(self, bound: BoundColumn) -> Clean:
        name = bound.name
        if name in self.custom_fields:
            return self._custom(self.custom_fields[name], bound)
        part = name.removeprefix(MAILING)
        if part in ADDRESS_PARTS:
            return self._address_part(part, bound)
        if name.startswith("phone_"):
            return self._phone(name)
        if name.startswith("social_"):
            return _social(name.removeprefix("social_"))
        return self._own(name, bound)

    def empty_value(self, name: str) -> Any:
        """Return what an emptied cell means. Raises ValueError when it can't be."""
        if name in self.custom_fields:
            return None
        part = name.removeprefix(MAILING)
        if part in ADDRESS_PARTS and part != "country":
            return ""
        field = self.form.fields.get(form_name(name))
        if field is None or name in _NEVER_EMPTY:
            raise ValueError("This column can't be emptied.")
        return field.clean("")

    # Kinds of columns --------------------------------------------------------------

    def _own(self, name: str, bound: BoundColumn) -> Clean:
        field = self.form.fields.get(form_name(name))
        special: dict[str, Clean] = {
            "action": read_action,
            "status": self._status,
            "generation_code": _generation,
            "may_sell_information": lambda text: "yes" if read_yes_no(text) else "no",
            "driver_license_region": lambda text: field.clean(_region(text)),
        }
        if name in special:
            return special[name]
        if name == "birth_date":
            return self._birth_date(bound)
        if isinstance(field, forms.BooleanField):
            return read_yes_no
        if isinstance(field, forms.ChoiceField):
            return _choice(field, _ALIASES.get(name, {}))
        return field.clean

    def _status(self, text: str) -> int:
        return find_label(self.statuses, text, "status").pk

    def _birth_date(self, bound: BoundColumn) -> Clean:
        home = self.actor.tenant.date_format
        field = BirthDateField(date_format=home, required=False)
        field.today = self.actor.today
        formats = bound.spec.get("date_format")
        expected = field.error_messages["invalid"]
        if formats:
            expected = f"This is no date of the form {' or '.join(formats)}."
        return lambda text: field.clean(
            _past_day(text, formats or DATE_INPUTS[home], field.today, expected)
        )

    def _address_part(self, part: str, bound: BoundColumn) -> Clean:
        field = self.address.fields[part]
        if part == "country":
            return _choice(field, {"usa": "US", "can": "CA"})
        if part == "region":
            return lambda text: field.clean(_region(text))
        if part == "postal_code" and bound.spec.get("pad_zip"):
            return lambda text: field.clean(_padded(text))
        return field.clean

    def _phone(self, name: str) -> Clean:
        _, _, what = name.split("_", 2) if name.count("_") > 1 else ("", "", "")
        match what:
            case "kind":
                return _choice(self.phone.fields["kind"], {})
            case "rank":
                return _choice(self.phone.fields["rank"], {})
            case "do_not_call":
                return read_yes_no
        return self.phone.fields["number"].clean

    def _custom(self, field: CustomField, bound: BoundColumn) -> Clean:
        home = self.actor.tenant
        formats = bound.spec.get("date_format") or DATE_INPUTS[home.date_format]

        # Retired choices are taken here: a row that has one may be on file with it.
        retired = list(field.choices) or None

        def clean(text: str) -> Any:
            return custom_values.parse_text(
                field,
                text,
                stored=retired,
                country=home.country,
                date_formats=formats,
            )

        return clean


_NEVER_EMPTY = frozenset({"customer_type", "import_id", "status"})


def _generation(text: str) -> str:
    code = parse_generation(text)
    if code is None:
        raise ValueError("This is no generation, such as Jr., Sr. or III.")
    return code


def _region(text: str) -> str:
    # No code or name of a state is one of a province, so the country can be asked
    # for later, together with the rest of the address.
    for country in postal.COUNTRIES:
        code = postal.region_from(text, country)
        if code is not None:
            return code
    raise ValueError("This is no state of the US and no province of Canada.")


def _padded(text: str) -> str:
    checked = postal.check_postal_code(text, country="US", pad_zip=True)
    return text if checked.problem else checked.code


def _choice(field: forms.ChoiceField, aliases: Mapping[str, str]) -> Clean:
    find = choice_of(spelled_choices(field, aliases))
    return lambda text: field.clean(find(text))


def _social(what: str) -> Clean:
    form = SocialProfileForm()
    field = form.fields[what]
    if what == "network":
        return _choice(field, {})
    if what == "username":
        return field.clean

    def clean(text: str) -> str:
        form.cleaned_data = {"url": field.clean(text)}
        return form.clean_url()

    return clean


def _past_day(text: str, formats: Iterable[str], today: date, expected: str) -> date:
    """Return the day that a text means; a year of two digits lies in the past."""
    day, written = read_day(text, formats, expected)
    # POSIX reads "61" as 2061; of a birth date it can only mean 1961.
    is_future = "%y" in written and day > today
    return day.replace(year=day.year - 100) if is_future else day
