"""Accounts opened and posted on one by one, by the services that pages call."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from accounts.engine.account import Result
from accounts.engine.money import ZERO
from accounts.engine.transactions import Code
from accounts.inputs import AccountInput, EntryInput, LabelsInput, LinkInput
from accounts.mapping import replayed
from accounts.models import Account, AccountCustomer, Kind, Method, Transaction
from accounts.services import access, accounts, customers, promises, transactions
from lendcore.actors import Actor
from lendcore.site.demo.accounts.lists import Lists
from lendcore.site.demo.accounts.office import Office
from lendcore.site.demo.members import DANA, LENA, RAJ, THEO, Person

type Deed = tuple[int, Callable[[], Any]]


class Desk:
    """What agents do with accounts, each so many days before the seeding."""

    def __init__(self, office: Office, lists: Lists) -> None:
        self.office = office
        self.lists = lists
        self.by_number: dict[str, Account] = {}

    def open(
        self,
        days: int,
        number: str,
        kind: str,
        title: str,
        terms: dict[str, Any],
        *,
        portfolio: str,
        links: list[LinkInput],
    ) -> Deed:
        """Return the opening of an account, active a few minutes later. title: of a
        line the name of its program."""

        def do() -> None:
            actor = self.at(RAJ, days)
            program = self.lists.programs[title] if kind == Kind.LINE else None
            labels = LabelsInput(
                number=number,
                title=title,
                portfolio=self.lists.portfolios[portfolio],
                source_company=self.lists.companies[0],
            )
            account = accounts.create_account(
                actor=actor,
                data=AccountInput(
                    kind=kind, labels=labels, terms=terms, program=program
                ),
            )
            customers.link_customers(
                actor=actor.anew(actor.at), account_id=account.pk, links=links
            )
            self.by_number[number] = accounts.activate(
                actor=actor.anew(actor.at + timedelta(minutes=9)),
                account_id=account.pk,
            )

        return days, do

    def pay_due(self, number: str, due: date, method: str) -> Deed:
        """Return a payment of what is due on a day, on that day."""
        days = (self.office.today - due).days

        def do() -> None:
            amount = f"{self.due_next(number, due)}"
            facts = {"method": method, "note": "Automatic debit"}
            if method == Method.CHECK:
                facts = {"method": method, "reference": f"{5000 + days}"}
            self.post(number, days, Code.PAYMENT, amount, LENA, facts)

        return days, do

    def due_next(self, number: str, day: date) -> Decimal:
        """Return what is due next on an account, seen on a day."""
        coming = self._replayed(number, day).next_due
        return coming.unpaid if coming else ZERO

    def _replayed(self, number: str, day: date) -> Result:
        account = self.by_number[number]
        rows = list(Transaction.objects.filter(account=account).order_by("entry"))
        return replayed(account, rows, day)

    def entry(
        self, number: str, days: int, code: Code, amount: str, **facts: Any
    ) -> Deed:
        """Return an entry on a day, entered on it."""
        return days, lambda: self.post(number, days, code, amount, THEO, facts)

    def post(
        self,
        number: str,
        days: int,
        code: Code,
        amount: str,
        person: Person,
        facts: dict[str, Any],
        *,
        entered: int | None = None,
    ) -> None:
        """Post an entry. entered: how many days ago, if not on its day."""
        is_automatic = facts.get("method") == Method.ACH
        entered_on = self.office.day(days if entered is None else entered)
        bank = self.office.bank_file(entered_on)
        transactions.post(
            actor=bank if is_automatic else self.office.at(person, entered_on),
            account_id=self.by_number[number].pk,
            data=EntryInput(
                code=code,
                effective=self.office.day(days),
                amount=Decimal(amount),
                **facts,
            ),
        )

    def at(self, person: Person, days: int) -> Actor:
        """Return a member at work so many days ago."""
        return self.office.at(person, self.office.day(days))

    def switch(
        self, number: str, customer_id: int, days: int, channel: str, *, is_on: bool
    ) -> None:
        """Turn somebody's access on or off by hand."""
        link = AccountCustomer.objects.get(
            account=self.by_number[number], customer_id=customer_id
        )
        access.set_access(
            actor=self.at(DANA, days), link_id=link.pk, channel=channel, is_on=is_on
        )

    def promise(self, number: str, days: int, by_days: int, amount: str) -> None:
        """Enter a promise to pay; by_days: how many days ago it was for."""
        promises.make_promise(
            actor=self.at(DANA, days),
            account_id=self.by_number[number].pk,
            amount=Decimal(amount),
            due_date=self.office.day(by_days),
            note="By phone",
        )

    def pay_off(self, number: str, days: int) -> None:
        """Pay an account off and close it."""
        account = self.by_number[number]
        result = self._replayed(number, self.office.day(days))
        facts = {"method": Method.WIRE, "note": "Payoff"}
        amount = f"{result.payoff().amount}"
        self.post(number, days, Code.PAYOFF, amount, THEO, facts)
        accounts.set_status(
            actor=self.at(THEO, days),
            account_id=account.pk,
            status=self.lists.statuses["closed"],
            sub_status=self.lists.sub_statuses["Paid off"],
            reason="Paid off",
        )
