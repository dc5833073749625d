"""Portfolios, source companies, templates and programs, as the lender set them up."""

from dataclasses import dataclass
from typing import Self

from accounts.models import (
    AccessDefault,
    AccountStatus,
    AccountSubStatus,
    AccountTemplate,
    Kind,
    LineProgram,
    Portfolio,
    SourceCompany,
)
from lendcore.actors import Actor
from lendcore.history.recording import recorded
from lendcore.history.records import create_tracked
from lendcore.site.demo.accounts.products import LATE_FEE, PROGRAMS

PORTFOLIOS = ("Auto", "Consumer", "Home", "Small loans", "Business", "Lines")
COMPANIES = (
    "Northwind Utah",
    "Northwind Nevada",
    "Wasatch Auto Group",
    "Silver State Motors",
    "Great Basin Credit Union",
)
HARDSHIP, ATTORNEY = "Hardship plan", "Attorney retained"
TEMPLATES = {
    "Used car, 60 months": (
        Kind.LOAN,
        {
            "rate_annual": "0.1290",
            "number_of_payments": 60,
            "day_count": "actual/365",
            "payment_rounding": "up_to_cent",
            "late_fee": LATE_FEE,
        },
    ),
    "Personal, 24 months": (
        Kind.LOAN,
        {"rate_annual": "0.1590", "number_of_payments": 24, "late_fee": LATE_FEE},
    ),
    "Vehicle lease, 36 months": (
        Kind.LEASE,
        {"term_months": 36, "money_factor": "0.00210", "payment_tax": "0.0725"},
    ),
}


@dataclass(frozen=True, kw_only=True)
class Lists:
    """The tenant's lists by name, its statuses by code."""

    statuses: dict[str, AccountStatus]
    sub_statuses: dict[str, AccountSubStatus]
    portfolios: dict[str, Portfolio]
    companies: list[SourceCompany]
    programs: dict[str, LineProgram]
    defaults: dict[tuple[int, str], AccessDefault]

    @classmethod
    def make(cls, actor: Actor) -> Self:
        """Return the lists, with the demo's own labels added."""
        with recorded(actor):
            _add_sub_status()
            for model, names in ((Portfolio, PORTFOLIOS), (SourceCompany, COMPANIES)):
                create_tracked(
                    [
                        model(name=name, position=place)
                        for place, name in enumerate(names, 1)
                    ]
                )
            create_tracked(
                [
                    AccountTemplate(name=name, kind=kind, terms=terms)
                    for name, (kind, terms) in TEMPLATES.items()
                ]
            )
            create_tracked(
                [
                    LineProgram(name=name, terms=terms, most_days_past_due=30)
                    for name, terms in PROGRAMS.items()
                ]
            )
        return cls.load()

    @classmethod
    def load(cls) -> Self:
        """Return the lists as they are. Six queries."""
        return cls(
            statuses={row.code: row for row in AccountStatus.objects.all()},
            sub_statuses={row.name: row for row in AccountSubStatus.objects.all()},
            portfolios={row.name: row for row in Portfolio.objects.all()},
            companies=list(SourceCompany.objects.order_by("position")),
            programs={row.name: row for row in LineProgram.objects.all()},
            defaults={
                (row.status_id, row.role): row for row in AccessDefault.objects.all()
            },
        )


def _add_sub_status() -> None:
    last = AccountSubStatus.objects.order_by("position").last()
    create_tracked(
        [
            AccountSubStatus(
                status=AccountStatus.objects.get(code="open"),
                name=HARDSHIP,
                tone="warn",
                position=last.position + 1,
            )
        ]
    )
