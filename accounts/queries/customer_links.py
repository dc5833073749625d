"""The accounts of a customer, with figures and access.

`customer_links_on` has them as of another day.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import F

from accounts.models import AccountCustomer, Kind, Role, Source
from accounts.models.links import CHANNELS, LIABLE_ROLES
from accounts.queries.customers_on import CustomersOn, list_customers_on
from accounts.queries.figures import ListedFigures
from accounts.queries.todays_figures import figures_today, read_stored, stored_figures

CHANNEL_LABELS = {"email": "E-mail", "web": "Web", "sms": "SMS"}
# In the order of menus and columns; unassigned comes from imports alone.
CHOOSABLE_ROLES = (Role.PRIMARY, Role.SECONDARY, Role.AUTHORIZED, Role.ADDITIONAL)
_ACCESS = tuple(
    f"{channel}_{part}" for channel in CHANNELS for part in ("access", "source")
)
_OF_ACCOUNT = {
    "number": F("account__number"),
    "title": F("account__title"),
    "kind": F("account__kind"),
    "is_active": F("account__is_active"),
    "status_name": F("account__status__name"),
    "status_tone": F("account__status__tone"),
    "sub_status_name": F("account__sub_status__name"),
}
_ROLE_LABELS = dict(Role.choices)
# A dealer may have got hundreds of accounts since.
_NAMED = 10
_KIND_LABELS = dict(Kind.choices)


@dataclass(frozen=True, kw_only=True)
class Access:
    """One switch of a link."""

    channel: str
    is_on: bool
    is_by_hand: bool

    @property
    def label(self) -> str:
        return CHANNEL_LABELS[self.channel]

    @property
    def source_label(self) -> str:
        return "set by hand" if self.is_by_hand else "by default"


@dataclass(frozen=True, kw_only=True)
class LinkRow:
    """An account of a customer, as a row shows it.

    figures: None for an account that is not activated, or that begins later.
    primary_name: of whoever else is primary; empty where nobody else is. others: how
    many other customers the account has. Both of today only, and filled in by
    `add_others` for the rows of a page.
    """

    link_id: int
    account_id: int
    number: str
    title: str
    kind: str
    is_active: bool
    role: str
    access: tuple[Access, ...]
    status: str = ""
    status_tone: str = ""
    sub_status: str = ""
    figures: ListedFigures | None = None
    primary_name: str = ""
    others: int = 0

    @property
    def key(self) -> str:
        """The link's id as a text: templates format numbers, at a price."""
        return str(self.link_id)

    @property
    def kind_label(self) -> str:
        return _KIND_LABELS[self.kind]

    @property
    def role_label(self) -> str:
        return _ROLE_LABELS[self.role]

    @property
    def is_liable(self) -> bool:
        return self.role in LIABLE_ROLES

    @property
    def is_primary(self) -> bool:
        return self.role == Role.PRIMARY

    @property
    def can_unlink(self) -> bool:
        """Whether the link may end: the primary goes last."""
        return not (self.is_primary and self.others)

    @property
    def why_no_figures(self) -> str:
        return "Begins later" if self.is_active else "Not activated"


@dataclass(frozen=True, kw_only=True)
class Totals:
    """Sums of what a customer owes as primary or secondary, over `count` accounts."""

    count: int
    payoff: Decimal
    principal: Decimal
    next_due: Decimal
    past_due: Decimal


@dataclass(frozen=True, kw_only=True)
class CustomerLinks:
    """The accounts of a customer on a day.

    to_refresh: accounts whose stored figures ended before the day; their rows were
    replayed. linked_later: numbers of accounts that are linked now, not on the day.
    totals: None where the figures of all were not looked up.
    """

    rows: tuple[LinkRow, ...]
    totals: Totals | None
    to_refresh: tuple[int, ...] = ()
    linked_later: tuple[str, ...] = ()

    @property
    def named_later(self) -> tuple[str, ...]:
        return self.linked_later[:_NAMED]

    @property
    def more_later(self) -> int:
        """How many were linked later beside those that are named."""
        return len(self.linked_later) - len(self.named_later)

    @property
    def worst_days_past_due(self) -> int:
        """Of the accounts on which the customer owes."""
        owed = (row.figures for row in self.rows if row.is_liable and row.figures)
        return max((each.days_past_due for each in owed), default=0)


