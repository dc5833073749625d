"""What hangs on accounts that an import has changed: access and standings."""

from collections.abc import Iterable
from itertools import batched

from psycopg import sql

from accounts.models import AccountCustomer, Source
from accounts.models.links import CHANNELS
from accounts.services import standings
from lendcore.imports.history_sql import (
    ACTIVE_TENANT,
    CHANGED,
    identifiers,
    tracked_columns,
    with_history,
)
from lendcore.imports.staging import Parameters, run

CUSTOMERS_AT_ONCE = 5_000

_FOLLOW = """
    UPDATE accounts_accountcustomer AS link SET {sets}
    FROM (
        SELECT old.id, {wanted},
            array_remove(ARRAY[{changes}], NULL)::varchar[] AS changed_fields
        FROM accounts_accountcustomer AS old
        JOIN accounts_account AS account
            ON account.tenant_id = {tenant} AND account.id = old.account_id
        LEFT JOIN accounts_accessdefault AS usual
            ON usual.tenant_id = {tenant} AND usual.status_id = account.status_id
            AND usual.role = old.role
        WHERE old.tenant_id = {tenant} AND old.account_id IN ({accounts})
    ) AS now
    WHERE link.tenant_id = {tenant} AND link.id = now.id
        AND cardinality(now.changed_fields) > 0
    RETURNING {tracked}, link.tenant_id, now.changed_fields
"""


def follow_defaults(accounts: sql.Composable, parameters: Parameters) -> None:
    """Let what nobody set by hand follow the defaults of the accounts' statuses.

    accounts: a query for their ids. parameters: `history_values()`.
    """
    wanted, changes, sets = [], [], []
    for channel in CHANNELS:
        parts = {
            "access": sql.Identifier(f"{channel}_access"),
            "source": sql.Identifier(f"{channel}_source"),
            "hand": sql.Literal(Source.HAND.value),
            "name": sql.Literal(f"{channel}_access"),
        }
        value = sql.SQL(
            "CASE WHEN old.{source} = {hand} THEN old.{access} "
            "ELSE coalesce(usual.{access}, false) END"
        ).format(**parts)
        wanted.append(sql.SQL("{} AS {access}").format(value, **parts))
        changes.append(
            sql.SQL("CASE WHEN old.{access} <> {} THEN {name} END").format(
                value, **parts
            )
        )
        sets.append(sql.SQL("{access} = now.{access}").format(**parts))
    between = sql.SQL(", ")
    write = sql.SQL(_FOLLOW).format(
        sets=between.join(sets),
        wanted=between.join(wanted),
        changes=between.join(changes),
        tenant=ACTIVE_TENANT,
        accounts=accounts,
        tracked=identifiers(tracked_columns(AccountCustomer), "link"),
    )
    run(with_history(AccountCustomer, write, kind=CHANGED), parameters)


def refresh_standings(account_ids: Iterable[int]) -> None:
    """Write anew how the customers of some accounts stand, in the order of their ids:
    that is the order in which anybody locks them."""
    found: set[int] = set()
    for some in batched(set(account_ids), CUSTOMERS_AT_ONCE, strict=False):
        links = AccountCustomer.objects.filter(account_id__in=some)
        found.update(links.values_list("customer_id", flat=True))
    for some in batched(sorted(found), CUSTOMERS_AT_ONCE, strict=False):
        standings.refresh(some)
