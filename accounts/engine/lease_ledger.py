"""The state of a lease while its transactions are replayed.

Every payment has its parts from the first day on, and rent does not run by the day. So
nothing grows between due dates: an installment falls due, and late fees come.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal
from types import MappingProxyType

from accounts.engine.allocation import Allocation, Automatic, Owed
from accounts.engine.lease import LeaseSchedule
from accounts.engine.lease_parts import (
    DEPRECIATION,
    FEES,
    RENT,
    TAX,
    LeaseInstallment,
    LeasePurse,
    installment_of,
)
from accounts.engine.lease_terms import LeasePayoff, LeaseTerms
from accounts.engine.money import ZERO
from accounts.engine.options import Bucket, Waterfall
from accounts.engine.parts import Fee
from accounts.engine.transactions import Code, Transaction

DAY = timedelta(days=1)


@dataclass(slots=True)
class LeaseLedger:
    """A lease on some day. Whoever changes it moves it to that day first.

    residual: what is not bought or given up of it. opening: the cost it began with.
    cost_paid: of opening, with what was given up. running: the place of the next
    installment to fall due. oldest: no installment before this place is unpaid.
    fees_paid: by the customer's money, since nothing was past due. behind_since:
    the due date since which something has been past due without a break. written_off:
    of all buckets. ended_on: the day of a payoff, or of giving all up; no rent comes
    after it. last_due_date: of a lease that came to us with no due date ahead.
    """

    terms: LeaseTerms
    day: date
    opening: Decimal
    residual: Decimal
    installments: list[LeaseInstallment]
    cost_paid: Decimal = ZERO
    running: int = 0
    oldest: int = 0
    fees: list[Fee] = field(default_factory=list)
    fees_paid: Decimal = ZERO
    unapplied: Decimal = ZERO
    behind_since: date | None = None
    written_off: Decimal = ZERO
    recovered: Decimal = ZERO
    pauses: list[tuple[date, date | None]] = field(default_factory=list)
    ended_on: date | None = None
    last_due_date: date | None = None
    allocations: list[Allocation] = field(default_factory=list)

    def copy(self) -> "LeaseLedger":
        """Return a ledger that can move on while this one stays."""
        installments = [each.copy() for each in self.installments]
        fees = [
            replace(fee, late=installments[fee.late.number - 1] if fee.late else None)
            for fee in self.fees
        ]
        return replace(
            self,
            installments=installments,
            fees=fees,
            pauses=list(self.pauses),
            allocations=list(self.allocations),
        )

    def record(
        self,
        transaction: Transaction | None,
        what: Code | Automatic,
        amount: Decimal,
        parts: Mapping[str, Decimal] = MappingProxyType({}),
        *,
        raises: bool = False,
    ) -> None:
        """Remember what became of an amount, and what is owed now."""
        owed = Owed(
            self.principal,
            self.due_of(RENT),
            self.fees_unpaid,
            self.amount_due,
            self.unapplied,
        )
        self.allocations.append(
            Allocation(
                transaction=transaction,
                what=what,
                effective=transaction.effective if transaction else self.day,
                amount=amount,
                raises=raises,
                after=owed,
                **parts,
            )
        )

    # What is owed ---------------------------------------------------------------

    @property
    def due(self) -> list[LeaseInstallment]:
        """The installments that fell due, paid or not."""
        return self.installments[: self.running]

    @property
    def unmet(self) -> list[LeaseInstallment]:
        """The installments that fell due, from the oldest unpaid one on."""
        return self.installments[self.oldest : self.running]

    @property
    def coming(self) -> list[LeaseInstallment]:
        """The installments that are not due yet."""
        return self.installments[self.running :]

    @property
    def depreciation_left(self) -> Decimal:
        """Depreciation that is unpaid, due or not."""
        parts = (each.unpaid_of(DEPRECIATION) for each in self.installments)
        return sum(parts, ZERO)

    @property
    def principal(self) -> Decimal:
        """The cost that is left, residual included."""
        return self.opening - self.cost_paid

    @property
    def fees_unpaid(self) -> Decimal:
        """Fees that are charged and unpaid."""
        return sum((fee.unpaid for fee in self.fees), ZERO)

    def due_of(self, part: Bucket) -> Decimal:
        """Return what is due and unpaid of fees, rent, depreciation or tax."""
        if part is FEES:
            return self.fees_unpaid
        return sum((each.unpaid_of(part) for each in self.unmet), ZERO)

    @property
    def amount_due(self) -> Decimal:
        """What is unpaid of installments that fell due."""
        return sum((each.unpaid for each in self.unmet), ZERO)

    def payoff_parts(self) -> Mapping[Bucket, Decimal]:
        """Return what ends the lease today, part by part.

        Rent of FULL is that of the whole lease, due or not.
        """
        principal, rent = self.principal, self.due_of(RENT)
        if not self.terms.payoff_includes_residual:
            principal -= self.residual
        if self.terms.payoff is LeasePayoff.FULL:
            rent += sum((each.unpaid_of(RENT) for each in self.coming), ZERO)
        return {
            DEPRECIATION: principal,
            RENT: rent,
            FEES: self.fees_unpaid,
            TAX: self.due_of(TAX),
        }

    # Moving on ------------------------------------------------------------------

    def move_to(self, day: date) -> None:
        """Let fall due what does so up to a day, and charge late fees."""
        while True:
            due, late = self._next_due_date(), self.next_late_check()
            if due is not None and due <= day and (late is None or due <= late):
                self._fall_due(due)
            elif late is not None and late <= day:
                self._check_late(late)
            else:
                break
        self.day = max(self.day, day)

    def _next_due_date(self) -> date | None:
        return self.coming[0].due_date if self.coming else None

    def _fall_due(self, day: date) -> None:
        self.day = max(self.day, day)
        self.installments[self.running].note_satisfied(self.day)
        self.running += 1
        self.use_unapplied()

    def use_unapplied(self) -> None:
        """Let unapplied money pay what is due, once something more has come."""
        before = self.unapplied
        if before:
            purse = LeasePurse(before, self.day)
            self.pay_due(purse)
            self.unapplied = purse.left
            self.cost_paid += purse.spent[DEPRECIATION]
            if purse.left != before:
                parts = purse.parts | {"unapplied": purse.left - before}
                self.record(None, Automatic.UNAPPLIED_USED, ZERO, parts)
        self.tidy()

    # Late fees ------------------------------------------------------------------

    def next_late_check(self) -> date | None:
        """Return the day on which the next late fee is charged, if nothing is paid."""
        if self.terms.late_fee is None or self.ended_on is not None:
            return None
        installment = self._next_late()
        if installment is None:
            return None
        grace = self.terms.late_fee.grace_days
        return installment.due_date + timedelta(days=grace + 1)

    def _next_late(self) -> LeaseInstallment | None:
        late = (each for each in self.unmet if not each.is_late_checked)
        return next((each for each in late if each.past_due), None)

    def _check_late(self, day: date) -> None:
        self.day = max(self.day, day)
        installment = self._next_late()
        if installment is None:
            return
        installment.is_late_checked = True
        fee, base = self.terms.late_fee, self._late_base(installment)
        if fee is None or not base:
            return
        rounding = self.terms.rounding
        amount = fee.charge(installment.payment, installment.past_due, rounding)
        if amount:
            self.fees.append(Fee(day, amount, installment, base))
            self.record(None, Automatic.LATE_FEE, amount, {"fees": amount}, raises=True)
            self.use_unapplied()

    def _late_base(self, installment: LeaseInstallment) -> Decimal:
        """Return what a late fee is found from; zero where none may be charged.

        None where only earlier fees are missing: 16 CFR 444.4 says so of late fees,
        other charges are held alike.
        """
        upto = self.installments[: installment.number]
        missing = sum((each.past_due for each in upto), ZERO)
        fee = self.terms.late_fee
        if fee is None or missing <= self.fees_paid:
            return ZERO
        return installment.past_due if fee.is_of_unpaid else installment.payment

    # Paying ---------------------------------------------------------------------

    def pay_due(self, purse: LeasePurse) -> None:
        """Run money through everything that is due, in the order of the terms.

        What an adjustment took out of what is past due comes after all else.
        """
        self._pay_installments(purse)
        self.pay_fees(purse)
        if purse.left and any(each.adjusted for each in self.unmet):
            self._pay_installments(purse, with_adjusted=True)

    def _pay_installments(
        self, purse: LeasePurse, *, with_adjusted: bool = False
    ) -> None:
        if self.terms.waterfall is Waterfall.BY_BUCKET:
            for bucket in self.terms.order:
                for each in self.unmet:
                    self._pay_bucket(purse, each, bucket, with_adjusted)
        else:
            for each in self.unmet:
                for bucket in self.terms.order:
                    self._pay_bucket(purse, each, bucket, with_adjusted)

    def _pay_bucket(
        self,
        purse: LeasePurse,
        installment: LeaseInstallment,
        bucket: Bucket,
        with_adjusted: bool,
    ) -> None:
        if bucket is FEES:
            self.pay_fees(purse, upto=installment.number)
            return
        held = ZERO
        if installment.adjusted and not with_adjusted:
            held = max(purse.left - installment.past_due, ZERO)
            purse.left -= held
        purse.pay(installment, bucket)
        purse.left += held

    def pay_fees(
        self, purse: LeasePurse, *, upto: int | None = None, is_money: bool = True
    ) -> None:
        """Pay fees, oldest first: those of the installments up to a number, or all.

        is_money: it came from the customer. A late fee that was waived took nothing
        that an installment could miss.
        """
        for fee in self.fees:
            if fee.unpaid and (upto is None or fee.installment <= upto):
                amount = purse.spend(FEES, fee.unpaid)
                fee.paid += amount
                if is_money:
                    self.fees_paid += amount

    def tidy(self) -> None:
        """Note what is satisfied, and since when something has been past due."""
        while self.unmet and not self.installments[self.oldest].unpaid:
            self.oldest += 1
        if not any(each.past_due for each in self.unmet):
            early = [each for each in self.coming[:1] if each.total_paid]
            lacking = sum((each.unpaid for each in early), ZERO)
            # With nothing past due, only what an early payment lacked of the next one
            # can be missing for a fee that was paid before.
            self.fees_paid = min(self.fees_paid, lacking)
        late = [each.due_date for each in self.unmet if each.past_due]
        if late and late[0] < self.day:
            self.behind_since = self.behind_since or late[0]
        else:
            # What is due today is not past due: the lease is current today.
            self.behind_since = late[0] if late else None

    def end(self) -> None:
        """End the lease: the payments to come ask for nothing any more."""
        for each in self.coming:
            each.due = dict(each.paid)
            each.note_satisfied(self.day)
        self.ended_on = self.ended_on or self.day
        self.tidy()


def open_lease(terms: LeaseTerms, schedule: LeaseSchedule) -> LeaseLedger:
    """Return a lease on the day before it began: nothing has happened."""
    return LeaseLedger(
        terms,
        terms.contract_date - DAY,
        terms.capitalized_cost,
        terms.residual,
        [installment_of(row) for row in schedule.rows],
    )
