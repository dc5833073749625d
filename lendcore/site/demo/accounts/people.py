"""Customers on file, as far as accounts are opened for them."""

import random
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Self

from customers.models import Address, Customer
from lendcore.site.demo.accounts.products import BUSINESSES, PEOPLE

_LAWYERS = 6


@dataclass(frozen=True)
class Borrower:
    """A customer. since: the day from which they are on file."""

    id: int
    who: str
    last_name: str
    since: date


class Borrowers:
    """Gives out customers; some of them often."""

    def __init__(
        self,
        rng: random.Random,
        everyone: Sequence[Borrower],
        homes: dict[int, tuple[str, str]],
        dealer: Borrower | None = None,
    ) -> None:
        """dealer: who sells cars to the people."""
        self._rng = rng
        self._by_who: dict[str, list[Borrower]] = defaultdict(list)
        self._weights: dict[str, list[float]] = defaultdict(list)
        self._homes = homes
        self._at_home: dict[tuple[str, str], list[Borrower]] = defaultdict(list)
        for each in everyone:
            self._by_who[each.who].append(each)
            self._weights[each.who].append(0.3 + rng.expovariate(1))
            if each.id in homes:
                self._at_home[homes[each.id]].append(each)
        self.lawyers = self._by_who[PEOPLE][:_LAWYERS]
        self.dealer = dealer

    @classmethod
    def load(cls, rng: random.Random, *, but: Sequence[int] = ()) -> Self:
        """Return the active tenant's customers who may borrow. Two queries."""
        found = (
            Customer.objects.exclude(pk__in=but)
            .exclude(status__code="lead")
            .order_by("pk")
            .values_list("pk", "customer_type", "last_name", "created_at")
        )
        everyone = []
        dealers = []
        for pk, kind, last_name, created_at in found:
            who = PEOPLE if kind == Customer.Kind.INDIVIDUAL else BUSINESSES
            each = Borrower(pk, who, last_name, created_at.date())
            everyone.append(each)
            if kind == Customer.Kind.FLOORING:
                dealers.append(each)
        addresses = (
            Address.objects.filter(purpose=Address.Purpose.PRIMARY)
            .exclude(street="")
            .values_list("customer_id", "street", "city")
        )
        homes = {pk: (street, city) for pk, street, city in addresses}
        return cls(rng, everyone, homes, dealers[0] if dealers else None)

    def pick(self, who: str) -> Borrower:
        """Return somebody; the same ones come again and again."""
        return self._rng.choices(self._by_who[who], weights=self._weights[who])[0]

    def find_spouse(self, borrower: Borrower) -> Borrower | None:
        """Return somebody of the same name at the same address."""
        home = self._homes.get(borrower.id)
        for each in self._at_home[home] if home else ():
            if each.id != borrower.id and each.last_name == borrower.last_name:
                return each
        return None
