"""The book of accounts: each drawn with its terms, its days and its people."""

import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from operator import attrgetter
from typing import Any

from accounts.engine.calendar import add_months
from accounts.engine.lease import make_lease_schedule
from accounts.engine.schedule import Row, make_schedule
from accounts.engine.transactions import Code
from accounts.mapping import read_agreed
from accounts.models import Account, Kind, Method, SplitPayment, Transaction
from lendcore.actors import Actor
from lendcore.site.demo.accounts import products
from lendcore.site.demo.accounts.entries import Entries
from lendcore.site.demo.accounts.habits import (
    DAYS_LATE,
    Due,
    Habit,
    Payer,
    some_habit,
)
from lendcore.site.demo.accounts.lines import LineUser
from lendcore.site.demo.accounts.lists import Lists
from lendcore.site.demo.accounts.office import Office
from lendcore.site.demo.accounts.people import Borrower, Borrowers
from lendcore.site.demo.accounts.plans import Plan, Step
from lendcore.site.demo.accounts.products import BUSINESSES, PEOPLE, PRODUCTS, Product

DAY = timedelta(days=1)
# The accounts of the lender's old system came this long ago.
BOARDED_DAYS_AGO = 530
# The least that an account has behind it.
_YOUNGEST = 4
_ADD_ONS = ("GAP cover", "Extended warranty", "Tires and service", "Registration")


@dataclass(frozen=True, kw_only=True)
class Mix:
    """How many accounts of each kind there are, and in which states.

    add_ons: small loans beside a larger one, paid together with it. new: not activated.
    archived: of those that are closed.
    """

    loans: int = 1_815
    add_ons: int = 40
    leases: int = 220
    lines: int = 400
    new: int = 20
    archived: int = 25


