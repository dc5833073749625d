"""One account with everything that its page shows."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.http import Http404

from accounts.engine.account import Result, replay_account
from accounts.engine.allocation import Allocation
from accounts.engine.transactions import PAYMENTS, Code
from accounts.mapping import entries_of, first_day, terms_of
from accounts.models import Account, AccountCustomer, Kind, Role, Transaction


@dataclass(frozen=True, kw_only=True)
class EntryRow:
    """What happened on an account: an entry with what became of it, or what the terms
    did by themselves.

    code: what it is. transaction: None for the latter. allocation: None for a reversed
    entry, its reversal, and what is dated after the day shown.
    """

    effective: date
    code: str
    transaction: Transaction | None = None
    allocation: Allocation | None = None
    is_reversed: bool = False

    @property
    def what(self) -> str:
        """The kind of entry in words."""
        return self.code.replace("_", " ").capitalize()


@dataclass(frozen=True, kw_only=True)
class AccountPage:
    """An account on a day. result: None before it is activated or has begun."""

    account: Account
    day: date
    links: tuple[AccountCustomer, ...]
    transactions: tuple[Transaction, ...]
    result: Result | None

    @property
    def primary(self) -> AccountCustomer | None:
        return next((each for each in self.links if each.role == Role.PRIMARY), None)

    @property
    def others(self) -> int:
        """How many further customers there are."""
        return len(self.links) - (self.primary is not None)

    @property
    def is_line(self) -> bool:
        return self.account.kind == Kind.LINE

    @property
    def why_no_figures(self) -> str:
        if not self.account.is_active:
            return "The account is not activated, so it has no figures yet."
        return "The account begins later than this day."

    @property
    def entries(self) -> tuple[EntryRow, ...]:
        """Everything that happened, the latest first."""
        by_entry = {}
        rows = []
        for each in self.result.allocations if self.result else ():
            if each.transaction is None:
                rows.append(
                    EntryRow(effective=each.effective, code=each.what, allocation=each)
                )
            else:
                by_entry[each.transaction.entry] = each
        gone = {row.reverses for row in self.transactions if row.code == Code.REVERSAL}
        rows += [
            EntryRow(
                effective=row.effective,
                code=row.code,
                transaction=row,
                allocation=by_entry.get(row.entry),
                is_reversed=row.entry in gone,
            )
            for row in self.transactions
        ]
        return tuple(sorted(rows, key=_order, reverse=True))

    @property
    def paid_so_far(self) -> Decimal:
        """What was paid, whatever it went to."""
        found = self.result.allocations if self.result else ()
        paid = (each.amount for each in found if each.what in PAYMENTS)
        return sum(paid, Decimal(0))


def _order(row: EntryRow) -> tuple[date, int]:
    return row.effective, row.transaction.entry if row.transaction else 0


def get_account_page(pk: int, day: date) -> AccountPage:
    """Return an account as of a day. Three queries. Raises Http404."""
    wanted = ("status", "sub_status", "portfolio", "source_company", "program")
    account = (
        Account.objects.filter(pk=pk).select_related(*wanted).defer("search").first()
    )
    if account is None:
        raise Http404("There is no such account.")
    links = AccountCustomer.objects.filter(account=account).select_related("customer")
    rows = tuple(Transaction.objects.filter(account=account).order_by("entry"))
    return AccountPage(
        account=account,
        day=day,
        links=tuple(links.order_by("pk")),
        transactions=rows,
        result=_result(account, rows, day),
    )


def _result(
    account: Account, rows: tuple[Transaction, ...], day: date
) -> Result | None:
    if not account.is_active:
        return None
    terms, entries = terms_of(account), entries_of(rows)
    if day < first_day(terms, entries):
        return None
    return replay_account(terms, entries, day)
