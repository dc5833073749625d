"""The state of a loan while its transactions are replayed.

Interest grows in segments: a stretch of days on one balance at one rate. Nothing is
kept for a day. What a period earned is rounded once, when it falls due; what was
taken of it before counts against that.
"""

from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal

from accounts.engine.day_count import Period, fraction_after, year_fraction
from accounts.engine.money import ZERO, round_cents
from accounts.engine.options import InterestMethod, PayoffInterest
from accounts.engine.parts import Fee, Installment, Segment, split_payment
from accounts.engine.schedule import (
    Row,
    Schedule,
    factor_of,
    level_payment,
    make_schedule,
)
from accounts.engine.terms import LoanTerms

DAY = timedelta(days=1)


@dataclass(slots=True)
class Ledger:
    """A loan on some day. Whoever changes it moves it to that day first.

    principal: all that is owed of it, due or not. accrued: interest of the running
    period, unrounded. taken: what was paid of that already. carried: interest that an
    earlier period left for the next bill. segments: of the running period. running:
    the place of the next installment to be billed. oldest: no installment before this
    place is unpaid. movements: principal that came, or went, beside the installments.
    opening: the principal it began with. behind_since: the due date since which
    something has been unpaid without a break.
    """

    terms: LoanTerms
    principal: Decimal
    rate: Decimal
    day: date
    installments: list[Installment]
    accrued: Decimal = Decimal(0)
    taken: Decimal = ZERO
    carried: Decimal = ZERO
    overdue_principal: Decimal = ZERO
    segments: list[Segment] = field(default_factory=list)
    running: int = 0
    oldest: int = 0
    fees: list[Fee] = field(default_factory=list)
    late_fees_paid: Decimal = ZERO
    unapplied: Decimal = ZERO
    behind_since: date | None = None
    opening: Decimal = ZERO
    written_off: Decimal = ZERO
    recovered: Decimal = ZERO
    movements: list[tuple[date, Decimal]] = field(default_factory=list)
    pauses: list[tuple[date, date | None]] = field(default_factory=list)

    # Moving on ------------------------------------------------------------------

    def move_to(self, day: date) -> None:
        """Bill what falls due up to a day, charge late fees, and accrue interest."""
        while True:
            due = self._next_due()
            late = self.next_late_check()
            if due is not None and due <= day and (late is None or due <= late):
                self._bill()
            elif late is not None and late <= day:
                self._check_late(late)
            else:
                break
        self._accrue(day)

    def _next_due(self) -> date | None:
        if self.running < len(self.installments):
            return self.installments[self.running].due_date
        return None

    def _accrue(self, day: date) -> None:
        if day <= self.day:
            return
        base = self.interest_base
        amount = self._interest(self.day, day, self.rate, base)
        if amount:
            self._add_segment(Segment(self.day, day, self.rate, base, amount))
            self.accrued += amount
        self.day = day

    def _add_segment(self, added: Segment) -> None:
        """Add days, to those before where nothing has changed between."""
        last = self.segments[-1] if self.segments else None
        if (
            last is not None
            and last.end == added.start
            and (last.rate, last.balance) == (added.rate, added.balance)
        ):
            amount = last.amount + added.amount
            self.segments[-1] = replace(last, end=added.end, amount=amount)
        else:
            self.segments.append(added)

    @property
    def interest_base(self) -> Decimal:
        """The balance that bears interest."""
        if self.terms.overdue_accrues:
            return self.principal
        return self.principal - self.overdue_principal

    def interest_for(self, start: date, end: date) -> Decimal:
        """Return the interest of some days of the running period, unrounded."""
        return self._interest(start, end, self.rate, self.interest_base)

    def _interest(
        self, start: date, end: date, rate: Decimal, balance: Decimal
    ) -> Decimal:
        if not balance:
            return Decimal(0)
        is_fixed = self.terms.interest_method in FIXED_BY_SCHEDULE
        if self.running == len(self.installments):
            if is_fixed:
                return Decimal(0)
            last = self.installments[-1].due_date
            day_count = self.terms.day_count
            return balance * rate * fraction_after(day_count, last, start, end)
        running = self.installments[self.running]
        period = running.period
        if is_fixed:
            share = Decimal((end - start).days)
            return running.planned_interest * share / (period.days or 1)
        return balance * rate * year_fraction(self.terms.day_count, period, start, end)

    def whole_period_interest(self) -> Decimal:
        """Interest of the whole running period as it stands now, taken or not."""
        rest = Decimal(0)
        if self.running < len(self.installments):
            end = self.installments[self.running].due_date
            rest = self.interest_for(self.day, end) if end > self.day else rest
        return round_cents(self.accrued + rest, self.terms.rounding) + self.carried

    # Billing --------------------------------------------------------------------

    def _bill(self) -> None:
        """Let the running installment fall due; its parts stand from here."""
        installment = self.installments[self.running]
        self._accrue(installment.due_date)
        if not installment.is_billed:
            installment.segments = tuple(self.segments)
        is_last = self.running == len(self.installments) - 1
        whole = self.accrued_cents + self.carried
        self.carried = ZERO
        if installment.is_billed:
            # Settled early: what its period earned since then goes to the next bill.
            rest = whole - self.taken
            if is_last:
                installment.interest += rest
                self._reopen(installment)
            else:
                self.carried = rest
        else:
            self._set_parts(installment, whole, is_last=is_last)
        self._begin_period()

    def _set_parts(
        self, installment: Installment, whole: Decimal, *, is_last: bool
    ) -> None:
        """Give an installment its parts: interest first, principal up to the payment.

        What was paid of it before it fell due is in both.
        """
        interest = whole - self.taken + installment.paid_interest
        principal, installment.interest, self.carried = split_payment(
            installment, interest, self.unbilled_principal, is_last=is_last
        )
        installment.principal = principal + installment.paid_principal
        installment.is_billed = True
        self.overdue_principal += principal
        self._note_satisfied(installment)
        if installment.unpaid and self.behind_since is None:
            self.behind_since = installment.due_date

    def _begin_period(self) -> None:
        self.running += 1
        self.accrued, self.taken = Decimal(0), ZERO
        self.segments = []

    def _reopen(self, installment: Installment) -> None:
        if installment.unpaid:
            installment.satisfied_on = None
            self.oldest = min(self.oldest, installment.number - 1)
            self.behind_since = self.behind_since or installment.due_date

    def _note_satisfied(self, installment: Installment) -> None:
        if installment.unpaid <= 0 and installment.satisfied_on is None:
            installment.satisfied_on = self.day

    @property
    def next_open(self) -> Installment | None:
        """The first installment that is neither billed nor settled."""
        for installment in self.installments[self.running :]:
            if not installment.is_billed:
                return installment
        return None

    @property
    def accrued_cents(self) -> Decimal:
        """Interest of the running period up to the day, taken or not."""
        return round_cents(self.accrued, self.terms.rounding)

    @property
    def accrued_unpaid(self) -> Decimal:
        """Interest that is owed and not due yet."""
        return self.accrued_cents + self.carried - self.taken

    @property
    def unbilled_principal(self) -> Decimal:
        """Principal that no bill has asked for yet."""
        return self.principal - self.overdue_principal

    def interest_of_payoff(self) -> Decimal:
        """Interest since the last due date that a payoff of the day owes, to the cent.

        Of its own day too, or of the whole period, as the terms say.
        """
        ahead = self.ahead_of_payoff()
        earned = self.accrued + (ahead.amount if ahead else 0)
        return round_cents(earned, self.terms.rounding) + self.carried - self.taken

    def payoff(self) -> Decimal:
        """All that is owed on the day, as a payoff counts it."""
        fees = sum((fee.unpaid for fee in self.fees), ZERO)
        owed = self.principal + self.due_interest + self.due_escrow + fees
        return owed + self.interest_of_payoff()

    @property
    def due_interest(self) -> Decimal:
        """Interest of installments that fell due and is unpaid."""
        billed = self.installments[self.oldest : self.running]
        return sum((each.interest - each.paid_interest for each in billed), ZERO)

    @property
    def due_escrow(self) -> Decimal:
        """Escrow of installments that fell due and is unpaid."""
        billed = self.installments[self.oldest : self.running]
        return sum((each.escrow - each.paid_escrow for each in billed), ZERO)

    def earn_for_payoff(self, amount: Decimal) -> None:
        """Earn what a payoff owes ahead of time, if the amount pays everything off."""
        ahead = self.ahead_of_payoff()
        if ahead and amount >= self.payoff():
            self.segments.append(ahead)
            self.accrued += ahead.amount

    def ahead_of_payoff(self) -> Segment | None:
        """Return the interest that a payoff of the day owes ahead, if any."""
        end = self.day
        if not self.principal:
            return None
        due = self._next_due()
        if due and self.terms.payoff_interest is PayoffInterest.TO_PERIOD_END:
            end = max(end, due)
        elif self.terms.includes_today:
            end += DAY
        if end == self.day:
            return None
        amount = self.interest_for(self.day, end)
        return Segment(self.day, end, self.rate, self.interest_base, amount)

    # Late fees --------------------------------------------------------------------

    def next_late_check(self) -> date | None:
        """Return the day on which the next late fee is charged, if nothing is paid."""
        if self.terms.late_fee is None:
            return None
        for installment in self.installments[self.oldest : self.running]:
            if not installment.is_late_checked and installment.unpaid > 0:
                grace = self.terms.late_fee.grace_days
                return installment.due_date + timedelta(days=grace + 1)
        return None

    def _check_late(self, day: date) -> None:
        self._accrue(day)
        for installment in self.installments[self.oldest : self.running]:
            if installment.is_late_checked or installment.unpaid <= 0:
                continue
            installment.is_late_checked = True
            amount = self._late_fee_of(installment)
            if amount:
                number = installment.number
                self.fees.append(Fee(day, amount, number, is_late_fee=True))
            return

    def _late_fee_of(self, installment: Installment) -> Decimal:
        fee = self.terms.late_fee
        if fee is None:
            return ZERO
        upto = self.installments[self.oldest : installment.number]
        unpaid = sum((each.unpaid for each in upto), ZERO)
        if unpaid <= self.late_fees_paid:
            # Only earlier late fees are missing: 16 CFR 444.4.
            return ZERO
        whole = installment.principal + installment.interest + installment.escrow
        return fee.charge(whole, installment.unpaid, self.terms.rounding)

    # The plan ---------------------------------------------------------------------

    def recut(self) -> None:
        """Cut the payment anew over the installments to come, from the principal that
        is not billed, as if it stood so since the running period began."""
        coming = self.installments[self.running :]
        coming = [each for each in coming if not each.is_billed]
        if not coming:
            return
        factors = [factor_of(self.terms, each.period, self.rate) for each in coming]
        balance = self.unbilled_principal
        first = self.whole_period_interest() - self.taken
        payment = level_payment(self.terms, balance, factors, first)
        for each in coming:
            each.planned = payment

    def reshape(self, place: int, period: Period) -> None:
        """Give an installment another period; the running one's interest so far is
        spread anew."""
        self.installments[place].period = period
        if place != self.running:
            return
        segments, self.segments, self.accrued = self.segments, [], Decimal(0)
        for each in segments:
            amount = self._interest(each.start, each.end, each.rate, each.balance)
            self.segments.append(replace(each, amount=amount))
            self.accrued += amount

    def renumber(self) -> None:
        """Number the installments by their place, after one was added or went."""
        for place, each in enumerate(self.installments, 1):
            each.number = place


FIXED_BY_SCHEDULE = frozenset(
    {InterestMethod.LOCKED, InterestMethod.FLAT, InterestMethod.RULE_78}
)


def installment_of(row: Row) -> Installment:
    """Return a planned installment."""
    return Installment(
        row.number,
        row.period,
        row.principal + row.interest,
        row.interest,
        row.escrow,
    )


def open_ledger(terms: LoanTerms, schedule: Schedule | None = None) -> Ledger:
    """Return a loan on the day before anything happened: the amount is lent."""
    schedule = make_schedule(terms) if schedule is None else schedule
    start = schedule.rows[0].period.start
    return Ledger(
        terms,
        terms.amount,
        terms.rate_annual,
        start,
        [installment_of(row) for row in schedule.rows],
        opening=terms.amount,
    )
