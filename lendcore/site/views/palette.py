"""The command palette: customers by anything that is known of them, accounts by number
and title, and actions."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_POST

from accounts.queries.find import find_account_ids
from accounts.queries.listing import AccountRow
from accounts.queries.listing import list_rows as list_account_rows
from customers.columns import LIST_NAME
from customers.queries.listing import CustomerRow, list_rows, list_sort_names
from customers.queries.search import find_ids, search_filters
from customers.services.tax_number_search import (
    MayNotSearchByTaxNumber,
    find_by_tax_number,
)
from lendcore.actors import Actor
from lendcore.decorators import require_permission
from lendcore.lists.recent import list_opened
from lendcore.rules.fold import fold
from lendcore.search import SearchText, clean_text, parse_search, take_tax_number
from lendcore.sections import render_section
from lendcore.site.highlight import Piece, marked

PAGE = "palette/results.html"
MOST_SHOWN = 8
MOST_ACCOUNTS = 4
# Looked at for the best; also how far the last line counts.
MOST_FOUND = 50
ACTIONS_ONLY = ">"
NO_TAX_NUMBER = (
    "No customer has this tax number. For an import ID of nine digits, put import= "
    "before it."
)


@dataclass(frozen=True)
class Action:
    """A line that does or opens something. icon: "new" or "list"."""

    label: str
    url: str
    icon: str
    keys: str = ""


@dataclass(frozen=True)
class Option:
    """A customer, with the words of the search marked in the name."""

    row: CustomerRow
    name: list[Piece]


@dataclass(frozen=True)
class Results:
    """What the palette lists. heading: of the customers. note: instead of anybody."""

    heading: str = "Customers"
    options: Sequence[Option] = ()
    accounts: Sequence[AccountRow] = ()
    actions: Sequence[Action] = ()
    note: str = ""
    words: Sequence[str] = field(default=())


@require_permission("contact.view")
@require_POST
def palette(request: HttpRequest) -> HttpResponse:
    """Answer what was typed; without text, the customers opened last."""
    actor = request.actor
    text = clean_text(request.POST.get("query", ""))
    digits, rest = take_tax_number(text)
    if not text:
        results = find_recent(request)
    elif text.startswith(ACTIONS_ONLY):
        wanted = fold(text.removeprefix(ACTIONS_ONLY).strip())
        results = Results(actions=list_actions(actor, wanted))
    elif digits:
        results = find_by_number(actor, digits, rest)
    else:
        results = find_anything(actor, text)
    context = {"results": results, "text": "" if digits else text}
    return render_section(request, PAGE, context, section="results")


def find_recent(request: HttpRequest) -> Results:
    """Return the customers that were opened last. Two queries, or none."""
    ids = list_opened(request, LIST_NAME)
    rows = list_rows(ids, actor=request.actor) if ids else []
    return Results(
        heading="Recent",
        options=[Option(row, [Piece(row.full_name)]) for row in rows],
        actions=list_actions(request.actor),
    )


def find_by_number(actor: Actor, digits: str, rest: str) -> Results:
    """Return who has a whole tax number; the search is logged. Four queries."""
    typed = parse_search(rest, region=actor.tenant.country)
    try:
        ids = find_by_tax_number(actor=actor, digits=digits, rest=typed)
    except MayNotSearchByTaxNumber as refusal:
        return Results(note=str(refusal))
    rows = list_rows(ids[:MOST_SHOWN], actor=actor)
    return Results(
        options=[Option(row, [Piece(row.full_name)]) for row in rows],
        note="" if rows else NO_TAX_NUMBER,
    )


def find_anything(actor: Actor, text: str) -> Results:
    """Return the best matches and what can be done with the text. Four queries for
    customers, and one for accounts, three where it finds some.

    Newest first: that order costs the same whatever was typed. The best of fifty
    are shown.
    """
    typed = parse_search(text, region=actor.tenant.country)
    if typed.is_empty:
        return Results(note="Type a name, number or e-mail address.")
    accounts = find_accounts(actor, text)
    ids = find_ids(
        search_filters(typed), sort="id", descending=True, limit=MOST_FOUND + 1
    )
    names = list_sort_names(ids)
    best = sorted(names, key=lambda one: rank(one, names[one], typed))[:MOST_SHOWN]
    rows = list_rows(best, actor=actor)
    return Results(
        options=[Option(row, marked(row.full_name, typed.words)) for row in rows],
        accounts=accounts,
        actions=text_actions(actor, text, len(ids)),
        note="" if rows or accounts else "Nothing matches.",
    )


def find_accounts(actor: Actor, text: str) -> list[AccountRow]:
    """Return the best accounts by number or title, if the role may see any."""
    if not actor.may("accounts.view"):
        return []
    ids = find_account_ids(text, most=MOST_ACCOUNTS)
    return list_account_rows(ids, today=actor.today) if ids else []


def rank(row_id: int, name: str, typed: SearchText) -> tuple[Any, ...]:
    """Return what sorts the best first: the typed ID, then names that begin so.

    name: folded.
    """
    is_typed_id = str(row_id) in typed.numbers
    words = name.split()
    begun = sum(any(word.startswith(one) for word in words) for one in typed.words)
    is_first = bool(typed.words) and name.startswith(typed.words[0])
    return (not is_typed_id, -begun, not is_first, name, row_id)


def text_actions(actor: Actor, text: str, found: int) -> list[Action]:
    """Return what can be done with a text that was typed."""
    actions = []
    if actor.may("contact.edit"):
        query = urlencode({"name": text})
        url = f"{reverse('customers:create')}?{query}"
        actions.append(Action(f"New customer named “{text}”", url, "new"))
    if found > 1:
        query = urlencode({"view": "all", "q": text})
        amount = f"{found}" if found <= MOST_FOUND else f"{MOST_FOUND}+"
        label = f"Show all {amount} customers that match “{text}”"
        url = f"{reverse('customers:list')}?{query}"
        actions.append(Action(label, url, "list"))
    return actions


def list_actions(actor: Actor, wanted: str = "") -> list[Action]:
    """Return the actions that need no customer, those whose label has the text."""
    actions = [Action("All customers", f"{reverse('customers:list')}?view=all", "list")]
    if actor.may("accounts.view"):
        url = f"{reverse('accounts:list')}?view=all"
        actions.append(Action("All accounts", url, "list"))
    if actor.may("contact.edit"):
        actions.append(Action("New customer", reverse("customers:create"), "new"))
    if actor.may("settings.view"):
        actions.append(Action("Settings", reverse("settings:index"), "settings"))
    return [action for action in actions if wanted in fold(action.label)]
