"""Accounts are drawn without a database, for days on which calendars are tricky."""

import random
from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest

from accounts.engine.account import verify
from accounts.mapping import entries_of
from accounts.models import (
    AccountStatus,
    AccountSubStatus,
    LineProgram,
    Portfolio,
    ReversalReason,
)
from lendcore.actors import Actor, TenantFacts
from lendcore.site.demo.accounts import drawing
from lendcore.site.demo.accounts.drawing import Drawer, Mix
from lendcore.site.demo.accounts.habits import DAYS_LATE, WEIGHTS, Habit
from lendcore.site.demo.accounts.lists import PORTFOLIOS, Lists
from lendcore.site.demo.accounts.office import Office
from lendcore.site.demo.accounts.people import Borrower, Borrowers
from lendcore.site.demo.accounts.products import BUSINESSES, PEOPLE, PROGRAMS

DAYS = ("2026-11-25", "2027-01-31", "2027-03-01", "2028-02-29", "2028-03-31")
SMALL = Mix(loans=40, add_ons=3, leases=10, lines=12, new=2, archived=1)

NORTHWIND = TenantFacts(
    id=1,
    slug="northwind",
    name="Northwind Credit",
    country="US",
    time_zone="America/Denver",
    date_format="mdy",
    name_style="first_upper",
    is_sandbox=False,
)


class Staff:
    """Everybody works here."""

    def employs(self, person):
        return True

    def actor(self, person, at):
        return Actor(name=person.name, tenant=NORTHWIND, at=at, user_id=1)


def make_lists():
    codes = ("application", "open", "closed")
    statuses = {
        code: AccountStatus(pk=place, code=code) for place, code in enumerate(codes)
    }
    below = {
        "New": ("", "application"),
        "Repaying": ("repaying", "open"),
        "Paid off": ("paid_off", "closed"),
        "Charged off": ("charged_off", "closed"),
    }
    return Lists(
        statuses=statuses,
        sub_statuses={
            name: AccountSubStatus(name=name, code=code, status=statuses[status])
            for name, (code, status) in below.items()
        },
        portfolios={name: Portfolio(name=name) for name in PORTFOLIOS},
        companies=[],
        programs={
            name: LineProgram(name=name, terms=terms)
            for name, terms in PROGRAMS.items()
        },
        defaults={},
    )


def make_drawer(today, seed=1):
    rng = random.Random(seed)
    everyone = [
        Borrower(
            number,
            BUSINESSES if number % 5 == 0 else PEOPLE,
            "Vega",
            today - timedelta(days=540 if number % 3 else 40 + number),
        )
        for number in range(1, 200)
    ]
    return Drawer(
        rng,
        office=Office(Staff(), today, rng, ZoneInfo("America/Denver")),
        lists=make_lists(),
        people=Borrowers(rng, everyone, {}),
    )


def drawn(today, habit, monkeypatch, mix=SMALL):
    """Accounts that were asked to follow one habit."""
    monkeypatch.setattr(drawing, "some_habit", lambda rng: habit)
    return make_drawer(today).draw(mix)


@pytest.mark.parametrize("text", DAYS)
def test_every_account_replays_in_all_ways_and_none_has_anything_ahead(text):
    today = date.fromisoformat(text)

    plans = make_drawer(today).draw(SMALL)

    assert len(plans) == 40 + 3 + 10 + 12 + 2
    for plan in plans:
        if plan.is_active:
            verify(plan.terms, entries_of(plan.entries), today)
        moments = [row.entered_at for row in plan.entries]
        assert moments == sorted(moments)
        assert all(row.effective < today for row in plan.entries)
        assert all(moment.date() < today for moment in moments)


def test_the_same_seed_draws_the_same_accounts():
    today = date(2026, 11, 25)

    one, other = (make_drawer(today).draw(SMALL) for _ in range(2))

    assert [plan.account.terms for plan in one] == [
        plan.account.terms for plan in other
    ]
    assert [seen(plan) for plan in one] == [seen(plan) for plan in other]


def seen(plan):
    return [(row.code, row.effective, row.amount, row.entry) for row in plan.entries]


@pytest.mark.parametrize("text", DAYS)
@pytest.mark.parametrize("habit", sorted(set(DAYS_LATE) - {Habit.CHARGED_OFF}))
def test_loans_are_as_late_as_they_were_asked_to_be(text, habit, monkeypatch):
    today = date.fromisoformat(text)
    least, most = DAYS_LATE[habit]

    plans = drawn(today, habit, monkeypatch, Mix(loans=30, leases=8, lines=0))

    late = [plan.replayed(today) for plan in plans if plan.habit is habit]
    assert len(late) > 10
    for result in late:
        assert least <= result.days_past_due <= most
        assert result.amount_past_due > 0


@pytest.mark.parametrize("habit", [Habit.PAID_OFF, Habit.CHARGED_OFF])
def test_what_has_ended_owes_nothing_and_is_closed(habit, monkeypatch):
    today = date(2026, 11, 25)

    plans = drawn(today, habit, monkeypatch)

    ended = [plan for plan in plans if plan.habit is habit]
    assert len(ended) > 5
    for plan in ended:
        assert plan.replayed(today).payoff().amount == 0
        assert plan.is_closed


CURRENT = set(WEIGHTS) - set(DAYS_LATE) - {Habit.SLOW, Habit.ADJUSTED}


@pytest.mark.parametrize("habit", sorted(CURRENT))
def test_whoever_pays_in_the_end_is_not_past_due(habit, monkeypatch):
    today = date(2027, 2, 28)

    plans = drawn(today, habit, monkeypatch)

    shown = [plan for plan in plans if plan.habit is habit]
    assert shown
    for plan in shown:
        assert plan.replayed(today).days_past_due == 0


def test_a_returned_payment_is_reversed_with_a_fee(monkeypatch):
    plans = drawn(date(2026, 11, 25), Habit.RETURNED, monkeypatch)

    returned = [plan for plan in plans if plan.habit is Habit.RETURNED]
    assert returned
    for plan in returned:
        reversal = next(row for row in plan.entries if row.code == "reversal")
        target = plan.entries[reversal.reverses - 1]
        assert (target.code, target.amount) == ("payment", reversal.amount)
        assert reversal.reason == ReversalReason.NSF
        assert [row.amount for row in plan.entries if row.code == "charge"] == [25]


def test_a_check_that_lay_around_is_entered_days_later(monkeypatch):
    plans = drawn(date(2026, 11, 25), Habit.BACKDATED, monkeypatch)

    backdated = [plan for plan in plans if plan.habit is Habit.BACKDATED]
    assert backdated
    for plan in backdated:
        lags = [(row.entered_at.date() - row.effective).days for row in plan.entries]
        assert 5 <= max(lags) <= 12


def test_an_add_on_is_paid_with_the_loan_beside_it():
    plans = make_drawer(date(2026, 11, 25)).draw(SMALL)

    add_ons = [plan for plan in plans if plan.ties]
    assert len(add_ons) == 3
    for plan in add_ons:
        ((_, larger),) = plan.ties
        parts = [row for row in plan.entries if row.split_payment is not None]
        assert parts
        for part in parts:
            parent = part.split_payment
            (other,) = [row for row in larger.entries if row.split_payment is parent]
            assert part.amount + other.amount == parent.amount
