"""The accounts that are linked to an account, with their figures."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Q

from accounts.models import Account, AccountLink, AccountSnapshot
from accounts.models.links import SWITCHES
from accounts.queries.figures import ListedFigures, figures_of_snapshot, holds_on
from accounts.queries.find import (
    MOST_FOUND,
    find_account_ids,
    find_account_ids_of_customers,
    list_primaries,
)
from accounts.queries.todays_figures import replayed

SWITCH_LABELS = {
    "shows_header": "Header",
    "copies_payments": "Payments",
    "copies_charges": "Charges",
    "splits_payments": "Split",
}
# A line may be linked from thousands; the page stays light.
MOST_SHOWN = 50


@dataclass(frozen=True, kw_only=True)
class TieSwitch:
    """One switch of a tie."""

    name: str
    is_on: bool

    @property
    def label(self) -> str:
        return SWITCH_LABELS[self.name]


@dataclass(frozen=True, kw_only=True)
class LinkedAccount:
    """An account at the other end of a tie.

    leads_to: the tie starts from the account whose page this is. figures: None for an
    account that is not activated, or that begins later. primary: the name of its
    primary customer now, empty without one.
    """

    link_id: int
    leads_to: bool
    account: Account
    switches: tuple[TieSwitch, ...]
    figures: ListedFigures | None
    primary: str = ""

    @property
    def shows_header(self) -> bool:
        return any(each.is_on for each in self.switches if each.name == "shows_header")

    @property
    def why_no_figures(self) -> str:
        return "Begins later" if self.account.is_active else "Not activated"


@dataclass(frozen=True, kw_only=True)
class LinkedAccounts:
    """Both ends. is_cut: more than MOST_SHOWN are linked from others."""

    to: tuple[LinkedAccount, ...]
    from_: tuple[LinkedAccount, ...]
    is_cut: bool = False

    @property
    def in_header(self) -> tuple[LinkedAccount, ...]:
        """Those whose figures stand in the header."""
        return tuple(each for each in self.to if each.shows_header)


@dataclass(frozen=True, kw_only=True)
class FoundToLink:
    """An account that may be linked. refusal: why it can't be, empty when it can."""

    account: Account
    primary: str
    refusal: str


def list_linked(
    account_id: int, day: date, *, until: datetime | None = None
) -> LinkedAccounts:
    """Return what an account is linked to and from, with figures as of a day.

    until: the end of a day other than today; ties are then those of the history before
    it. Four queries, and one where stored figures do not hold on the day.
    """
    to = _ties(until, from_account_id=account_id)
    from_ = _ties(until, to_account_id=account_id, most=MOST_SHOWN + 1)
    shown = from_[:MOST_SHOWN]
    accounts = _others(account_id, [*to, *shown])
    figures = _figures(accounts, day)
    primaries = list_primaries(accounts)

    def rows(chosen: Sequence[Any]) -> tuple[LinkedAccount, ...]:
        found = (
            _row(tie, _other(tie, account_id), account_id, figures, primaries)
            for tie in chosen
        )
        return tuple(sorted(found, key=lambda row: row.account.number_folded))

    return LinkedAccounts(
        to=rows(to), from_=rows(shown), is_cut=len(from_) > MOST_SHOWN
    )


def list_in_header(
    account_id: int, day: date, *, until: datetime | None = None
) -> tuple[LinkedAccount, ...]:
    """Return the accounts whose figures stand in an account's header.

    One query where there are none; else two, and one where stored figures do not hold
    on the day.
    """
    found = _ties(until, from_account_id=account_id)
    ties = [tie for tie in found if tie.shows_header]
    figures = _figures(_others(account_id, ties), day)
    rows = (_row(tie, tie.to_account, account_id, figures, {}) for tie in ties)
    return tuple(sorted(rows, key=lambda row: row.account.number_folded))


