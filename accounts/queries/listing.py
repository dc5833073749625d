"""The rows of the Account Manager."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from accounts.models import Account, AccountCustomer, Kind, Role
from accounts.queries.figures import ListedFigures
from accounts.queries.todays_figures import figures_today, read_stored, stored_figures
from customers.models import Customer

_KIND_LABELS = dict(Kind.choices)
_SOON = {0: "today", 1: "tomorrow"}
_COLUMNS = (
    "id",
    "tenant_id",
    "number",
    "title",
    "kind",
    "import_id",
    "terms",
    "is_active",
    "activated_at",
    "archived_at",
    "status__name",
    "status__tone",
    "sub_status__name",
    "program__name",
    "portfolio__name",
    "source_company__name",
)
_NAMES = (
    "account_id",
    "tenant_id",
    "role",
    "customer__customer_type",
    "customer__first_name",
    "customer__middle_name",
    "customer__last_name",
    "customer__company_name",
    "customer__generation_code",
)


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
    def is_late(self) -> bool:
        return bool(self.figures and self.figures.days_past_due)

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

    Two queries, and a third where stored figures have ended.
    """
    accounts = list(_accounts(ids))
    customers = _customers_on(ids)
    stored = [(account, read_stored(account, account.pk)) for account in accounts]
    figures, ended = figures_today(stored, today)
    stale = set(ended)
    rows = {
        account.pk: _row(
            account,
            customers[account.pk],
            figures.get(account.pk),
            is_stale=account.pk in stale,
        )
        for account in accounts
    }
    return [rows[each] for each in ids if each in rows]


def _accounts(ids: Sequence[int]) -> Iterable[Account]:
    labels = ("status", "sub_status", "program", "portfolio", "source_company")
    return (
        Account.objects.filter(pk__in=ids)
        .select_related(*labels)
        .only(*_COLUMNS)
        .annotate(**stored_figures("snapshots"))
    )


def _customers_on(ids: Sequence[int]) -> dict[int, list[AccountCustomer]]:
    links = AccountCustomer.objects.filter(account_id__in=ids)
    found = defaultdict(list)
    for link in links.select_related("customer").only(*_NAMES):
        found[link.account_id].append(link)
    return found


def _row(
    account: Account,
    links: Sequence[AccountCustomer],
    figures: ListedFigures | None,
    *,
    is_stale: bool,
) -> AccountRow:
    primary = next((each for each in links if each.role == Role.PRIMARY), None)
    return AccountRow(
        id=account.pk,
        name=account.number,
        title=account.title,
        kind=account.kind,
        status=account.status.name,
        status_tone=account.status.tone,
        sub_status=str(account.sub_status or ""),
        program=str(account.program or ""),
        portfolio=str(account.portfolio or ""),
        source_company=str(account.source_company or ""),
        import_id=account.import_id,
        is_active=account.is_active,
        is_archived=account.is_archived,
        activated_at=account.activated_at,
        primary_id=primary.customer_id if primary else None,
        primary_name=_name_of(primary.customer) if primary else "",
        others=len(links) - (primary is not None),
        figures=figures,
        is_stale=is_stale,
    )


def _name_of(customer: Customer) -> str:
    return f"{customer.display_name} {customer.generation_label}".rstrip()
