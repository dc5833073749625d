"""What Northwind lends, and on which terms."""

import random
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from accounts.engine.calendar import add_months

LATE_FEE = {
    "kind": "greater",
    "amount": "15.00",
    "percent": "0.05",
    "cap": "45.00",
    "grace_days": 10,
}
# Who borrows it.
PEOPLE, BUSINESSES = "people", "businesses"
_CARS = (
    "Toyota Camry, Toyota RAV4, Honda Civic, Honda CR-V, Ford F-150, Ford Escape, "
    "Chevrolet Equinox, Nissan Rogue, Mazda CX-5, Subaru Outback, Kia Sorento, "
    "Hyundai Tucson, Jeep Cherokee, Volkswagen Jetta, Ram 1500"
).split(", ")
_VANS = (
    "Ford Transit, Ram ProMaster, Mercedes Sprinter, Chevrolet Express, Isuzu NPR"
).split(", ")


def is_of_car(title: str) -> bool:
    """Return whether a loan of this title paid for a car of a person."""
    return title.partition(" ")[2] in _CARS


@dataclass(frozen=True, kw_only=True)
class Product:
    """A kind of loan. weight: how many of a hundred. amounts: in steps of fifty; rates:
    in hundredths of a percent. more: further terms, in the engine's JSON."""

    titles: tuple[str, ...]
    weight: int
    amounts: tuple[int, int]
    rates: tuple[int, int]
    counts: tuple[int, ...]
    frequency: str = "monthly"
    method: str = "simple"
    who: str = PEOPLE
    portfolio: str = "Consumer"
    more: Mapping[str, Any] = field(default_factory=dict)

    def title(self, rng: random.Random, opened: date) -> str:
        """Return what a loan of this kind is called."""
        title = rng.choice(self.titles)
        if title in _CARS or title in _VANS:
            return f"{opened.year - rng.randrange(0, 6)} {title}"
        return title

    def terms(self, rng: random.Random, contract: date) -> dict[str, Any]:
        """Return terms of a loan that begins on a day."""
        amount = rng.randrange(self.amounts[0], self.amounts[1] + 1, 50)
        rate = Decimal(rng.randrange(*self.rates)) / 10_000
        return {
            "amount": f"{amount}.00",
            "rate_annual": f"{rate}",
            "contract_date": contract.isoformat(),
            "first_payment_date": self._first_due(rng, contract).isoformat(),
            "number_of_payments": rng.choice(self.counts),
            "frequency": self.frequency,
            "interest_method": self.method,
            "late_fee": LATE_FEE,
            **self.more,
        }

    def _first_due(self, rng: random.Random, contract: date) -> date:
        match self.frequency:
            case "weekly":
                return contract + timedelta(days=rng.randrange(7, 12))
            case "biweekly":
                return contract + timedelta(days=rng.randrange(14, 25))
            case "semimonthly":
                first = add_months(contract.replace(day=1), 1)
                return first + timedelta(days=rng.choice((0, 4, 9, 14)))
            case "quarterly":
                return add_months(contract, 3)
        later = add_months(contract.replace(day=1), rng.choice((1, 1, 1, 2)))
        first = later + timedelta(days=rng.randrange(28))
        return first if (first - contract).days > 15 else add_months(first, 1)


