"""What happens to an account: the entries that a replay goes through."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum

from accounts.engine.calendar import EARLIEST, LATEST
from accounts.engine.errors import BadTransaction
from accounts.engine.money import CENT, ZERO, check_amount
from accounts.engine.options import Bucket


class Code(StrEnum):
    """What an entry is."""

    ADVANCE = "advance"
    PAYMENT = "payment"
    PRINCIPAL_PAYMENT = "principal_payment"
    INTEREST_PAYMENT = "interest_payment"
    PAYOFF = "payoff"
    CHARGE = "charge"
    CREDIT = "credit"
    WAIVER = "waiver"
    INTEREST_ADJUSTMENT = "interest_adjustment"
    WRITE_OFF = "write_off"
    RECOVERY = "recovery"
    REFUND = "refund"
    DUE_DATE_CHANGE = "due_date_change"
    SKIPPED_PAYMENT = "skipped_payment"
    RATE_CHANGE = "rate_change"
    PAST_DUE_ADJUSTMENT = "past_due_adjustment"
    DELINQUENCY_PAUSE = "delinquency_pause"
    DELINQUENCY_RESUME = "delinquency_resume"
    BOARDING = "boarding"
    REVERSAL = "reversal"
    PENDING_SWIPE = "pending_swipe"
    SETTLED_SWIPE = "settled_swipe"


# Money that comes in and runs through what is owed.
PAYMENTS = frozenset(
    {Code.PAYMENT, Code.PRINCIPAL_PAYMENT, Code.INTEREST_PAYMENT, Code.PAYOFF}
)
_WITH_AMOUNT = PAYMENTS | {
    Code.ADVANCE,
    Code.CHARGE,
    Code.CREDIT,
    Code.WAIVER,
    Code.WRITE_OFF,
    Code.RECOVERY,
    Code.REFUND,
    Code.PENDING_SWIPE,
    Code.SETTLED_SWIPE,
}
# Of equal dates: what opens an account comes first, then what changes its terms, then
# money out, charges, and money in, each in the order of entry. So a payment on its due
# date finds the advance and the fee of that day.
_RANK = {
    Code.BOARDING: 0,
    Code.RATE_CHANGE: 1,
    Code.DUE_DATE_CHANGE: 1,
    Code.SKIPPED_PAYMENT: 1,
    Code.DELINQUENCY_PAUSE: 1,
    Code.DELINQUENCY_RESUME: 1,
    Code.ADVANCE: 2,
    Code.PENDING_SWIPE: 2,
    Code.SETTLED_SWIPE: 2,
    Code.CHARGE: 3,
    Code.INTEREST_ADJUSTMENT: 3,
}
_RANK_OF_MONEY_IN = 4


@dataclass(frozen=True, kw_only=True)
class Boarding:
    """Opening figures of an account that lived elsewhere, as of the entry's date.

    due_interest: fell due and is unpaid. accrued_interest: earned since the last due
    date and not due yet. next_due_date: none where all due dates have passed. past_due:
    the part of installments (of a line: of minimums) due before that is unpaid, with
    oldest_due_date the oldest of them. next_due_amount: what is unpaid of the minimum
    of a line that is not past due; a loan asks for what its schedule says. balances: of
    a line, the principal of each balance, which add up to principal; none is the first
    balance. principal_paid, interest_paid: so far, for information.
    """

    principal: Decimal
    due_interest: Decimal = ZERO
    accrued_interest: Decimal = ZERO
    fees: Decimal = ZERO
    next_due_date: date | None = None
    next_due_amount: Decimal = ZERO
    past_due: Decimal = ZERO
    oldest_due_date: date | None = None
    balances: Mapping[str, Decimal] = field(default_factory=dict)
    principal_paid: Decimal = ZERO
    interest_paid: Decimal = ZERO

    def __post_init__(self) -> None:
        for name in (
            "principal",
            "due_interest",
            "accrued_interest",
            "fees",
            "next_due_amount",
            "past_due",
            "principal_paid",
            "interest_paid",
        ):
            amount = getattr(self, name)
            check_amount(name, amount, error=BadTransaction, positive=False)
        for name, amount in self.balances.items():
            name = f"balances.{name}"
            check_amount(name, amount, error=BadTransaction, positive=False)
        if self.balances and sum(self.balances.values()) != self.principal:
            raise BadTransaction("balances", "Must add up to the principal.")
        if bool(self.past_due) != (self.oldest_due_date is not None):
            raise BadTransaction(
                "oldest_due_date",
                "Goes with an amount past due, and only with one.",
            )
        if self.past_due > self.principal + self.due_interest + self.fees:
            raise BadTransaction("past_due", "Is more than is owed and due.")


@dataclass(frozen=True, kw_only=True)
class Transaction:
    """One entry. What it needs beside the amount depends on its code.

    effective: the day it counts from. entry: its place in the order of entry. amount:
    in currency units; of an interest adjustment it may be negative. A past-due
    adjustment takes its amount from what is past due; without one, all that was due
    up to current_as_of, and without a date all that is past due.
    reverses: the entry that a reversal undoes. rate_annual: a fraction, of a rate
    change. bucket: what a charge, credit, waiver or write-off is about; on a line,
    the name of the balance. split: a payment's own parts, which replace the waterfall
    and must add up to it. old_due_date, new_due_date: of a moved or skipped due date.
    """

    code: Code
    effective: date
    entry: int
    amount: Decimal = ZERO
    reverses: int | None = None
    rate_annual: Decimal | None = None
    bucket: Bucket | str | None = None
    split: Mapping[Bucket, Decimal] = field(default_factory=dict)
    old_due_date: date | None = None
    new_due_date: date | None = None
    current_as_of: date | None = None
    boarding: Boarding | None = None
    memo: str = ""

    def __post_init__(self) -> None:
        if not EARLIEST <= self.effective <= LATEST:
            raise self.bad("effective", f"Give a date from {EARLIEST} to {LATEST}.")
        self._check_amounts()
        if self.code is Code.REVERSAL and self.reverses is None:
            raise self.bad("reverses", "Say which entry is reversed.")
        if self.code is Code.RATE_CHANGE and self.rate_annual is None:
            raise self.bad("rate_annual", "Give the new rate as a fraction.")
        if self.code is Code.BOARDING and self.boarding is None:
            raise self.bad("boarding", "Give the opening figures.")

    def _check_amounts(self) -> None:
        if self.code in _WITH_AMOUNT:
            check_amount("amount", self.amount, error=BadTransaction)
        elif not isinstance(self.amount, Decimal) or not self.amount.is_finite():
            raise self.bad("amount", "Give an amount of money, such as 1250.00.")
        if self.amount != self.amount.quantize(CENT):
            raise self.bad("amount", "Give at most two decimals.")
        if self.code is Code.INTEREST_ADJUSTMENT and not self.amount:
            raise self.bad("amount", "Give an amount other than zero.")
        if self.code is Code.PAST_DUE_ADJUSTMENT:
            if self.amount < 0:
                raise self.bad("amount", "Can't be below zero.")
            if self.amount and self.current_as_of:
                raise self.bad("current_as_of", "Goes without an amount.")
        for bucket, part in self.split.items():
            check_amount(f"split.{bucket}", part, error=BadTransaction)
        if self.split and sum(self.split.values()) != self.amount:
            raise self.bad("split", "The parts must add up to the payment.")

    def bad(self, name: str, sentence: str) -> BadTransaction:
        """Return the error that says what is wrong with a field of this entry."""
        return BadTransaction(name, sentence, entry=self.entry)

    @property
    def order(self) -> tuple[date, int, int]:
        """What a replay sorts by: effective date, kind, entry."""
        return (
            self.effective,
            _RANK.get(self.code, _RANK_OF_MONEY_IN),
            self.entry,
        )


def in_order(transactions: Iterable[Transaction]) -> list[Transaction]:
    """Return what counts, in the order of a replay: reversed pairs are left out.

    A reversal says that its entry never should have been: a replay without the pair
    gives the figures that hold. Raises BadTransaction for a reversal of nothing, of a
    reversal or of what is reversed already, and for an entry number used twice.
    """
    by_entry: dict[int, Transaction] = {}
    for each in transactions:
        if each.entry in by_entry:
            raise each.bad("entry", "Another transaction has this number.")
        by_entry[each.entry] = each
    gone: set[int] = set()
    for each in by_entry.values():
        if each.code is not Code.REVERSAL:
            continue
        target = by_entry.get(each.reverses) if each.reverses is not None else None
        if target is None:
            raise each.bad("reverses", f"There is no entry {each.reverses}.")
        if target.code is Code.REVERSAL:
            raise each.bad("reverses", "A reversal is not reversed; enter it anew.")
        if target.entry in gone:
            raise each.bad("reverses", f"Entry {target.entry} is reversed already.")
        gone |= {target.entry, each.entry}
    kept = [each for each in by_entry.values() if each.entry not in gone]
    return sorted(kept, key=lambda each: each.order)
