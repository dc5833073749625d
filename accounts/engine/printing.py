"""Results as JSON, money as strings, and as tables for a person."""

from collections.abc import Iterable, Sequence
from dataclasses import fields, is_dataclass
from datetime import date
from decimal import Decimal
from typing import Any, assert_never

from accounts.engine.account import Result, Terms, true_until_of
from accounts.engine.allocation import PARTS, Allocation
from accounts.engine.apr import disclose
from accounts.engine.errors import BadTerms
from accounts.engine.explanation import Explanation
from accounts.engine.lease import LeaseSchedule, make_lease_schedule
from accounts.engine.lease_replay import LeaseReplay
from accounts.engine.lease_terms import LeaseTerms
from accounts.engine.line import LineReplay
from accounts.engine.line_terms import LineTerms
from accounts.engine.money import ZERO
from accounts.engine.replay import Replay
from accounts.engine.schedule import Schedule, make_schedule
from accounts.engine.terms import LoanTerms


def quote_values(terms: Terms) -> dict[str, Any]:
    """Return what is quoted of an account that is not made yet.

    Raises BadTerms for a line, which has no schedule.
    """
    match terms:
        case LoanTerms():
            return _loan_quote(terms, make_schedule(terms))
        case LeaseTerms():
            return _lease_quote(make_lease_schedule(terms))
        case LineTerms():
            raise BadTerms("kind", "A line has no schedule; replay it.")
    assert_never(terms)


def _loan_quote(terms: LoanTerms, schedule: Schedule) -> dict[str, Any]:
    escrow = sum((row.escrow for row in schedule.rows), ZERO)
    told = disclose(terms, schedule)
    rows = schedule.rows
    return {
        "payment": schedule.level_payment,
        "number_of_payments": len(rows),
        "last_payment": rows[-1].payment,
        "maturity_date": schedule.maturity_date,
        "total_interest": schedule.total_interest,
        "apr_percent": told.apr.percent,
        "finance_charge": told.finance_charge,
        "amount_financed": told.amount_financed,
        "total_payments": told.total_of_payments,
        "escrow": escrow,
        "rows": [
            {
                "number": row.number,
                "due_date": row.due_date,
                "principal": row.principal,
                "interest": row.interest,
                "escrow": row.escrow,
                "payment": row.payment,
                "balance": row.balance,
            }
            for row in rows
        ],
    }


def _lease_quote(schedule: LeaseSchedule) -> dict[str, Any]:
    return {
        "payment": schedule.payment,
        "base_payment": schedule.base_payment,
        "rate_annual": schedule.terms.rate,
        "number_of_payments": len(schedule.rows),
        "last_payment": schedule.rows[-1].payment,
        "total_rent": schedule.total_rent,
        "total_payments": schedule.total_payments,
        "residual": schedule.terms.residual,
        "rows": [values_of(row) | {"payment": row.payment} for row in schedule.rows],
    }


def replay_values(result: Result) -> dict[str, Any]:
    """Return what is known of an account on a day."""
    coming = result.next_due
    values = {
        "as_of": result.as_of,
        "true_until": true_until_of(result),
        "principal": result.principal,
        "due_interest": result.due_interest,
        "accrued_interest": result.accrued_interest,
        "fees": result.fees,
        "unapplied": result.unapplied,
        "per_diem": result.per_diem.quantize(Decimal("0.000001")),
        "payoff": result.payoff().amount,
        "next_due_date": coming.due_date if coming else None,
        "next_due_amount": coming.unpaid if coming else None,
        "amount_past_due": result.amount_past_due,
        "days_past_due": result.days_past_due,
        "delinquent_days": result.delinquent_days,
        "delinquency_bucket": result.delinquency_bucket,
        "last_current_date": result.last_current_date,
        "oldest_due_date": result.oldest_due_date,
    }
    own = _of_line(result) if isinstance(result, LineReplay) else _of_plan(result)
    return (
        values
        | own
        | {
            "past_due": [values_of(each) for each in result.past_due_table],
            "payoffs": [
                {"day": quote.day, "amount": quote.amount}
                for quote in result.ten_day_payoff()
            ],
            "allocations": [_allocation(each) for each in result.allocations],
        }
    )


