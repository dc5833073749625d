"""What is on file of the customers that a batch of rows names."""

from collections.abc import Iterable
from typing import Any

from customers.imports.rows import CUSTOMER_COLUMNS, CustomerRow, Stored
from customers.models import Address, Customer, CustomerKey, Phone, SocialProfile
from customers.services import secrets
from lendcore.crypto.keys import tenant_keys
from lendcore.crypto.sealing import open_sealed
from lendcore.imports.history_sql import stored_columns
from lendcore.tenancy.models import TenantModel


def find_stored(
    import_ids: Iterable[str], *, below_id: int | None
) -> dict[str, Stored]:
    """Return customers by import id, with what hangs on them. Up to five queries.

    below_id: the first id that the run gave; customers that it added itself are
    not on file yet.
    """
    customers = Customer.objects.filter(import_id__in=list(import_ids))
    if below_id is not None:
        customers = customers.filter(pk__lt=below_id)
    rows = customers.values(*CUSTOMER_COLUMNS)
    found = {row["id"]: Stored(CustomerRow.of(row)) for row in rows}
    if not found:
        return {}
    for phone in _children(Phone, found, "position", "id"):
        found[phone["customer_id"]].phones.append(phone)
    for address in _children(Address, found, "id"):
        found[address["customer_id"]].addresses[address["purpose"]] = address
    for profile in _children(SocialProfile, found, "id"):
        found[profile["customer_id"]].profiles.append(profile)
    for key in _children(CustomerKey, found, "id"):
        found[key["customer_id"]].key = open_sealed(
            key["wrapped"],
            key=tenant_keys().wrapping,
            bound_to=secrets.key_place(key["customer_id"]),
        )
    return {stored.row.import_id: stored for stored in found.values()}


def _children(
    model: type[TenantModel], owners: Iterable[int], *order: str
) -> Iterable[dict[str, Any]]:
    rows = model.objects.filter(customer_id__in=list(owners)).order_by(*order)
    return rows.values(*stored_columns(model))
