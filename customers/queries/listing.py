"""The rows of the Customer Manager and of the palette."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Count

from customers.models import Customer, Phone
from lendcore import custom_values
from lendcore.actors import Actor
from lendcore.models import CustomField
from lendcore.rules.phones import display_phone
from lendcore.rules.tax_numbers import TaxNumberKind, mask_tax_number

_COLUMNS = (
    "id",
    "tenant_id",
    "customer_type",
    "first_name",
    "middle_name",
    "last_name",
    "company_name",
    "generation_code",
    "import_id",
    "email",
    "username",
    "city",
    "region",
    "tax_number_kind",
    "tax_number_last_four",
    "created_at",
    "status__name",
    "status__tone",
)


_TYPE_LABELS = dict(Customer.Kind.choices)
_TAX_LABELS = {kind.value: kind.label for kind in TaxNumberKind}


@dataclass(frozen=True, kw_only=True)
class CustomerRow:
    """What lists show of a customer; nothing in it is secret or masked by role.

    custom: shown texts of custom fields by their key.
    """

    id: int
    name: str
    generation: str
    type_label: str
    is_organization: bool
    status: str
    status_tone: str
    phone: str
    is_phone_verified: bool
    is_do_not_call: bool
    email: str
    place: str
    import_id: str
    username: str
    tax_number: str
    tax_label: str
    created_at: datetime
    custom: dict[str, str] = field(default_factory=dict)

    @property
    def key(self) -> str:
        """The id as a text: templates format numbers, at a price."""
        return str(self.id)

    @property
    def full_name(self) -> str:
        return f"{self.name} {self.generation}".rstrip()

    @property
    def facts(self) -> str:
        """A short line that tells people of one name apart."""
        last_four = f"{self.tax_label} ending {self.tax_number[-4:]}"
        known = self.phone or (last_four if self.tax_number else "")
        return " · ".join(part for part in (f"#{self.id}", self.place, known) if part)


def list_rows(
    ids: Sequence[int], *, actor: Actor, fields: Sequence[CustomField] = ()
) -> list[CustomerRow]:
    """Return the customers of a page in the order of their ids. Two queries.

    fields: the custom fields that are shown.
    """
    columns = (*_COLUMNS, "custom_values") if fields else _COLUMNS
    customers = (
        Customer.objects.filter(id__in=ids).select_related("status").only(*columns)
    )
    phones = {
        phone.customer_id: phone
        for phone in Phone.objects.filter(customer__in=ids, is_primary=True)
    }
    by_id = {
        customer.id: _row(customer, phones.get(customer.id), actor, fields)
        for customer in customers
    }
    return [by_id[one] for one in ids if one in by_id]


def _row(
    customer: Customer,
    phone: Phone | None,
    actor: Actor,
    fields: Sequence[CustomField],
) -> CustomerRow:
    country = actor.tenant.country
    kind = customer.tax_number_kind
    return CustomerRow(
        id=customer.id,
        name=customer.display_name,
        generation=customer.generation_label,
        type_label=_TYPE_LABELS[customer.customer_type],
        is_organization=not customer.is_individual,
        status=customer.status.name,
        status_tone=customer.status.tone,
        phone=_shown_phone(phone, country) if phone else "",
        is_phone_verified=phone.is_verified if phone else False,
        is_do_not_call=phone.is_do_not_call if phone else False,
        email=customer.email,
        place=", ".join(part for part in (customer.city, customer.region) if part),
        import_id=customer.import_id,
        username=customer.username,
        tax_number=mask_tax_number(customer.tax_number_last_four, TaxNumberKind(kind))
        if kind
        else "",
        tax_label=_TAX_LABELS.get(kind, ""),
        created_at=customer.created_at,
        custom=_shown_values(customer, fields, actor) if fields else {},
    )


def _shown_phone(phone: Phone, country: str) -> str:
    return display_phone(phone.number, phone.extension, home_region=country)


def _shown_values(
    customer: Customer, fields: Sequence[CustomField], actor: Actor
) -> dict[str, Any]:
    return {
        one.key: custom_values.display(
            one,
            customer.custom_values.get(one.key),
            date_format=actor.tenant.date_format,
            country=actor.tenant.country,
        )
        for one in fields
    }


def list_shown_fields() -> list[CustomField]:
    """Return the tenant's active custom fields of customers. One query."""
    return list(
        CustomField.objects.filter(
            entity=CustomField.Entity.CUSTOMER, is_active=True
        ).order_by("group", "position", "pk")
    )


def list_sort_names(ids: Sequence[int]) -> dict[int, str]:
    """Return the folded names of some customers. One query."""
    return dict(Customer.objects.filter(id__in=ids).values_list("id", "sort_name"))


def count_by_status(ids: Sequence[int]) -> list[tuple[int, str, int]]:
    """Return id and name of the statuses of some customers, and how many have each.

    One query.
    """
    counts = (
        Customer.objects.filter(id__in=ids)
        .values_list("status_id", "status__name")
        .annotate(count=Count("pk"))
        .order_by("-count", "status__name")
    )
    return list(counts)
