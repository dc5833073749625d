"""The columns of the Account Manager."""

from collections.abc import Callable
from operator import attrgetter
from typing import Any

from django.utils import timezone

from accounts.queries.listing import AccountRow
from lendcore.lists.columns import Column

LIST_NAME = "accounts"
DEFAULT_COLUMNS = (
    "customer",
    "kind",
    "status",
    "dpd",
    "apd",
    "principal",
    "payoff",
    "next_due",
    "amount_due",
)
MOST_COLUMNS = 10


def figure(name: str) -> Callable[[AccountRow], Any]:
    """Return what reads a figure of a row; None for an account without figures."""

    def read(row: AccountRow) -> Any:
        return getattr(row.figures, name) if row.figures else None

    return read


def status_in_words(row: AccountRow) -> str:
    return " · ".join(part for part in (row.status, row.sub_status) if part)


def customers_in_words(row: AccountRow) -> str:
    return f"{row.primary_name} +{row.others}" if row.others else row.primary_name


def opened_on(row: AccountRow) -> str:
    """Return when an account was activated, in the active time zone."""
    if row.activated_at is None:
        return ""
    return timezone.localtime(row.activated_at).strftime("%Y-%m-%d")


COLUMNS = (
    Column(
        key="number",
        label="Account",
        value=attrgetter("name"),
        sort="number",
        is_fixed=True,
    ),
    Column(
        key="customer",
        label="Primary customer",
        value=attrgetter("primary_name"),
        shape="customer",
        exported=customers_in_words,
    ),
    Column(key="kind", label="Kind", value=attrgetter("kind_label"), shape="kind"),
    Column(
        key="status",
        label="Status",
        value=attrgetter("status"),
        shape="badge",
        exported=status_in_words,
    ),
    Column(
        key="dpd",
        label="DPD",
        value=figure("days_past_due"),
        sort="-dpd",
        shape="days_past_due",
    ),
    Column(
        key="apd", label="APD", value=figure("past_due"), sort="-apd", shape="past_due"
    ),
    Column(
        key="principal",
        label="Principal",
        value=figure("principal"),
        sort="-principal",
        shape="money",
    ),
    Column(
        key="payoff",
        label="Payoff",
        value=figure("payoff"),
        sort="-payoff",
        shape="money",
    ),
    Column(
        key="next_due",
        label="Next due",
        value=figure("next_due_date"),
        sort="next_due",
        shape="due",
    ),
    Column(
        key="amount_due", label="Amount due", value=figure("next_due"), shape="money"
    ),
    Column(key="title", label="Title", value=attrgetter("title")),
    Column(key="program", label="Program", value=attrgetter("program")),
    Column(key="portfolio", label="Portfolio", value=attrgetter("portfolio")),
    Column(key="source", label="Source company", value=attrgetter("source_company")),
    Column(key="import_id", label="Import ID", value=attrgetter("import_id")),
    Column(
        key="opened",
        label="Activated",
        value=attrgetter("activated_at"),
        shape="day",
        exported=opened_on,
    ),
)
