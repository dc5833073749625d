"""The accounts of a customer as of another day."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from accounts.models import Account, AccountCustomer
from accounts.models.links import CHANNELS
from accounts.queries.customer_links import (
    CustomerLinks,
    LinkRow,
    access_of,
    page_of,
)
from accounts.queries.todays_figures import replayed_by_id

_COLUMNS = ("id", "number", "title", "kind", "is_active")


def list_customer_links_on(customer_id: int, *, until: datetime) -> CustomerLinks:
    """Return a customer's accounts as of the end of a day, by number, without status
    and figures, which `add_figures` fills in.

    Links and roles are those of the history before `until`, the end of the day. Two
    queries, however many accounts; one without any.
    """
    links, later = _links_of_history(customer_id, until)
    ids = [link["account_id"] for link in links]
    known = Account.objects.filter(pk__in=[*ids, *later])
    accounts = {row["id"]: row for row in known.values(*_COLUMNS)}
    rows = [_row_of_history(link, accounts[link["account_id"]]) for link in links]
    return CustomerLinks(
        rows=tuple(sorted(rows, key=lambda row: (row.number.lower(), row.link_id))),
        totals=None,
        linked_later=tuple(sorted(accounts[each]["number"] for each in later)),
    )


def add_figures(
    rows: Iterable[LinkRow], day: date, *, until: datetime
) -> list[LinkRow]:
    """Return rows with status and figures as of a day, of which `until` is the end.

    Figures are replayed from every entry known now. An account that was not on file yet
    is left out. Three queries, one where no account was active, none without rows.
    """
    rows = list(rows)
    standing = _statuses_of_history([row.account_id for row in rows], until)
    rows = [
        _with_status(row, standing[row.account_id])
        for row in rows
        if row.account_id in standing
    ]
    active = [row.account_id for row in rows if row.is_active]
    figures = replayed_by_id(active, day)
    return [replace(row, figures=figures.get(row.account_id)) for row in rows]


def add_all_figures(
    links: CustomerLinks, day: date, *, until: datetime
) -> CustomerLinks:
    """Return a customer's accounts with status and figures of all and their totals, the
    soonest due first. Three queries at most."""
    rows = add_figures(links.rows, day, until=until)
    return page_of(rows, linked_later=links.linked_later)


def _links_of_history(
    customer_id: int, until: datetime
) -> tuple[list[dict[str, Any]], list[int]]:
    """Return a customer's links before a moment, and accounts linked only since. One
    query."""
    access = [
        f"{channel}_{part}" for channel in CHANNELS for part in ("access", "source")
    ]
    history = AccountCustomer.history.model.objects.filter(customer_id=customer_id)
    entries = history.order_by("history_id").values(
        "id", "account_id", "role", "history_type", "history_date", *access
    )
    now: dict[int, dict[str, Any]] = {}
    then: dict[int, dict[str, Any]] = {}
    for entry in entries:
        now[entry["id"]] = entry
        if entry["history_date"] < until:
            then[entry["id"]] = entry
    links = [entry for entry in then.values() if entry["history_type"] != "-"]
    linked = {entry["account_id"] for entry in links}
    later = {
        entry["account_id"] for entry in now.values() if entry["history_type"] != "-"
    }
    return links, sorted(later - linked)


def _statuses_of_history(
    account_ids: Sequence[int], until: datetime
) -> dict[int, dict[str, Any]]:
    """Return the status of accounts before a moment, under today's names. One query."""
    history = Account.history.model.objects.filter(
        id__in=account_ids, history_date__lt=until
    )
    entries = (
        history.order_by("id", "-history_id")
        .distinct("id")
        .values("id", "is_active", "status__name", "status__tone", "sub_status__name")
    )
    return {entry["id"]: entry for entry in entries}


def _with_status(row: LinkRow, status: dict[str, Any]) -> LinkRow:
    return replace(
        row,
        # Empty where that status is gone.
        status=status["status__name"] or "",
        status_tone=status["status__tone"] or "",
        sub_status=status["sub_status__name"] or "",
        is_active=row.is_active and status["is_active"],
    )


def _row_of_history(link: dict[str, Any], account: dict[str, Any]) -> LinkRow:
    return LinkRow(
        link_id=link["id"],
        account_id=account["id"],
        number=account["number"],
        title=account["title"],
        kind=account["kind"],
        is_active=account["is_active"],
        role=link["role"],
        access=access_of(link),
    )
