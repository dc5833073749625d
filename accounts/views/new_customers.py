"""Making an account: who belongs to it."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods

from accounts.forms.customer_links import CHOOSABLE
from accounts.forms.new_account import MOST_PEOPLE, read_people
from accounts.inputs import LinkInput
from accounts.models import AccountDraft
from accounts.queries.drafts import people_of
from accounts.queries.find_customers import FoundCustomers, find_customers
from accounts.services import drafts
from accounts.views.new_draft import (
    begin_anew,
    is_of,
    lead_to,
    may_go,
    open_draft,
    page_of,
)
from customers.queries.listing import CustomerRow, list_rows
from lendcore.decorators import require_permission
from lendcore.sections import render_section

PAGE = "accounts/new/customers.html"
TOO_MANY = f"An account begins with {MOST_PEOPLE} customers at most."


@dataclass(frozen=True, kw_only=True)
class Person:
    """A customer of the account to be."""

    row: CustomerRow
    role: str
    role_label: str


@require_http_methods(["GET", "HEAD", "POST"])
@require_permission("accounts.edit")
@require_permission("contact.view")
def people(request: HttpRequest) -> HttpResponse:
    """Find customers, give each a role, or go on with none."""
    draft = open_draft(request)
    if request.method != "POST":
        if draft is None or not may_go(draft, 3):
            return redirect("accounts:new")
        return show_people(request, draft)
    if not is_of(draft, request):
        return begin_anew(request)
    chosen = known_people(request, read_people(request.POST, people_of(draft)))
    if len(chosen) > MOST_PEOPLE:
        messages.error(request, TOO_MANY)
        return show_people(request, draft, status=422)
    draft = drafts.set_people(actor=request.actor, key=draft.key, people=chosen)
    if "continue" in request.POST:
        return lead_to(request, "accounts:new_review")
    if "add_new" in request.POST:
        back = urlencode({"back": reverse("accounts:new_customers")})
        return lead_to(request, "customers:create", f"?{back}")
    return show_people(request, draft)


def known_people(request: HttpRequest, people: list[LinkInput]) -> list[LinkInput]:
    """Leave out who is no customer of this tenant."""
    rows = list_rows([each.customer_id for each in people], actor=request.actor)
    known = {row.id for row in rows}
    return [each for each in people if each.customer_id in known]


def list_people(request: HttpRequest, draft: AccountDraft) -> list[Person]:
    """Return the customers of a draft, in its order. Two queries, or none."""
    roles = {each.customer_id: each.role for each in people_of(draft)}
    rows = list_rows(list(roles), actor=request.actor) if roles else []
    labels = dict(CHOOSABLE)
    return [
        Person(row=row, role=roles[row.id], role_label=labels[roles[row.id]])
        for row in rows
    ]


def show_people(
    request: HttpRequest, draft: AccountDraft, *, status: int = 200
) -> HttpResponse:
    """Render the customers chosen, and those that a search finds."""
    people = list_people(request, draft)
    found = found_by(request)
    context = page_of(
        draft,
        3,
        people=people,
        found=found,
        chosen={person.row.id for person in people},
        roles=CHOOSABLE,
        added=added_id(request),
    )
    return render_section(request, PAGE, context, status=status)


def found_by(request: HttpRequest) -> FoundCustomers:
    """Return what was searched for, or the customer that was just added."""
    if request.method == "POST":
        text = request.POST.get("q", "")
        return find_customers(
            text if "search" in request.POST else "", actor=request.actor
        )
    added = added_id(request)
    rows = list_rows([added], actor=request.actor) if added else []
    return FoundCustomers(rows=tuple(rows))


def added_id(request: HttpRequest) -> int:
    """Return the customer that was just added, with whom the browser came back."""
    text = request.GET.get("added", "")
    return int(text) if text.isdecimal() and len(text) <= 18 else 0
