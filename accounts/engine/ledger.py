"""The state of a loan while its transactions are replayed.

Interest grows in segments: a stretch of days on one balance at one rate. Nothing is
kept for a day. What a period earned is rounded once, when it falls due; what was
taken of it before counts against that. `course` moves a ledger through time.
"""

from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal

from accounts.engine.allocation import Allocation, Owed
from accounts.engine.day_count import Period, fraction_after, year_fraction
from accounts.engine.money import ZERO, round_cents
from accounts.engine.options import InterestMethod, PayoffInterest
from accounts.engine.parts import Fee, Installment, Segment
from accounts.engine.schedule import (
    Row,
    Schedule,
    factor_of,
    level_payment,
    make_schedule,
)
from accounts.engine.terms import LoanTerms

DAY = timedelta(days=1)
FIXED_BY_SCHEDULE = frozenset(
    {InterestMethod.LOCKED, InterestMethod.FLAT, InterestMethod.RULE_78}
)


@dataclass(slots=True)
class Ledger:
    """A loan on some day. Whoever changes it moves it to that day first.

    principal: all that is owed of it, due or not. accrued: interest of the running
    period, unrounded. taken: what was paid of that already. carried: interest that an
    earlier period left for the next bill. segments: of the running period. running:
    the place of the next installment to be billed. oldest: no installment before this
    place is unpaid. overdue_principal, due_interest, due_escrow: unpaid of those that
    fell due. oldest_fee: no fee before this place is unpaid. movements: principal that
    came, or went, beside the installments. opening: the principal it began with.
    behind_since: the due date since which something has been unpaid without a break.
    closed_on: since when nothing is owed. fees_paid: by the borrower, since nothing was
    past due.
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
    due_interest: Decimal = ZERO
    due_escrow: Decimal = ZERO
    segments: list[Segment] = field(default_factory=list)
    running: int = 0
    oldest: int = 0
    fees: list[Fee] = field(default_factory=list)
    fees_owed: Decimal = ZERO
    oldest_fee: int = 0
    fees_paid: Decimal = ZERO
    unapplied: Decimal = ZERO
    behind_since: date | None = None
    closed_on: date | None = None
    opening: Decimal = ZERO
    written_off: Decimal = ZERO
    recovered: Decimal = ZERO
    movements: list[tuple[date, Decimal]] = field(default_factory=list)
    pauses: list[tuple[date, date | None]] = field(default_factory=list)
    allocations: list[Allocation] = field(default_factory=list)

    # Installments -----------------------------------------------------------------

    @property
    def has_fixed_interest(self) -> bool:
        """Whether the schedule says the interest, whatever is paid when."""
        return self.terms.interest_method in FIXED_BY_SCHEDULE

    @property
    def pays_only_interest(self) -> bool:
        return self.terms.interest_method is InterestMethod.INTEREST_ONLY

    @property
    def next_due_date(self) -> date | None:
        """The next due date that is to be billed."""
        if self.running < len(self.installments):
            return self.installments[self.running].due_date
        return None

    @property
    def due(self) -> list[Installment]:
        """The installments that fell due, from the oldest unpaid one on."""
        return self.installments[self.oldest : self.running]

    @property
    def next_open(self) -> Installment | None:
        """The first installment that is neither billed nor settled."""
        for installment in self.installments[self.running :]:
            if not installment.is_billed:
                return installment
        return None

    @property
    def unbilled_principal(self) -> Decimal:
        """Principal that no bill has asked for yet."""
        return self.principal - self.overdue_principal

    def owed(self) -> Owed:
        """Return what is owed on the day."""
        due = self.overdue_principal + self.due_interest + self.due_escrow
        interest = self.due_interest + self.accrued_unpaid
        return Owed(self.principal, interest, self.fees_owed, due, self.unapplied)

    def add_fee(self, fee: Fee) -> None:
        """Charge a fee."""
        self.fees.append(fee)
        self.fees_owed += fee.amount

    # Interest ---------------------------------------------------------------------

    @property
    def interest_base(self) -> Decimal:
        """The balance that bears interest."""
        if self.terms.overdue_accrues:
            return self.principal
        return self.principal - self.overdue_principal

    def accrue(self, day: date) -> None:
        """Let interest grow up to a day of the running period."""
        if day <= self.day:
            return
        base = self.interest_base
        amount = self._interest(self.day, day, self.rate, base)
        if amount:
            start = max(self.day, self._accrues_from)
            self._add_segment(Segment(start, day, self.rate, base, amount))
            self.accrued += amount
        self.day = day

    @property
    def _accrues_from(self) -> date:
        """The day on which the running period begins.

        Later than the ledger's own where the first period is forced to be regular.
        """
        if self.running < len(self.installments):
            return self.installments[self.running].period.start
        return self.day

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

    def interest_for(self, start: date, end: date) -> Decimal:
        """Return the interest of some days of the running period, unrounded."""
        return self._interest(start, end, self.rate, self.interest_base)

    def _interest(
        self, start: date, end: date, rate: Decimal, balance: Decimal
    ) -> Decimal:
        start = max(start, min(self._accrues_from, end))
        if not balance or start == end:
            return Decimal(0)
        if self.running == len(self.installments):
            if self.has_fixed_interest:
                return Decimal(0)
            last = self.installments[-1].due_date
            day_count = self.terms.day_count
            return balance * rate * fraction_after(day_count, last, start, end)
        running = self.installments[self.running]
        period = running.period
        if self.has_fixed_interest:
            share = Decimal((end - start).days)
            return running.planned_interest * share / (period.days or 1)
        return balance * rate * year_fraction(self.terms.day_count, period, start, end)

    @property
    def accrued_cents(self) -> Decimal:
        """Interest of the running period up to the day, taken or not."""
        return round_cents(self.accrued, self.terms.rounding)

    @property
    def accrued_unpaid(self) -> Decimal:
        """Interest that is owed and not due yet; nothing where more was paid of it, or
        taken off, than a period that grew has earned so far."""
        return max(self.earned_unpaid, ZERO)

    @property
    def earned_unpaid(self) -> Decimal:
        """Interest of the running period so far less what was paid of it."""
        return self.accrued_cents + self.carried - self.taken

    def whole_period_interest(self) -> Decimal:
        """Interest of the whole running period as it stands now, taken or not."""
        rest, end = Decimal(0), self.next_due_date
        if end is not None and end > self.day:
            rest = self.interest_for(self.day, end)
        return round_cents(self.accrued + rest, self.terms.rounding) + self.carried

    # Payoff -----------------------------------------------------------------------

    def interest_of_payoff(self) -> Decimal:
        """Interest since the last due date that a payoff of the day owes, to the cent.

        Of its own day too, or of the whole period, as the terms say.
        """
        ahead = self.ahead_of_payoff()
        earned = self.accrued + (ahead.amount if ahead else 0)
        cents = round_cents(earned, self.terms.rounding)
        return max(cents + self.carried - self.taken, ZERO)

    def payoff(self) -> Decimal:
        """All that is owed on the day, as a payoff counts it, less unapplied money."""
        owed = self.principal + self.due_interest + self.due_escrow + self.fees_owed
        return max(owed + self.interest_of_payoff() - self.unapplied, ZERO)

    def is_covered_by(self, amount: Decimal) -> bool:
        """Whether an amount pays everything off. Most do not pay the principal alone,
        and ask for no more."""
        return amount + self.unapplied >= self.principal and amount >= self.payoff()

    def nearly_covers(self, amount: Decimal) -> bool:
        """Whether an amount pays all but interest that a payoff owes ahead."""
        if amount + self.unapplied < self.principal:
            return False
        ahead, owed = self.ahead_of_payoff(), self.owed()
        plain = owed.due + owed.interest - self.due_interest + self.fees_owed
        plain += self.unbilled_principal
        return ahead is not None and amount + self.unapplied >= plain

    def earn_for_payoff(self) -> None:
        """Earn what a payoff of the day owes ahead of time."""
        ahead = self.ahead_of_payoff()
        if ahead:
            self.segments.append(ahead)
            self.accrued += ahead.amount

    @property
    def is_due_date(self) -> bool:
        """Whether an installment fell due on the day itself."""
        before = self.running - 1
        return before >= 0 and self.installments[before].due_date == self.day

    @property
    def ends_today(self) -> bool:
        """Whether the last principal fell due today: the bill is the payoff."""
        return self.is_due_date and not self.unbilled_principal

    def ahead_of_payoff(self) -> Segment | None:
        """Return the interest that a payoff of the day owes ahead, if any."""
        end = self.day
        if not self.principal or self.ends_today:
            return None
        due = self.next_due_date
        if due and self.terms.payoff_interest is PayoffInterest.TO_PERIOD_END:
            # On a due date the period has just ended.
            end = self.day if self.is_due_date else max(end, due)
        elif self.terms.includes_today:
            end += DAY
        start = max(self.day, min(self._accrues_from, end))
        if end == start:
            return None
        amount = self.interest_for(start, end)
        return Segment(start, end, self.rate, self.interest_base, amount)

    # The plan ---------------------------------------------------------------------

    def recut(self) -> None:
        """Cut the payment anew over the installments to come, from the principal that
        is not billed, as if it stood so since the running period began."""
        coming = self.installments[self.running :]
        coming = [each for each in coming if not each.is_billed]
        if not coming or self.pays_only_interest or self.has_fixed_interest:
            return
        factors = [factor_of(self.terms, each.period, self.rate) for each in coming]
        # What was paid of the next one stays in it.
        balance = self.unbilled_principal + coming[0].paid_principal
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
    """Return a loan on the day before anything happened: the amount is lent.

    A first period that is forced to be regular may begin before the contract, or after
    it; then nothing is earned up to its beginning.
    """
    schedule = make_schedule(terms) if schedule is None else schedule
    return Ledger(
        terms,
        terms.amount,
        terms.rate_annual,
        min(terms.contract_date, schedule.rows[0].period.start),
        [installment_of(row) for row in schedule.rows],
        opening=terms.amount,
    )


def copy_of(ledger: Ledger) -> Ledger:
    """Return a ledger that can move on while the other stays."""
    copy = replace(ledger)
    copy.installments = [replace(each) for each in ledger.installments]
    by_number = {each.number: each for each in copy.installments}
    copy.fees = [
        replace(fee, late=by_number[fee.late.number] if fee.late else None)
        for fee in ledger.fees
    ]
    copy.segments = list(ledger.segments)
    copy.movements = list(ledger.movements)
    copy.pauses = list(ledger.pauses)
    copy.allocations = list(ledger.allocations)
    return copy