def find_tie(account_id: int, link_id: int) -> AccountLink | None:
    """Return a tie of an account with both accounts, or None. One query."""
    links = AccountLink.objects.select_related("from_account", "to_account")
    either = Q(from_account_id=account_id) | Q(to_account_id=account_id)
    return links.filter(either, pk=link_id).first()


def find_to_link(text: str, account_id: int) -> list[FoundToLink]:
    """Return at most 20 accounts by number, title or a customer's name, and whether
    they are linked to an account already. Six queries; none for an empty text."""
    by_number = find_account_ids(text, most=MOST_FOUND)
    by_customer = find_account_ids_of_customers(text, most=MOST_FOUND)
    ids = list(dict.fromkeys([*by_number, *by_customer]))[:MOST_FOUND]
    if not ids:
        return []
    rows = Account.objects.filter(pk__in=ids).select_related("status").defer("search")
    accounts = {account.pk: account for account in rows}
    primaries = list_primaries(ids)
    linked = _linked_among(ids, account_id)

    def refusal(pk: int) -> str:
        if pk == account_id:
            return "This account"
        return "Linked already" if pk in linked else ""

    return [
        FoundToLink(
            account=accounts[pk], primary=primaries.get(pk, ""), refusal=refusal(pk)
        )
        for pk in ids
        if pk in accounts
    ]


# Parts -------------------------------------------------------------------------------


def _ties(until: datetime | None, *, most: int | None = None, **end: int) -> list[Any]:
    """Return ties by one end, with both accounts, or rows of the history that look the
    same. One query."""
    rows = AccountLink.objects if until is None else AccountLink.history.model.objects
    found = (
        rows.filter(**end)
        .select_related("from_account", "to_account")
        .defer("from_account__search", "to_account__search")
    )
    if until is None:
        return list(found.order_by("pk")[:most])
    last = found.filter(history_date__lt=until).order_by("id", "-history_id")
    return [row for row in last.distinct("id") if row.history_type != "-"][:most]


def _linked_among(ids: Sequence[int], account_id: int) -> set[int]:
    """Return those accounts that are linked to or from one. One query."""
    links = AccountLink.objects.filter(
        Q(from_account_id=account_id, to_account_id__in=ids)
        | Q(to_account_id=account_id, from_account_id__in=ids)
    )
    pairs = links.values_list("from_account_id", "to_account_id")
    return {pk for pair in pairs for pk in pair} - {account_id}


def _other(tie: Any, account_id: int) -> Account:
    is_from = tie.from_account_id == account_id
    return tie.to_account if is_from else tie.from_account


def _others(account_id: int, ties: Iterable[Any]) -> dict[int, Account]:
    """Return the accounts at the other end of ties, by id. No query."""
    found = (_other(tie, account_id) for tie in ties)
    return {account.pk: account for account in found}


def _figures(
    accounts: dict[int, Account], day: date
) -> dict[int, ListedFigures | None]:
    """Return figures by account, of those that are active."""
    if not accounts:
        return {}
    stored = {
        each.account_id: each
        for each in AccountSnapshot.objects.filter(account_id__in=accounts)
        if holds_on(each, day)
    }
    figures: dict[int, ListedFigures | None] = {
        pk: figures_of_snapshot(snapshot, day) for pk, snapshot in stored.items()
    }
    unfit = [
        each for pk, each in accounts.items() if each.is_active and pk not in stored
    ]
    return figures | replayed(unfit, day)


def _row(
    tie: Any,
    account: Account,
    account_id: int,
    figures: dict[int, ListedFigures | None],
    primaries: dict[int, str],
) -> LinkedAccount:
    return LinkedAccount(
        link_id=tie.id,
        leads_to=tie.from_account_id == account_id,
        account=account,
        switches=tuple(
            TieSwitch(name=name, is_on=getattr(tie, name)) for name in SWITCHES
        ),
        figures=figures.get(account.pk),
        primary=primaries.get(account.pk, ""),
    )