def list_customer_links(customer_id: int, today: date) -> CustomerLinks:
    """Return a customer's accounts as they stand today.

    One query, and two more where stored figures have ended: those are replayed in
    memory, all accounts at once. Nothing is written.
    """
    links = list(_links_with_figures(customer_id))
    stored = [
        (link["account_id"], link["is_active"], read_stored(link)) for link in links
    ]
    figures, to_refresh = figures_today(stored, today)
    rows = [_row_of(link, figures) for link in links]
    return page_of(rows, to_refresh=to_refresh)


def add_others(rows: Iterable[LinkRow], customer_id: int) -> list[LinkRow]:
    """Return a customer's rows with what depends on who else belongs to their accounts.
    One query."""
    rows = list(rows)
    ids = [row.account_id for row in rows]
    others = list_customers_on(ids, beside=customer_id)

    def filled(row: LinkRow) -> LinkRow:
        found = others.get(row.account_id, CustomersOn())
        return replace(row, primary_name=found.primary_name, others=found.count)

    return [filled(row) for row in rows]


def find_link(customer_id: int, link_id: int) -> AccountCustomer | None:
    """Return one link of a customer with its account, or None. One query."""
    links = AccountCustomer.objects.select_related("account")
    return links.filter(customer_id=customer_id, pk=link_id).first()


def find_other_primary(account_id: int, customer_id: int) -> str:
    """Return the name of an account's primary customer; empty where that is the given
    one, or nobody. One query."""
    links = AccountCustomer.objects.select_related("customer").exclude(
        customer_id=customer_id
    )
    primary = links.filter(account_id=account_id, role=Role.PRIMARY).first()
    return primary.customer.full_name if primary else ""


def count_others(link: AccountCustomer) -> int:
    """Return how many other customers the account of a link has. One query."""
    links = AccountCustomer.objects.filter(account_id=link.account_id)
    return links.exclude(pk=link.pk).count()


# Today ------------------------------------------------------------------------------


def _links_with_figures(customer_id: int) -> Iterable[dict[str, Any]]:
    links = AccountCustomer.objects.filter(customer_id=customer_id)
    stored = stored_figures("account__snapshots")
    return links.values("id", "account_id", "role", *_ACCESS, **_OF_ACCOUNT, **stored)


def _row_of(
    link: Mapping[str, Any], figures: Mapping[int, ListedFigures | None]
) -> LinkRow:
    return LinkRow(
        link_id=link["id"],
        account_id=link["account_id"],
        number=link["number"],
        title=link["title"],
        kind=link["kind"],
        status=link["status_name"],
        status_tone=link["status_tone"],
        sub_status=link["sub_status_name"] or "",
        is_active=link["is_active"],
        role=link["role"],
        access=access_of(link),
        figures=figures.get(link["account_id"]),
    )


def access_of(columns: Mapping[str, Any]) -> tuple[Access, ...]:
    """Return the three switches of a link, from its columns."""
    return tuple(
        Access(
            channel=channel,
            is_on=columns[f"{channel}_access"],
            is_by_hand=columns[f"{channel}_source"] == Source.HAND,
        )
        for channel in CHANNELS
    )


# Any day ----------------------------------------------------------------------------


def page_of(
    rows: Sequence[LinkRow],
    *,
    to_refresh: Iterable[int] = (),
    linked_later: Iterable[str] = (),
) -> CustomerLinks:
    """Return rows with their totals, the soonest due first. No query."""
    owed = [row.figures for row in rows if row.is_liable and row.figures]
    zero = Decimal("0.00")
    return CustomerLinks(
        rows=tuple(sorted(rows, key=_soonest_due_first)),
        totals=Totals(
            count=len(owed),
            payoff=sum((each.payoff for each in owed), zero),
            principal=sum((each.principal for each in owed), zero),
            next_due=sum((each.next_due or zero for each in owed), zero),
            past_due=sum((each.past_due for each in owed), zero),
        ),
        to_refresh=tuple(to_refresh),
        linked_later=tuple(linked_later),
    )


def _soonest_due_first(row: LinkRow) -> tuple[date, str, int]:
    coming = row.figures.next_due_date if row.figures else None
    return coming or date.max, row.number.lower(), row.link_id
