"""The indexed mirror of filterable custom values."""

from collections.abc import Iterator

from django.db import transaction

from customers.models import Customer, CustomerCustomValue
from lendcore import custom_values
from lendcore.models import CustomField


def filterable_fields() -> list[CustomField]:
    """Return the tenant's filterable customer fields. One query."""
    return list(
        CustomField.objects.filter(
            entity=CustomField.Entity.CUSTOMER, is_filterable=True
        ).order_by("pk")
    )


def mirror(customer: Customer) -> None:
    """Rewrite the mirror of one customer. One query, or three with such fields."""
    fields = filterable_fields()
    if not fields:
        return
    CustomerCustomValue.objects.filter(customer=customer).delete()
    CustomerCustomValue.objects.bulk_create(mirror_rows(customer, fields))


def mirror_rows(
    customer: Customer, fields: list[CustomField]
) -> Iterator[CustomerCustomValue]:
    for field in fields:
        stored = customer.custom_values.get(field.key)
        if stored is None:
            continue
        for columns in custom_values.mirror_columns(field, stored):
            yield CustomerCustomValue(customer=customer, field=field, **columns)


def rebuild_mirror(field: CustomField, *, batch: int = 1000) -> int:
    """Fill or empty the mirror of one field; return how many values it holds.

    Runs when a field becomes filterable, or stops being so. Each batch of
    customers is a transaction of its own and holds their rows, so that a save
    waits for a moment and can't be overwritten by what was read before it.
    """
    if not field.is_filterable:
        with transaction.atomic():
            CustomerCustomValue.objects.filter(field=field).delete()
        return 0
    count, last_id = 0, 0
    while last_id is not None:
        last_id, added = rebuild_batch(field, after_id=last_id, size=batch)
        count += added
    return count


@transaction.atomic
def rebuild_batch(
    field: CustomField, *, after_id: int, size: int
) -> tuple[int | None, int]:
    """Return the last customer of the batch, None after the end, and the values."""
    customers = list(
        Customer.objects.select_for_update()
        .filter(pk__gt=after_id)
        .only("pk", "tenant_id", "custom_values")
        .order_by("pk")[:size]
    )
    if not customers:
        return None, 0
    CustomerCustomValue.objects.filter(field=field, customer__in=customers).delete()
    rows = [row for each in customers for row in mirror_rows(each, [field])]
    CustomerCustomValue.objects.bulk_create(rows)
    return customers[-1].pk, len(rows)
