"""The accounts that are linked to an account: list, switches, linking, unlinking."""

from collections.abc import Generator
from contextlib import contextmanager
from functools import partial

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from accounts.forms.linked_accounts import (
    FROM,
    TO,
    FindToLinkForm,
    LinkForm,
    TieSwitchForm,
)
from accounts.models import Account, AccountLink
from accounts.models.links import SWITCHES
from accounts.queries import linked_accounts as queries
from accounts.queries.find import get_account
from accounts.services import account_links as services
from accounts.services.errors import AccountRefused, TieChanged
from accounts.views.account import page_context
from lendcore.decorators import require_permission
from lendcore.sections import answer_change, render_section
from lendcore.undo import offer_undo, read_undo

PAGE = "accounts/account/linked.html"
ADD = "accounts/account/linked_add.html"
UNLINK = "accounts/account/linked_unlink.html"
UNDO_SALT = "accounts.linked.undo"
# What a switch does, of the account that the tie starts from and of the other.
SENTENCES = {
    "shows_header": (
        "{other} stands in the header of {own} now.",
        "{other} no longer stands in the header of {own}.",
    ),
    "copies_payments": (
        "Payments on {own} are posted on {other} too from now on.",
        "Payments on {own} are no longer posted on {other}.",
    ),
    "copies_charges": (
        "Charges on {own} are posted on {other} too from now on.",
        "Charges on {own} are no longer posted on {other}.",
    ),
    "splits_payments": (
        "Payments may be split between {own} and {other} now.",
        "Payments are no longer split between {own} and {other}.",
    ),
}


@require_safe
@require_permission("accounts.view")
def linked(request: HttpRequest, pk: int) -> HttpResponse:
    """What the account is linked to and from, today or as of another day."""
    return show_linked(request, pk)


@require_POST
@require_permission("accounts.edit")
def set_switch(request: HttpRequest, pk: int, link_id: int) -> HttpResponse:
    """Turn one switch of a tie on or off: `copies_payments=on`."""
    tie = get_tie(pk, link_id)
    form = TieSwitchForm(request.POST)
    if not form.is_valid():
        return answer(request, pk, refused="Choose one of the switches.")
    name, is_on = form.cleaned_data["name"], form.cleaned_data["is_on"]
    change = {"link_id": link_id, "switch": name}
    with still_linked():
        services.set_switch(actor=request.actor, is_on=is_on, **change)
    inverse = change | {"is_now": is_on, "is_on": getattr(tie, name)}
    undo_url = reverse("accounts:linked_undo", args=[pk])
    offer_undo(request, undo_url, inverse, salt=UNDO_SALT)
    said = SENTENCES[name][0 if is_on else 1]
    return answer(request, pk, said.format(own=tie.from_account, other=tie.to_account))


@require_POST
@require_permission("accounts.edit")
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Take back the switch that a toast offered, unless it was moved since."""
    get_account(pk)
    change = read_undo(request, salt=UNDO_SALT)
    if change is None:
        return answer(request, pk, refused="It is too late to undo this.")
    if queries.find_tie(pk, change["link_id"]) is None:
        return answer(request, pk, refused=TieChanged.message)
    try:
        with still_linked():
            services.set_switch(actor=request.actor, **change)
    except TieChanged as refusal:
        return answer(request, pk, refused=str(refusal))
    return answer(request, pk, "Undone.")


@require_http_methods(["GET", "HEAD", "POST"])
@require_permission("accounts.edit")
def unlink(request: HttpRequest, pk: int, link_id: int) -> HttpResponse:
    """Ask, then take the tie between two accounts away."""
    tie = get_tie(pk, link_id)
    other = tie.to_account if tie.from_account_id == pk else tie.from_account
    if request.method == "POST":
        with still_linked():
            services.untie(actor=request.actor, link_id=link_id)
        return answer(request, pk, f"{other} is no longer linked.")
    context = page_context(request, pk, "linked") | {"tie": tie, "other": other}
    return render_section(request, UNLINK, context)


@require_http_methods(["GET", "HEAD", "POST"])
@require_permission("accounts.edit")
def add(request: HttpRequest, pk: int) -> HttpResponse:
    """Find an account, and link it."""
    if request.method != "POST":
        return show_add(request, pk)
    form = LinkForm(request.POST)
    if form.is_valid():
        try:
            tie = link(request, pk, **form.cleaned_data)
        except AccountRefused as refusal:
            form.add_error(None, str(refusal))
        except Account.DoesNotExist:
            form.add_error(None, "Choose an account of the list.")
        else:
            tie = get_tie(pk, tie.pk)
            text = f"{tie.from_account} is linked to {tie.to_account}."
            messages.success(request, text)
            return redirect("accounts:linked", pk)
    return show_add(request, pk, form=form, status=422)


def link(
    request: HttpRequest, pk: int, account: int, direction: str, **switches: bool
) -> AccountLink:
    """Return a new tie that leads the way which was chosen."""
    from_id, to_id = (pk, account) if direction == TO else (account, pk)
    return services.tie(
        actor=request.actor,
        from_id=from_id,
        to_id=to_id,
        data=services.TieInput(**switches),
    )


def get_tie(pk: int, link_id: int) -> AccountLink:
    tie = queries.find_tie(pk, link_id)
    if tie is None:
        raise Http404("This account has no such link.")
    return tie


@contextmanager
def still_linked() -> Generator[None]:
    """Answer with 404 when somebody else has just taken the tie away."""
    try:
        yield
    except AccountLink.DoesNotExist as gone:
        raise Http404("They are no longer linked.") from gone


def answer(
    request: HttpRequest, pk: int, said: str = "", *, refused: str = ""
) -> HttpResponse:
    show, page = partial(show_linked, request, pk), ("accounts:linked", pk)
    return answer_change(request, show, *page, said=said, refused=refused)


def show_linked(request: HttpRequest, pk: int, *, status: int = 200) -> HttpResponse:
    """Render the section; to htmx with the header, which shows linked accounts too."""
    context = page_context(request, pk, "linked")
    as_of = context["as_of"]
    found = queries.list_linked(pk, as_of.day, until=as_of.until)
    context |= {
        "linked": found,
        "header_links": found.in_header,
        "switch_labels": queries.SWITCH_LABELS.values(),
        "may_edit": as_of.is_today and request.actor.may("accounts.edit"),
    }
    return render_section(request, PAGE, context, status=status)


def show_add(
    request: HttpRequest, pk: int, *, form: LinkForm | None = None, status: int = 200
) -> HttpResponse:
    """Render the search with what it found; `form` is the choice that was refused."""
    search = FindToLinkForm(request.POST if form else request.GET)
    typed = search.cleaned_data["q"] if search.is_valid() else ""
    context = page_context(request, pk, "linked") | {
        "search": search,
        "typed": typed,
        "found": queries.find_to_link(typed, pk),
        "form": form,
        "directions": (TO, FROM),
        "switches": [
            (name, queries.SWITCH_LABELS[name], getattr(services.TieInput(), name))
            for name in SWITCHES
        ],
    }
    return render_section(request, ADD, context, status=status)
