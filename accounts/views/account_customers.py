"""The customers of an account: cards, roles, linking and unlinking."""

from typing import Any

from django.contrib import messages
from django.db import IntegrityError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from accounts.forms.account_customers import (
    EcoaForm,
    FindCustomersForm,
    LinkCustomersForm,
)
from accounts.forms.customer_links import CHOOSABLE, RoleForm
from accounts.models import AccountCustomer
from accounts.models.links import Ecoa, Role
from accounts.queries import account_customers as queries
from accounts.queries.customer_links import find_other_primary
from accounts.queries.find_customers import FoundCustomers, find_customers
from accounts.services import customers as services
from accounts.services.errors import AccountRefused
from accounts.views.account import account_context, page_context
from accounts.views.customer_link_changes import role_sentence
from accounts.views.new_customers import added_id
from customers.queries.listing import list_rows
from lendcore.decorators import require_permission
from lendcore.sections import answer_change, make_tabs, render_section
from lendcore.undo import offer_undo, read_undo

PAGE = "accounts/account/customers.html"
MANAGER = "accounts/account/_customer_manager.html"
LINK = "accounts/account/customers_link.html"
UNLINK = "accounts/account/customer_unlink.html"
UNDO_SALT = "accounts.role.undo"
TABS = (
    ("manager", "Customer Manager", "accounts:customers"),
    ("tools", "Customer Tools", "accounts:customer_tools"),
)


@require_safe
@require_permission("accounts.view")
@require_permission("contact.view")
def customers(request: HttpRequest, pk: int) -> HttpResponse:
    """Show who belongs to the account."""
    return show_customers(request, page_context(request, pk, "customers"))


@require_http_methods(["GET", "HEAD", "POST"])
@require_permission("accounts.edit")
@require_permission("contact.view")
def link(request: HttpRequest, pk: int) -> HttpResponse:
    """Find customers, and link those that are ticked."""
    context = account_context(request, pk, "customers")
    if request.method != "POST":
        return show_search(request, context)
    form = LinkCustomersForm(request.POST)
    if form.is_valid():
        links = form.cleaned_data["links"]
        try:
            services.link_customers(actor=request.actor, account_id=pk, links=links)
        except AccountRefused as refusal:
            form.add_error(None, str(refusal))
        except IntegrityError:
            # The other half of the key is the tenant: whoever is gone, or not ours.
            form.add_error(None, "A customer is no longer there. Search once more.")
        else:
            count = len(links)
            noun = "customer" if count == 1 else "customers"
            messages.success(request, f"{count} {noun} linked.")
            return redirect("accounts:customers", pk)
    return show_search(request, context, form=form, status=422)


@require_POST
@require_permission("accounts.edit")
@require_permission("contact.view")
def set_role(request: HttpRequest, pk: int, link_id: int) -> HttpResponse:
    """Give a customer another role on the account."""
    row = get_link(pk, link_id)
    form = RoleForm(request.POST)
    if not form.is_valid():
        return answer(request, pk, refused="Choose one of the roles.")
    former = find_other_primary(pk, row.customer_id)
    before = {each.pk: each.role for each in services.list_links(pk)}
    try:
        changed = services.set_role(
            actor=request.actor, link_id=link_id, role=form.cleaned_data["role"]
        )
    except AccountRefused as refusal:
        return answer(request, pk, refused=str(refusal))
    offer_roles_back(request, pk, before)
    said = role_sentence(changed, former)
    return answer(request, pk, f"{row.customer} is {said[0].lower()}{said[1:]}")


