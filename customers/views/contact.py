"""Contact & Personal Information: Summary, Contact and Additional Information."""

from typing import Any
from urllib.parse import quote_plus, urlsplit
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import Resolver404, resolve
from django.views.decorators.http import require_safe

from customers.forms.credit_scores import CreditScoreForm
from customers.models import Address
from customers.queries import customers as queries
from customers.queries import summary
from customers.views.record import contact_context
from lendcore.decorators import require_permission
from lendcore.rules import locator, postal
from lendcore.sections import render_section

PAGE = "customers/contact/page.html"


@require_safe
@require_permission("contact.view")
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Summary: credit score and general information."""
    return show_summary(request, pk)


@require_safe
@require_permission("contact.view")
def contact(request: HttpRequest, pk: int) -> HttpResponse:
    """Contact Information: both addresses with a map, phones, social profiles."""
    return show_contact(request, pk)


@require_safe
@require_permission("contact.view")
def additional(request: HttpRequest, pk: int) -> HttpResponse:
    """Additional Information: the tenant's own fields."""
    return show_additional(request, pk)


def show_summary(
    request: HttpRequest,
    pk: int,
    *,
    part: str = "section",
    status: int = 200,
    score_form: CreditScoreForm | None = None,
    revealed: dict[str, str] | None = None,
) -> HttpResponse:
    context = contact_context(request, pk, "summary")
    scores = queries.list_credit_scores(context["customer"])
    context |= {
        "panel": "customers/contact/_summary.html",
        "credit": summary.credit_of(scores),
        "general": summary.general_lines(
            context["record"], request.actor, queries.list_custom_fields()
        ),
        "score_form": score_form or CreditScoreForm(actor=request.actor),
        "revealed": revealed or {},
    }
    return render_section(request, PAGE, context, section=part, status=status)


def show_contact(
    request: HttpRequest, pk: int, *, part: str = "section"
) -> HttpResponse:
    context = contact_context(request, pk, "contact")
    record = context["record"]
    context |= {
        "panel": "customers/contact/_contact.html",
        "map": map_of(record.primary),
        "place": place_of(record.primary),
        "maps_url": google_maps_url(record.primary),
        "mailing_maps_url": google_maps_url(record.mailing),
        "local_time": local_time_of(request, record.primary),
        "social_profiles": queries.list_social_profiles(record.customer),
    }
    return render_section(request, PAGE, context, section=part)


def show_additional(
    request: HttpRequest, pk: int, *, part: str = "section"
) -> HttpResponse:
    context = contact_context(request, pk, "additional")
    fields = queries.list_custom_fields()
    groups = summary.custom_groups(context["customer"], fields, request.actor)
    context |= {"panel": "customers/contact/_additional.html", "groups": groups}
    return render_section(request, PAGE, context, section=part)


TABS = {
    "detail": show_summary,
    "contact": show_contact,
    "additional": show_additional,
}


def answer(request: HttpRequest, pk: int, message: str) -> HttpResponse:
    """Answer a quick change: the page that it was made on, with header and toast.

    Without htmx, by a redirect back to that page.
    """
    if message:
        messages.success(request, message)
    tab = tab_of(request, pk)
    if not request.htmx:
        return redirect(f"customers:{tab}", pk)
    return TABS[tab](request, pk, part="record")


def tab_of(request: HttpRequest, pk: int) -> str:
    """Return the tab that a request came from, by its address."""
    came_from = request.headers.get("HX-Current-URL") or request.headers.get("Referer")
    try:
        match = resolve(urlsplit(came_from or "").path)
    except Resolver404:
        return "detail"
    is_here = match.kwargs.get("pk") == pk and match.namespace == "customers"
    return match.url_name if is_here and match.url_name in TABS else "detail"


def map_of(address: Address | None) -> locator.LocatorMap | None:
    if address is None or address.country != "US" or not address.postal_code:
        return None
    return locator.locate(address.postal_code[:5])


def place_of(address: Address | None) -> postal.Place | None:
    if address is None or not address.postal_code:
        return None
    return postal.find_place(address.postal_code, address.country)


def local_time_of(request: HttpRequest, address: Address | None) -> Any:
    """Return the time at the address now, or None where its zone is unknown."""
    if address is None:
        return None
    place = place_of(address)
    zone = place.time_zone if place else ""
    zone = zone or postal.time_zone_for(address.region, address.country)
    return request.actor.at.astimezone(ZoneInfo(zone)) if zone else None


def google_maps_url(address: Address | None) -> str:
    if address is None or not address.lines:
        return ""
    where = quote_plus(", ".join([*address.lines, address.get_country_display()]))
    return f"https://www.google.com/maps/search/?api=1&query={where}"
