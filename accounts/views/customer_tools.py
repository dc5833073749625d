"""Customer Tools: what the tools say of the customers of an account."""

from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST, require_safe

from accounts.queries import account_customers as queries
from accounts.views.account import account_context, page_context
from accounts.views.account_customers import PAGE, get_link, tab_context
from customers.forms.credit_scores import CreditScoreForm
from customers.queries.tools import list_tools
from customers.views.credit_scores import save_scores
from lendcore.actors import Actor
from lendcore.decorators import require_permission
from lendcore.sections import answer_change, render_section

TOOLS = "accounts/account/_customer_tools.html"


@require_safe
@require_permission("accounts.view")
@require_permission("contact.view")
def tools(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the last word of each tool on each customer."""
    return show_tools(request, page_context(request, pk, "customers"))


@require_POST
@require_permission("accounts.view")
@require_permission("contact.edit")
def enter_scores(request: HttpRequest, pk: int, link_id: int) -> HttpResponse:
    """Enter the credit scores of a customer of the account."""
    link = get_link(pk, link_id)
    context = account_context(request, pk, "customers")
    form = score_form(request.actor, link_id, request.POST)
    if not save_scores(form, link.customer_id):
        return show_tools(request, context, status=422, refused={link_id: form})
    show = partial(show_tools, request, context)
    said = f"Scores of {link.customer} saved."
    return answer_change(request, show, "accounts:customer_tools", pk, said=said)


def show_tools(
    request: HttpRequest,
    context: dict[str, Any],
    *,
    status: int = 200,
    refused: dict[int, CreditScoreForm] | None = None,
) -> HttpResponse:
    """Render the tab; `refused` has the form of a link whose scores were not saved."""
    page, actor = context["page"], request.actor
    cards = queries.list_cards(page.links, actor)
    found = list_tools(card.link.customer for card in cards)
    forms = {card.link.pk: score_form(actor, card.link.pk) for card in cards}
    forms |= refused or {}
    context |= tab_context(request, context, "tools")
    context |= {
        "panel": TOOLS,
        "cards": cards,
        "is_refused": bool(refused),
        "tools": [
            (card, found[card.link.customer_id], forms[card.link.pk]) for card in cards
        ],
    }
    return render_section(request, PAGE, context, status=status, section="record")


def score_form(actor: Actor, link_id: int, data: Any = None) -> CreditScoreForm:
    """Return the form of a link; a page has one for each."""
    return CreditScoreForm(data, actor=actor, prefix=f"scores-{link_id}")
