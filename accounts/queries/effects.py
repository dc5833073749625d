"""What an entry would do to an account: every figure before and after."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from accounts.engine.account import Result
from accounts.engine.allocation import PARTS, Allocation
from accounts.engine.line import LineReplay
from accounts.models import Account, Kind

_WORDS = {
    Kind.LOAN: {},
    Kind.LEASE: {"interest": "rent", "principal": "cost"},
    Kind.LINE: {},
}


@dataclass(frozen=True, kw_only=True)
class Change:
    """A figure before and after. shape: "money", "days" or "due" (a day and an amount).

    now_day, after_day: of the shape "due".
    """

    label: str
    now: Any
    after: Any
    shape: str = "money"
    now_day: date | None = None
    after_day: date | None = None

    @property
    def is_same(self) -> bool:
        return (self.now, self.now_day) == (self.after, self.after_day)


@dataclass(frozen=True, kw_only=True)
class Effect:
    """An account as of a day, without and with something that is not saved yet.

    allocation: where the money of it would go; None for what moves none. keeps: the
    amount of an open promise that it would keep.
    """

    account: Account
    before: Result
    after: Result
    allocation: Allocation | None = None
    keeps: Decimal | None = None

    @property
    def parts(self) -> list[tuple[str, Decimal]]:
        """Where the money goes, in words: "To fees", and how much."""
        if self.allocation is None:
            return []
        words = _WORDS[self.account.kind]
        found = ((name, getattr(self.allocation, name)) for name in PARTS)
        verb = "Adds to" if self.allocation.raises else "To"
        return [
            (_part_label(verb, words.get(name, name)), part)
            for name, part in found
            if part
        ]

    @property
    def changes(self) -> list[Change]:
        before, after = self.before, self.after
        is_lease = self.account.kind == Kind.LEASE
        labels = {
            "principal": "Cost left" if is_lease else "Principal",
            "fees": "Due fees",
            "amount_past_due": "Amount past due",
        }
        rows = [
            Change(label=label, now=getattr(before, name), after=getattr(after, name))
            for name, label in labels.items()
        ]
        owed, then_owed = before.payoff(), after.payoff()
        rows[1:1] = [
            Change(
                label="Rent to date" if is_lease else "Interest to date",
                now=owed.interest,
                after=then_owed.interest,
            )
        ]
        days = (before.days_past_due, after.days_past_due)
        rows += [
            Change(label="Days past due", now=days[0], after=days[1], shape="days"),
            _next_due(before, after),
        ]
        if isinstance(before, LineReplay) and isinstance(after, LineReplay):
            now, then = before.available_credit, after.available_credit
            rows.append(Change(label="Available credit", now=now, after=then))
        if before.unapplied or after.unapplied:
            now, then = before.unapplied, after.unapplied
            rows.append(Change(label="Unapplied money", now=now, after=then))
        if owed.tax or then_owed.tax:
            rows.append(Change(label="Tax", now=owed.tax, after=then_owed.tax))
        payoff = Change(label="Payoff", now=owed.amount, after=then_owed.amount)
        return [*rows, payoff]

    @property
    def is_good(self) -> bool:
        """Whether the outcome is one to be glad of: current, or paid off, and nothing
        paid that nobody owes."""
        return not self.after.days_past_due and not self.unapplied

    @property
    def unapplied(self) -> Decimal:
        """What of the money nothing takes."""
        if self.allocation is None or self.allocation.raises:
            return Decimal(0)
        return self.allocation.unapplied

    @property
    def outcome(self) -> str:
        """What comes of it, in a sentence or two."""
        noun = "line" if self.account.kind == Kind.LINE else self.account.kind
        kept = f" Keeps the promise of ${self.keeps:,.2f}." if self.keeps else ""
        over = f" ${self.unapplied:,.2f} stays unapplied." if self.unapplied else ""
        return (_outcome(self.before, self.after, noun) + kept + over).strip()


def _part_label(verb: str, name: str) -> str:
    if name == "recovered":
        return "Recovered"
    if name == "held":
        return "Held"
    return "Stays unapplied" if name == "unapplied" else f"{verb} {name}"


def _next_due(before: Result, after: Result) -> Change:
    now, then = before.next_due, after.next_due
    return Change(
        label="Next due",
        shape="due",
        now=now.unpaid if now else None,
        now_day=now.due_date if now else None,
        after=then.unpaid if then else None,
        after_day=then.due_date if then else None,
    )


def _outcome(before: Result, after: Result, noun: str) -> str:
    was, now = before.days_past_due, after.days_past_due
    if before.payoff().amount and not after.payoff().amount:
        return f"Pays the {noun} off."
    if was and not now:
        return f"Brings the {noun} current."
    if now:
        owed = f"${after.amount_past_due:,.2f}"
        days = f"{now} day{'' if now == 1 else 's'}"
        verb = "Leaves" if was else "Makes"
        if verb == "Leaves":
            return f"Leaves {owed} past due, {days}."
        return f"Makes the {noun} past due: {owed}, {days}."
    return f"The {noun} stays current." if not was else ""
