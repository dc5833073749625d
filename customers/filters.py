"""The filters of the Customer Manager. Gender is none of them: Regulation B (12 CFR
1002.5) keeps it out of what decisions are made by."""

from collections.abc import Sequence

from customers.models import Customer, CustomerStatus
from lendcore.actors import Actor
from lendcore.custom_filters import custom_kind
from lendcore.filters import (
    ChoiceKind,
    FilterKind,
    PeriodKind,
    YesNoKind,
)
from lendcore.models import CustomField
from lendcore.rules.regions import REGIONS

CUSTOMER, CONTACT = "Customer", "Contact"


def customer_kinds(
    *,
    actor: Actor,
    statuses: Sequence[CustomerStatus],
    fields: Sequence[CustomField],
) -> list[FilterKind]:
    """Return the fields that customers can be filtered by, as the popover lists them.

    statuses: all of the tenant's. fields: its active custom fields.
    """
    return [
        ChoiceKind(
            name="status",
            label="Status",
            group=CUSTOMER,
            choices=[(str(status.pk), status.name) for status in statuses],
            key="status_ids",
            key_not="status_ids_not",
        ),
        ChoiceKind(
            name="type",
            label="Type",
            group=CUSTOMER,
            choices=Customer.Kind.choices,
            key="types",
        ),
        PeriodKind(
            name="created",
            label="Created",
            group=CUSTOMER,
            actor=actor,
            key_from="created_from",
            key_before="created_before",
        ),
        *contact_kinds(actor.tenant.country),
        *(
            custom_kind(field, date_format=actor.tenant.date_format)
            for field in fields
            if field.is_filterable
        ),
    ]


def contact_kinds(country: str) -> list[FilterKind]:
    """Return the filters on address, e-mail and phones; the own country comes first."""
    countries = sorted(REGIONS, key=lambda code: code != country)
    regions = [pair for code in countries for pair in REGIONS[code].items()]
    facts = (
        ("has_email", "Email", "on file", "missing"),
        ("do_not_call", "Do not call", "yes", "no"),
        ("phone_verified", "Primary phone", "verified", "not verified"),
        ("address_verified", "Primary address", "verified", "not verified"),
    )
    return [
        ChoiceKind(
            name="region",
            label="State or province",
            group=CONTACT,
            choices=regions,
            key="regions",
        ),
        *(
            YesNoKind(name=key, label=label, group=CONTACT, key=key, yes=yes, no=no)
            for key, label, yes, no in facts
        ),
    ]
