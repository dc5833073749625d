"""A loan replayed: what was paid, what is owed, what comes next, as of a day."""

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal, localcontext
from functools import cached_property

from accounts.engine.allocation import Allocation, moved_by
from accounts.engine.boarding import board
from accounts.engine.course import run_to
from accounts.engine.errors import BadQuestion, IdentityBroken
from accounts.engine.events import apply
from accounts.engine.figures import (
    PastDue,
    Payoff,
    bucket_of,
    count_delinquent_days,
    ten_days,
)
from accounts.engine.ledger import Ledger, copy_of, open_ledger
from accounts.engine.money import PRECISION, ZERO
from accounts.engine.projection import ProjectedRow, project
from accounts.engine.schedule import Schedule, make_schedule
from accounts.engine.terms import LoanTerms
from accounts.engine.transactions import Code, Transaction, in_order


@dataclass(frozen=True)
class Replay:
    """A loan on a day, after every entry up to then.

    next_event: the first later day for which an entry is known.
    """

    terms: LoanTerms
    as_of: date
    schedule: Schedule
    ledger: Ledger
    next_event: date | None = None

    @property
    def allocations(self) -> tuple[Allocation, ...]:
        """What became of each entry, and of what happened by itself, in order."""
        return tuple(self.ledger.allocations)

    # What is owed ---------------------------------------------------------------

    @property
    def principal(self) -> Decimal:
        """The principal balance."""
        return self.ledger.principal

    @property
    def due_interest(self) -> Decimal:
        """Interest of installments that fell due and is unpaid."""
        return self.ledger.due_interest

    @property
    def accrued_interest(self) -> Decimal:
        """Interest since the last due date that is not paid, to the cent."""
        return self.ledger.accrued_unpaid

    @property
    def fees(self) -> Decimal:
        """Fees that are charged and unpaid."""
        return self.ledger.fees_owed

    @property
    def escrow(self) -> Decimal:
        """Escrow of installments that fell due and is unpaid."""
        return self.ledger.due_escrow

    @property
    def unapplied(self) -> Decimal:
        """Money that nothing took."""
        return self.ledger.unapplied

    @cached_property
    def per_diem(self) -> Decimal:
        """The interest of one more day, unrounded."""
        with localcontext(prec=PRECISION):
            day = self.as_of
            return self.ledger.interest_for(day, date.fromordinal(day.toordinal() + 1))

    def payoff(self, day: date | None = None) -> Payoff:
        """Return what pays the loan off on a day, today or later.

        Raises BadQuestion for an earlier day.
        """
        day = self.as_of if day is None else day
        if day < self.as_of:
            raise BadQuestion("day", f"Is before {self.as_of}.")
        with localcontext(prec=PRECISION):
            later = self if day == self.as_of else self.at(day)
            interest = later.due_interest + later.ledger.interest_of_payoff()
        owed = later.principal + interest + later.fees + later.escrow
        return Payoff(
            day,
            later.principal,
            interest,
            later.fees,
            later.escrow,
            credit=min(later.unapplied, owed),
        )

    def at(self, day: date) -> "Replay":
        """Return the loan on a later day, if nothing happens until then."""
        return self.then((), day)

    def then(self, transactions: Iterable[Transaction], as_of: date) -> "Replay":
        """Return the loan on a later day, after more entries.

        They must come after those that were replayed. Raises BadQuestion for an earlier
        day, BadTransaction.
        """
        if as_of < self.as_of:
            raise BadQuestion("day", f"Is before {self.as_of}.")
        ledger, entries = copy_of(self.ledger), deque(in_order(transactions))
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
        for each in self.ledger.due:
            if each.due_date >= self.as_of or not each.past_due:
                continue
            total += each.past_due
            due = each.payment
            days = (self.as_of - each.due_date).days
            paid = due - each.unpaid
            rows.append(PastDue(each.due_date, due, paid, each.past_due, total, days))
        return tuple(rows)

    @property
    def amount_past_due(self) -> Decimal:
        """APD: unpaid parts of installments due before the day, less adjustments."""
        return self.past_due_table[-1].total if self.past_due_table else ZERO

    @property
    def oldest_due_date(self) -> date | None:
        """The oldest due date that is not satisfied; None when nothing is past due."""
        return self.past_due_table[0].due_date if self.past_due_table else None

    @property
    def days_past_due(self) -> int:
        """DPD: days since then. An installment that is due today is not past due."""
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
    def last_current_date(self) -> date:
        """The last day on which nothing was past due: today, or the due date since
        which something has been."""
        since = self.ledger.behind_since
        return since if self.days_past_due and since else self.as_of

    @property
    def delinquency_bucket(self) -> str:
        """The name of the bucket of the delinquent days; "" outside of all."""
        return bucket_of(self.terms.delinquency_buckets, self.delinquent_days)

    # What comes -----------------------------------------------------------------

    @cached_property
    def rows(self) -> tuple[ProjectedRow, ...]:
        """All installments: past ones as they stand, the others as they will be."""
        with localcontext(prec=PRECISION):
            return tuple(project(self.ledger))

    @cached_property
    def next_due(self) -> ProjectedRow | None:
        """The first installment due on the day or later that is not fully paid."""
        # Of many accounts nobody asks for more than this row.
        with localcontext(prec=PRECISION):
            later = (row for row in project(self.ledger) if row.due_date >= self.as_of)
            return next((row for row in later if row.unpaid > 0), None)

    @property
    def maturity_date(self) -> date:
        """The last due date as the contract stands."""
        return self.ledger.installments[-1].due_date

    @cached_property
    def projected_payoff_date(self) -> date:
        """When the last installment with anything unpaid falls due; of a loan that is
        paid off, the day on which it was."""
        unpaid = [row.due_date for row in self.rows if row.unpaid > 0]
        return unpaid[-1] if unpaid else self.ledger.closed_on or self.as_of

    def ten_day_payoff(self) -> tuple[Payoff, ...]:
        """Return the payoff of today and the nine days after it."""
        return ten_days(self)


