"""Writing a staged batch: rows and their history, in one statement each."""

from collections.abc import Collection

from psycopg import sql

from customers.imports.staging import (
    ADDRESSES,
    CUSTOM,
    CUSTOMERS,
    KEYS,
    PHONES,
    PROFILES,
)
from customers.models import (
    Address,
    Customer,
    CustomerCustomValue,
    CustomerKey,
    Phone,
    SocialProfile,
)
from lendcore.actors import Actor
from lendcore.imports.history_sql import (
    ACTIVE_TENANT,
    history_values,
    insert_with_history,
    plain_insert,
    update_with_history,
)
from lendcore.imports.rows import ADD
from lendcore.imports.staging import StagedTable, run

# What a batch writes into is looked into by the next one's checks.
LOOKED_UP = (Customer, CustomerKey, Phone, Address, SocialProfile, CustomerCustomValue)
_CHANGED = sql.SQL("staged.changed_fields IS NOT NULL")
_NEW = sql.SQL("changed_fields IS NULL")


class Writer:
    """The statements that write a batch, made once for all of them."""

    def __init__(self, *, actor: Actor, reason: str) -> None:
        self._parameters = history_values(actor, reason=reason)
        added = sql.SQL("becomes = {}").format(sql.Literal(ADD))
        changed = sql.SQL("staged.becomes <> {}").format(sql.Literal(ADD))
        self._added = (
            (CUSTOMERS, _insert(Customer, CUSTOMERS, added)),
            (KEYS, _plain_insert(CustomerKey, KEYS)),
        )
        self._changed = (
            (CUSTOMERS, _update(Customer, CUSTOMERS, changed)),
            (PHONES, _demote_phones()),
            (PHONES, _update(Phone, PHONES, _CHANGED)),
            (ADDRESSES, _update(Address, ADDRESSES, _CHANGED)),
            (CUSTOMERS, _delete_mirror()),
        )
        self._children = (
            (PHONES, _insert(Phone, PHONES, _NEW)),
            (ADDRESSES, _insert(Address, ADDRESSES, _NEW)),
            (PROFILES, _insert(SocialProfile, PROFILES, _NEW)),
            (CUSTOM, _plain_insert(CustomerCustomValue, CUSTOM)),
        )

    def write(self, filled: Collection[StagedTable], *, has_changes: bool) -> None:
        """Write what is staged.

        filled: the temporary tables that hold anything. has_changes: customers on
        file are among it.
        """
        changed = self._changed if has_changes else ()
        for table, statement in (*self._added, *changed, *self._children):
            if table in filled:
                run(statement, self._parameters)


def _insert(model: type, staged: StagedTable, where: sql.Composable) -> sql.Composed:
    # Children get their ids from the database; a customer's was needed earlier,
    # since its sealed numbers are bound to it.
    columns = [
        column for column in staged.model_columns if column != "id" or model is Customer
    ]
    return insert_with_history(model, _lines_of(staged, where), columns)


def _update(model: type, staged: StagedTable, where: sql.Composable) -> sql.Composed:
    fixed = {"id", "customer_id", "created_at"}
    return update_with_history(
        model,
        staged.identifier,
        where,
        [column for column in staged.model_columns if column not in fixed],
    )


def _plain_insert(model: type, staged: StagedTable) -> sql.Composed:
    return plain_insert(model, _lines_of(staged, sql.SQL("true")), staged.model_columns)


def _lines_of(staged: StagedTable, where: sql.Composable) -> sql.Composed:
    return sql.SQL("FROM {} WHERE {}").format(staged.identifier, where)


def _demote_phones() -> sql.Composed:
    """Take the rank from phones on file that change theirs.

    One primary and one secondary are allowed at every moment, so nobody can be
    promoted before. The history is written by the update that follows.
    """
    return sql.SQL(
        "UPDATE customers_phone AS phone SET is_primary = false, is_secondary = false "
        "FROM {staged} AS staged "
        "WHERE phone.tenant_id = {tenant} AND phone.id = staged.id "
        "AND staged.changed_fields && ARRAY['is_primary', 'is_secondary']::varchar[]"
    ).format(staged=PHONES.identifier, tenant=ACTIVE_TENANT)


def _delete_mirror() -> sql.Composed:
    return sql.SQL(
        "DELETE FROM customers_customercustomvalue AS mirror USING {staged} AS staged "
        "WHERE mirror.tenant_id = {tenant} AND mirror.customer_id = staged.id "
        "AND staged.changed_fields && ARRAY['custom_values']::varchar[]"
    ).format(staged=CUSTOMERS.identifier, tenant=ACTIVE_TENANT)
