"""One account with everything that its page shows."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property

from django.http import Http404

from accounts.engine.account import Result, replay_account
from accounts.engine.lease_replay import LeasePayment
from accounts.engine.line import LineReplay
from accounts.engine.projection import ProjectedRow
from accounts.engine.replay import Replay
from accounts.engine.transactions import PAYMENTS, Code
from accounts.mapping import entries_of, first_day, terms_of
from accounts.models import (
    Account,
    AccountCustomer,
    Kind,
    Role,
    Transaction,
)
from accounts.queries.entry_rows import CHANGES, EntryRow, list_entry_rows
from accounts.queries.promises import PromiseState, list_promises, states_of
from customers.models import Address

_OF_LINK = [
    field.attname
    for field in AccountCustomer._meta.concrete_fields
    if field.name != "customer"
]


SINCE_BOARDING = "Since it was taken over"


@dataclass(frozen=True, kw_only=True)
class AccountPage:
    """An account on a day. result: None before it is activated or has begun."""

    account: Account
    day: date
    links: tuple[AccountCustomer, ...]
    transactions: tuple[Transaction, ...]
    result: Result | None
    promises: tuple[PromiseState, ...] = ()

    @property
    def promise(self) -> PromiseState | None:
        """The promise that waits to be kept, or the last one if it was broken."""
        made = [each for each in self.promises if each.promise.withdrawn_at is None]
        waiting = next((each for each in made if each.is_open), None)
        last = made[0] if made else None
        return waiting or (last if last and last.is_broken else None)

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
    def schedule_label(self) -> str:
        return "Statements" if self.is_line else "Schedule"

    @property
    def principal_label(self) -> str:
        return "Cost left" if self.account.kind == Kind.LEASE else "Principal"

    @property
    def rate(self) -> Decimal | None:
        """The annual rate of a loan on the day; None of others, which have several or
        none."""
        return self.result.ledger.rate if isinstance(self.result, Replay) else None

    @property
    def main_label(self) -> str:
        """What a payment repays."""
        return "Cost" if self.account.kind == Kind.LEASE else "Principal"

    @property
    def shortfall(self) -> str:
        """How many payments are past due, in words; "" where some were so before the
        account was taken over, since those came as one amount."""
        if self.result is None or self._owes_of_old:
            return ""
        short = len(self.result.past_due_table)
        noun = "statement" if self.is_line else "payment"
        return f"{short} {noun}{'' if short == 1 else 's'} short" if short else ""

    @cached_property
    def boarding(self) -> Transaction | None:
        """The opening figures of an account that was taken over."""
        found = (row for row in self.transactions if row.code == Code.BOARDING)
        return next(found, None)

    @property
    def _owes_of_old(self) -> bool:
        oldest = self.result.oldest_due_date if self.result else None
        opened = self.boarding
        return bool(oldest and opened and oldest < opened.effective)

    @property
    def payments_note(self) -> str:
        """Of how many payments some are left, in words."""
        return SINCE_BOARDING if self.boarding else f"of {len(self._payments)}"

    @property
    def all_payments(self) -> str:
        """What the schedule sums up, in words."""
        return SINCE_BOARDING if self.boarding else "All payments"

    @property
    def payments_left(self) -> int:
        """Of how many payments of a loan or lease something is unpaid."""
        return sum(1 for row in self._payments if row.unpaid > 0)

    @cached_property
    def _payments(self) -> list[ProjectedRow | LeasePayment]:
        if self.result is None or isinstance(self.result, LineReplay):
            return []
        return [row for row in self.result.rows if row.payment]

    @property
    def interest_label(self) -> str:
        return "Rent" if self.account.kind == Kind.LEASE else "Interest"

    @property
    def why_no_figures(self) -> str:
        if not self.account.is_active:
            return "The account is not activated, so it has no figures yet."
        return "The account begins later than this day."

    @property
    def entries(self) -> tuple[EntryRow, ...]:
        """Everything that happened, the latest first."""
        found = self.result.allocations if self.result else ()
        return list_entry_rows(self.transactions, found, self.day)

    @property
    def movable_due_dates(self) -> tuple[date, ...]:
        """Due dates to come that can be moved or skipped."""
        if self.result is None:
            return ()
        if isinstance(self.result, LineReplay):
            coming = self.result.next_due
            return (coming.due_date,) if coming else ()
        rows = (row.due_date for row in self.result.rows if row.payment)
        return tuple(day for day in rows if day > self.day)

    @property
    def entries_until_its_day(self) -> tuple[EntryRow, ...]:
        """What happened up to the day shown."""
        return tuple(row for row in self.entries if not row.is_ahead)

    @property
    def changes(self) -> tuple[EntryRow, ...]:
        """What was changed of the terms since, and still stands; the latest first."""
        return tuple(
            row
            for row in self.entries
            if row.code in CHANGES and not row.is_reversed and not row.is_ahead
        )

    @property
    def why_no_posting(self) -> str:
        """Why nothing can be posted; empty where something can."""
        if self.account.is_archived:
            return "The account is archived. Take it out of the archive first."
        if not self.account.is_active:
            return "The account is not activated, so nothing can be posted on it."
        return ""

    @property
    def past_due_and_fees(self) -> Decimal:
        """What an agent asks for on the phone."""
        if self.result is None:
            return Decimal(0)
        return self.result.amount_past_due + self.result.fees

    @property
    def paid_so_far(self) -> Decimal:
        """What was paid, whatever it went to."""
        found = self.result.allocations if self.result else ()
        paid = (each.amount for each in found if each.what in PAYMENTS)
        return sum(paid, Decimal(0))


def get_account_page(
    pk: int, day: date, *, until: datetime | None = None
) -> AccountPage:
    """Return an account as of a day. Four queries. Raises Http404.

    until: the end of a day other than today; customers, roles and access are then those
    of the history before it.
    """
    wanted = ("status", "sub_status", "portfolio", "source_company", "program")
    account = (
        Account.objects.filter(pk=pk).select_related(*wanted).defer("search").first()
    )
    if account is None:
        raise Http404("There is no such account.")
    rows = tuple(Transaction.objects.filter(account=account).order_by("entry"))
    return AccountPage(
        account=account,
        day=day,
        links=tuple(_links(account, until)),
        transactions=rows,
        result=_result(account, rows, day),
        promises=tuple(states_of(list_promises(account), rows, day)),
    )


def _links(account: Account, until: datetime | None) -> Iterable[AccountCustomer]:
    """Return an account's links with their customers, now or before a moment. One
    query."""
    if until is None:
        links = AccountCustomer.objects.filter(account=account)
        return links.select_related("customer").order_by("pk")
    rows = AccountCustomer.history.model.objects.filter(
        account_id=account.pk, history_date__lt=until
    )
    last = rows.order_by("id", "-history_id").distinct("id").select_related("customer")
    return (
        AccountCustomer(
            customer=row.customer, **{name: vars(row)[name] for name in _OF_LINK}
        )
        for row in last
        if row.history_type != "-" and row.customer
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


@dataclass(frozen=True, kw_only=True)
class ShownStatus:
    """Status and sub-status, under the names that they have now."""

    name: str
    tone: str
    sub_status: str = ""


def status_of(account: Account) -> ShownStatus:
    """Return the status of today. No query."""
    closer = account.sub_status.name if account.sub_status else ""
    return ShownStatus(
        name=account.status.name, tone=account.status.tone, sub_status=closer
    )


def find_status_on(account: Account, until: datetime) -> ShownStatus | None:
    """Return the status that the account had at a moment; None before it was on file.
    One query."""
    rows = Account.history.model.objects.filter(id=account.pk, history_date__lt=until)
    names = ("status__name", "status__tone", "sub_status__name")
    then = rows.order_by("-history_date", "-history_id").values_list(*names).first()
    name, tone, closer = then or (None, None, None)
    if name is None:
        # Not on file then, or under a status that is gone.
        return None
    return ShownStatus(name=name, tone=tone, sub_status=closer or "")


def find_address(link: AccountCustomer | None) -> Address | None:
    """Return where a customer gets mail: the mailing address, or else the primary
    one. One query."""
    if link is None:
        return None
    found = Address.objects.filter(customer=link.customer_id)
    by_purpose = {row.purpose: row for row in found}
    mailing = by_purpose.get(Address.Purpose.MAILING)
    return mailing or by_purpose.get(Address.Purpose.PRIMARY)
