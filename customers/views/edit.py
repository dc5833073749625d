"""Adding and editing a customer: one page with five cards."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.views.decorators.http import require_http_methods, require_POST

from customers.forms import conflicts
from customers.forms.customer import cased_last_name
from customers.forms.editor import CustomerEditor, SavedCustomer
from customers.models import Customer
from customers.queries import customers as queries
from customers.services import customers
from customers.services.errors import (
    CustomerError,
    DuplicatesFound,
    SamePerson,
    Stale,
    Taken,
    TooManyTyped,
)
from customers.services.typed_numbers import note_typed_number
from customers.views.record import record_context
from lendcore.decorators import require_permission
from lendcore.rules.web_passwords import MINIMUM_LENGTH, WEB_PASSWORD_RULES
from lendcore.sections import render_section

PAGE = "customers/edit/page.html"
# Buttons that add or take a row on the server, for a browser without script.
ROW_BUTTONS = ("add_phone", "remove_phone", "add_social", "remove_social")


@require_http_methods(["GET", "HEAD", "POST"])
@require_permission("contact.edit")
def create(request: HttpRequest) -> HttpResponse:
    """Add a customer."""
    if request.method != "POST":
        return show(request, make_editor(request, None))
    if changes_rows(request):
        return show(request, make_editor(request, None, with_rows(request.POST)))
    editor = make_editor(request, None, request.POST)
    if not editor.is_valid():
        return show(request, editor, status=422)
    data = editor.to_input()
    try:
        note_typed_number(actor=request.actor, data=data)
        customer = customers.create_customer(
            actor=request.actor,
            data=data,
            accepted_duplicates=accepted(request),
        )
    except CustomerError as refused:
        return show_refusal(request, editor, refused)
    messages.success(request, f"{customer} was added.")
    return go_to(request, customer, back=request.GET.get("back", ""))


@require_http_methods(["GET", "HEAD", "POST"])
@require_permission("contact.edit")
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Edit a customer."""
    saved = get_saved(pk)
    if request.method != "POST":
        return show(request, make_editor(request, saved))
    if changes_rows(request):
        return show(request, make_editor(request, saved, with_rows(request.POST)))
    merged = merge(request, saved)
    editor = make_editor(request, saved, merged.data)
    is_valid = editor.is_valid()
    if merged.conflicts or not is_valid:
        return show(request, editor, status=422, conflicts=merged.conflicts)
    data = editor.to_input()
    try:
        note_typed_number(actor=request.actor, data=data)
        customer = customers.update_customer(
            actor=request.actor,
            customer_id=pk,
            version=saved.customer.version,
            data=data,
            accepted_duplicates=accepted(request),
        )
    except Stale:
        # Somebody saved between our look and our lock: look again.
        return edit(request, pk)
    except CustomerError as refused:
        return show_refusal(request, editor, refused)
    messages.success(request, f"{customer} was saved.")
    return go_to(request, customer)


@require_POST
@require_permission("contact.edit")
def preview_last_name(request: HttpRequest) -> HttpResponse:
    """Say how a last name will be saved, when that differs from what was typed."""
    typed = " ".join(request.POST.get("last_name", "").split())[:80]
    keeps = "do_not_case_format" in request.POST
    saved = cased_last_name(
        typed, keeps_case=keeps, name_style=request.actor.tenant.name_style
    )
    if saved == typed:
        return HttpResponse()
    return HttpResponse(
        format_html("Will be saved as <b>{}</b>. Keep my capitals?", saved)
    )


def get_saved(pk: int) -> SavedCustomer:
    """Return a customer with all that the page edits. Four queries."""
    record = queries.get_record(pk)
    return SavedCustomer(
        customer=record.customer,
        phones=record.phones,
        primary=record.primary,
        mailing=record.mailing,
        social_profiles=queries.list_social_profiles(record.customer),
    )


