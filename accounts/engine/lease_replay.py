"""A lease replayed: what was paid, what is owed, what comes next, as of a day."""

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal, localcontext
from functools import cached_property

from accounts.engine.allocation import Allocation, moved_by
from accounts.engine.calendar import LATEST
from accounts.engine.errors import BadQuestion, IdentityBroken
from accounts.engine.figures import (
    PastDue,
    Payoff,
    PayoffLine,
    bucket_of,
    count_delinquent_days,
    ten_days,
)
from accounts.engine.lease import LeaseSchedule, make_lease_schedule
from accounts.engine.lease_boarding import board_lease
from accounts.engine.lease_events import apply
from accounts.engine.lease_ledger import DAY, LeaseLedger, open_lease
from accounts.engine.lease_parts import DEPRECIATION, FEES, RENT, TAX
from accounts.engine.lease_terms import LeaseTerms
from accounts.engine.money import PRECISION, ZERO
from accounts.engine.transactions import Code, Transaction, in_order


@dataclass(frozen=True, slots=True)
class LeasePayment:
    """A payment of the lease as it stands: what is due of it, and what is paid.

    What was credited or given up counts as paid. balance: the cost left after it,
    everything before it paid, residual included.
    """

    number: int
    due_date: date
    depreciation: Decimal
    rent: Decimal
    tax: Decimal
    depreciation_paid: Decimal
    rent_paid: Decimal
    tax_paid: Decimal
    balance: Decimal
    satisfied_on: date | None

    @property
    def payment(self) -> Decimal:
        return self.depreciation + self.rent + self.tax

    @property
    def paid(self) -> Decimal:
        return self.depreciation_paid + self.rent_paid + self.tax_paid

    @property
    def unpaid(self) -> Decimal:
        return self.payment - self.paid


