"""What lists show of an account on a day: from its snapshot, or from a replay."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from accounts.engine.account import Result, replay_account
from accounts.engine.figures import Accrual, PayoffLine
from accounts.engine.money import Rounding
from accounts.mapping import entries_of, first_day, terms_of
from accounts.models import Account, AccountSnapshot, Transaction

_CENTS = 100


@dataclass(frozen=True, kw_only=True)
class ListedFigures:
    """The figures of an activated account as of a day, to the cent.

    next_due: what is unpaid of the amount due on next_due_date. oldest_due_date: the
    oldest that is past and not satisfied.
    """

    as_of: date
    payoff: Decimal
    principal: Decimal
    next_due_date: date | None
    next_due: Decimal | None
    oldest_due_date: date | None
    past_due: Decimal

    @property
    def days_past_due(self) -> int:
        if self.oldest_due_date is None:
            return 0
        return (self.as_of - self.oldest_due_date).days


class StoredFigures(NamedTuple):
    """Columns of an `AccountSnapshot` that lists need. They read hundreds at once, for
    which model instances are slow."""

    as_of: date
    true_until: date
    principal_cents: int
    payoff_cents: int
    payoff_fixed: Decimal
    accrued: Sequence[Decimal]
    per_diem: Sequence[Decimal]
    next_due_date: date | None
    next_due_cents: int
    oldest_due_date: date | None
    past_due_cents: int


type Stored = AccountSnapshot | StoredFigures


def holds_on(snapshot: Stored | None, day: date) -> bool:
    """Return whether a snapshot's figures are true on a day."""
    return snapshot is not None and snapshot.as_of <= day <= snapshot.true_until


def figures_of_snapshot(snapshot: Stored, day: date) -> ListedFigures:
    """Return the figures of a day on which the snapshot holds. No query.

    The payoff grows by plain arithmetic; half a cent goes up, since snapshots of
    accounts that round in other ways hold on their own day alone.
    """
    line = PayoffLine(
        as_of=snapshot.as_of,
        fixed=snapshot.payoff_fixed,
        accruals=tuple(
            Accrual(accrued=accrued, per_diem=per_diem)
            for accrued, per_diem in zip(
                snapshot.accrued, snapshot.per_diem, strict=True
            )
        ),
        rounding=Rounding.HALF_UP,
    )
    is_own_day = day == snapshot.as_of
    has_next = snapshot.next_due_date is not None
    return ListedFigures(
        as_of=day,
        payoff=amount_of(snapshot.payoff_cents) if is_own_day else line.amount(day),
        principal=amount_of(snapshot.principal_cents),
        next_due_date=snapshot.next_due_date,
        next_due=amount_of(snapshot.next_due_cents) if has_next else None,
        oldest_due_date=snapshot.oldest_due_date,
        past_due=amount_of(snapshot.past_due_cents),
    )


def figures_of_result(result: Result) -> ListedFigures:
    """Return the figures that a replay found. No query."""
    coming = result.next_due
    return ListedFigures(
        as_of=result.as_of,
        payoff=result.payoff().amount,
        principal=result.principal,
        next_due_date=coming.due_date if coming else None,
        next_due=coming.unpaid if coming else None,
        oldest_due_date=result.oldest_due_date,
        past_due=result.amount_past_due,
    )


def replay_figures(
    account: Account, rows: Iterable[Transaction], day: date
) -> ListedFigures | None:
    """Return the figures of an account on a day, by replaying its transactions; None
    before the account's first day. No query.

    rows: all transactions of the account.
    """
    terms, entries = terms_of(account), entries_of(rows)
    if day < first_day(terms, entries):
        return None
    return figures_of_result(replay_account(terms, entries, day))


def amount_of(cents: int) -> Decimal:
    """Return cents as an amount in currency units."""
    return Decimal(cents) / _CENTS