def replay(
    terms: LoanTerms,
    transactions: Iterable[Transaction],
    as_of: date,
    *,
    schedule: Schedule | None = None,
) -> Replay:
    """Return a loan as of the end of a day, by every entry effective up to then.

    Entries that were reversed count nowhere, the reversal's date aside: clear and
    replay. schedule: of the terms, where the caller has it already. Raises
    BadQuestion for a day before the loan, BadTransaction, BadTerms.
    """
    if as_of < terms.contract_date:
        raise BadQuestion(
            "as_of", f"Is before the contract date {terms.contract_date}."
        )
    with localcontext(prec=PRECISION):
        schedule = make_schedule(terms) if schedule is None else schedule
        entries = deque(in_order(transactions))
        ledger = _opened(terms, schedule, entries, as_of)
        next_event = _run(ledger, entries, as_of)
    result = Replay(terms, as_of, schedule, ledger, next_event)
    check_identities(result)
    return result


def _run(ledger: Ledger, entries: deque[Transaction], as_of: date) -> date | None:
    """Apply entries up to a day, and return the day of the first one after it."""
    with localcontext(prec=PRECISION):
        while entries and entries[0].effective <= as_of:
            apply(ledger, entries.popleft())
        run_to(ledger, max(as_of, ledger.day))
    return entries[0].effective if entries else None


def _opened(
    terms: LoanTerms, schedule: Schedule, entries: deque[Transaction], as_of: date
) -> Ledger:
    """Return the ledger as it begins, and take the boarding from the entries."""
    boarding = next((each for each in entries if each.code is Code.BOARDING), None)
    if boarding is None:
        begins = terms.contract_date
        ledger = open_ledger(terms, schedule)
    else:
        begins = boarding.effective
        if as_of < begins:
            raise BadQuestion("as_of", f"Is before the boarding of {begins}.")
        entries.remove(boarding)
        ledger = board(terms, schedule, boarding)
    if entries and entries[0].effective < begins:
        sentence = (
            "Is before the contract date."
            if boarding is None
            else ("Is before the boarding.")
        )
        raise entries[0].bad("effective", sentence)
    return ledger


def check_identities(result: Replay) -> None:
    """Refuse a result that contradicts itself. Raises IdentityBroken."""
    ledger = result.ledger
    boarded = any(each.what is Code.BOARDING for each in ledger.allocations)
    begun = ZERO if boarded else ledger.opening
    principal, _, fees, unapplied = moved_by(ledger.allocations, begun)
    owed = (ledger.principal, ledger.fees_owed, ledger.unapplied)
    if (principal, fees, unapplied) != owed:
        raise IdentityBroken("What is owed is not what the entries make of it.")
    if ledger.principal < 0 or ledger.overdue_principal < 0:
        raise IdentityBroken("More principal was paid than is owed.")
    due = ledger.due
    for name in ("principal", "interest", "escrow"):
        asked = sum((getattr(each, name) for each in due), ZERO)
        paid = sum((getattr(each, f"paid_{name}") for each in due), ZERO)
        noted = "overdue_principal" if name == "principal" else f"due_{name}"
        if asked - paid != getattr(ledger, noted):
            raise IdentityBroken(f"The {name} of unpaid bills is not what is due.")
    if sum((fee.unpaid for fee in ledger.fees), ZERO) != ledger.fees_owed:
        raise IdentityBroken("The unpaid fees are not what is owed of them.")
    if (result.amount_past_due == 0) != (result.days_past_due == 0):
        raise IdentityBroken("Amount and days past due contradict each other.")