PRODUCTS = (
    Product(
        titles=tuple(_CARS),
        weight=26,
        amounts=(7_000, 36_000),
        rates=(690, 1_890),
        counts=(36, 48, 60, 60, 72),
        portfolio="Auto",
        more={"day_count": "actual/365", "payment_rounding": "up_to_cent"},
    ),
    Product(
        titles=tuple(_CARS),
        weight=9,
        amounts=(5_000, 14_000),
        rates=(1_290, 2_390),
        counts=(52, 78, 104),
        frequency="biweekly",
        portfolio="Auto",
        more={"day_count": "actual/365", "includes_today": True},
    ),
    Product(
        titles=("Personal loan", "Debt consolidation", "Medical", "Moving"),
        weight=24,
        amounts=(1_500, 18_000),
        rates=(990, 2_490),
        counts=(12, 18, 24, 36, 48, 60),
    ),
    Product(
        titles=("Home improvement", "Solar panels", "New roof", "New kitchen"),
        weight=8,
        amounts=(4_000, 30_000),
        rates=(790, 1_590),
        counts=(48, 72, 96),
        frequency="semimonthly",
        portfolio="Home",
    ),
    Product(
        titles=("Emergency loan", "Tire and repair", "Transmission repair"),
        weight=8,
        amounts=(500, 2_500),
        rates=(1_490, 2_990),
        counts=(26, 39, 52),
        frequency="weekly",
        method="flat",
        portfolio="Small loans",
    ),
    Product(
        titles=("Sofa and bedroom", "Appliances", "Laptop and phone"),
        weight=6,
        amounts=(800, 5_000),
        rates=(1_290, 2_190),
        counts=(12, 18, 24, 36),
        method="rule_78",
        portfolio="Small loans",
    ),
    Product(
        titles=("Tuition", "Dental work", "Wedding"),
        weight=6,
        amounts=(1_200, 9_000),
        rates=(890, 1_790),
        counts=(12, 24, 36),
        method="locked",
    ),
    Product(
        titles=("Equipment", "Floor sander", "Showroom fit-out", *_VANS),
        weight=9,
        amounts=(9_000, 85_000),
        rates=(690, 1_390),
        counts=(24, 36, 48, 60),
        who=BUSINESSES,
        portfolio="Business",
        more={"day_count": "actual/360"},
    ),
    Product(
        titles=("Bridge loan", "Receivables advance"),
        weight=2,
        amounts=(15_000, 120_000),
        rates=(890, 1_490),
        counts=(6, 9, 12, 18),
        method="interest_only",
        who=BUSINESSES,
        portfolio="Business",
        more={"day_count": "actual/360"},
    ),
    Product(
        titles=("Season stock", "Yearly inventory"),
        weight=2,
        amounts=(8_000, 60_000),
        rates=(790, 1_290),
        counts=(4, 8, 12),
        frequency="quarterly",
        who=BUSINESSES,
        portfolio="Business",
    ),
)
# Leases ---------------------------------------------------------------------------

_LEASED = {
    PEOPLE: ("Kia EV6", "Tesla Model 3", "Honda Accord", "Hyundai Ioniq 5", "Mini"),
    BUSINESSES: ("Ford Transit", "Forklift", "Delivery truck", "Skid steer"),
}


def lease_title(rng: random.Random, who: str, opened: date) -> str:
    """Return what is leased."""
    return f"Lease · {opened.year - rng.randrange(0, 2)} {rng.choice(_LEASED[who])}"


def lease_terms(rng: random.Random, contract: date) -> dict[str, Any]:
    """Return terms of a lease that begins on a day."""
    cost = rng.randrange(18_000, 64_000, 125)
    months = rng.choice((18, 24, 36, 36, 39, 48))
    return {
        "capitalized_cost": f"{cost}.00",
        "residual": f"{cost * rng.randrange(44, 66) // 100}.00",
        "term_months": months,
        "money_factor": f"{Decimal(rng.randrange(110, 330)) / 100_000}",
        "payment_tax": f"{Decimal(rng.choice((0, 485, 725, 825))) / 10_000}",
        "contract_date": contract.isoformat(),
        "first_payment_date": (contract + timedelta(days=30)).isoformat(),
        "late_fee": LATE_FEE,
    }


# Lines of credit ------------------------------------------------------------------

EVERYDAY, RESERVE, DEALER = "Everyday 5K", "Home reserve", "Dealer floor plan"
PROGRAMS: Mapping[str, Mapping[str, Any]] = {
    EVERYDAY: {
        "limit": "5000.00",
        "buckets": [
            {"name": "purchases", "rate_annual": "0.219", "has_grace": True},
            {"name": "cash", "rate_annual": "0.2499"},
        ],
        "closes": 9,
        "due_days": 25,
        "minimum": {
            "kind": "percent_plus_interest_and_fees",
            "percent": "0.035",
            "floor": "35.00",
        },
        "late_fee": LATE_FEE,
    },
    RESERVE: {
        "limit": "25000.00",
        "buckets": [{"name": "purchases", "rate_annual": "0.1249"}],
        "closes": 31,
        "due_days": 21,
        "interest_basis": "daily",
        "minimum": {"kind": "percent", "percent": "0.04", "floor": "50.00"},
        "late_fee": LATE_FEE,
    },
    DEALER: {
        "limit": "100000.00",
        "buckets": [{"name": "purchases", "rate_annual": "0.0975"}],
        "closes": 20,
        "due_days": 15,
        "day_count": "actual/360",
        "minimum": {
            "kind": "percent_plus_interest_and_fees",
            "percent": "0.05",
            "floor": "250.00",
        },
    },
}
LIMITS = {
    EVERYDAY: ("2500.00", "", "", "7500.00"),
    RESERVE: ("", "40000.00", "15000.00"),
    DEALER: ("", "150000.00", "60000.00"),
}
