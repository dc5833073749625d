"""The Account Manager: list, search, filters, columns, totals."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from accounts import tasks
from accounts.queries.listing import AccountRow
from accounts.queries.search import ListTotals, find_oldest_figures, get_totals
from accounts.views.manager_list import ACCOUNT_LIST
from lendcore.decorators import require_permission
from lendcore.lists.columns import Cell
from lendcore.lists.page import found_context, open_list, see_other
from lendcore.lists.state import ListState
from lendcore.queries.counts import COUNT_CAP
from lendcore.search import clean_text, take_tax_number
from lendcore.tasks.decorator import enqueue
from lendcore.templatetags.lendcore import money

PAGE = "accounts/manager/list.html"
SEARCH_HINT = "Number, title or customer"
NO_TAX_NUMBERS = (
    "This can be a whole tax number, and accounts are not searched by one. For an "
    "account number of nine digits, put # before it."
)


@require_http_methods(["GET", "HEAD", "POST"])
@require_permission("accounts.view")
def account_list(request: HttpRequest) -> HttpResponse:
    """Show the list; a POST searches it, so that what was typed can be looked at
    before it becomes an address."""
    state = open_list(request, ACCOUNT_LIST)
    is_search = request.method == "POST"
    text = clean_text(request.POST.get("q", "")) if is_search else state.query.text
    if take_tax_number(text)[0]:
        messages.warning(request, NO_TAX_NUMBERS)
        return see_other(state.query.searching("").url)
    if is_search:
        return see_other(state.query.searching(text).url)
    context = found_context(request, state)
    rows = [row for row, _ in context["rows"]]
    refresh_stale(request, rows)
    context |= {
        "search_hint": SEARCH_HINT,
        "today": state.actor.today,
        "may_open_customers": state.actor.may("contact.view"),
        "customer_link": reverse("customers:detail", args=[0]).rsplit("0", 1),
        "totals": totals_of(state, context, rows),
        "most_totalled": f"{COUNT_CAP:,}",
        "archive_url": archive_url(state),
        "payoffs_since": payoffs_since(state),
    }
    return render(request, PAGE, context)


def refresh_stale(request: HttpRequest, rows: Sequence[AccountRow]) -> None:
    """Leave it to a worker to store what was replayed for this page."""
    stale = [row.key for row in rows if row.is_stale]
    if stale:
        tenant_id = request.actor.tenant.id
        enqueue(tasks.refresh_accounts, tenant_id=tenant_id, ids=",".join(stale))


def totals_of(
    state: ListState, context: dict[str, Any], rows: Sequence[AccountRow]
) -> dict[str, Any] | None:
    """Return the row of sums below the list; None for more accounts than are added up
    unasked. No query where the page holds them all, one otherwise."""
    if context["is_capped"] or not rows:
        return None
    if context["page"].is_whole:
        sums = sum_rows(rows)
    else:
        sums = get_totals(state.conditions, state.actor.today)
    shown = {
        "apd": sums.past_due,
        "principal": sums.principal,
        "payoff": sums.payoff,
        "amount_due": sums.next_due,
    }
    cells = [
        Cell("money", "cell-number cell-wide", money(shown[column.key]))
        if column.key in shown
        else Cell("", "" if column.stays_narrow else "cell-wide", "")
        for column in state.columns[1:]
    ]
    return {"sums": sums, "cells": cells}


def sum_rows(rows: Sequence[AccountRow]) -> ListTotals:
    """Return the sums of rows that are all there are, replayed ones included."""
    known = [row.figures for row in rows if row.figures]
    zero = Decimal("0.00")

    def add(name: str) -> Decimal | None:
        amounts = (getattr(figures, name) or zero for figures in known)
        return sum(amounts, zero) if known else None

    return ListTotals(
        accounts=len(rows),
        ended=0,
        past_due=add("past_due"),
        principal=add("principal"),
        payoff=add("payoff"),
        next_due=add("next_due"),
    )


def archive_url(state: ListState) -> str:
    """Return the same list of archived accounts; empty where it is that already."""
    if "archived" in state.conditions:
        return ""
    return state.query.with_filters(QueryDict("archived=yes"), ["archived"]).url


def payoffs_since(state: ListState) -> Any:
    """Return the day of the oldest payoff that the list goes by, if it goes by payoffs.

    No query, or one.
    """
    goes_by = {"payoff_from", "payoff_to"} & state.conditions.keys()
    if not goes_by and state.query.sort != "payoff":
        return None
    return find_oldest_figures()
