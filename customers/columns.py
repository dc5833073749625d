"""The columns of the Customer Manager."""

from collections.abc import Sequence
from operator import attrgetter

from django.utils import timezone

from customers.queries.listing import CustomerRow
from lendcore.lists.columns import Column
from lendcore.models import CustomField

LIST_NAME = "customers"
DEFAULT_COLUMNS = ("id", "status", "phone", "email", "place", "import_id", "created")
_NUMBER_KINDS = frozenset(
    {CustomField.Kind.NUMBER, CustomField.Kind.CURRENCY, CustomField.Kind.PERCENTAGE}
)


def local_minute(row: CustomerRow) -> str:
    """Return when a customer was created, in the active time zone."""
    created = timezone.localtime(row.created_at)
    return created.strftime("%Y-%m-%d %H:%M")


COLUMNS = (
    Column(
        key="name",
        label="Customer",
        value=attrgetter("full_name"),
        sort="name",
        is_fixed=True,
    ),
    Column(key="id", label="ID", value=attrgetter("id"), sort="id", shape="number"),
    Column(key="status", label="Status", value=attrgetter("status"), shape="badge"),
    Column(key="type", label="Type", value=attrgetter("type_label")),
    Column(
        key="phone", label="Primary phone", value=attrgetter("phone"), shape="phone"
    ),
    Column(key="email", label="Email", value=attrgetter("email"), shape="mail"),
    Column(key="place", label="City, state", value=attrgetter("place"), sort="city"),
    Column(key="import_id", label="Import ID", value=attrgetter("import_id")),
    Column(
        key="created",
        label="Created",
        value=attrgetter("created_at"),
        sort="created",
        shape="day",
        exported=local_minute,
    ),
    Column(key="username", label="Username", value=attrgetter("username")),
    Column(
        key="tax_number",
        label="Tax number, last four",
        value=attrgetter("tax_number"),
        shape="code",
    ),
)


def available_columns(fields: Sequence[CustomField]) -> list[Column]:
    """Return every column that may be shown, custom fields last."""
    return [*COLUMNS, *(custom_column(field) for field in fields)]


def custom_column(field: CustomField) -> Column:
    """Return the column of a custom field."""
    return Column(
        key=custom_key(field),
        label=field.label,
        value=lambda row: row.custom.get(field.key, ""),
        shape="number" if field.kind in _NUMBER_KINDS else "text",
    )


def custom_key(field: CustomField) -> str:
    """Return the key of a field's column; a slug alone could be another column's."""
    return f"custom_{field.pk}"
