"""What agents type and click, drawn from a tenant's own customers."""

import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Self

from django.db.models import Count

from accounts.models import Account, AccountCustomer
from customers.models import Customer, CustomerStatus, Phone
from lendcore.models import CustomField
from lendcore.rules.fold import fold
from lendcore.site.bench import words
from lendcore.site.bench.book import BRANCH, INCOME
from lendcore.site.bench.refusals import BenchStopped

_DRAWN = 3_000
_COMMON_NAMES = 12
_BUSY = 40
_CONSONANTS = "bcdfghjkmqvxz"
_RARE = {fold(name) for name in words.RARE_LAST_NAMES}


@dataclass(frozen=True, kw_only=True)
class Inputs:
    """Random customers of one tenant, and the random choice among them.

    The same seed draws the same inputs in every run.
    """

    rng: random.Random
    today: date
    everyone: Sequence[Customer]
    people: Sequence[Customer]
    companies: Sequence[Customer]
    rare: Sequence[Customer]
    with_mail: Sequence[Customer]
    phones: Sequence[Phone]
    statuses: dict[str, int] = field(default_factory=dict)
    fields: dict[str, int] = field(default_factory=dict)
    accounts: Sequence[int] = ()
    numbers: Sequence[str] = ()
    busy: Sequence[int] = ()

    @classmethod
    def draw(cls, seed: str, *, today: date) -> Self:
        """Return inputs for the active tenant, whose day it is. Nine queries."""
        rng = random.Random(seed)  # noqa: S311 - which pages are opened
        everyone = _draw_customers(rng)
        ids = [customer.pk for customer in everyone]
        people = [one for one in everyone if one.is_individual]
        drawn = _draw_accounts(rng)
        made = cls(
            rng=rng,
            today=today,
            everyone=everyone,
            people=[one for one in people if one.first_name and one.last_name],
            companies=[one for one in everyone if not one.is_individual],
            rare=[one for one in people if fold(one.last_name) in _RARE],
            with_mail=[one for one in everyone if one.email],
            phones=list(Phone.objects.filter(customer__in=ids)),
            statuses=dict(CustomerStatus.objects.values_list("code", "pk")),
            fields=dict(CustomField.objects.values_list("key", "pk")),
            accounts=[pk for pk, _ in drawn],
            numbers=[number for _, number in drawn],
            busy=_busiest_customers(),
        )
        if not all((made.people, made.companies, made.rare, made.phones)):
            raise BenchStopped("The book is too small to draw inputs from.")
        return made

    # Customers ------------------------------------------------------------------

    def customer_id(self) -> int:
        return self.rng.choice(self.everyone).pk

    def person_id(self) -> int:
        return self.rng.choice(self.people).pk

    def busy_customer_id(self) -> int:
        return self.rng.choice(self.busy)

    def account_id(self) -> int:
        return self.rng.choice(self.accounts)

    def account_number(self) -> str:
        return self.rng.choice(self.numbers).lower()

    # What is typed --------------------------------------------------------------

    def common_first_name(self) -> str:
        return self.rng.choice(words.FIRST_NAMES[:_COMMON_NAMES]).lower()

    def common_last_name(self) -> str:
        return self.rng.choice(words.LAST_NAMES[:_COMMON_NAMES]).lower()

    def rare_last_name(self) -> str:
        return self.rng.choice(self.rare).last_name.lower()

    def half_a_name(self) -> str:
        name = self.rng.choice(self.rare).last_name.lower()
        return name[: max(4, len(name) // 2)]

    def two_terms(self) -> str:
        person = self.rng.choice(self.people)
        return f"{person.last_name} {person.first_name}".lower()

    def three_terms(self) -> str:
        person = self.rng.choice(self.people)
        town = person.city.split()[0] if person.city else ""
        return f"{person.first_name} {person.last_name} {town}".strip().lower()

    def no_match(self) -> str:
        return "".join(self.rng.choices(_CONSONANTS, k=8))

    def company(self) -> str:
        return " ".join(self.rng.choice(self.companies).company_name.split()[:2])

    def mail(self) -> str:
        return self.rng.choice(self.with_mail).email

    def mail_beginning(self) -> str:
        return self.mail().partition("@")[0] + "@"

    def phone(self) -> str:
        digits = self.rng.choice(self.phones).search_digits
        return f"({digits[:3]}) {digits[3:6]}-{digits[6:]}"

    def phone_beginning(self) -> str:
        digits = self.rng.choice(self.phones).search_digits
        return f"{digits[:3]}-{digits[3:6]}"

    def four_digits(self) -> str:
        return f"{self.rng.randrange(10_000):04}"

    def import_id(self) -> str:
        return self.rng.choice(self.everyone).import_id

    def city(self) -> str:
        return self.rng.choice(self.everyone).city.lower()

    def postal_code(self) -> str:
        return self.rng.choice(self.everyone).postal_code

    # What is clicked ------------------------------------------------------------

    def region(self) -> str:
        """Return a state, the large ones most often."""
        return self.rng.choice(self.everyone).region

    def branch_filter(self) -> dict[str, Any]:
        branch = self.rng.choice(words.BRANCHES)
        return {f"custom_{self.fields[BRANCH]}": branch}

    def income_filter(self) -> dict[str, Any]:
        least = self.rng.randrange(900, 12_000)
        name = f"custom_{self.fields[INCOME]}"
        return {f"{name}_from": least, f"{name}_to": least + 500}

    def created_filter(self) -> dict[str, Any]:
        """Return the days around the coming of some customer."""
        day: date = self.rng.choice(self.everyone).created_at.date()
        return {"created_from": day, "created_to": day}


def _draw_customers(rng: random.Random) -> list[Customer]:
    """Return customers in a random order. Two queries."""
    ends = Customer.objects.order_by("pk").values_list("pk", flat=True)
    first, last = ends.first(), ends.last()
    if first is None:
        raise BenchStopped("The tenant has no customers.")
    ids = [rng.randint(first, last) for _ in range(_DRAWN)]
    found = list(Customer.objects.filter(pk__in=ids).order_by("pk"))
    rng.shuffle(found)
    return found


def _draw_accounts(rng: random.Random) -> list[tuple[int, str]]:
    """Return ids and numbers of accounts in a random order. Three queries."""
    ends = Account.objects.order_by("pk").values_list("pk", flat=True)
    first, last = ends.first(), ends.last()
    if first is None:
        return []
    ids = [rng.randint(first, last) for _ in range(_DRAWN)]
    drawn = Account.objects.filter(pk__in=ids).order_by("pk")
    found = list(drawn.values_list("pk", "number"))
    rng.shuffle(found)
    return found


def _busiest_customers() -> list[int]:
    """Return ids of the customers with the most accounts. One query."""
    counted = (
        AccountCustomer.objects.values("customer_id")
        .annotate(accounts=Count("pk"))
        .order_by("-accounts", "customer_id")
    )
    return [row["customer_id"] for row in counted[:_BUSY]]
