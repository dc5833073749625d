"""The rows of the Account Manager."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection

from accounts.models import Kind
from accounts.queries.customers_on import CustomersOn, list_customers_on
from accounts.queries.figures import ListedFigures, StoredFigures
from accounts.queries.todays_figures import figures_today, read_stored
from lendcore.tenancy.context import require_tenant_id

_KIND_LABELS = dict(Kind.choices)
_SOON = {0: "today", 1: "tomorrow"}
# Composed for each page by the ORM, it would take longer than its answer.
_ACCOUNTS = f"""
SELECT a.id, a.number, a.title, a.kind, a.import_id, a.is_active, a.activated_at,
    a.archived_at, status.name AS status_name, status.tone AS status_tone,
    closer.name AS sub_status_name, program.name AS program_name,
    portfolio.name AS portfolio_name, source.name AS source_name,
    {", ".join(f"s.{name} AS snapshot_{name}" for name in StoredFigures._fields)}
FROM accounts_account a
JOIN accounts_accountstatus status ON (status.tenant_id, status.id)
    = (a.tenant_id, a.status_id)
LEFT JOIN accounts_accountsubstatus closer ON (closer.tenant_id, closer.id)
    = (a.tenant_id, a.sub_status_id)
LEFT JOIN accounts_lineprogram program ON (program.tenant_id, program.id)
    = (a.tenant_id, a.program_id)
LEFT JOIN accounts_portfolio portfolio ON (portfolio.tenant_id, portfolio.id)
    = (a.tenant_id, a.portfolio_id)
LEFT JOIN accounts_sourcecompany source ON (source.tenant_id, source.id)
    = (a.tenant_id, a.source_company_id)
LEFT JOIN accounts_accountsnapshot s ON (s.tenant_id, s.account_id)
    = (a.tenant_id, a.id)
WHERE a.tenant_id = %s AND a.id = ANY (%s)
"""  # noqa: S608


@dataclass(frozen=True, kw_only=True)
class AccountRow:
    """What the list shows of an account today.

    figures: None for an account that is not activated, or that begins later.
    primary_id: None without customers. others: how many further customers there are.
    is_stale: its stored figures have ended, and were replayed.
    """

    id: int
    name: str
    title: str
    kind: str
    status: str
    status_tone: str
    sub_status: str
    program: str
    portfolio: str
    source_company: str
    import_id: str
    is_active: bool
    is_archived: bool
    activated_at: datetime | None
    primary_id: int | None
    primary_name: str
    others: int
    figures: ListedFigures | None
    is_stale: bool

    @property
    def key(self) -> str:
        """The id as a text: templates format numbers, at a price."""
        return str(self.id)

    @property
    def kind_label(self) -> str:
        return _KIND_LABELS[self.kind]

    @property
    def primary_key(self) -> str:
        return str(self.primary_id)

    @property
    def due_soon(self) -> str:
        """How near the next due date is, in words, if it is near."""
        if self.figures is None or self.figures.next_due_date is None:
            return ""
        days = (self.figures.next_due_date - self.figures.as_of).days
        return _SOON.get(days, "") or (f"in {days} days" if days <= 7 else "")


def list_rows(ids: Sequence[int], *, today: date) -> list[AccountRow]:
    """Return the accounts of a page in the order of their ids.

    Two queries, and two more where stored figures have ended.
    """
    accounts = _accounts(ids)
    customers = list_customers_on(ids)
    stored = [(each["id"], each["is_active"], read_stored(each)) for each in accounts]
    figures, ended = figures_today(stored, today)
    stale = set(ended)
    rows = {
        account["id"]: _row(
            account,
            customers.get(account["id"], CustomersOn()),
            figures.get(account["id"]),
            is_stale=account["id"] in stale,
        )
        for account in accounts
    }
    return [rows[each] for each in ids if each in rows]


def _accounts(ids: Sequence[int]) -> list[dict[str, Any]]:
    with connection.cursor() as cursor:
        cursor.execute(_ACCOUNTS, [require_tenant_id(), list(ids)])
        names = [column.name for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def _row(
    account: Mapping[str, Any],
    customers: CustomersOn,
    figures: ListedFigures | None,
    *,
    is_stale: bool,
) -> AccountRow:
    return AccountRow(
        id=account["id"],
        name=account["number"],
        title=account["title"],
        kind=account["kind"],
        status=account["status_name"],
        status_tone=account["status_tone"],
        sub_status=account["sub_status_name"] or "",
        program=account["program_name"] or "",
        portfolio=account["portfolio_name"] or "",
        source_company=account["source_name"] or "",
        import_id=account["import_id"],
        is_active=account["is_active"],
        is_archived=account["archived_at"] is not None,
        activated_at=account["activated_at"],
        primary_id=customers.primary_id,
        primary_name=customers.primary_name,
        others=customers.count - (customers.primary_id is not None),
        figures=figures,
        is_stale=is_stale,
    )
