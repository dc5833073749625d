"""Rolling accounts to a new day, beside the replays alone and bare UPDATEs."""

import time
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import islice

import psycopg
from django.db import transaction
from psycopg import sql

from accounts.mapping import replayed
from accounts.models import Account, AccountSnapshot, Transaction
from accounts.services import rolling, standings
from accounts.services.snapshots import values_of
from lendcore.actors import TenantFacts
from lendcore.imports.history_sql import stored_columns
from lendcore.site.bench.refusals import BenchStopped
from lendcore.tenancy.context import activate_tenant

ROLLED = 2_000
# A running account has a due date before.
_MOST_DAYS = 40


@dataclass(frozen=True)
class Roll:
    """A roll to a day. due: how many accounts had figures that held no more.

    seconds: of rolling as many as `accounts`, some in each transaction;
    replay_seconds: of replaying the same ones with nothing to read or write;
    update_seconds: of as many UPDATEs of one figure each, committed one by one.
    """

    day: date
    due: int
    accounts: int
    seconds: float
    replay_seconds: float
    update_seconds: float


def measure_roll(
    tenant: TenantFacts, owner: psycopg.Connection, today: date, *, most: int = ROLLED
) -> Roll:
    """Return the figures of rolling some accounts to the next day that ends any.

    Nothing of it stays. Raises BenchStopped when no such day is near.
    """
    with activate_tenant(tenant.id):
        day, due = _next_day(today)
        ids = [
            pk
            for (pk,) in AccountSnapshot.objects.filter(true_until__lt=day)
            .order_by("account_id")
            .values_list("account_id")[:most]
        ]
        replay_seconds = _replay(ids, day)
        with _kept(owner, tenant.id, ids):
            began = time.perf_counter()
            rolled = list(islice(rolling.roll(day), len(ids)))
            seconds = time.perf_counter() - began
        return Roll(
            day=day,
            due=due,
            accounts=len(rolled),
            seconds=seconds,
            replay_seconds=replay_seconds,
            update_seconds=_update(owner, tenant.id, ids),
        )


def _next_day(today: date) -> tuple[date, int]:
    for days in range(_MOST_DAYS):
        day = today + timedelta(days=days)
        due = rolling.count_due(day)
        if due:
            return day, due
    raise BenchStopped(f"No account's figures end within {_MOST_DAYS} days.")


def _replay(ids: Sequence[int], day: date) -> float:
    accounts = list(Account.objects.filter(pk__in=ids).order_by("pk"))
    entries: dict[int, list[Transaction]] = {pk: [] for pk in ids}
    for row in Transaction.objects.filter(account_id__in=ids).order_by("entry"):
        entries[row.account_id].append(row)
    began = time.perf_counter()
    for account in accounts:
        values_of(replayed(account, entries[account.pk], day))
    return time.perf_counter() - began


def _update(owner: psycopg.Connection, tenant_id: int, ids: Sequence[int]) -> float:
    began = time.perf_counter()
    for pk in ids:
        owner.execute(
            "UPDATE accounts_accountsnapshot SET entries = entries "
            "WHERE tenant_id = %s AND account_id = %s",
            [tenant_id, pk],
        )
    return time.perf_counter() - began


@contextmanager
def _kept(
    owner: psycopg.Connection, tenant_id: int, ids: Sequence[int]
) -> Generator[None]:
    """Put the figures of some accounts back after the block, and what follows them."""
    columns = sql.SQL(", ").join(
        sql.Identifier(column)
        for column in ("tenant_id", *stored_columns(AccountSnapshot))
    )
    mine = "FROM accounts_accountsnapshot WHERE tenant_id = %s AND account_id = ANY(%s)"
    owner.execute("DROP TABLE IF EXISTS kept_snapshot")
    owner.execute(
        sql.SQL("CREATE TEMPORARY TABLE kept_snapshot AS SELECT {} ").format(columns)
        + sql.SQL(mine),
        [tenant_id, list(ids)],
    )
    try:
        yield
    finally:
        with owner.transaction():
            owner.execute(sql.SQL("DELETE ") + sql.SQL(mine), [tenant_id, list(ids)])
            owner.execute(
                sql.SQL(
                    "INSERT INTO accounts_accountsnapshot ({columns}) "
                    "OVERRIDING SYSTEM VALUE SELECT {columns} FROM kept_snapshot"
                ).format(columns=columns)
            )
        with transaction.atomic():
            standings.refresh_of_accounts(ids)
