"""Entries of one account, drawn in any order and numbered as they were entered."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from accounts.engine.money import ZERO
from accounts.engine.transactions import Code
from accounts.models import Method, ReversalReason, Transaction
from lendcore.actors import Actor
from lendcore.site.demo.accounts.office import Office

type Author = Callable[[date], Actor]
# What a payment is called where it came by these ways, and who enters it.
NOTES = {
    Method.CARD: "By phone",
    Method.CASH: "Branch",
    Method.CHECK: "By mail",
    Method.MONEY_ORDER: "By mail",
    Method.WIRE: "Incoming wire",
}
RETURN_NOTE = "R01 insufficient funds"


class Entries:
    """What is posted on an account, in the making."""

    def __init__(self, office: Office) -> None:
        self._office = office
        self._rows: list[Transaction] = []
        self._reversals: list[tuple[Transaction, Transaction]] = []

    def add(
        self,
        code: Code,
        effective: date,
        amount: Decimal = ZERO,
        *,
        entered: date | None = None,
        by: Author | None = None,
        **facts: Any,
    ) -> Transaction:
        """Return a new entry. entered: on its effective day without it; never on the
        day of the seeding. by: who enters it, somebody at the desk without it."""
        day = min(entered or effective, self._office.today - timedelta(days=1))
        actor = (by or self._office.somebody)(day)
        row = Transaction(
            code=code,
            effective=effective,
            amount=amount,
            entered_at=actor.at,
            entered_by=actor.name,
            entered_by_id=actor.user_id,
            change_set=actor.change_set,
            **facts,
        )
        self._rows.append(row)
        return row

    def pay(
        self, effective: date, amount: Decimal, method: Method, **facts: Any
    ) -> Transaction:
        """Return a payment that came by a method."""
        if method == Method.ACH:
            facts.setdefault("by", self._office.bank_file)
            facts.setdefault("note", "Automatic debit")
        facts.setdefault("note", NOTES.get(method, ""))
        facts.setdefault("reference", self._reference(method))
        code = facts.pop("code", Code.PAYMENT)
        return self.add(code, effective, amount, method=method, **facts)

    def take_back(self, row: Transaction, day: date, **facts: Any) -> Transaction:
        """Return the reversal of an entry, which the bank has returned."""
        facts.setdefault("reason", ReversalReason.NSF)
        facts.setdefault("note", RETURN_NOTE)
        reversal = self.add(Code.REVERSAL, day, row.amount, **facts)
        self._reversals.append((reversal, row))
        return reversal

    def _reference(self, method: Method) -> str:
        number = self._office.rng.randrange
        match method:
            case Method.CHECK:
                return f"{number(1001, 9999)}"
            case Method.ACH | Method.CARD | Method.WIRE:
                return f"{number(10**7):07}"
        return ""

    @property
    def rows(self) -> list[Transaction]:
        """All entries, numbered in the order in which they were entered."""
        opening = Code.BOARDING
        ordered = sorted(
            self._rows, key=lambda row: (row.code != opening, row.entered_at)
        )
        for place, row in enumerate(ordered, 1):
            row.entry = place
        for reversal, row in self._reversals:
            reversal.reverses = row.entry
        return ordered
