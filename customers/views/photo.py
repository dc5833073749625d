"""A customer's photo: shown from private storage, uploaded, removed."""

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_POST, require_safe

from customers.queries import customers as queries
from customers.services import photos
from customers.views.contact import answer
from lendcore.decorators import require_permission


@require_safe
@require_permission("contact.view")
def photo(request: HttpRequest, pk: int, size: str, name: str) -> HttpResponse:
    """Send a picture. Its name changes with each upload, so the small one may be kept.

    The large one is never kept: each look at it has to come here and be recorded.
    """
    customer = queries.get_customer(pk)
    is_current = customer.photo == name and size in photos.SIZES
    if not is_current or not request.actor.masking.shows_photo:
        raise Http404("No such photo.")
    try:
        picture = photos.open_photo(actor=request.actor, customer=customer, size=size)
    except FileNotFoundError:
        raise Http404("The photo's file is missing.") from None
    response = FileResponse(picture, content_type="image/webp")
    if size != photos.LARGE:
        response["Cache-Control"] = "private, max-age=86400, immutable"
    return response


@require_POST
@require_permission("contact.edit")
def upload(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a new photo."""
    queries.get_customer(pk)
    chosen = request.FILES.get("photo")
    if chosen is None:
        messages.error(request, "Choose a picture first.")
        return answer(request, pk, "")
    try:
        photos.set_photo(actor=request.actor, customer_id=pk, upload=chosen)
    except photos.BadPhoto as refused:
        messages.error(request, str(refused))
        return answer(request, pk, "")
    return answer(request, pk, "Photo saved.")


@require_POST
@require_permission("contact.edit")
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Remove the photo."""
    queries.get_customer(pk)
    photos.remove_photo(actor=request.actor, customer_id=pk)
    return answer(request, pk, "Photo removed.")
