"""The state of a lease while its transactions are replayed.

Every payment has its parts from the first day on, and rent does not run by the day. So
nothing grows between due dates: an installment falls due, and late fees come.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal

from accounts.engine.lease import LeaseSchedule
from accounts.engine.lease_parts import (
    DEPRECIATION,
    FEES,
    RENT,
    TAX,
    LeaseInstallment,
    LeasePurse,
    UnappliedUse,
    installment_of,
)
from accounts.engine.lease_terms import LeasePayoff, LeaseTerms
from accounts.engine.money import ZERO
from accounts.engine.options import Bucket, Waterfall
from accounts.engine.parts import Fee

DAY = timedelta(days=1)


@dataclass(slots=True)
class LeaseLedger:
    """A lease on some day. Whoever changes it moves it to that day first.

    residual: what is not bought or given up of it. opening: the cost it began with.
    running: the place of the next installment to fall due. uses: of unapplied money.
    late_fees_paid: by the customer's money, since nothing was missing. behind_since:
    the due date since which something has been past due without a break. written_off:
    of all buckets. ended_on: the day of a payoff, or of giving all up; no rent comes
    after it. last_due_date: of a lease that came to us with no due date ahead.
    """

    terms: LeaseTerms
    day: date
    opening: Decimal
    residual: Decimal
    installments: list[LeaseInstallment]
    running: int = 0
    fees: list[Fee] = field(default_factory=list)
    late_fees_paid: Decimal = ZERO
    unapplied: Decimal = ZERO
    uses: list[UnappliedUse] = field(default_factory=list)
    behind_since: date | None = None
    written_off: Decimal = ZERO
    recovered: Decimal = ZERO
    pauses: list[tuple[date, date | None]] = field(default_factory=list)
    ended_on: date | None = None
    last_due_date: date | None = None

    def copy(self) -> "LeaseLedger":
        """Return a ledger that can move on while this one stays."""
        return replace(
            self,
            installments=[each.copy() for each in self.installments],
            fees=[replace(fee) for fee in self.fees],
            uses=list(self.uses),
            pauses=list(self.pauses),
        )

    # What is owed ---------------------------------------------------------------

    @property
    def due(self) -> list[LeaseInstallment]:
        """The installments that fell due, paid or not."""
        return self.installments[: self.running]

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
        return self.depreciation_left + self.residual

    @property
    def fees_unpaid(self) -> Decimal:
        """Fees that are charged and unpaid."""
        return sum((fee.unpaid for fee in self.fees), ZERO)

    def due_of(self, part: Bucket) -> Decimal:
        """Return what is due and unpaid of fees, rent, depreciation or tax."""
        if part is FEES:
            return self.fees_unpaid
        return sum((each.unpaid_of(part) for each in self.due), ZERO)

    @property
    def amount_due(self) -> Decimal:
        """What is unpaid of installments that fell due."""
        return sum((each.unpaid for each in self.due), ZERO)

    def payoff_parts(self) -> Mapping[Bucket, Decimal]:
        """Return what ends the lease today, part by part.

        Rent of FULL is that of the whole lease, due or not.
        """
        principal, rent = self.depreciation_left, self.due_of(RENT)
        if self.terms.payoff_includes_residual:
            principal += self.residual
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
        self.running += 1
        self.use_unapplied()

    def charge(self, fee: Fee) -> None:
        """Charge a fee; unapplied money pays it."""
        self.fees.append(fee)
        self.use_unapplied()

    def use_unapplied(self) -> None:
        """Let unapplied money pay what is due, once something more has come."""
        if self.unapplied:
            purse = LeasePurse(self.unapplied)
            self.pay_due(purse)
            spent = purse.spent
            if purse.left != self.unapplied:
                use = (spent[DEPRECIATION], spent[RENT], spent[FEES], spent[TAX])
                self.uses.append(UnappliedUse(self.day, *use))
            self.unapplied = purse.left
        self.tidy()

    # Late fees ------------------------------------------------------------------

    def next_late_check(self) -> date | None:
        """Return the day on which the next late fee is charged, if nothing is paid."""
        if self.terms.late_fee is None or self.ended_on is not None:
            return None
        for each in self.due:
            if not each.is_late_checked and each.unpaid:
                grace = self.terms.late_fee.grace_days
                return each.due_date + timedelta(days=grace + 1)
        return None

    def _check_late(self, day: date) -> None:
        self.day = max(self.day, day)
        late = (each for each in self.due if not each.is_late_checked and each.unpaid)
        installment = next(late)
        installment.is_late_checked = True
        amount = self._late_fee_of(installment)
        if amount:
            self.charge(Fee(day, amount, installment.number, is_late_fee=True))

    def _late_fee_of(self, installment: LeaseInstallment) -> Decimal:
        fee = self.terms.late_fee
        upto = self.installments[: installment.number]
        missing = sum((each.unpaid for each in upto), ZERO)
        if fee is None or missing <= self.late_fees_paid:
            # Only earlier late fees are missing: 16 CFR 444.4.
            return ZERO
        return fee.charge(installment.payment, installment.unpaid, self.terms.rounding)

    # Paying ---------------------------------------------------------------------

    def pay_due(self, purse: LeasePurse) -> None:
        """Run money through everything that is due, in the order of the terms."""
        if self.terms.waterfall is Waterfall.BY_BUCKET:
            for bucket in self.terms.order:
                for each in self.due:
                    self._pay_bucket(purse, each, bucket)
        else:
            for each in self.due:
                for bucket in self.terms.order:
                    self._pay_bucket(purse, each, bucket)
        self.pay_fees(purse)

    def _pay_bucket(
        self, purse: LeasePurse, installment: LeaseInstallment, bucket: Bucket
    ) -> None:
        if bucket is FEES:
            self.pay_fees(purse, upto=installment.number)
        else:
            purse.pay(installment, bucket)

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
                if fee.is_late_fee and is_money:
                    self.late_fees_paid += amount

    def tidy(self) -> None:
        """Note what is satisfied, and since when something has been past due."""
        for each in self.installments:
            if not each.unpaid and each.satisfied_on is None:
                each.satisfied_on = self.day
        if not self.amount_due:
            # Nothing is missing any more that an earlier late fee could have taken.
            self.late_fees_paid = ZERO
        late = [each.due_date for each in self.due if each.past_due]
        if late and late[0] < self.day:
            self.behind_since = self.behind_since or late[0]
        else:
            # What is due today is not past due: the lease is current today.
            self.behind_since = late[0] if late else None

    def end(self) -> None:
        """End the lease: the payments to come ask for nothing any more."""
        for each in self.coming:
            each.due = dict(each.paid)
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