@require_POST
@require_permission("accounts.edit")
@require_permission("contact.view")
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Give all customers the roles back that they had, unless somebody has changed
    them since."""
    account_context(request, pk, "customers")
    change = read_undo(request, salt=UNDO_SALT)
    if change is None or change["account_id"] != pk:
        return answer(request, pk, refused="It is too late to undo this.")
    try:
        services.restore_roles(
            actor=request.actor,
            account_id=pk,
            roles={int(each): role for each, role in change["before"].items()},
            expected={int(each): role for each, role in change["now"].items()},
        )
    except AccountRefused as refusal:
        return answer(request, pk, refused=str(refusal))
    return answer(request, pk, "Undone.")


@require_POST
@require_permission("accounts.edit")
@require_permission("contact.view")
def set_ecoa(request: HttpRequest, pk: int, link_id: int) -> HttpResponse:
    """Store how a customer is bound, for credit reports."""
    get_link(pk, link_id)
    form = EcoaForm(request.POST)
    if not form.is_valid():
        return answer(request, pk, refused="Choose one of the ECOA codes.")
    services.set_ecoa_code(
        actor=request.actor, link_id=link_id, code=form.cleaned_data["ecoa_code"]
    )
    return answer(request, pk, "ECOA code saved.")


@require_http_methods(["GET", "HEAD", "POST"])
@require_permission("accounts.edit")
@require_permission("contact.view")
def unlink(request: HttpRequest, pk: int, link_id: int) -> HttpResponse:
    """Ask, then take a customer off the account."""
    row = get_link(pk, link_id)
    if request.method == "POST":
        try:
            services.unlink(actor=request.actor, link_id=link_id)
        except AccountRefused as refusal:
            return answer(request, pk, refused=str(refusal))
        messages.success(request, f"{row.customer} unlinked.")
        return redirect("accounts:customers", pk)
    context = account_context(request, pk, "customers")
    is_last = len(context["page"].links) == 1
    context |= {"link": row, "can_unlink": row.role != Role.PRIMARY or is_last}
    return render(request, UNLINK, context)


def show_customers(
    request: HttpRequest, context: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    """Render the cards; to htmx with the header, which names the primary."""
    page = context["page"]
    context |= tab_context(request, context, "manager")
    context |= {
        "panel": MANAGER,
        "cards": queries.list_cards(page.links, request.actor),
        "roles": CHOOSABLE,
        "ecoa_codes": Ecoa.choices,
        "primary_name": page.primary.customer.full_name if page.primary else "",
    }
    return render_section(request, PAGE, context, status=status, section="record")


def tab_context(
    request: HttpRequest, context: dict[str, Any], current: str
) -> dict[str, Any]:
    """Return what both tabs of the section have above their panel."""
    tabs = make_tabs(TABS, current, context["account"].pk, context["query"])
    may_edit = context["as_of"].is_today and request.actor.may("accounts.edit")
    return {"tabs": tabs, "may_edit": may_edit}


def show_search(
    request: HttpRequest,
    context: dict[str, Any],
    *,
    form: LinkCustomersForm | None = None,
    status: int = 200,
) -> HttpResponse:
    """Render the search with whom it found; `form` is the choice that was refused."""
    search = FindCustomersForm(request.POST if form else request.GET)
    typed = search.cleaned_data["q"] if search.is_valid() else ""
    found = find_customers(typed, actor=request.actor)
    added = added_id(request)
    if added and not typed:
        rows = tuple(list_rows([added], actor=request.actor))
        found = FoundCustomers(rows=rows)
    if found.refusal:
        search = FindCustomersForm({})
    context |= {
        "search": search,
        "found": found,
        "candidates": queries.candidates_of(found.rows, context["page"].links),
        "ticked": form.ticked if form else [added],
        "roles": CHOOSABLE,
        "form": form,
    }
    return render_section(request, LINK, context, status=status)


def offer_roles_back(request: HttpRequest, pk: int, before: dict[int, str]) -> None:
    now = {each.pk: each.role for each in services.list_links(pk)}
    url = reverse("accounts:customer_undo", args=[pk])
    change = {"account_id": pk, "before": before, "now": now}
    offer_undo(request, url, change, salt=UNDO_SALT)


def get_link(pk: int, link_id: int) -> AccountCustomer:
    row = queries.find_link(pk, link_id)
    if row is None:
        raise Http404("This account has no such customer.")
    return row


def answer(
    request: HttpRequest, pk: int, said: str = "", *, refused: str = ""
) -> HttpResponse:
    def show(status: int) -> HttpResponse:
        context = account_context(request, pk, "customers")
        return show_customers(request, context, status=status)

    page = ("accounts:customers", pk)
    return answer_change(request, show, *page, said=said, refused=refused)