def make_editor(
    request: HttpRequest, saved: SavedCustomer | None, data: QueryDict | None = None
) -> CustomerEditor:
    return CustomerEditor(
        actor=request.actor,
        custom_fields=queries.list_custom_fields(),
        saved=saved,
        data=data,
        first_status=queries.find_first_status() if saved is None else None,
        typed_name=request.GET.get("name", "") if saved is None else "",
    )


def merge(request: HttpRequest, saved: SavedCustomer) -> conflicts.Merge:
    """Take in what somebody else saved since the page was opened, and what of theirs
    the agent chose to keep.
    """
    is_current = request.POST.get("version") == str(saved.customer.version)
    if is_current and "use_theirs" not in request.POST:
        return conflicts.Merge(request.POST, [])
    base = conflicts.read_base(request.POST.get("base", ""))
    return conflicts.merge(request.POST, base=base, current=make_editor(request, saved))


def show(
    request: HttpRequest, editor: CustomerEditor, *, status: int = 200, **extra: object
) -> HttpResponse:
    """Render the page; the base that it carries is what is saved now."""
    saved = editor.saved
    context = {
        "editor": editor,
        "is_new": saved is None,
        "password_rules": WEB_PASSWORD_RULES,
        "minimum_length": MINIMUM_LENGTH,
        "problems": [(each.input_id, each.message) for each in editor.problems]
        if editor.customer.is_bound and status != 200
        else [],
    }
    if saved is not None:
        fresh = make_editor(request, saved) if editor.customer.is_bound else editor
        context["base"] = conflicts.sign(conflicts.blocks_of(fresh))
        record = queries.Record(
            saved.customer, saved.phones, saved.primary, saved.mailing
        )
        pk = saved.customer.pk
        context |= record_context(request, pk, section="edit", record=record)
    return render_section(request, PAGE, context | extra, status=status, section="form")


def show_refusal(
    request: HttpRequest, editor: CustomerEditor, refused: CustomerError
) -> HttpResponse:
    """Say why nothing was saved, with everything typed still there."""
    extra: dict[str, object] = {}
    match refused:
        case Taken(field="username"):
            editor.customer.add_error("username", f"{refused}")
        case Taken():
            editor.customer.add_error("import_id", f"{refused}")
        case TooManyTyped():
            editor.customer.add_error("tax_number", f"{refused}")
        case SamePerson():
            extra["same_person"] = refused.duplicates
        case DuplicatesFound():
            extra["duplicates"] = refused.duplicates
        case _:
            raise refused
    return show(request, editor, status=422, **extra)


def accepted(request: HttpRequest) -> frozenset[int]:
    """Return the ids of duplicates that the agent saw and saves anyway."""
    texts = request.POST.getlist("accepted_duplicates")
    return frozenset(int(text) for text in texts if text.isdecimal())


def changes_rows(request: HttpRequest) -> bool:
    return any(button in request.POST for button in ROW_BUTTONS)


def with_rows(posted: QueryDict) -> QueryDict:
    """Return the posted data with one row more, or one marked as removed."""
    data = posted.copy()
    for button, prefix in (("add_phone", "phones"), ("add_social", "social")):
        if button in data:
            total = int(data.get(f"{prefix}-TOTAL_FORMS") or 0)
            data[f"{prefix}-TOTAL_FORMS"] = str(total + 1)
    for button in ("remove_phone", "remove_social"):
        if button in data:
            data[f"{data[button]}-DELETE"] = "on"
    return data


def go_to(request: HttpRequest, customer: Customer, *, back: str = "") -> HttpResponse:
    """Redirect to the customer's page; htmx is told to load it whole.

    back: an address of ours that asked for a new customer; it gets the id.
    """
    address = reverse("customers:detail", args=[customer.pk])
    if back.startswith("/") and url_has_allowed_host_and_scheme(back, None):
        address = f"{back}?{urlencode({'added': customer.pk})}"
    if request.htmx:
        return HttpResponse(status=204, headers={"HX-Redirect": address})
    return redirect(address)