@dataclass(frozen=True)
class LeaseReplay:
    """A lease on a day, after every entry up to then.

    next_event: the first later day for which an entry is known.
    """

    terms: LeaseTerms
    as_of: date
    schedule: LeaseSchedule
    ledger: LeaseLedger
    next_event: date | None = None

    @property
    def allocations(self) -> tuple[Allocation, ...]:
        """What became of each entry, and of what happened by itself, in order."""
        return tuple(self.ledger.allocations)

    # What is owed ---------------------------------------------------------------

    @cached_property
    def principal(self) -> Decimal:
        """The cost that is left: depreciation, and the residual until it is bought."""
        return self.ledger.principal

    @cached_property
    def due_interest(self) -> Decimal:
        """Rent that fell due and is unpaid."""
        return self.ledger.due_of(RENT)

    @property
    def accrued_interest(self) -> Decimal:
        """Nothing: rent is charged by the month."""
        return ZERO

    @cached_property
    def fees(self) -> Decimal:
        """Fees that are charged and unpaid."""
        return self.ledger.fees_unpaid

    @cached_property
    def tax(self) -> Decimal:
        """Tax of payments that fell due and is unpaid."""
        return self.ledger.due_of(TAX)

    @property
    def unapplied(self) -> Decimal:
        """Money that nothing took yet."""
        return self.ledger.unapplied

    @property
    def per_diem(self) -> Decimal:
        """Nothing: rent does not run by the day."""
        return Decimal(0)

    def payoff(self, day: date | None = None) -> Payoff:
        """Return what ends the lease on a day, today or later.

        Raises BadQuestion for an earlier day.
        """
        day = self.as_of if day is None else day
        ledger = self.ledger if day == self.as_of else self.at(day).ledger
        parts = ledger.payoff_parts()
        principal, rent, fees = parts[DEPRECIATION], parts[RENT], parts[FEES]
        credit = min(ledger.unapplied, sum(parts.values(), ZERO))
        return Payoff(day, principal, rent, fees, tax=parts[TAX], credit=credit)

    def at(self, day: date) -> "LeaseReplay":
        """Return the lease on a later day, if nothing happens until then."""
        return self.then((), day)

    def then(self, transactions: Iterable[Transaction], as_of: date) -> "LeaseReplay":
        """Return the lease on a later day, after more entries.

        They must come after those that were replayed. Raises BadQuestion for an earlier
        day, BadTransaction.
        """
        if as_of < self.as_of:
            raise BadQuestion("day", f"Is before {self.as_of}.")
        ledger, entries = self.ledger.copy(), deque(in_order(transactions))
        next_event = _run(ledger, entries, as_of)
        if next_event is None and self.next_event and self.next_event > as_of:
            next_event = self.next_event
        return replace(self, as_of=as_of, ledger=ledger, next_event=next_event)

    # What is late ---------------------------------------------------------------

    @cached_property
    def past_due_table(self) -> tuple[PastDue, ...]:
        """Each due date before the day of which something is missing."""
        rows: list[PastDue] = []
        total = ZERO
        for each in self.ledger.unmet:
            owed = each.past_due
            if each.due_date < self.as_of and owed:
                total += owed
                days = (self.as_of - each.due_date).days
                due, paid = each.payment, each.total_paid
                rows.append(PastDue(each.due_date, due, paid, owed, total, days))
        return tuple(rows)

    @property
    def amount_past_due(self) -> Decimal:
        """APD: unpaid parts of payments due before the day, less adjustments."""
        return self.past_due_table[-1].total if self.past_due_table else ZERO

    @property
    def oldest_due_date(self) -> date | None:
        """The oldest due date that is not satisfied; None when nothing is past due."""
        return self.past_due_table[0].due_date if self.past_due_table else None

    @property
    def days_past_due(self) -> int:
        """DPD: days since then. A payment that is due today is not past due."""
        return self.past_due_table[0].days if self.past_due_table else 0

    @cached_property
    def delinquent_days(self) -> int:
        """Days past due beyond the grace days, less those on which it was paused."""
        return count_delinquent_days(
            self.oldest_due_date,
            self.as_of,
            grace_days=self.terms.delinquency_grace_days,
            pauses=self.ledger.pauses,
        )

    @property
    def delinquency_bucket(self) -> str:
        """The name of the bucket of the delinquent days; "" outside of all."""
        return bucket_of(self.terms.delinquency_buckets, self.delinquent_days)

    @property
    def last_current_date(self) -> date:
        """The last day on which nothing was past due: today, or the due date since
        which something has been."""
        since = self.ledger.behind_since
        return since if self.days_past_due and since else self.as_of

    # What comes -----------------------------------------------------------------

    @cached_property
    def rows(self) -> tuple[LeasePayment, ...]:
        """All payments as they stand, due or not. After an end those to come ask for
        no more than was paid of them."""
        rows: list[LeasePayment] = []
        balance = self.ledger.opening
        for each in self.ledger.installments:
            due, paid = each.due, each.paid
            balance -= due[DEPRECIATION]
            parts = (due[DEPRECIATION], due[RENT], due[TAX])
            paid_parts = (paid[DEPRECIATION], paid[RENT], paid[TAX])
            place = (each.number, each.due_date)
            row = LeasePayment(*place, *parts, *paid_parts, balance, each.satisfied_on)
            rows.append(row)
        return tuple(rows)

    @cached_property
    def next_due(self) -> LeasePayment | None:
        """The first payment due on the day or later that is not fully paid."""
        later = (row for row in self.rows if row.due_date >= self.as_of)
        return next((row for row in later if row.unpaid), None)

    @property
    def maturity_date(self) -> date:
        """The last due date as the contract stands."""
        return self.ledger.last_due_date or self.ledger.installments[-1].due_date

    @cached_property
    def projected_payoff_date(self) -> date:
        """When the last payment with anything unpaid falls due."""
        unpaid = [row.due_date for row in self.rows if row.unpaid]
        return unpaid[-1] if unpaid else self.as_of

    def ten_day_payoff(self) -> tuple[Payoff, ...]:
        """Return the payoff of today and the nine days after it."""
        return ten_days(self)


