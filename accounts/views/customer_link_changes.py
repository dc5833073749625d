"""Changes of Links & Access: access, role, linking and unlinking."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from accounts.forms.customer_links import (
    CHOOSABLE,
    AccessForm,
    FindAccountForm,
    LinkAccountForm,
    RoleForm,
)
from accounts.inputs import LinkInput
from accounts.models import Account, AccountCustomer, Role
from accounts.queries import customer_links as queries
from accounts.queries.find import find_accounts
from accounts.services import access
from accounts.services import customers as services
from accounts.services.errors import AccountRefused, SwitchMoved
from accounts.views.customer_links import links_context, page_query, show_links
from customers.queries.customers import get_customer
from lendcore.decorators import require_permission
from lendcore.sections import answer_change, render_section
from lendcore.undo import offer_undo, read_undo

ADD = "accounts/customer_link_add.html"
UNLINK = "accounts/customer_unlink.html"
UNDO_SALT = "accounts.access.undo"


@require_POST
@require_permission("accounts.edit")
@require_permission("contact.view")
def set_access(request: HttpRequest, pk: int, link_id: int) -> HttpResponse:
    """Turn access by one channel on or off: `sms=on`."""
    link = get_link(pk, link_id)
    form = AccessForm(request.POST)
    if not form.is_valid():
        return answer(request, pk, refused="Choose e-mail, web or SMS.")
    channel, is_on = form.cleaned_data["name"], form.cleaned_data["is_on"]
    before = {
        "is_on": getattr(link, f"{channel}_access"),
        "source": getattr(link, f"{channel}_source"),
    }
    access.set_access(
        actor=request.actor, link_id=link_id, channel=channel, is_on=is_on
    )
    offer_switch_back(request, pk, link_id, channel, before | {"is_now": is_on})
    label, state = queries.CHANNEL_LABELS[channel], "on" if is_on else "off"
    return answer(request, pk, f"{label} access turned {state} for {link.account}.")


@require_POST
@require_permission("accounts.edit")
@require_permission("contact.view")
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Take back the switch that a toast offered, unless it was moved since."""
    get_customer(pk)
    change = read_undo(request, salt=UNDO_SALT)
    if change is None:
        return answer(request, pk, refused="It is too late to undo this.")
    link = queries.find_link(pk, change.pop("link_id"))
    try:
        if link is None:
            raise SwitchMoved
        access.undo_access(actor=request.actor, link_id=link.pk, **change)
    except SwitchMoved as refusal:
        return answer(request, pk, refused=str(refusal))
    return answer(request, pk, "Undone.")


@require_POST
@require_permission("accounts.edit")
@require_permission("contact.view")
def set_role(request: HttpRequest, pk: int, link_id: int) -> HttpResponse:
    """Give the customer another role on an account."""
    link = get_link(pk, link_id)
    form = RoleForm(request.POST)
    if not form.is_valid():
        return answer(request, pk, refused="Choose one of the roles.")
    former = queries.find_other_primary(link.account_id, pk)
    try:
        link = services.set_role(
            actor=request.actor, link_id=link_id, role=form.cleaned_data["role"]
        )
    except AccountRefused as refusal:
        return answer(request, pk, refused=str(refusal))
    return answer(request, pk, role_sentence(link, former))


@require_http_methods(["GET", "HEAD", "POST"])
@require_permission("accounts.edit")
@require_permission("contact.view")
def unlink(request: HttpRequest, pk: int, link_id: int) -> HttpResponse:
    """Ask, then take the customer off an account."""
    link = get_link(pk, link_id)
    if request.method == "POST":
        try:
            services.unlink(actor=request.actor, link_id=link_id)
        except AccountRefused as refusal:
            return answer(request, pk, refused=str(refusal))
        return answer(request, pk, f"Unlinked from {link.account}.")
    others = queries.count_others(link)
    context = links_context(request, pk) | {
        "link": link,
        "can_unlink": link.role != Role.PRIMARY or not others,
    }
    return render_section(request, UNLINK, context, section="record")


@require_http_methods(["GET", "HEAD", "POST"])
@require_permission("accounts.edit")
@require_permission("contact.view")
def add(request: HttpRequest, pk: int) -> HttpResponse:
    """Find an account, and link it to the customer."""
    customer = get_customer(pk)
    if request.method != "POST":
        return show_add(request, pk)
    form = LinkAccountForm(request.POST)
    if form.is_valid():
        former = queries.find_other_primary(form.cleaned_data["account"], pk)
        try:
            link = link_account(request, customer.pk, **form.cleaned_data)
        except AccountRefused as refusal:
            form.add_error(None, str(refusal))
        except Account.DoesNotExist:
            form.add_error(None, "Choose an account of the list.")
        else:
            messages.success(request, f"Linked. {role_sentence(link, former)}")
            return redirect("links:list", pk)
    return show_add(request, pk, form=form, status=422)


def link_account(
    request: HttpRequest, pk: int, account: int, role: str
) -> AccountCustomer:
    (link,) = services.link_customers(
        actor=request.actor,
        account_id=account,
        links=[LinkInput(customer_id=pk, role=role)],
    )
    return link


def show_add(
    request: HttpRequest,
    pk: int,
    *,
    form: LinkAccountForm | None = None,
    status: int = 200,
) -> HttpResponse:
    """Render the search with what it found; `form` is the choice that was refused."""
    search = FindAccountForm(request.POST if form else request.GET)
    typed = search.cleaned_data["q"] if search.is_valid() else ""
    context = links_context(request, pk) | {
        "search": search,
        "typed": typed,
        "found": find_accounts(typed, customer_id=pk),
        "roles": CHOOSABLE,
        "form": form,
    }
    return render_section(request, ADD, context, status=status)


def get_link(pk: int, link_id: int) -> AccountCustomer:
    link = queries.find_link(pk, link_id)
    if link is None:
        raise Http404("This customer has no such account.")
    return link


def role_sentence(link: AccountCustomer, former: str) -> str:
    """Return what the customer is now, and who had to make room."""
    said = f"{link.get_role_display()} on {link.account} now."
    if link.role == Role.PRIMARY and former:
        return f"{said} {former} is secondary."
    return said


def answer(
    request: HttpRequest, pk: int, said: str = "", *, refused: str = ""
) -> HttpResponse:
    """Answer with the page of the list on which the change was made."""
    show = partial(show_links, request, pk)
    page = reverse("links:list", args=[pk]) + page_query(request)
    return answer_change(request, show, page, said=said, refused=refused)


def offer_switch_back(
    request: HttpRequest, pk: int, link_id: int, channel: str, change: dict[str, Any]
) -> None:
    """Offer to undo a switch; it holds while the switch stands as it does now."""
    inverse = {"link_id": link_id, "channel": channel} | change
    url = reverse("links:undo", args=[pk]) + page_query(request)
    offer_undo(request, url, inverse, salt=UNDO_SALT)
