"""Accounts in few words."""

from datetime import date
from decimal import Decimal
from typing import Any

from accounts.inputs import AccountInput, EntryInput, LabelsInput, LinkInput
from accounts.models import Account, Kind, LineProgram
from accounts.services import accounts, customers, transactions
from lendcore.actors import Actor
from lendcore.history.recording import recorded

# 10,000.00 at 12 %, twelve payments of 888.49 from 1 February 2026.
LOAN = {
    "amount": "10000.00",
    "rate_annual": "0.12",
    "contract_date": "2026-01-01",
    "first_payment_date": "2026-02-01",
    "number_of_payments": 12,
}
LEASE = {
    "capitalized_cost": "10000.00",
    "residual": "4000.00",
    "term_months": 12,
    "contract_date": "2026-01-15",
    "first_payment_date": "2026-02-15",
    "money_factor": "0.001",
}
LINE = {
    "limit": "5000.00",
    "open_date": "2026-01-01",
    "buckets": [
        {"name": "purchases", "rate_annual": "0.18", "has_grace": True},
        {"name": "cash", "rate_annual": "0.24"},
    ],
    "closes": 31,
    "minimum": {"kind": "percent_plus_interest_and_fees", "percent": "0.01"},
}
# The loan as the form posts it, with a number.
TYPED_LOAN = {
    "amount": "10,000.00",
    "rate_annual": "12",
    "contract_date": "2026-01-01",
    "first_payment_date": "2026-02-01",
    "number_of_payments": "12",
    "interest_method": "simple",
    "frequency": "monthly",
    "late_fee__kind": "none",
    "business_days": "ignore",
    "day_count": "30/360",
    "first_period": "actual",
    "overdue_accrues": "on",
    "order": "fees,interest,principal,escrow",
    "waterfall": "by_installment",
    "excess": "next_installment",
    "payoff_interest": "to_day",
    "payment_rounding": "nearest",
    "rounding": "half_up",
    "rounds_interest": "on",
    "number": "LN-500",
}
TERMS = {Kind.LOAN: LOAN, Kind.LEASE: LEASE, Kind.LINE: LINE}


def make_program(actor: Actor, name: str = "Everyday line", **changes: Any):
    with recorded(actor):
        return LineProgram.objects.create(name=name, terms=LINE, **changes)


def make_account(
    actor: Actor, number: str = "LN-1", kind: str = Kind.LOAN, **changes: Any
) -> Account:
    """Return an account that is active, unless is_active=False."""
    is_active = changes.pop("is_active", True)
    terms = changes.pop("terms", TERMS[kind])
    program = changes.pop("program", None)
    if kind == Kind.LINE and program is None:
        program = LineProgram.objects.first() or make_program(actor)
    account = accounts.create_account(
        actor=actor,
        data=AccountInput(
            kind=kind,
            labels=LabelsInput(number=number, **changes),
            terms=terms,
            program=program,
        ),
    )
    if is_active:
        account = accounts.activate(actor=actor, account_id=account.pk)
    return account


def link(actor: Actor, account: Account, *customers_and_roles: Any):
    """Link customers, given as pairs with their roles."""
    return customers.link_customers(
        actor=actor,
        account_id=account.pk,
        links=[
            LinkInput(customer_id=customer.pk, role=role)
            for customer, role in customers_and_roles
        ],
    )


def entry(code: str, effective: str, amount: str = "0.00", **changes: Any):
    return EntryInput(
        code=code,
        effective=date.fromisoformat(effective),
        amount=Decimal(amount),
        **changes,
    )


def post(actor: Actor, account: Account, *arguments: str, **changes: Any):
    """Post an entry: code, day and amount."""
    return transactions.post(
        actor=actor, account_id=account.pk, data=entry(*arguments, **changes)
    )
