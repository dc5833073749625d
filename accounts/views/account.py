"""The page of one account: what it is worth today, or as of another day."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from accounts.engine.account import explain_account, figures_of
from accounts.engine.errors import BadQuestion
from accounts.queries.account_page import get_account_page, terms_in_words
from accounts.views.as_of import read_as_of
from accounts.views.opened import remember_account
from lendcore.decorators import require_permission
from lendcore.sections import render_section

SUMMARY = "accounts/account/summary.html"
SCHEDULE = "accounts/account/schedule.html"
ENTRIES = "accounts/account/transactions.html"
TERMS = "accounts/account/terms.html"
EXPLAIN = "accounts/account/explain.html"
# Figures of one statement of a line.
OF_STATEMENTS = {"interest", "minimum_payment"}
# Figures of days and rates; all others are money.
PLAIN = {"days_past_due", "delinquent_days", "per_diem"}


@require_safe
@require_permission("accounts.view")
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Key figures, what is past due, the payoff of ten days."""
    context = page_context(request, pk, "summary")
    result = context["page"].result
    context["payoffs"] = result.ten_day_payoff() if result else ()
    return render_section(request, SUMMARY, context)


@require_safe
@require_permission("accounts.view")
def schedule(request: HttpRequest, pk: int) -> HttpResponse:
    """Every installment, paid or to come; of a line its statements."""
    return render_section(request, SCHEDULE, page_context(request, pk, "schedule"))


@require_safe
@require_permission("accounts.view")
def transactions(request: HttpRequest, pk: int) -> HttpResponse:
    """What was posted, where it went, and what was owed after it."""
    return render_section(request, ENTRIES, page_context(request, pk, "transactions"))


@require_safe
@require_permission("accounts.view")
def terms(request: HttpRequest, pk: int) -> HttpResponse:
    """What was agreed."""
    context = page_context(request, pk, "terms")
    context["terms"] = terms_in_words(context["page"].account)
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
    return render_section(request, EXPLAIN, context)


def page_context(request: HttpRequest, pk: int, section: str) -> dict[str, Any]:
    """Return what every page of an account begins with. Three queries, and one more at
    either end of the list page that it was opened from."""
    as_of = read_as_of(request.GET, request.actor)
    page = get_account_page(pk, as_of.day)
    return {
        "page": page,
        "account": page.account,
        "result": page.result,
        "as_of": as_of,
        "section": section,
        "neighbours": remember_account(request, pk),
        "query": "" if as_of.is_today else f"?as_of={as_of.day.isoformat()}",
    }