class Drawer:
    """Draws accounts one after the other."""

    def __init__(
        self, rng: random.Random, *, office: Office, lists: Lists, people: Borrowers
    ) -> None:
        self._rng = rng
        self._office = office
        self._lists = lists
        self._people = people
        self._today = office.today

    def draw(self, mix: Mix) -> list[Plan]:
        """Return accounts of all kinds, in the order in which they were opened."""
        plans = [
            *(self._loan() for _ in range(mix.loans)),
            *(self._lease() for _ in range(mix.leases)),
            *(self._line() for _ in range(mix.lines)),
            *(self._new() for _ in range(mix.new)),
        ]
        larger = [plan for plan in plans if _takes_add_on(plan)]
        chosen = self._rng.sample(larger, min(mix.add_ons, len(larger)))
        plans += [self._add_on(plan) for plan in chosen]
        closed = [plan for plan in plans if plan.is_closed]
        for plan in self._rng.sample(closed, min(mix.archived, len(closed))):
            self._archive(plan)
        return sorted(plans, key=attrgetter("opened.at"))

    # Kinds --------------------------------------------------------------------------

    def _loan(self, product: Product | None = None) -> Plan:
        weights = [each.weight for each in PRODUCTS]
        product = product or self._rng.choices(PRODUCTS, weights=weights)[0]
        borrower = self._people.pick(product.who)
        opened = self._opening_day(borrower)
        can_board = (self._today - borrower.since).days > BOARDED_DAYS_AGO
        if can_board and self._rng.random() < 0.45:
            return self._boarded(product, borrower)
        terms = product.terms(self._rng, opened)
        plan = self._plan(
            Kind.LOAN, product.title(self._rng, opened), terms, opened, borrower
        )
        plan.account.portfolio = self._lists.portfolios[product.portfolio]
        dues = _dues(make_schedule(plan.terms).rows)
        return self._lived(plan, dues, Entries(self._office), some_habit(self._rng))

    def _boarded(self, product: Product, borrower: Borrower) -> Plan:
        """Return a loan of the old system, which ran for a while before it came."""
        boarded = self._today - timedelta(days=BOARDED_DAYS_AGO)
        contract = boarded - timedelta(days=self._rng.randrange(40, 900))
        terms = product.terms(self._rng, contract)
        agreed = read_agreed(Kind.LOAN, terms)
        rows = make_schedule(agreed).rows
        left = [row for row in rows if row.due_date >= boarded]
        if len(left) < 3 or len(left) == len(rows):
            return self._loan(product)
        plan = self._plan(
            Kind.LOAN,
            product.title(self._rng, contract),
            terms,
            boarded,
            borrower,
            self._office.importer(boarded),
        )
        plan.account.portfolio = self._lists.portfolios[product.portfolio]
        entries = Entries(self._office)
        entries.add(
            Code.BOARDING,
            boarded,
            by=lambda _: plan.opened,
            details={"boarding": _opening(rows, len(rows) - len(left), boarded)},
        )
        return self._lived(plan, _dues(left), entries, some_habit(self._rng))

    def _lease(self) -> Plan:
        who = self._rng.choice((PEOPLE, PEOPLE, BUSINESSES))
        borrower = self._people.pick(who)
        opened = self._opening_day(borrower)
        title = products.lease_title(self._rng, who, opened)
        terms = products.lease_terms(self._rng, opened)
        plan = self._plan(Kind.LEASE, title, terms, opened, borrower)
        plan.account.portfolio = self._lists.portfolios["Auto"]
        dues = _dues(make_lease_schedule(plan.terms).rows)
        habit = some_habit(self._rng)
        if habit is Habit.CHARGED_OFF:
            # The car comes back instead.
            habit = Habit.LATE_90
        return self._lived(plan, dues, Entries(self._office), habit)

    def _line(self) -> Plan:
        who = self._rng.choice((PEOPLE, PEOPLE, PEOPLE, BUSINESSES))
        own = products.DEALER if who == BUSINESSES else products.EVERYDAY
        name = self._rng.choice((own, own, products.RESERVE))
        borrower = self._people.pick(who)
        opened = self._opening_day(borrower)
        program = self._lists.programs[name]
        limit = self._rng.choice(products.LIMITS[name])
        terms = {
            **program.terms,
            **({"limit": limit} if limit else {}),
            "open_date": opened.isoformat(),
            "draw_end_date": add_months(opened, 60).isoformat(),
        }
        plan = self._plan(Kind.LINE, name, terms, opened, borrower)
        plan.account.program = program
        plan.account.portfolio = self._lists.portfolios["Lines"]
        plan.habit = habit = self._line_habit()
        entries, stopped = Entries(self._office), None
        if habit in DAYS_LATE:
            days = self._rng.randint(*DAYS_LATE[habit])
            stopped = self._today - timedelta(days=days)
        LineUser(self._rng, plan.terms, entries, self._today).use(unpaid_since=stopped)
        plan.entries = entries.rows
        if habit is Habit.PAID_OFF:
            self._pay_line_off(plan, entries)
        self._activate(plan)
        return plan

    def _line_habit(self) -> Habit:
        habit = some_habit(self._rng)
        known = {Habit.PAID_OFF, *DAYS_LATE} - {Habit.CHARGED_OFF}
        return habit if habit in known else Habit.ON_TIME

    def _pay_line_off(self, plan: Plan, entries: Entries) -> None:
        day = self._today - timedelta(days=self._rng.randrange(1, 9))
        last = max((row.effective for row in plan.entries), default=None)
        if last is None or day <= last:
            plan.habit = Habit.ON_TIME
            return
        amount = plan.replayed(day).payoff().amount
        if amount:
            entries.pay(day, amount, Method.WIRE, code=Code.PAYOFF, note="Payoff")
        plan.entries = entries.rows
        self._close(plan, day, "paid_off")

    def _new(self) -> Plan:
        """Return an application that nobody has activated."""
        product = self._rng.choice(PRODUCTS)
        borrower = self._people.pick(product.who)
        opened = self._today - timedelta(days=self._rng.randrange(1, 12))
        contract = self._today + timedelta(days=self._rng.randrange(2, 10))
        terms = product.terms(self._rng, contract)
        title = product.title(self._rng, opened)
        plan = self._plan(Kind.LOAN, title, terms, opened, borrower)
        plan.account.portfolio = self._lists.portfolios[product.portfolio]
        application = self._lists.statuses["application"]
        names = sorted(
            name
            for name, row in self._lists.sub_statuses.items()
            if row.status_id == application.pk
        )
        chosen = self._lists.sub_statuses[self._rng.choice(names)]
        plan.account.sub_status = chosen
        return plan

    def _add_on(self, plan: Plan) -> Plan:
        """Return a small loan beside a larger one, due on the same days; of late the
        borrower pays both at once."""
        opened = plan.terms.contract_date
        terms = {
            "amount": f"{self._rng.randrange(400, 2_400, 20)}.00",
            "rate_annual": "0.1190",
            "contract_date": opened.isoformat(),
            "first_payment_date": plan.terms.first_payment_date.isoformat(),
            "number_of_payments": 36,
        }
        title = self._rng.choice(_ADD_ONS)
        beside = self._plan(Kind.LOAN, title, terms, opened, plan.borrower)
        beside.account.portfolio = plan.account.portfolio
        dues = _dues(make_schedule(beside.terms).rows)
        entries = Entries(self._office)
        beside = self._lived(beside, dues, entries, Habit.ON_TIME, Method.ACH)
        beside.ties.append((self._office.lender(opened), plan))
        by_day = {row.effective: row for row in plan.entries}
        both = [row for row in beside.entries if row.effective in by_day]
        for row in both[-3:]:
            self._split(by_day[row.effective], row)
        return beside

    def _split(self, one: Transaction, other: Transaction) -> None:
        """Make one payment of two."""
        actor = self._office.somebody(one.effective)
        author = {
            "entered_at": actor.at,
            "entered_by": actor.name,
            "entered_by_id": actor.user_id,
            "change_set": actor.change_set,
        }
        parent = SplitPayment(
            effective=one.effective, amount=one.amount + other.amount, **author
        )
        facts = author | {
            "split_payment": parent,
            "method": Method.CHECK,
            "reference": f"{self._rng.randrange(1001, 9999)}",
            "note": "One check for both",
        }
        for row in (one, other):
            for name, value in facts.items():
                setattr(row, name, value)

    # What all have --------------------------------------------------------------------

    def _opening_day(self, borrower: Borrower) -> date:
        least, most = _YOUNGEST, (self._today - borrower.since).days - 1
        days = self._rng.randrange(least, max(most, least + 1))
        return self._today - timedelta(days=min(days, BOARDED_DAYS_AGO))

    def _plan(
        self,
        kind: str,
        title: str,
        terms: dict[str, Any],
        opened: date,
        borrower: Borrower,
        actor: Actor | None = None,
    ) -> Plan:
        actor = actor or self._office.lender(opened)
        account = Account(
            kind=kind,
            title=title,
            terms=terms,
            status=self._lists.statuses["application"],
            source_company=self._rng.choice([None, *self._lists.companies]),
            created_at=actor.at,
            updated_at=actor.at,
        )
        return Plan(
            account=account,
            terms=read_agreed(kind, terms),
            borrower=borrower,
            opened=actor,
        )

    def _lived(
        self,
        plan: Plan,
        dues: Sequence[Due],
        entries: Entries,
        habit: Habit,
        method: Method | None = None,
    ) -> Plan:
        """Return a loan or lease with its entries, active and perhaps closed."""
        payer = Payer(
            self._rng, plan.terms, dues, entries, today=self._today, method=method
        )
        plan.habit = payer.follow(habit)
        plan.entries = entries.rows
        plan.kept = payer.kept
        self._activate(plan)
        if payer.closed_on is not None:
            self._close(plan, payer.closed_on, payer.ending)
        return plan

    def _activate(self, plan: Plan) -> None:
        actor = plan.opened.anew(plan.opened.at + timedelta(minutes=25))
        first = Step(
            actor,
            {
                "is_active": True,
                "activated_at": actor.at,
                "status": self._lists.statuses["open"],
                "sub_status": self._sub_status("repaying"),
            },
        )
        plan.steps.insert(0, first)

    def _close(self, plan: Plan, day: date, ending: str) -> None:
        values = {
            "status": self._lists.statuses["closed"],
            "sub_status": self._sub_status(ending),
            "closed_on": day,
        }
        late = max((row.entered_at for row in plan.entries), default=plan.opened.at)
        actor = self._office.somebody(max(day, late.date()))
        plan.steps.append(Step(actor.anew(max(actor.at, late)), values))

    def _archive(self, plan: Plan) -> None:
        day = self._today - DAY
        actor = self._office.somebody(day)
        last = plan.steps[-1].actor.at
        moment = max(actor.at, last + timedelta(minutes=5))
        plan.steps.append(Step(actor.anew(moment), {"archived_at": moment}))

    def _sub_status(self, code: str) -> Any:
        found = self._lists.sub_statuses.values()
        return next(row for row in found if row.code == code)


def _takes_add_on(plan: Plan) -> bool:
    """Return whether a loan is paid by the month from the account, always in time."""
    is_usual = plan.habit is Habit.ON_TIME and plan.account.kind == Kind.LOAN
    return (
        is_usual
        and plan.account.terms["frequency"] == "monthly"
        and len(plan.entries) > 1
        and all(row.method == Method.ACH for row in plan.entries)
    )


def _dues(rows: Iterable[Any]) -> list[Due]:
    return [Due(row.due_date, row.payment) for row in rows]


def _opening(rows: Sequence[Row], paid: int, day: date) -> dict[str, str]:
    """Return the opening figures of a loan of which so many payments were made."""
    running, before = rows[paid], rows[paid - 1]
    days = (running.due_date - before.due_date).days
    share = Decimal((day - before.due_date).days) / days
    accrued = (running.interest * share).quantize(Decimal("0.01"))
    return {
        "principal": f"{before.balance}",
        "accrued_interest": f"{accrued}",
        "next_due_date": running.due_date.isoformat(),
    }
