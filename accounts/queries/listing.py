"""The rows of the Account Manager."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import F

from accounts.models import Account, AccountCustomer, Kind, Role
from accounts.queries.customers_on import list_customers_on
from accounts.queries.figures import ListedFigures
from accounts.queries.todays_figures import figures_today, read_stored, stored_figures

_KIND_LABELS = dict(Kind.choices)
_SOON = {0: "today", 1: "tomorrow"}
_COLUMNS = (
    "id",
    "number",
    "title",
    "kind",
    "import_id",
    "is_active",
    "activated_at",
    "archived_at",
)
_LABELS = {
    "status_name": F("status__name"),
    "status_tone": F("status__tone"),
    "sub_status_name": F("sub_status__name"),
    "program_name": F("program__name"),
    "portfolio_name": F("portfolio__name"),
    "source_name": F("source_company__name"),
}


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
    accounts = list(_accounts(ids))
    customers = list_customers_on(ids)
    stored = [(each["id"], each["is_active"], read_stored(each)) for each in accounts]
    figures, ended = figures_today(stored, today)
    stale = set(ended)
    rows = {
        account["id"]: _row(
            account,
            customers[account["id"]],
            figures.get(account["id"]),
            is_stale=account["id"] in stale,
        )
        for account in accounts
    }
    return [rows[each] for each in ids if each in rows]


def _accounts(ids: Sequence[int]) -> Iterable[dict[str, Any]]:
    accounts = Account.objects.filter(pk__in=ids)
    return accounts.values(*_COLUMNS, **_LABELS, **stored_figures("snapshots"))


def _row(
    account: Mapping[str, Any],
    links: Sequence[AccountCustomer],
    figures: ListedFigures | None,
    *,
    is_stale: bool,
) -> AccountRow:
    primary = next((each for each in links if each.role == Role.PRIMARY), None)
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
        primary_id=primary.customer_id if primary else None,
        primary_name=primary.customer.full_name if primary else "",
        others=len(links) - (primary is not None),
        figures=figures,
        is_stale=is_stale,
    )
