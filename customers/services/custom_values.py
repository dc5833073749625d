"""The indexed mirror of filterable custom values."""

from collections.abc import Iterator

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

    Runs when a field becomes filterable, or stops being so. Walks the customers
    by id in batches, so that it never holds more than one batch.
    """
    CustomerCustomValue.objects.filter(field=field).delete()
    if not field.is_filterable:
        return 0
    count, last_id = 0, 0
    while True:
        customers = list(
            Customer.objects.filter(pk__gt=last_id)
            .only("pk", "tenant_id", "custom_values")
            .order_by("pk")[:batch]
        )
        if not customers:
            return count
        last_id = customers[-1].pk
        rows = [row for each in customers for row in mirror_rows(each, [field])]
        CustomerCustomValue.objects.bulk_create(rows)
        count += len(rows)
