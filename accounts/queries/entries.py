"""Entries of one account: one of them with all that is known, and likenesses."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from accounts.engine.account import replay_account
from accounts.engine.allocation import Allocation, explain_allocation
from accounts.engine.explanation import Line
from accounts.engine.transactions import PAYMENTS, Code
from accounts.mapping import entries_of, terms_of
from accounts.models import Kind, Transaction
from accounts.queries.account_page import AccountPage
from accounts.queries.entry_rows import named_in_words

_LEASE_WORDS = {"interest": "Rent", "principal": "Cost"}


@dataclass(frozen=True, kw_only=True)
class EntryDetail:
    """One entry of an account.

    allocation: where its money went; None for what was reversed, a reversal, and what
    is still to come. reversal: what took it back. reversed_entry: what it takes back.
    parts: of the split that it belongs to, itself among them. copies: what was posted
    with it on linked accounts. original: what it is a copy of.
    """

    entry: Transaction
    allocation: Allocation | None
    reversal: Transaction | None
    reversed_entry: Transaction | None
    parts: tuple[Transaction, ...]
    copies: tuple[Transaction, ...]
    original: Transaction | None
    is_lease: bool

    @property
    def what(self) -> str:
        return self.entry.code.replace("_", " ").capitalize()

    @property
    def may_be_reversed(self) -> bool:
        """Whether it is an entry that stands. A reversal is never reversed; what came
        with the account when it was boarded is part of its terms."""
        kept = (Code.REVERSAL, Code.BOARDING)
        return self.reversal is None and self.entry.code not in kept

    @property
    def is_payment(self) -> bool:
        return self.entry.code in PAYMENTS

    @property
    def other_parts(self) -> tuple[Transaction, ...]:
        return tuple(each for each in self.parts if each.pk != self.entry.pk)

    @property
    def whole(self) -> Decimal:
        """The payment that was split."""
        return sum((each.amount for each in self.parts), Decimal(0))

    @property
    def asked(self) -> list[tuple[str, str]]:
        """What it says beside its amount."""
        return named_in_words(self.entry.details)

    @property
    def lines(self) -> tuple[Line, ...]:
        """Where the money went, in lines that add up to the amount."""
        if self.allocation is None:
            return ()
        words = _LEASE_WORDS if self.is_lease else {}
        return explain_allocation(self.allocation, words).lines


def find_entry(page: AccountPage, number: int) -> EntryDetail | None:
    """Return an entry by its number. At most three queries.

    It is replayed as of the page's day, or its own where that is later.
    """
    rows = {row.entry: row for row in page.transactions}
    entry = rows.get(number)
    if entry is None:
        return None
    reversal = next(
        (row for row in rows.values() if row.reverses == number and _reverses(row)),
        None,
    )
    return EntryDetail(
        entry=entry,
        allocation=_allocation(page, number),
        reversal=reversal,
        reversed_entry=rows.get(entry.reverses) if _reverses(entry) else None,
        parts=_parts(entry.split_payment_id),
        copies=tuple(entry.copies.select_related("account").order_by("account_id")),
        original=_original(entry),
        is_lease=page.account.kind == Kind.LEASE,
    )


def find_same_payment(
    rows: Sequence[Transaction], *, amount: Decimal, effective: date
) -> Transaction | None:
    """Return a payment of the same amount and date that stands. No query."""
    gone = {row.reverses for row in rows if _reverses(row)}
    return next(
        (
            row
            for row in rows
            if row.code in PAYMENTS
            and row.entry not in gone
            and (row.amount, row.effective) == (amount, effective)
        ),
        None,
    )


def _reverses(row: Transaction) -> bool:
    return row.code == Code.REVERSAL


def _parts(split_id: int | None) -> tuple[Transaction, ...]:
    if split_id is None:
        return ()
    found = Transaction.objects.filter(split_payment_id=split_id)
    return tuple(found.select_related("account").order_by("account__number", "pk"))


def _original(entry: Transaction) -> Transaction | None:
    if entry.copied_from_id is None:
        return None
    found = Transaction.objects.filter(pk=entry.copied_from_id)
    return found.select_related("account").get()


def _allocation(page: AccountPage, number: int) -> Allocation | None:
    result = page.result
    entry = next(row for row in page.transactions if row.entry == number)
    if result is not None and entry.effective > page.day:
        terms, entries = terms_of(page.account), entries_of(page.transactions)
        result = replay_account(terms, entries, entry.effective)
    found = (each for each in (result.allocations if result else ()))
    return next(
        (
            each
            for each in found
            if each.transaction is not None and each.transaction.entry == number
        ),
        None,
    )
