"""How the customers of a tenant use its custom fields.

Values stand in a JSON column without an index, so "is there any" may read every
customer of the tenant. Only the settings page of a field asks.
"""

from dataclasses import dataclass

from django.db import connection
from django.db.models import QuerySet

from customers.models import Customer, CustomerCustomValue
from lendcore.custom_values import CHOICE_KINDS
from lendcore.models import CustomField
from lendcore.queries.counts import COUNT_CAP, count_label
from lendcore.tenancy.context import require_tenant_id

# A choice field's values, one row for each choice that a customer has.
_CHOICES_SQL = """
    SELECT choice, count(*)
    FROM {customers}, jsonb_array_elements_text(
        CASE jsonb_typeof(custom_values -> %s)
            WHEN 'array' THEN custom_values -> %s
            ELSE jsonb_build_array(custom_values -> %s)
        END
    ) AS choice
    WHERE tenant_id = %s AND custom_values ? %s
    GROUP BY choice
"""
# The same from the mirror, where counting a choice stops at the cap.
_MIRRORED_SQL = """
    SELECT choice, (
        SELECT count(*) FROM (
            SELECT 1 FROM {mirror}
            WHERE tenant_id = %s AND field_id = %s AND text_value = choice
            LIMIT %s
        ) AS counted
    )
    FROM unnest(%s::text[]) AS choice
"""


@dataclass(frozen=True)
class FieldUse:
    """How many customers have a value, and each choice; counted up to 1,001."""

    filled: int
    choices: dict[str, int]

    @property
    def filled_label(self) -> str:
        return count_label(self.filled)


def get_field_use(field: CustomField) -> FieldUse:
    """Return how customers use a field. One query, two for a field of choices."""
    filled = with_value(field)[: COUNT_CAP + 1].count()
    has_choices = filled and field.kind in CHOICE_KINDS
    return FieldUse(filled, count_choices(field) if has_choices else {})


def count_choices(field: CustomField) -> dict[str, int]:
    """Return how many customers have each choice. One query.

    A filterable field is counted in its mirror and stops at the cap; any other
    reads its values once.
    """
    tenant_id, quote = require_tenant_id(), connection.ops.quote_name
    if field.is_filterable:
        sql = _MIRRORED_SQL.format(mirror=quote(CustomerCustomValue._meta.db_table))
        values = [tenant_id, field.pk, COUNT_CAP + 1, field.choices]
    else:
        sql = _CHOICES_SQL.format(customers=quote(Customer._meta.db_table))
        values = [field.key, field.key, field.key, tenant_id, field.key]
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return dict(cursor.fetchall())


def with_value(field: CustomField) -> QuerySet[Customer]:
    """Return the customers that have a value in a field."""
    return Customer.objects.filter(custom_values__has_key=field.key)


def is_filled(field: CustomField) -> bool:
    """Return whether any customer has a value. One query."""
    return with_value(field).exists()


def is_choice_used(field: CustomField, choice: str) -> bool:
    """Return whether any customer has a choice. One query.

    Asks the values themselves, since the mirror may be under way.
    """
    held = [choice] if field.kind == CustomField.Kind.MULTI_SELECT else choice
    return Customer.objects.filter(custom_values__contains={field.key: held}).exists()


@dataclass(frozen=True)
class FieldGroup:
    """Fields under one heading, in their order."""

    name: str
    fields: list[CustomField]


def list_field_groups(*, is_active: bool = True) -> list[FieldGroup]:
    """Return the customer fields by group; those without a group last. One query."""
    fields = CustomField.objects.filter(
        entity=CustomField.Entity.CUSTOMER, is_active=is_active
    ).order_by("position", "pk")
    groups: dict[str, list[CustomField]] = {}
    for field in fields:
        groups.setdefault(field.group, []).append(field)
    names = sorted(groups, key=lambda name: (name == "", name.casefold()))
    return [FieldGroup(name, groups[name]) for name in names]
