"""The Customer Manager: list, search, filters, columns."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from customers.services.tax_number_search import (
    MayNotSearchByTaxNumber,
    find_by_tax_number,
)
from customers.views.manager_list import CUSTOMER_LIST
from lendcore.decorators import require_permission
from lendcore.lists.page import (
    found_context,
    list_context,
    open_list,
    see_other,
    shown_rows,
)
from lendcore.lists.recent import remember_list
from lendcore.lists.state import ListState
from lendcore.search import clean_text, parse_search, take_tax_number

PAGE = "customers/manager/list.html"
SEARCH_HINT = "Name, phone, e-mail, ID, SSN last 4"
NUMBER_IN_ADDRESS = (
    "A whole tax number never stands in an address. Type it into the search box."
)


@require_http_methods(["GET", "HEAD", "POST"])
@require_permission("contact.view")
def customer_list(request: HttpRequest) -> HttpResponse:
    """Show the list; a POST searches it, so that what was typed can be looked at
    before it becomes an address."""
    state = open_list(request, CUSTOMER_LIST)
    if take_tax_number(state.query.text)[0]:
        messages.warning(request, NUMBER_IN_ADDRESS)
        return redirect(state.query.searching("").url)
    if request.method != "POST":
        return show(request, state, found_context(request, state))
    text = clean_text(request.POST.get("q", ""))
    digits, rest = take_tax_number(text)
    if digits:
        return search_by_tax_number(request, state, digits, rest)
    return see_other(state.query.searching(text).url)


def show(
    request: HttpRequest, state: ListState, context: dict[str, Any], status: int = 200
) -> HttpResponse:
    may_edit = state.actor.may("contact.edit")
    words = {"search_hint": SEARCH_HINT, "may_bulk": may_edit, "has_actions": may_edit}
    return render(request, PAGE, context | words, status=status)


def search_by_tax_number(
    request: HttpRequest, state: ListState, digits: str, rest: str
) -> HttpResponse:
    """Show who has a whole tax number. It is neither sent back nor kept."""
    context = list_context(state) | {"is_by_tax_number": True, "is_fixed": True}
    try:
        ids = find_by_tax_number(
            actor=request.actor,
            digits=digits,
            rest=parse_search(rest, region=request.actor.tenant.country),
            conditions=state.filterset.conditions(),
            sort=state.query.sort,
        )
    except MayNotSearchByTaxNumber as refusal:
        return show(request, state, context | {"refusal": refusal}, 403)
    remember_list(request, CUSTOMER_LIST.name, ids, None)
    context |= {"rows": shown_rows(state, state.rows(ids)), "count": len(ids)}
    return show(request, state, context)
