"""What a lease's ledger is made of: installments, and money on its way into them."""

from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

from accounts.engine.lease import LeaseRow
from accounts.engine.money import ZERO
from accounts.engine.options import Bucket

FEES = Bucket.FEES
RENT = Bucket.INTEREST
DEPRECIATION = Bucket.PRINCIPAL
TAX = Bucket.ESCROW
# What an installment is made of.
PARTS = (RENT, DEPRECIATION, TAX)


@dataclass(slots=True)
class LeaseInstallment:
    """A payment of a lease. Its parts are fixed from the first day on.

    due, paid: by RENT, DEPRECIATION and TAX; what was credited or given up counts as
    paid. adjusted: what a past-due adjustment takes from the amount past due; it is
    still owed. satisfied_on: the day on which nothing of it was unpaid any more.
    """

    number: int
    due_date: date
    due: dict[Bucket, Decimal]
    paid: dict[Bucket, Decimal] = field(
        default_factory=lambda: dict.fromkeys(PARTS, ZERO)
    )
    adjusted: Decimal = ZERO
    is_late_checked: bool = False
    satisfied_on: date | None = None

    @property
    def payment(self) -> Decimal:
        due = self.due
        return due[RENT] + due[DEPRECIATION] + due[TAX]

    @property
    def total_paid(self) -> Decimal:
        paid = self.paid
        return paid[RENT] + paid[DEPRECIATION] + paid[TAX]

    @property
    def unpaid(self) -> Decimal:
        return self.payment - self.total_paid

    def unpaid_of(self, part: Bucket) -> Decimal:
        """Return what is unpaid of its rent, its depreciation or its tax."""
        return self.due[part] - self.paid[part]

    @property
    def past_due(self) -> Decimal:
        """What is unpaid and not taken out by an adjustment."""
        return max(self.unpaid - self.adjusted, ZERO)

    def note_satisfied(self, day: date) -> None:
        """Remember the first day on which nothing of it is unpaid."""
        if self.satisfied_on is None and not self.unpaid:
            self.satisfied_on = day

    def copy(self) -> "LeaseInstallment":
        """Return one that can be paid while this one stays."""
        return replace(self, due=dict(self.due), paid=dict(self.paid))


def installment_of(row: LeaseRow) -> LeaseInstallment:
    """Return a planned payment."""
    due = {RENT: row.rent, DEPRECIATION: row.depreciation, TAX: row.tax}
    return LeaseInstallment(row.number, row.due_date, due)


@dataclass(slots=True)
class LeasePurse:
    """Money on its way into a ledger, and what it has paid so far. day: of paying."""

    left: Decimal
    day: date
    spent: dict[Bucket, Decimal] = field(
        default_factory=lambda: dict.fromkeys(Bucket, ZERO)
    )

    @property
    def parts(self) -> dict[str, Decimal]:
        """What was spent, by the names of an allocation."""
        return {
            "principal": self.spent[DEPRECIATION],
            "interest": self.spent[RENT],
            "fees": self.spent[FEES],
            "tax": self.spent[TAX],
        }

    def spend(self, bucket: Bucket, wanted: Decimal) -> Decimal:
        """Return as much of what is wanted as is left, and spend it."""
        amount = min(self.left, wanted) if wanted > 0 else ZERO
        self.left -= amount
        self.spent[bucket] += amount
        return amount

    def pay(self, installment: LeaseInstallment, part: Bucket) -> None:
        """Pay a part of an installment, as far as the money goes."""
        if self.left:
            installment.paid[part] += self.spend(part, installment.unpaid_of(part))
            installment.note_satisfied(self.day)
