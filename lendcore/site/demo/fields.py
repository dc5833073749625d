"""The demo's custom fields, one of every type at least, and values for them."""

import random
from datetime import date, timedelta

from customers.services import custom_fields
from lendcore.actors import Actor
from lendcore.models import CustomField
from lendcore.services import custom_fields as foundation
from lendcore.services.custom_fields import FieldInput

Kind = CustomField.Kind
UNDERWRITING, MARKETING, HOUSEHOLD = "Underwriting", "Marketing", "Household"
RETIRED_TIER, RETIRED_FIELD = "Thin file", "branch_code"
TIERS = ("Prime", "Near prime", "Subprime", "Unscored")
SOURCES = ("Dealer", "Friend or family", "Radio", "Search engine", "Walk-in")
PRODUCTS = ("Installment loan", "Line of credit", "Equipment lease", "Floor plan")

FIELDS: dict[str, FieldInput] = {
    "risk_tier": FieldInput(
        label="Risk tier",
        kind=Kind.SELECT,
        group=UNDERWRITING,
        help_text="From the last score model run. Ask underwriting before you change "
        "it.",
        choices=(*TIERS, RETIRED_TIER),
        is_filterable=True,
        on_summary=True,
    ),
    "debt_to_income": FieldInput(
        label="Debt to income",
        kind=Kind.PERCENTAGE,
        group=UNDERWRITING,
        is_filterable=True,
    ),
    "verified_by": FieldInput(
        label="Verified by", kind=Kind.TEXT, group=UNDERWRITING, max_length=60
    ),
    "reviewed_at": FieldInput(
        label="Last review", kind=Kind.DATETIME, group=UNDERWRITING, is_filterable=True
    ),
    RETIRED_FIELD: FieldInput(
        label="Branch code",
        kind=Kind.TEXT,
        group=UNDERWRITING,
        help_text="Of the branches that were closed.",
    ),
    "referral_source": FieldInput(
        label="Referral source",
        kind=Kind.SELECT,
        group=MARKETING,
        choices=SOURCES,
        is_filterable=True,
    ),
    "products": FieldInput(
        label="Products of interest",
        kind=Kind.MULTI_SELECT,
        group=MARKETING,
        choices=PRODUCTS,
        is_filterable=True,
    ),
    "campaign_code": FieldInput(
        label="Campaign code",
        kind=Kind.TEXT,
        group=MARKETING,
        max_length=12,
        is_filterable=True,
    ),
    "website": FieldInput(label="Website", kind=Kind.URL, group=MARKETING),
    "paperless": FieldInput(
        label="Wants paperless statements",
        kind=Kind.CHECKBOX,
        group=MARKETING,
        is_filterable=True,
        on_summary=True,
    ),
    "dependents": FieldInput(
        label="Dependents", kind=Kind.NUMBER, group=HOUSEHOLD, is_filterable=True
    ),
    "monthly_rent": FieldInput(
        label="Monthly rent", kind=Kind.CURRENCY, group=HOUSEHOLD, is_filterable=True
    ),
    "moved_in": FieldInput(
        label="Moved in", kind=Kind.DATE, group=HOUSEHOLD, is_filterable=True
    ),
    "best_time": FieldInput(
        label="Best time to call", kind=Kind.TIME, group=HOUSEHOLD, on_summary=True
    ),
    "emergency_phone": FieldInput(
        label="Emergency contact", kind=Kind.PHONE, group=HOUSEHOLD
    ),
}


def add_fields(actor: Actor) -> None:
    """Define all fields, active and with every choice."""
    for key, data in FIELDS.items():
        custom_fields.add_field(actor=actor.anew(actor.at), data=data, key=key)


def retire_old_ones(actor: Actor) -> None:
    """Inactivate a field and take back a choice that customers have by now."""
    fields = {field.key: field for field in CustomField.objects.all()}
    foundation.set_field_active(
        actor=actor, field_id=fields[RETIRED_FIELD].pk, is_active=False
    )
    tier = FieldInput(**vars(FIELDS["risk_tier"]) | {"choices": TIERS})
    custom_fields.change_field(
        actor=actor.anew(actor.at), field_id=fields["risk_tier"].pk, data=tier
    )


def invent_values(
    rng: random.Random, *, today: date, is_first_book: bool, is_person: bool
) -> dict[str, str]:
    """Return some values as cells of an import, by column.

    is_first_book: the field and the choice that are retired later still exist.
    is_person: only a person has a household.
    """
    tiers = (*TIERS, RETIRED_TIER) if is_first_book else TIERS
    some_day = today - timedelta(days=rng.randrange(30, 5_000))
    values = {
        "risk_tier": rng.choice(tiers),
        "debt_to_income": f"{rng.randrange(80, 560) / 10:.1f}%",
        "verified_by": rng.choice(("R. Patel", "Dealer desk", "Phone call")),
        "reviewed_at": f"{some_day} {rng.randrange(8, 18):02}:{rng.randrange(60):02}",
        "referral_source": rng.choice(SOURCES),
        "products": "; ".join(rng.sample(PRODUCTS, rng.randint(1, 3))),
        "campaign_code": f"{rng.choice(('SPRING', 'FALL', 'RV'))}-{rng.randrange(90)}",
        "paperless": rng.choice(("yes", "no")),
        "dependents": str(rng.randrange(6)),
        "monthly_rent": f"{rng.randrange(450, 3_200)}.{rng.choice(('00', '50'))}",
        "moved_in": str(some_day),
        "best_time": f"{rng.randrange(7, 20):02}:{rng.choice(('00', '15', '30'))}",
    }
    if is_first_book:
        values[RETIRED_FIELD] = f"B{rng.randrange(1, 9)}"
    known = sorted(key for key in values if is_person or not _is_of_household(key))
    kept = rng.sample(known, rng.randint(2, len(known)))
    return {f"custom:{key}": values[key] for key in sorted(kept)}


def _is_of_household(key: str) -> bool:
    return FIELDS[key].group == HOUSEHOLD
