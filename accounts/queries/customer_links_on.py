"""The accounts of a customer as of another day."""

from collections.abc import Sequence
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
from accounts.queries.figures import ListedFigures
from accounts.queries.todays_figures import replayed


def list_customer_links_on(
    customer_id: int, day: date, *, until: datetime
) -> CustomerLinks:
    """Return a customer's accounts as they stood, or will stand, at the end of a day.

    Links, roles and statuses are those of the history before `until`, the end of the
    day; figures are replayed from every entry known now. Four queries, however many
    accounts; three without any.
    """
    links, later = _links_of_history(customer_id, until)
    ids = [link["account_id"] for link in links]
    known = Account.objects.filter(pk__in=[*ids, *later]).defer("search")
    accounts = {account.pk: account for account in known}
    standing = _statuses_of_history(ids, until)
    shown = [each for each in ids if accounts[each].is_active]
    active = [
        each for each in shown if each in standing and standing[each]["is_active"]
    ]
    figures = replayed([accounts[each] for each in active], day)
    rows = [
        _row_of_history(link, accounts, standing, figures)
        for link in links
        if link["account_id"] in standing
    ]
    numbers = sorted(accounts[each].number for each in later)
    return page_of(rows, linked_later=numbers)


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


def _row_of_history(
    link: dict[str, Any],
    accounts: dict[int, Account],
    standing: dict[int, dict[str, Any]],
    figures: dict[int, ListedFigures | None],
) -> LinkRow:
    account, status = accounts[link["account_id"]], standing[link["account_id"]]
    return LinkRow(
        link_id=link["id"],
        account_id=account.pk,
        number=account.number,
        title=account.title,
        kind=account.kind,
        status=status["status__name"],
        status_tone=status["status__tone"],
        sub_status=status["sub_status__name"] or "",
        is_active=account.is_active and status["is_active"],
        role=link["role"],
        access=access_of(link),
        figures=figures.get(account.pk),
    )
