"""Quick changes of one phone, from the customer's page."""

from customers.models import Customer, Phone
from customers.services import list_facts
from customers.services.children import free_ranks
from customers.services.customers import lock_customer, touch
from customers.services.errors import PrimaryPhone, Stale
from lendcore.actors import Actor
from lendcore.history.recording import records_history


@records_history
def make_primary(*, actor: Actor, customer_id: int, phone_id: int) -> Phone:
    """Return the phone, now primary; the former primary becomes secondary."""
    customer = lock_customer(customer_id)
    phones = list(Phone.objects.filter(customer=customer).order_by("position", "pk"))
    chosen = next((row for row in phones if row.pk == phone_id), None)
    if chosen is None:
        raise Phone.DoesNotExist
    former = next((row for row in phones if row.is_primary), None)
    if former == chosen:
        return chosen
    free_ranks(customer)
    for row in phones:
        is_former = row == former
        row.is_secondary = is_former or (row.is_secondary and former is None)
        row.is_primary = row == chosen
        row.save()
    settle(customer, actor)
    return chosen


@records_history
def set_do_not_call(
    *, actor: Actor, customer_id: int, phone_id: int, is_do_not_call: bool
) -> Phone:
    """Return the phone, marked "do not call" or "calls allowed"."""
    customer = lock_customer(customer_id)
    phone = Phone.objects.get(customer=customer, pk=phone_id)
    phone.is_do_not_call = is_do_not_call
    phone.save()
    settle(customer, actor)
    return phone


@records_history
def set_verified(
    *, actor: Actor, customer_id: int, phone_id: int, is_verified: bool
) -> Phone:
    """Return the phone, marked as verified by the agent or not."""
    customer = lock_customer(customer_id)
    phone = Phone.objects.get(customer=customer, pk=phone_id)
    phone.is_verified = is_verified
    phone.save()
    settle(customer, actor)
    return phone


@records_history
def delete_phone(*, actor: Actor, customer_id: int, phone_id: int) -> Phone:
    """Delete a phone. Raises PrimaryPhone while it is primary and others exist."""
    customer = lock_customer(customer_id)
    phone = Phone.objects.get(customer=customer, pk=phone_id)
    if phone.is_primary and Phone.objects.filter(customer=customer).count() > 1:
        raise PrimaryPhone(
            "Make another phone primary first; then this one can be deleted."
        )
    phone.delete()
    settle(customer, actor)
    return phone


@records_history
def restore_ranks(
    *, actor: Actor, customer_id: int, version: int, ranks: dict[int, str]
) -> Customer:
    """Undo a change of ranks. Raises Stale when the customer was saved since.

    ranks: "primary", "secondary" or "" by phone id.
    """
    customer = lock_customer(customer_id)
    if customer.version != version:
        raise Stale(customer)
    phones = list(Phone.objects.filter(customer=customer))
    free_ranks(customer)
    for row in phones:
        row.is_primary = ranks.get(row.pk) == "primary"
        row.is_secondary = ranks.get(row.pk) == "secondary"
        row.save()
    settle(customer, actor)
    return customer


def settle(customer: Customer, actor: Actor) -> None:
    """Save what the list repeats of the phones, and count the change."""
    list_facts.refresh(customer)
    touch(customer, actor)
    customer.save()
