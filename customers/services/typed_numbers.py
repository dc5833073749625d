"""Typed tax numbers and birth dates of those who see them masked.

A form answers whether another customer has a number: tried often enough, that tells
a masked number whose last four digits are known, and then a masked birth date.
"""

from datetime import timedelta

from customers.inputs import CustomerInput
from customers.services.errors import TooManyTyped
from lendcore.actors import Actor
from lendcore.models import AccessRecord
from lendcore.rules.dates import BirthDateMode
from lendcore.services.access import record

WHAT = "Typed into a form"
# More than anybody enters from paper, and years for the five digits that are masked.
LIMITS = ((timedelta(minutes=15), 30), (timedelta(days=1), 200))


def note_typed_number(*, actor: Actor, data: CustomerInput) -> None:
    """Write down that a masked number or birth date was typed, before it is compared.

    Stands outside the save, so that a refused one is on record too. Up to three
    queries; none for those who see everything. Raises TooManyTyped.
    """
    masking = actor.masking
    types_number = data.tax_number is not None and not masking.reveals_tax_number
    types_birth_date = (
        data.values.get("birth_date") is not None
        and masking.birth_date != BirthDateMode.FULL
    )
    if not (types_number or types_birth_date):
        return
    own = AccessRecord.objects.filter(
        actor_id=actor.user_id, kind=AccessRecord.Kind.TAX_NUMBER_SEARCH, what=WHAT
    )
    for time, most in LIMITS:
        if own.filter(at__gt=actor.at - time).count() >= most:
            raise TooManyTyped
    record(
        actor=actor,
        kind=AccessRecord.Kind.TAX_NUMBER_SEARCH,
        entity="customer",
        what=WHAT,
    )
