"""The page of one account: what it is worth today, or as of another day."""

from functools import partial
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.engine.account import explain_account, figures_of
from accounts.engine.balance_course import balance_course
from accounts.engine.errors import BadQuestion
from accounts.forms.terms.shown import terms_in_words
from accounts.mapping import entries_of, first_day, terms_of
from accounts.models import Account
from accounts.queries.account_page import (
    AccountPage,
    ShownStatus,
    find_address,
    find_status_on,
    get_account_page,
    status_of,
)
from accounts.queries.balance_chart import BalanceChart
from accounts.queries.line_summary import LineSummary
from accounts.queries.linked_accounts import list_in_header
from accounts.queries.schedule import ShownSchedule
from accounts.quotes import Quote, find_quote
from accounts.views.as_of import AsOf, read_as_of
from accounts.views.opened import neighbours
from lendcore.actors import Actor
from lendcore.decorators import require_permission
from lendcore.sections import render_section

SUMMARY = "accounts/account/summary.html"
SCHEDULE = "accounts/account/schedule.html"
TERMS = "accounts/account/terms.html"
EXPLAIN = "accounts/account/explain.html"
QUOTE = "accounts/account/quote.html"
QUOTE_REFUSAL = (
    "A payoff is quoted for an activated account, as of today or a later day."
)
# Figures of one statement of a line.
OF_STATEMENTS = {"interest", "minimum_payment"}
# Figures of days and rates; all others are money.
PLAIN = {"days_past_due", "delinquent_days", "per_diem"}


@require_safe
@require_permission("accounts.view")
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Key figures, what is past due, the payoff of ten days, the balance over time."""
    context = page_context(request, pk, "summary")
    page = context["page"]
    if page.result:
        begins = first_day(terms_of(page.account), entries_of(page.transactions))
        course = balance_course(page.result, begins)
        context["payoffs"] = page.result.ten_day_payoff()
        context["chart"] = BalanceChart(course=course)
        context["line"] = LineSummary(page.result) if page.is_line else None
    context["planned"] = planned_of(page, request.actor)
    is_open = context["as_of"].is_today and not page.why_no_posting
    context["may_promise"] = is_open and request.actor.may("payments.post")
    return render(request, SUMMARY, context)


@require_safe
@require_permission("accounts.view")
def quote(request: HttpRequest, pk: int) -> HttpResponse:
    """A payoff quote to print, good through a day: today or a later one."""
    context = page_context(request, pk, "summary")
    page, as_of = context["page"], context["as_of"]
    if page.result is None or as_of.is_past:
        return render(request, QUOTE, context | {"refusal": QUOTE_REFUSAL})
    context["payoff"] = page.result.payoff()
    context["payoffs"] = page.result.ten_day_payoff()
    if request.actor.may("contact.view"):
        context["address"] = find_address(page.primary)
    return render(request, QUOTE, context)


@require_safe
@require_permission("accounts.view")
def schedule(request: HttpRequest, pk: int) -> HttpResponse:
    """Every installment, paid or to come; of a line its statements."""
    context = page_context(request, pk, "schedule")
    page = context["page"]
    context["planned"] = planned_of(page, request.actor)
    if page.result and not page.is_line:
        context["schedule"] = ShownSchedule(page.result)
    return render_section(request, SCHEDULE, context)


@require_safe
@require_permission("accounts.view")
def terms(request: HttpRequest, pk: int) -> HttpResponse:
    """What was agreed."""
    context = page_context(request, pk, "terms")
    date_format = request.actor.tenant.date_format
    context["terms"] = terms_in_words(context["page"].account, date_format)
    return render_section(request, TERMS, context)


@require_safe
@require_permission("accounts.view")
def explain(request: HttpRequest, pk: int, figure: str) -> HttpResponse:
    """The lines that make a figure."""
    context = page_context(request, pk, "summary")
    result = context["page"].result
    if result is None:
        raise Http404("The account has no figures on this day.")
    try:
        context["explanation"] = explain_account(result, figure)
    except BadQuestion as error:
        raise Http404(str(error)) from error
    context["others"] = [
        (name, name.replace("_", " "))
        for name in figures_of(result)
        if name not in OF_STATEMENTS and name != figure
    ]
    context["is_plain"] = figure in PLAIN
    context["daily"] = result.per_diem if figure == "payoff" else None
    return render_section(request, EXPLAIN, context, section="panel")


def status_on(account: Account, as_of: AsOf) -> ShownStatus | None:
    """Return the status at the end of a day; of today and later, the present one."""
    if not as_of.is_past:
        return status_of(account)
    return find_status_on(account, as_of.until)


def planned_of(page: AccountPage, actor: Actor) -> Quote | None:
    """Return the schedule of an account that is not activated."""
    return None if page.account.is_active else find_quote(page.account, actor.today)


def page_context(request: HttpRequest, pk: int, section: str) -> dict[str, Any]:
    """Return what a section of an account begins with, as of the day that the address
    asks for. Four queries, one for the status of a past day, those of its linked
    accounts in the header, and one more at either end of the list page that it was
    opened from."""
    return context_on(request, pk, section, read_as_of(request.GET, request.actor))


def account_context(request: HttpRequest, pk: int, section: str) -> dict[str, Any]:
    """Return what a page begins with that shows an account as it is today. Queries as
    for `page_context`."""
    return context_on(request, pk, section, read_as_of({}, request.actor))


def context_on(
    request: HttpRequest, pk: int, section: str, as_of: AsOf
) -> dict[str, Any]:
    page = get_account_page(pk, as_of.day, until=as_of.until)
    return {
        "page": page,
        "account": page.account,
        "result": page.result,
        "as_of": as_of,
        "section": section,
        "shown_status": status_on(page.account, as_of),
        # Asked for when the header shows them.
        "header_links": partial(list_in_header, pk, as_of.day, until=as_of.until),
        "neighbours": neighbours(request, pk),
        "query": "" if as_of.is_today else f"?as_of={as_of.day.isoformat()}",
    }
