"""What the history of Contact & Personal Information shows, masked by role."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from customers.models import (
    Address,
    CreditScore,
    Customer,
    CustomerStatus,
    Phone,
    SocialProfile,
)
from lendcore import custom_values
from lendcore.actors import Actor
from lendcore.history.entries import EMPTY, Change, Row, TrackedField, TrackedTable
from lendcore.history.words import choice, history_names, names_at, yes_or_no
from lendcore.models import CustomField
from lendcore.rules.dates import mask_birth_date
from lendcore.rules.phones import display_phone
from lendcore.rules.tax_numbers import TaxNumberKind, mask_tax_number


def tracked_tables(actor: Actor) -> tuple[TrackedTable, ...]:
    """Return the tables of this section's history. Two queries: the names that
    statuses had, and the custom fields.
    """
    return (
        TrackedTable(
            Customer.history.model,
            "id",
            "customer",
            "general information",
            customer_fields(actor),
        ),
        TrackedTable(
            Phone.history.model,
            "customer_id",
            "phone",
            "phone numbers",
            PHONE_FIELDS,
            phone_name(actor),
        ),
        TrackedTable(
            Address.history.model,
            "customer_id",
            "address",
            "addresses",
            ADDRESS_FIELDS,
            lambda row: dict(Address.Purpose.choices)[row["purpose"]],
        ),
        TrackedTable(
            SocialProfile.history.model,
            "customer_id",
            "social profile",
            "social profiles",
            SOCIAL_FIELDS,
            lambda row: dict(SocialProfile.Network.choices)[row["network"]],
        ),
        TrackedTable(
            CreditScore.history.model,
            "customer_id",
            "credit score",
            "credit scores",
            SCORE_FIELDS,
            lambda row: f"Scores of {row['scored_on']}",
        ),
    )


def customer_fields(actor: Actor) -> tuple[TrackedField, ...]:
    masking = actor.masking
    date_format = actor.tenant.date_format
    (status_name,) = names_at(history_names(CustomerStatus))

    def birth_date(value: str, row: Row) -> str:
        day = date.fromisoformat(value)
        return mask_birth_date(day, masking.birth_date, date_format=date_format)

    fields = [
        TrackedField("customer_type", "Customer type", choice(Customer.Kind)),
        TrackedField("status", "Status", status_name, column="status_id"),
        TrackedField("import_id", "Import ID"),
        TrackedField("first_name", "First name"),
        TrackedField("middle_name", "Middle name"),
        TrackedField("last_name", "Last name"),
        TrackedField("do_not_case_format", "Do not case format", yes_or_no),
        TrackedField("generation_code", "Generation code", choice(Customer.Generation)),
        TrackedField("company_name", "Company name"),
        TrackedField("contact_name", "Contact name"),
        TrackedField(
            "tax_number_encrypted", "Tax number", masked_tax_number, is_protected=True
        ),
        TrackedField("tax_number_problem", "Tax number problem"),
        TrackedField(
            "driver_license_encrypted",
            "Driver's license",
            lambda value, row: f"•••• {row['driver_license_last_four']}",
            is_protected=True,
        ),
        TrackedField("driver_license_region", "License state"),
        TrackedField("birth_date", "Date of birth", birth_date, is_protected=True),
        TrackedField(
            "may_sell_information", "Sell/transfer personal information", yes_or_no
        ),
        TrackedField("credit_limit", "Credit limit"),
        TrackedField("email", "Email"),
        TrackedField("mailing_same_as_primary", "Mailing same as primary", yes_or_no),
        TrackedField("username", "Username"),
        TrackedField("web_password_set_at", "Password", lambda value, row: "Set"),
        custom_fields(actor),
    ]
    if masking.shows_gender:
        fields.append(TrackedField("gender", "Gender", choice(Customer.Gender)))
    if masking.shows_photo:
        fields.append(TrackedField("photo", "Photo", lambda value, row: "Photo"))
    return tuple(fields)


def masked_tax_number(value: Any, row: Row) -> str:
    kind = TaxNumberKind(row["tax_number_kind"])
    return f"{kind.label} {mask_tax_number(row['tax_number_last_four'], kind)}"


def custom_fields(actor: Actor) -> TrackedField:
    """Return the JSON column of custom values as one change for each value."""
    fields = CustomField.objects.filter(entity=CustomField.Entity.CUSTOMER)
    definitions = {field.key: field for field in fields}

    def words(key: str, values: Mapping[str, Any]) -> str:
        if key not in values:
            return EMPTY
        field = definitions.get(key)
        if field is None:
            return str(values[key])
        return custom_values.display(
            field,
            values[key],
            date_format=actor.tenant.date_format,
            country=actor.tenant.country,
        )

    def expand(old: Mapping | None, new: Mapping | None) -> list[Change]:
        old, new = old or {}, new or {}
        keys = [key for key in {**old, **new} if old.get(key) != new.get(key)]
        return [
            Change(
                definitions[key].label if key in definitions else key,
                words(key, old),
                words(key, new),
            )
            for key in keys
        ]

    return TrackedField("custom_values", "Custom fields", expand=expand)


def phone_name(actor: Actor) -> Callable[[Row], str]:
    region = actor.tenant.country
    return lambda row: display_phone(
        row["number"], row["extension"], home_region=region
    )


PHONE_FIELDS = (
    TrackedField(
        "number",
        "Number",
        lambda value, row: display_phone(value, row["extension"], home_region="US"),
    ),
    TrackedField("kind", "Type", choice(Phone.Kind)),
    TrackedField("is_primary", "Primary", yes_or_no),
    TrackedField("is_secondary", "Secondary", yes_or_no),
    TrackedField("is_do_not_call", "Do not call", yes_or_no),
    TrackedField("is_verified", "Verified", yes_or_no),
    TrackedField("carrier", "Carrier"),
)
ADDRESS_FIELDS = (
    TrackedField("street", "Street"),
    TrackedField("unit", "Apartment, suite"),
    TrackedField("city", "City"),
    TrackedField("region", "State or province"),
    TrackedField("postal_code", "ZIP or postal code"),
    TrackedField("country", "Country", choice(Address.Country)),
    TrackedField("is_verified", "Verified", yes_or_no),
    TrackedField("is_standardized", "Validated", yes_or_no),
)
SOCIAL_FIELDS = (
    TrackedField("network", "Network", choice(SocialProfile.Network)),
    TrackedField("url", "Address"),
    TrackedField("username", "Username"),
)
SCORE_FIELDS = (
    TrackedField("scored_on", "Date"),
    TrackedField("equifax", "Equifax"),
    TrackedField("experian", "Experian"),
    TrackedField("transunion", "TransUnion"),
)
# Offered by the field filter of the page, as "noun.column".
FILTER_FIELDS = (
    ("customer.last_name", "Last name"),
    ("customer.first_name", "First name"),
    ("customer.company_name", "Company name"),
    ("customer.status", "Status"),
    ("customer.tax_number_encrypted", "Tax number"),
    ("customer.birth_date", "Date of birth"),
    ("customer.email", "Email"),
    ("customer.username", "Username"),
    ("customer.custom_values", "Custom fields"),
    ("phone.number", "Phone number"),
    ("phone.is_primary", "Primary phone"),
    ("phone.is_do_not_call", "Do not call"),
    ("address.street", "Street"),
    ("address.city", "City"),
    ("address.postal_code", "ZIP or postal code"),
)
