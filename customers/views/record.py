"""What every page of one customer begins with: record header, sections, tabs."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from customers.queries.customers import Record, get_record
from customers.views.opened import neighbours, remember_customer
from lendcore.sections import make_tabs

CONTACT_TABS = (
    ("summary", "Summary", "customers:detail"),
    ("contact", "Contact Information", "customers:contact"),
    ("additional", "Additional Information", "customers:additional"),
    ("history", "History", "customers:history"),
)


def record_context(
    request: HttpRequest, pk: int, *, section: str, record: Record | None = None
) -> dict[str, Any]:
    """Return the context of the record header and section nav. Three queries."""
    record = record or get_record(pk)
    return {
        "record": record,
        "customer": record.customer,
        "section": section,
        "days_past_due": record.days_past_due(request.actor.today),
        "photo_url": photo_url(request, record, "small"),
        "photo_full_url": photo_url(request, record, "large"),
    }


def contact_context(request: HttpRequest, pk: int, tab: str) -> dict[str, Any]:
    """Return the context of a tab of Contact & Personal Information."""
    context = record_context(request, pk, section="contact")
    remember_customer(request, pk)
    context["neighbours"] = neighbours(request, pk)
    context["tabs"] = make_tabs(CONTACT_TABS, tab, pk)
    return context


def photo_url(request: HttpRequest, record: Record, size: str) -> str:
    customer = record.customer
    if not customer.photo or not request.actor.masking.shows_photo:
        return ""
    # The name changes with every upload, so a browser may keep what it has.
    return reverse("customers:photo", args=[customer.pk, size, customer.photo])
