"""Rows to the money engine's dataclasses: the only bridge between the two."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from accounts.engine import reading
from accounts.engine.account import Result, Terms, replay_account
from accounts.engine.errors import BadTerms
from accounts.engine.lease import make_lease_schedule
from accounts.engine.lease_terms import LeaseTerms
from accounts.engine.line_terms import LineTerms
from accounts.engine.schedule import make_schedule
from accounts.engine.terms import LoanTerms
from accounts.engine.transactions import Code
from accounts.engine.transactions import Transaction as Entry
from accounts.models import Account, Transaction

# In a program: days from a line's opening to the end of its draw period.
DRAW_END_DAYS = "draw_end_days"
MOST_DRAW_DAYS = 36_525


def terms_of(account: Account) -> Terms:
    """Return what was agreed. Raises BadTerms for terms that no account can have."""
    return read_agreed(account.kind, account.terms)


def read_agreed(kind: str, values: dict[str, Any]) -> Terms:
    """Return terms from the engine's JSON. Raises BadTerms."""
    return reading.read_terms({**values, "kind": kind})


def check_agreed(kind: str, values: dict[str, Any]) -> Terms:
    """Return terms whose schedule can be made, too. Raises BadTerms."""
    terms = read_agreed(kind, values)
    match terms:
        case LoanTerms():
            make_schedule(terms)
        case LeaseTerms():
            make_lease_schedule(terms)
    return terms


def terms_from_program(
    program_terms: Mapping[str, Any], open_date: date
) -> dict[str, Any]:
    """Return what a program gives to a line that opens on a day, in the engine's JSON.

    Its days from the opening become a date. Raises BadTerms.
    """
    terms = dict(program_terms)
    days = terms.pop(DRAW_END_DAYS, None)
    if days is None:
        return terms
    if type(days) is not int or not 0 <= days <= MOST_DRAW_DAYS:
        raise BadTerms(DRAW_END_DAYS, f"Give 0 to {MOST_DRAW_DAYS:,} days.")
    return {**terms, "draw_end_date": (open_date + timedelta(days=days)).isoformat()}


def begins_on(terms: Terms) -> date:
    """Return the day on which an account begins."""
    match terms:
        case LoanTerms() | LeaseTerms():
            return terms.contract_date
        case LineTerms():
            return terms.open_date


def entry_of(row: Transaction) -> Entry:
    """Return a transaction as the engine replays it."""
    if row.details:
        return read_entry(row.entry, row.code, row.effective, row.amount, row.details)
    return Entry(
        code=Code(row.code),
        effective=row.effective,
        entry=row.entry,
        amount=row.amount,
        reverses=row.reverses,
    )


def read_entry(
    entry: int,
    code: str,
    effective: date,
    amount: Decimal,
    details: dict[str, Any],
    reverses: int | None = None,
) -> Entry:
    """Return an entry with whatever its code needs beside the amount.

    details: in the engine's JSON. Raises BadTerms, BadTransaction.
    """
    values = {
        **details,
        "entry": entry,
        "code": code,
        "effective": effective.isoformat(),
        "amount": f"{amount:f}",
        "reverses": reverses,
    }
    return reading.read_transactions([values])[0]


def entries_of(rows: Iterable[Transaction]) -> list[Entry]:
    """Return transactions as the engine replays them."""
    return [entry_of(row) for row in rows]


def first_day(terms: Terms, entries: Iterable[Entry]) -> date:
    """Return the first day of which an account has figures."""
    boarded = (each.effective for each in entries if each.code is Code.BOARDING)
    return max([begins_on(terms), *boarded])


def replayed(account: Account, rows: Iterable[Transaction], as_of: date) -> Result:
    """Return an account as of a day, or as of its first day if that is later."""
    terms, entries = terms_of(account), entries_of(rows)
    return replay_account(terms, entries, max(as_of, first_day(terms, entries)))
