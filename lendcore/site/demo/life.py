"""What agents did with the book since: calls, corrections, decisions."""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from operator import attrgetter

from customers.inputs import AddressInput
from customers.models import Customer, CustomerStatus, Phone
from customers.services import credit_scores, customers, phones, photos, secrets
from lendcore.actors import Actor
from lendcore.site.demo import places
from lendcore.site.demo.changes import edit
from lendcore.site.demo.members import DANA, LENA, RAJ, THEO, Person, Staff
from lendcore.site.demo.moments import Moments
from lendcore.site.demo.portraits import draw_portrait

# The book came this long ago; every later day has had something happen.
LONGEST_AGO = 500
REASONS = ("Asked by phone", "Customer wrote", "Yearly review", "")


@dataclass(frozen=True)
class Deed:
    """One thing that somebody did to one customer at some time."""

    at: datetime
    person: Person
    customer_id: int
    do: Callable[[Actor, int], object]


class Life:
    """Days at the lender's office, drawn by chance.

    customer_ids: whom it may happen to; on file for all of the time.
    """

    def __init__(
        self,
        rng: random.Random,
        *,
        staff: Staff,
        moments: Moments,
        customer_ids: Sequence[int],
    ) -> None:
        self._rng = rng
        self._staff = staff
        self._moments = moments
        self._ids = list(customer_ids)
        self._statuses = {row.name: row for row in CustomerStatus.objects.all()}

    def live(self, share: float = 1.0) -> None:
        """Do everything in the order of time; share: of the usual number of deeds."""
        plan: tuple[tuple[int, tuple[Person, ...], Callable], ...] = (
            (55, (DANA, THEO), self._verify_phone),
            (10, (DANA, THEO), self._stop_calls),
            (20, (RAJ, LENA), self._change_status),
            (40, (RAJ, LENA), self._enter_scores),
            (10, (DANA,), self._change_mail),
            (8, (DANA, THEO), self._move),
            (8, (DANA, RAJ), self._reveal),
            (8, (DANA,), self._add_photo),
        )
        deeds = [
            self._deed(people, do)
            for count, people, do in plan
            for _ in range(round(count * share))
        ]
        for deed in sorted(deeds, key=attrgetter("at", "customer_id")):
            deed.do(self._staff.actor(deed.person, deed.at), deed.customer_id)

    def _deed(
        self, people: tuple[Person, ...], do: Callable[[Actor, int], object]
    ) -> Deed:
        at = self._moments.days_ago(self._rng.randrange(1, LONGEST_AGO))
        return Deed(at, self._rng.choice(people), self._rng.choice(self._ids), do)

    # Deeds -----------------------------------------------------------------------

    def _verify_phone(self, actor: Actor, customer_id: int) -> None:
        primary = _primary_phone(customer_id)
        if primary:
            phones.set_verified(
                actor=actor,
                customer_id=customer_id,
                phone_id=primary.pk,
                is_verified=True,
            )

    def _stop_calls(self, actor: Actor, customer_id: int) -> None:
        primary = _primary_phone(customer_id)
        if primary:
            phones.set_do_not_call(
                actor=actor,
                customer_id=customer_id,
                phone_id=primary.pk,
                is_do_not_call=True,
            )

    def _change_status(self, actor: Actor, customer_id: int) -> None:
        status = self._rng.choice(("Active", "Active", "Pending", "Inactive"))
        customers.set_status(
            actor=actor,
            customer_id=customer_id,
            status=self._statuses[status],
            reason=self._rng.choice(REASONS),
        )

    def _enter_scores(self, actor: Actor, customer_id: int) -> None:
        customer = Customer.objects.get(pk=customer_id)
        on = actor.at.date()
        is_scored = customer.credit_scores.filter(scored_on=on).exists()
        if not customer.is_individual or is_scored:
            return
        middle = self._rng.randrange(480, 820)
        scores = [
            min(middle + self._rng.randrange(-25, 26), 850)
            if self._rng.random() < 0.9
            else None
            for _ in range(2)
        ]
        credit_scores.enter_scores(
            actor=actor,
            customer_id=customer_id,
            scored_on=on,
            equifax=middle,
            experian=scores[0],
            transunion=scores[1],
        )

    def _change_mail(self, actor: Actor, customer_id: int) -> None:
        number = self._rng.randrange(100, 1_000)
        edit(actor, customer_id, values={"email": f"new.address{number}@example.net"})

    def _move(self, actor: Actor, customer_id: int) -> None:
        town = places.pick_us_town(self._rng)
        address = AddressInput(
            street=places.pick_street(self._rng, town),
            unit=places.pick_unit(self._rng),
            city=town.city,
            region=town.region,
            postal_code=town.postal_code,
        )
        edit(actor, customer_id, primary_address=address)

    def _reveal(self, actor: Actor, customer_id: int) -> None:
        customer = Customer.objects.get(pk=customer_id)
        if customer.tax_number_encrypted and actor.masking.reveals_tax_number:
            secrets.reveal(
                actor=actor,
                customer=customer,
                field=secrets.TAX_NUMBER,
                reason=self._rng.choice(REASONS),
            )

    def _add_photo(self, actor: Actor, customer_id: int) -> None:
        if Customer.objects.get(pk=customer_id).is_individual:
            photos.set_photo(
                actor=actor, customer_id=customer_id, upload=draw_portrait(self._rng)
            )


def _primary_phone(customer_id: int) -> Phone | None:
    return Phone.objects.filter(customer_id=customer_id, is_primary=True).first()