def _of_plan(result: Replay | LeaseReplay) -> dict[str, Any]:
    other = {"escrow": result.escrow} if isinstance(result, Replay) else {}
    if isinstance(result, LeaseReplay):
        other = {"tax": result.tax}
    return other | {
        "maturity_date": result.maturity_date,
        "projected_payoff_date": result.projected_payoff_date,
        "rows": [
            values_of(each) | {"payment": each.payment, "unpaid": each.unpaid}
            for each in result.rows
        ],
    }


def _of_line(result: LineReplay) -> dict[str, Any]:
    return {
        "available_credit": result.available_credit,
        "pending": result.held,
        "next_close_date": result.next_close_date,
        "balances": [
            {
                "name": each.name,
                "rate_annual": each.rate_annual,
                "principal": each.principal,
                "interest": each.interest,
                "fees": each.fees,
                "accrued": each.accrued.amount,
            }
            for each in result.balances
        ],
        "statements": [
            {
                "number": each.number,
                "close_date": each.close_date,
                "due_date": each.due_date,
                "opening": each.opening,
                "closing": each.closing,
                "interest": each.interest,
                "fees": each.fees,
                "payments": each.payments,
                "minimum_due": each.minimum_due,
                "past_due": each.past_due,
            }
            for each in result.statements
        ],
        "problems": [values_of(each) for each in result.problems],
    }


def _allocation(each: Allocation) -> dict[str, Any]:
    values = {
        "entry": each.transaction.entry if each.transaction else None,
        "code": each.what,
        "effective": each.effective,
    }
    # Adding zero turns minus nothing into nothing.
    parts = {name: each.sign * getattr(each, name) + ZERO for name in PARTS}
    after = {f"{name}_after": part for name, part in values_of(each.after).items()}
    return values | {"amount": each.sign * each.amount + ZERO} | parts | after


def explanation_values(explanation: Explanation) -> dict[str, Any]:
    """Return a figure with its lines."""
    return {
        explanation.figure: explanation.total,
        "lines": [values_of(line) for line in explanation.lines],
    }


def values_of(row: Any) -> dict[str, Any]:
    """Return the fields of a dataclass by name."""
    if not is_dataclass(row):
        raise TypeError(f"{type(row).__name__} has no fields.")
    return {field.name: getattr(row, field.name) for field in fields(row)}


def as_json(value: Any) -> Any:
    """Return plain values: money and dates as strings."""
    if isinstance(value, dict):
        return {name: as_json(each) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [as_json(each) for each in value]
    if isinstance(value, Decimal):
        return f"{value:f}"
    return value.isoformat() if isinstance(value, date) else value


def as_table(values: dict[str, Any]) -> str:
    """Return values for a person: the single ones first, then a table for each list."""
    single = {name: each for name, each in values.items() if not isinstance(each, list)}
    width = max(map(len, single))
    lines = [
        f"{_words(name):<{width}}  {_shown(each)}" for name, each in single.items()
    ]
    for name, rows in values.items():
        if isinstance(rows, list) and rows:
            lines += ["", _words(name), *_table(rows)]
    return "\n".join(lines)


def _table(rows: Sequence[dict[str, Any]]) -> Iterable[str]:
    heads = [_words(name) for name in rows[0]]
    cells = [[_shown(each) for each in row.values()] for row in rows]
    widths = [max(map(len, column)) for column in zip(heads, *cells, strict=True)]
    for line in (heads, *cells):
        padded = (cell.rjust(width) for cell, width in zip(line, widths, strict=True))
        yield "  ".join(padded)


def _words(name: str) -> str:
    return name.replace("_", " ").capitalize()


def _shown(value: Any) -> str:
    if value is None:
        return "-"
    if isinstance(value, Decimal):
        return f"{value:,f}"
    return str(value)
