"""Links & Access: the accounts of a customer, with figures, role and access."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from accounts import tasks
from accounts.forms.customer_links import CHOOSABLE
from accounts.queries.customer_links import CustomerLinks, list_customer_links
from accounts.queries.customer_links_on import list_customer_links_on
from accounts.views.as_of import AsOf, read_as_of
from customers.views.opened import neighbours, remember_customer
from customers.views.record import record_context
from lendcore.decorators import require_permission
from lendcore.sections import render_section
from lendcore.tasks.decorator import enqueue

PAGE = "accounts/customer_links.html"
AS_OF_BAR = "accounts/_as_of_bar.html"


@require_safe
@require_permission("accounts.view")
@require_permission("contact.view")
def links(request: HttpRequest, pk: int) -> HttpResponse:
    """Links & Access, today or as of another day."""
    return show_links(request, pk, read_as_of(request.GET, request.actor))


def show_links(
    request: HttpRequest, pk: int, as_of: AsOf | None = None, *, status: int = 200
) -> HttpResponse:
    """Render the page; to htmx all that a change of a link may touch."""
    today = request.actor.today
    context = links_context(request, pk)
    context["as_of"] = as_of or AsOf(day=today, today=today)
    context["links"] = read_links(request, pk, context["as_of"])
    context["roles"] = CHOOSABLE
    # The header speaks of the same day as the table.
    context["days_past_due"] = context["links"].worst_days_past_due
    if not context["as_of"].is_today:
        context["header_bar"] = AS_OF_BAR
    return render_section(request, PAGE, context, section="record", status=status)


def links_context(request: HttpRequest, pk: int) -> dict[str, Any]:
    """Return what every page of this section begins with. Raises Http404."""
    context = record_context(request, pk, section="links")
    remember_customer(request, pk)
    return context | {"neighbours": neighbours(request, pk)}


def read_links(request: HttpRequest, pk: int, as_of: AsOf) -> CustomerLinks:
    if not as_of.is_today:
        return list_customer_links_on(pk, as_of.day, until=as_of.until)
    found = list_customer_links(pk, as_of.day)
    if found.to_refresh:
        # The page shows what a replay found; storing it is left to a worker.
        enqueue(
            tasks.refresh_accounts,
            tenant_id=request.actor.tenant.id,
            ids=",".join(str(each) for each in found.to_refresh),
        )
    return found
