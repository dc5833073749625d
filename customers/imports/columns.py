"""The columns that a customer import takes, described from the forms' own fields."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import chain

from django import forms

from customers.forms.addresses import AddressForm
from customers.forms.customer import CustomerForm
from customers.forms.phones import PhoneForm
from customers.forms.social_profiles import SocialProfileForm
from customers.models import CustomerStatus
from customers.queries.customers import list_custom_fields
from lendcore.imports.cells import ACTIONS, YES_NO
from lendcore.imports.columns import Column, ColumnSet
from lendcore.models import CustomField
from lendcore.rules.names import GENERATION_CODES, split_full_name

MOST_PHONES = 5
CUSTOM = "custom:"
MAILING = "mailing_"
ADDRESS_PARTS = ("street", "unit", "city", "region", "postal_code", "country")

# What a cell may say for a choice, beside the codes and labels of the form.
TAX_NUMBER_TYPES = {
    "ssn": "us_person",
    "itin": "us_person",
    "sin": "ca_person",
    "ein": "us_business",
    "bn": "ca_business",
}
GENDERS = {"unknown": "na"}

_NO_PASSWORDS = (
    "Imports take no passwords: customers choose their own. Leave this column out."
)
_NEEDS_IMPORT_ID = (
    "Imports need import_id, by which a row is known again when the file is imported "
    "twice. A mapping can make one of several columns: "
    'import_id = { digest = ["Name", "ZIP"] }.'
)
_MEANINGS = {
    "customer_type": "What the customer is; a row without it is an individual",
    "first_name": "First name of a person",
    "middle_name": "Middle name of a person",
    "last_name": "Last name of a person; saved in the tenant's letter case",
    "do_not_case_format": "Keep the last name as it is written",
    "generation_code": "Generation, such as Jr. or III",
    "company_name": "Name of a company or flooring dealer",
    "contact_name": "Whom to ask for at a company or flooring dealer",
    "tax_number_type": "Which number tax_number is; else by type and country",
    "tax_number": "SSN, ITIN, SIN, EIN or business number; stored encrypted. One that "
    "can't be right is kept and marked",
    "driver_license": "Driver's license number; stored encrypted",
    "driver_license_region": "State or province that gave the license",
    "birth_date": "Date of birth",
    "gender": "Gender; N/A when empty",
    "may_sell_information": "Personal information may be sold or transferred; else "
    "yes, and no when under 16",
    "credit_limit": "Credit limit, of flooring dealers only",
    "email": "E-mail address",
    "username": "Name to sign in with; else the e-mail, or the names as one word",
}
_PART_MEANINGS = {
    "street": "Street and number",
    "unit": "Apartment or suite",
    "city": "City; else by the ZIP code",
    "region": "State or province; else by the ZIP code",
    "postal_code": "ZIP or postal code",
    "country": "Country; else the tenant's",
}


def split_last_first(text: str) -> dict[str, str]:
    """Return the parts of a name that begins with the last name: SMITH JOHN A."""
    last, _, given = text.strip().partition(" ")
    return split_name(text if "," in text or not given else f"{last}, {given}")


def split_name(text: str) -> dict[str, str]:
    """Return the parts of a full name by column."""
    name = split_full_name(text)
    return {
        "first_name": name.first,
        "middle_name": name.middle,
        "last_name": name.last,
        "generation_code": GENERATION_CODES[name.generation],
    }


SPLITTERS = {"full_name": split_name, "last_first": split_last_first}


def customer_columns(
    custom_fields: Iterable[CustomField] = (), statuses: Iterable[CustomerStatus] = ()
) -> ColumnSet:
    """Return the columns of a customer import, in the template's order."""
    columns = chain(
        _leading(statuses),
        _own(),
        _addresses(),
        _phones(),
        _social(),
        (_custom(field) for field in custom_fields),
    )
    passwords = ("password", "web_password", "access_password")
    return ColumnSet(
        columns={column.name: column for column in columns},
        required={"import_id": _NEEDS_IMPORT_ID},
        refused=dict.fromkeys(passwords, _NO_PASSWORDS),
    )


def tenant_columns() -> ColumnSet:
    """Return the columns of the active tenant's customer import. Two queries."""
    statuses = CustomerStatus.objects.order_by("position", "pk")
    return customer_columns(list_custom_fields(), statuses)


def _leading(statuses: Iterable[CustomerStatus]) -> Iterator[Column]:
    yield Column(
        name="action",
        meaning="What to do with the row; add when empty. remove sets the status "
        "Inactive and nothing else",
        values=ACTIONS,
    )
    yield Column(
        name="import_id",
        meaning="Your own ID of the customer, by which later imports find it. Required",
        format=_format_of(CustomerForm.base_fields["import_id"]),
    )
    yield Column(
        name="status",
        meaning="One of the tenant's statuses, by name or code; Active when empty",
        values=tuple(status.name for status in statuses if status.is_active),
    )


