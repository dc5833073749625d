"""Protected numbers, shown for 30 seconds to those who may see them."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST

from customers.queries import customers as queries
from customers.queries import summary
from customers.services import secrets
from customers.views.contact import show_summary
from lendcore.decorators import require_permission

SHOWN = {
    secrets.TAX_NUMBER: summary.tax_number_of,
    secrets.DRIVER_LICENSE: summary.driver_license_of,
}


@require_POST
@require_permission("contact.view")
def reveal(request: HttpRequest, pk: int, field: str) -> HttpResponse:
    """Answer with the number in clear; the look is recorded."""
    customer = queries.get_customer(pk)
    if field not in SHOWN:
        raise Http404("No such number.")
    try:
        number = secrets.reveal(
            actor=request.actor,
            customer=customer,
            field=field,
            reason=request.POST.get("reason", ""),
        )
    except secrets.NothingToReveal:
        raise Http404("No such number.") from None
    protected = SHOWN[field](customer, request.actor)
    if not request.htmx:
        # Rendered at once: a redirect would have to carry the number.
        return show_summary(request, pk, revealed={field: number})
    context = {
        "label": protected.label,
        "masked": protected.masked,
        "revealed": number,
        "url": reverse("customers:reveal", args=[pk, field]),
        "value_id": f"{field.replace('_', '-')}-value",
    }
    return render(request, "components/masked_value.html", context)
