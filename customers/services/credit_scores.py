"""Credit scores, entered by hand."""

from datetime import date

from django.db import IntegrityError, transaction

from customers.models import CreditScore
from customers.services.customers import lock_customer, touch
from customers.services.errors import Taken
from lendcore.actors import Actor
from lendcore.history.recording import records_history


@records_history
def enter_scores(
    *,
    actor: Actor,
    customer_id: int,
    scored_on: date,
    equifax: int | None,
    experian: int | None,
    transunion: int | None,
) -> CreditScore:
    """Return a new set of scores. Raises Taken when the day has one already."""
    customer = lock_customer(customer_id)
    try:
        with transaction.atomic():
            score = CreditScore.objects.create(
                customer=customer,
                scored_on=scored_on,
                equifax=equifax,
                experian=experian,
                transunion=transunion,
                entered_by=actor.name,
            )
    except IntegrityError:
        raise Taken("date") from None
    touch(customer, actor)
    customer.save()
    return score


@records_history
def delete_scores(*, actor: Actor, customer_id: int, score_id: int) -> None:
    """Delete a set of scores that was entered by mistake."""
    customer = lock_customer(customer_id)
    CreditScore.objects.get(customer=customer, pk=score_id).delete()
    touch(customer, actor)
    customer.save()
