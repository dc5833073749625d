"""The two marks of an address. The checks by USPS come with a later issue."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_POST

from customers.models import Address
from customers.views.contact import answer
from lendcore.decorators import require_permission

NOT_CONNECTED = {
    "verified": "No address service is connected, so the address stays unverified.",
    "validated": "No address service is connected, so the address is left as typed.",
}


@require_POST
@require_permission("contact.edit")
def check(request: HttpRequest, pk: int, purpose: str, mark: str) -> HttpResponse:
    """Say that no service is connected; the mark stays red until one answers."""
    address = Address.objects.filter(customer_id=pk, purpose=purpose).first()
    if address is None or mark not in NOT_CONNECTED:
        raise Http404("No such address.")
    messages.warning(request, f"{NOT_CONNECTED[mark]} {address.said_of_form}")
    return answer(request, pk, "")