def replay_lease(
    terms: LeaseTerms,
    transactions: Iterable[Transaction],
    as_of: date,
    *,
    schedule: LeaseSchedule | None = None,
) -> LeaseReplay:
    """Return a lease as of the end of a day, by every entry effective up to then.

    Entries that were reversed count nowhere, the reversal's date aside: clear and
    replay. schedule: of the terms, where the caller has it already. Raises
    BadQuestion for a day before the lease, BadTransaction.
    """
    if as_of < terms.contract_date:
        raise BadQuestion(
            "as_of", f"Is before the contract date {terms.contract_date}."
        )
    with localcontext(prec=PRECISION):
        schedule = make_lease_schedule(terms) if schedule is None else schedule
        entries = deque(in_order(transactions))
        ledger = _opened(terms, schedule, entries, as_of)
        next_event = _run(ledger, entries, as_of)
    result = LeaseReplay(terms, as_of, schedule, ledger, next_event)
    check_identities(result)
    return result


def _run(ledger: LeaseLedger, entries: deque[Transaction], as_of: date) -> date | None:
    """Apply entries up to a day, and return the day of the first one after it."""
    with localcontext(prec=PRECISION):
        while entries and entries[0].effective <= as_of:
            apply(ledger, entries.popleft())
        ledger.move_to(as_of)
    return entries[0].effective if entries else None


def _opened(
    terms: LeaseTerms, schedule: LeaseSchedule, entries: deque[Transaction], as_of: date
) -> LeaseLedger:
    """Return the ledger as it begins, and take the boarding from the entries."""
    boarding = next((each for each in entries if each.code is Code.BOARDING), None)
    if boarding is None:
        begins, name = terms.contract_date, "contract date"
        ledger = open_lease(terms, schedule)
    else:
        begins, name = boarding.effective, "boarding"
        if as_of < begins:
            raise BadQuestion("as_of", f"Is before the boarding of {begins}.")
        entries.remove(boarding)
        ledger = board_lease(terms, schedule, boarding)
    if entries and entries[0].effective < begins:
        raise entries[0].bad("effective", f"Is before the {name}.")
    return ledger


def check_identities(result: LeaseReplay) -> None:
    """Refuse a result that contradicts itself. Raises IdentityBroken."""
    ledger = result.ledger
    boarded = any(each.what is Code.BOARDING for each in ledger.allocations)
    begun = ZERO if boarded else ledger.opening
    owed = (ledger.principal, result.fees, ledger.unapplied)
    principal, _, fees, unapplied = moved_by(ledger.allocations, begun)
    if (principal, fees, unapplied) != owed:
        raise IdentityBroken("What is owed is not what the entries make of it.")
    if ledger.depreciation_left + ledger.residual != ledger.principal:
        raise IdentityBroken("What is left of each payment is not the principal.")
    if ledger.residual < 0 or any(
        each.unpaid_of(part) < 0 for each in ledger.installments for part in each.due
    ):
        raise IdentityBroken("More was paid than is owed.")
    if (result.amount_past_due == 0) != (result.days_past_due == 0):
        raise IdentityBroken("Amount and days past due contradict each other.")


# How long it holds --------------------------------------------------------------


def lease_payoff_line(result: LeaseReplay) -> PayoffLine:
    """Return the payoff as arithmetic, good until `lease_true_until`."""
    return PayoffLine(result.as_of, result.payoff().amount, (), result.terms.rounding)


def lease_true_until(result: LeaseReplay) -> date:
    """Return the last day on which the figures of a replay hold without a new event.

    Payoff by `lease_payoff_line`, days past due and delinquent days by counting days;
    all else as it stands. The day before a payment falls due is the last: its rent
    changes the payoff on the due date itself. Never before the replay's own day.
    """
    ledger, today = result.ledger, result.as_of
    ends = [LATEST]
    if result.next_event is not None:
        ends.append(result.next_event - DAY)
    ends += [each.due_date - DAY for each in ledger.coming if each.unpaid][:1]
    # A payment that is due today is past due tomorrow.
    if any(each.due_date == today and each.unpaid for each in ledger.due):
        ends.append(today)
    late = ledger.next_late_check()
    if late is not None:
        ends.append(late - DAY)
    return max(min(ends), today)
