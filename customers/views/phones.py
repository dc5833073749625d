"""Quick changes of a phone: keys, do-not-call, verified. Each has an Undo."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_POST

from customers.forms.phones import rank_of
from customers.models import Customer, Phone
from customers.queries import customers as queries
from customers.services import phones
from customers.services.errors import PrimaryPhone
from customers.views.contact import answer
from lendcore.actors import Actor
from lendcore.decorators import require_permission
from lendcore.rules.phones import display_phone
from lendcore.undo import offer_undo, read_undo

UNDO_SALT = "customers.phones.undo"


@require_POST
@require_permission("contact.edit")
def make_primary(request: HttpRequest, pk: int, phone_id: int) -> HttpResponse:
    """Make a phone the primary one."""
    before = ranks_of(pk)
    phone = changed(
        phones.make_primary, actor=request.actor, customer_id=pk, phone_id=phone_id
    )
    offer_inverse(request, pk, {"ranks": before})
    return answer(request, pk, f"{shown(phone, request.actor)} is primary now.")


@require_POST
@require_permission("contact.edit")
def set_do_not_call(request: HttpRequest, pk: int, phone_id: int) -> HttpResponse:
    """Turn "do not call" on or off, as posted; without a value, the other way."""
    phone = get_phone(pk, phone_id)
    wanted = flag(request, "do_not_call", not phone.is_do_not_call)
    changed(
        phones.set_do_not_call,
        actor=request.actor,
        customer_id=pk,
        phone_id=phone_id,
        is_do_not_call=wanted,
    )
    offer_inverse(request, pk, {"phone": phone_id, "do_not_call": not wanted})
    what = "is marked do not call" if wanted else "may be called"
    return answer(request, pk, f"{shown(phone, request.actor)} {what}.")


@require_POST
@require_permission("contact.edit")
def set_verified(request: HttpRequest, pk: int, phone_id: int) -> HttpResponse:
    """Mark a phone as verified by the agent, or take the mark back."""
    phone = get_phone(pk, phone_id)
    wanted = flag(request, "verified", not phone.is_verified)
    changed(
        phones.set_verified,
        actor=request.actor,
        customer_id=pk,
        phone_id=phone_id,
        is_verified=wanted,
    )
    offer_inverse(request, pk, {"phone": phone_id, "verified": not wanted})
    what = "verified" if wanted else "not verified"
    return answer(request, pk, f"{shown(phone, request.actor)} is marked {what}.")


@require_POST
@require_permission("contact.edit")
def delete(request: HttpRequest, pk: int, phone_id: int) -> HttpResponse:
    """Delete a phone that is not the primary of several."""
    try:
        phone = changed(
            phones.delete_phone, actor=request.actor, customer_id=pk, phone_id=phone_id
        )
    except PrimaryPhone as refused:
        messages.error(request, str(refused))
        return answer(request, pk, "")
    return answer(request, pk, f"{shown(phone, request.actor)} was deleted.")


@require_POST
@require_permission("contact.edit")
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Take back the change that a toast offered, unless others came after it."""
    customer = queries.get_customer(pk)
    change = read_undo(request, salt=UNDO_SALT)
    if change is None:
        messages.error(request, "It is too late to undo this.")
        return answer(request, pk, "")
    if change["customer"] != pk or change["version"] != customer.version:
        messages.error(request, "The customer was changed since. Nothing was undone.")
        return answer(request, pk, "")
    apply_undo(request.actor, pk, change)
    return answer(request, pk, "Undone.")


def apply_undo(actor: Actor, pk: int, change: dict[str, Any]) -> None:
    if "ranks" in change:
        ranks = {int(key): rank for key, rank in change["ranks"].items()}
        phones.restore_ranks(
            actor=actor, customer_id=pk, version=change["version"], ranks=ranks
        )
    elif "do_not_call" in change:
        phones.set_do_not_call(
            actor=actor,
            customer_id=pk,
            phone_id=change["phone"],
            is_do_not_call=change["do_not_call"],
        )
    else:
        phones.set_verified(
            actor=actor,
            customer_id=pk,
            phone_id=change["phone"],
            is_verified=change["verified"],
        )


def offer_inverse(request: HttpRequest, pk: int, change: dict[str, Any]) -> None:
    """Offer to undo a change; it holds only for the version just saved."""
    version = queries.get_customer(pk).version
    change = {"customer": pk, "version": version} | change
    url = reverse("customers:phone_undo", args=[pk])
    offer_undo(request, url, change, salt=UNDO_SALT)


def changed(service: Callable[..., Phone], **arguments: Any) -> Phone:
    """Run a service; a phone or customer that is not there is 404."""
    try:
        return service(**arguments)
    except (Phone.DoesNotExist, Customer.DoesNotExist):
        raise Http404("No such phone.") from None


def get_phone(pk: int, phone_id: int) -> Phone:
    phone = Phone.objects.filter(customer_id=pk, pk=phone_id).first()
    if phone is None:
        raise Http404("No such phone.")
    return phone


def ranks_of(pk: int) -> dict[str, str]:
    """Return the rank of each phone, for an Undo."""
    phones_of = Phone.objects.filter(customer_id=pk)
    return {str(phone.pk): rank_of(phone) for phone in phones_of}


def flag(request: HttpRequest, name: str, default: bool) -> bool:
    value = request.POST.get(name)
    return default if value is None else value == "on"


def shown(phone: Phone, actor: Actor) -> str:
    return display_phone(
        phone.number, phone.extension, home_region=actor.tenant.country
    )