def _own() -> Iterator[Column]:
    for name, meaning in _MEANINGS.items():
        if name == "first_name":
            yield Column(
                name="full_name",
                meaning="A whole name, split into first, middle and last name and "
                "generation; instead of these four columns",
                splitters=SPLITTERS,
            )
        field = CustomerForm.base_fields.get(form_name(name))
        yield Column(
            name=name,
            meaning=meaning,
            format="date" if name == "birth_date" else _format_of(field),
            values=_values_of(name, field),
            is_protected=name in {"tax_number", "driver_license", "birth_date"},
            takes_dates=name == "birth_date",
        )


def form_name(column: str) -> str:
    """Return what the customer form calls one of our columns."""
    return "tax_number_choice" if column == "tax_number_type" else column


def column_name(field: str) -> str:
    """Return our column for a field of the customer form."""
    return "tax_number_type" if field == "tax_number_choice" else field


def _addresses() -> Iterator[Column]:
    for prefix, label in (("", "Primary address"), (MAILING, "Mailing address")):
        for part in ADDRESS_PARTS:
            field = AddressForm.base_fields[part]
            yield Column(
                name=f"{prefix}{part}",
                meaning=f"{label}: {_PART_MEANINGS[part]}",
                format="code or name" if part == "region" else _format_of(field),
                values=_values_of(part, field) if part == "country" else (),
                takes_padding=part == "postal_code",
            )


def _phones() -> Iterator[Column]:
    fields = PhoneForm.base_fields
    for place in range(1, MOST_PHONES + 1):
        name = f"phone_{place}"
        yield Column(
            name=name,
            meaning=f"Phone {place}; outside North America with + and country code",
            format="phone number",
        )
        yield Column(
            name=f"{name}_kind",
            meaning=f"Type of phone {place}; cell when empty",
            values=_values_of("kind", fields["kind"]),
        )
        yield Column(
            name=f"{name}_rank",
            meaning=f"What phone {place} is used as. A customer's first phone is "
            "primary when none says so",
            values=("primary", "secondary"),
        )
        yield Column(
            name=f"{name}_do_not_call",
            meaning=f"Phone {place} must not be called",
            values=YES_NO,
        )


def _social() -> Iterator[Column]:
    fields = SocialProfileForm.base_fields
    yield Column(
        name="social_network",
        meaning="Network of a social profile",
        values=_values_of("network", fields["network"]),
    )
    yield Column(
        name="social_url",
        meaning="Web address of the profile",
        format=_format_of(fields["url"]),
    )
    yield Column(
        name="social_username",
        meaning="Username of the profile",
        format=_format_of(fields["username"]),
    )


def _custom(field: CustomField) -> Column:
    kind = CustomField.Kind
    values: tuple[str, ...] = ()
    text = field.get_kind_display().lower()
    if field.kind in {kind.SELECT, kind.MULTI_SELECT}:
        retired = set(field.retired_choices)
        values = tuple(each for each in field.choices if each not in retired)
    if field.kind == kind.MULTI_SELECT:
        text = "several choices, separated by ;"
    if field.kind == kind.CHECKBOX:
        values = YES_NO
    required = ". Required" if field.is_required else ""
    more = f": {field.help_text.rstrip('.')}" if field.help_text else ""
    return Column(
        name=f"{CUSTOM}{field.key}",
        meaning=f"{field.label}{more}{required}",
        format=text,
        values=values,
        takes_dates=field.kind in {kind.DATE, kind.DATETIME},
    )


def _format_of(field: forms.Field | None) -> str:
    match field:
        case forms.BooleanField():
            return "yes or no"
        case forms.EmailField():
            return "e-mail address"
        case forms.URLField():
            return "web address"
        case forms.DecimalField():
            return f"amount, such as 1234.50, up to {field.max_digits} digits"
        case forms.CharField() if field.max_length:
            return f"text, up to {field.max_length} letters"
    return "text"


def _values_of(name: str, field: forms.Field | None) -> tuple[str, ...]:
    """Return what a cell may hold: codes, which stay the same when labels change."""
    if name == "tax_number_type":
        return tuple(TAX_NUMBER_TYPES)
    if isinstance(field, forms.BooleanField) or name == "may_sell_information":
        return YES_NO
    if isinstance(field, forms.ChoiceField) and name != "driver_license_region":
        return tuple(code for code, _ in flat_choices(field) if code)
    return ()


def flat_choices(field: forms.ChoiceField) -> Iterator[tuple[str, str]]:
    """Yield code and label of each choice, those in groups too."""
    for code, label in field.choices:
        if isinstance(label, Iterable) and not isinstance(label, str):
            yield from label
        else:
            yield code, label


def spelled_choices(
    field: forms.ChoiceField, aliases: Mapping[str, str]
) -> dict[str, str]:
    """Return the code of each way to write a choice, in lower case."""
    spelled = {}
    for code, label in flat_choices(field):
        if code:
            spelled |= {code.casefold(): code, label.casefold(): code}
    return spelled | dict(aliases)
