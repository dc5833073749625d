"""The Summary and Additional Information tabs as lines ready to show."""

from dataclasses import dataclass
from typing import Any

from customers.models import CreditScore, Customer
from customers.queries.customers import Record
from lendcore import custom_values
from lendcore.actors import Actor
from lendcore.models import CustomField
from lendcore.rules.dates import BirthDateMode, age_on, mask_birth_date
from lendcore.rules.tax_numbers import TaxNumberKind, mask_tax_number

# The lower ends of FICO's own bands for scores from 300 to 850.
SCORE_BANDS = (
    (800, "Exceptional", "ok"),
    (740, "Very good", "ok"),
    (670, "Good", "ok"),
    (580, "Fair", "warn"),
    (0, "Poor", "bad"),
)
BUREAUS = (
    ("equifax", "Equifax"),
    ("experian", "Experian"),
    ("transunion", "TransUnion"),
)


@dataclass(frozen=True)
class Bureau:
    """One bureau's score and its change since the set before."""

    name: str
    score: int | None
    change: int | None

    @property
    def change_size(self) -> int:
        return abs(self.change or 0)


@dataclass(frozen=True)
class Credit:
    """The newest scores, their average, and what changed.

    change: of the average, None where the set before has other bureaus.
    """

    newest: CreditScore
    average: int
    change: int | None
    percent: str
    band: str
    tone: str
    bureaus: tuple[Bureau, ...]
    since: Any

    @property
    def change_size(self) -> int:
        return abs(self.change or 0)


def credit_of(scores: list[CreditScore]) -> Credit | None:
    """Return the credit card's content from the newest sets, or None."""
    if not scores:
        return None
    newest = scores[0]
    before = scores[1] if len(scores) > 1 else None
    band, tone = next(
        (band, tone) for floor, band, tone in SCORE_BANDS if newest.average >= floor
    )
    return Credit(
        newest=newest,
        average=newest.average,
        change=average_change(newest, before),
        percent=f"{(newest.average - 300) / 5.5:.1f}",
        band=band,
        tone=tone,
        bureaus=tuple(bureau_of(newest, before, key, name) for key, name in BUREAUS),
        since=before.scored_on if before else None,
    )


def average_change(newest: CreditScore, before: CreditScore | None) -> int | None:
    """Return how the average moved, where both are averages of the same bureaus."""
    if before is None or newest.known_bureaus != before.known_bureaus:
        return None
    return newest.average - before.average


def bureau_of(
    newest: CreditScore, before: CreditScore | None, key: str, name: str
) -> Bureau:
    score = getattr(newest, key)
    former = getattr(before, key) if before else None
    if score is None or former is None:
        return Bureau(name, score, None)
    return Bureau(name, score, score - former)


@dataclass(frozen=True)
class Masked:
    """A protected number as the role sees it."""

    label: str
    masked: str
    field: str
    may_reveal: bool
    problem: str = ""


def tax_number_of(customer: Customer, actor: Actor) -> Masked:
    """Return the tax number, masked; an empty mask when there is none."""
    if not customer.tax_number_kind:
        label = "SIN" if actor.tenant.country == "CA" else "SSN"
        return Masked(label, "", "tax_number", may_reveal=False)
    kind = TaxNumberKind(customer.tax_number_kind)
    return Masked(
        label=kind.label,
        masked=mask_tax_number(customer.tax_number_last_four, kind),
        field="tax_number",
        may_reveal=actor.masking.reveals_tax_number
        and customer.tax_number_encrypted is not None,
        problem=customer.tax_number_problem,
    )


def driver_license_of(customer: Customer, actor: Actor) -> Masked:
    """Return the driver's licence, masked; an empty mask when there is none."""
    shown = ""
    if customer.driver_license_last_four:
        shown = f"{customer.driver_license_region} ••••"
        shown = f"{shown}{customer.driver_license_last_four}".strip()
    return Masked(
        label="Driver's license",
        masked=shown,
        field="driver_license",
        may_reveal=actor.masking.reveals_driver_license
        and customer.driver_license_encrypted is not None,
    )


def birth_date_of(customer: Customer, actor: Actor) -> tuple[str, int | None]:
    """Return the birth date as the role sees it, and the age with a full date."""
    if customer.birth_date is None:
        return "", None
    mode = actor.masking.birth_date
    shown = mask_birth_date(
        customer.birth_date, mode, date_format=actor.tenant.date_format
    )
    if mode != BirthDateMode.FULL:
        return shown, None
    return shown, age_on(customer.birth_date, actor.today)


@dataclass(frozen=True)
class GeneralLines:
    """The general information, masked by role."""

    tax_number: Masked
    driver_license: Masked
    birth_date: str
    age: int | None
    shows_gender: bool
    custom: list[tuple[str, str]]


def general_lines(
    record: Record, actor: Actor, fields: list[CustomField]
) -> GeneralLines:
    """Return what the Summary's second card shows."""
    customer = record.customer
    birth_date, age = birth_date_of(customer, actor)
    on_summary = [field for field in fields if field.on_summary]
    return GeneralLines(
        tax_number=tax_number_of(customer, actor),
        driver_license=driver_license_of(customer, actor),
        birth_date=birth_date,
        age=age,
        shows_gender=actor.masking.shows_gender,
        custom=[
            (field.label, shown_value(customer, field, actor)) for field in on_summary
        ],
    )


@dataclass(frozen=True)
class CustomGroup:
    """One group of custom fields: those with a value, and the empty ones."""

    name: str
    filled: list[tuple[CustomField, str]]
    empty: list[CustomField]


def custom_groups(
    customer: Customer, fields: list[CustomField], actor: Actor
) -> list[CustomGroup]:
    """Return the custom fields by group, in the tenant's order."""
    groups: dict[str, CustomGroup] = {}
    for field in fields:
        group = groups.setdefault(field.group, CustomGroup(field.group, [], []))
        value = shown_value(customer, field, actor)
        if value:
            group.filled.append((field, value))
        else:
            group.empty.append(field)
    return list(groups.values())


def shown_value(customer: Customer, field: CustomField, actor: Actor) -> str:
    return custom_values.display(
        field,
        customer.custom_values.get(field.key),
        date_format=actor.tenant.date_format,
        country=actor.tenant.country,
    )
