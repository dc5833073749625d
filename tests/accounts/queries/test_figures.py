"""Figures read from a snapshot are those of the engine, on each day that it holds."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from accounts.engine.account import replay_account
from accounts.engine.calendar import add_months
from accounts.engine.errors import BadTerms, BadTransaction
from accounts.engine.schedule import make_schedule
from accounts.engine.transactions import Code
from accounts.mapping import first_day
from accounts.models import AccountSnapshot
from accounts.queries.figures import (
    figures_of_result,
    figures_of_snapshot,
    holds_on,
    replay_figures,
)
from accounts.services.snapshots import refresh_snapshot, values_of
from tests.accounts.engine.builders import entries_of, loan_terms
from tests.accounts.engine.line_stories import stories as line_stories
from tests.builders_accounts import make_account, post
from tests.builders_leases import make_entry, make_plain_terms, pay

ENOUGH = settings(max_examples=60, deadline=None)
# A snapshot may hold for years; its days grow alike.
MOST_DAYS = 70


@st.composite
def loan_stories(draw):
    terms = draw(loan_terms())
    try:
        make_schedule(terms)
    except BadTerms:
        assume(False)
    entries = draw(entries_of(terms))
    first = first_day(terms, entries).toordinal()
    last = max(first, add_months(terms.first_payment_date, 24).toordinal())
    return terms, entries, date.fromordinal(draw(st.integers(first, last)))


@st.composite
def lease_stories(draw):
    terms = make_plain_terms()
    days = draw(st.lists(st.dates(date(2026, 1, 15), date(2027, 3, 1)), max_size=8))
    amounts = st.decimals(min_value=1, max_value=900, places=2)
    entries = [pay(day, draw(amounts), number) for number, day in enumerate(days, 1)]
    return terms, entries, draw(st.dates(date(2026, 1, 15), date(2027, 3, 1)))


def check_every_day(story):
    terms, entries, as_of = story
    try:
        result = replay_account(terms, entries, as_of)
        snapshot = AccountSnapshot(**values_of(result))
        for ahead in range(MOST_DAYS):
            day = as_of + timedelta(days=ahead)
            if not holds_on(snapshot, day):
                break
            replayed = replay_account(terms, entries, day)
            figures = figures_of_snapshot(snapshot, day)
            assert figures == figures_of_result(replayed)
            assert figures.days_past_due == replayed.days_past_due
    except (BadTerms, BadTransaction):
        assume(False)


@ENOUGH
@given(loan_stories())
def test_of_loans(story):
    check_every_day(story)


@ENOUGH
@given(lease_stories())
def test_of_leases(story):
    check_every_day(story)


@ENOUGH
@given(line_stories())
def test_of_lines(story):
    check_every_day(story)


@pytest.mark.usefixtures("in_tenant")
def test_what_the_database_kept_is_as_exact(actor):
    account = make_account(actor)
    post(actor, account, "payment", "2026-02-03", "1200.00")
    rows = list(account.transactions.order_by("entry"))
    as_of = date(2026, 2, 10)
    refresh_snapshot(account, as_of)
    snapshot = AccountSnapshot.objects.get(account=account)

    days = [as_of + timedelta(days=ahead) for ahead in range(60)]
    held = [day for day in days if holds_on(snapshot, day)]

    assert len(held) == 20, "until the installment of 1 March"
    for day in held:
        assert figures_of_snapshot(snapshot, day) == replay_figures(account, rows, day)


@pytest.mark.usefixtures("in_tenant")
def test_a_day_before_the_account_has_no_figures(actor):
    account = make_account(actor)

    assert replay_figures(account, [], date(2025, 12, 31)) is None
    assert replay_figures(account, [], date(2026, 1, 1)).payoff == Decimal("10000.00")


def test_nothing_is_due_next_of_what_is_paid_off():
    terms = make_plain_terms()
    entries = [make_entry(Code.PAYOFF, "2026-01-20", "20000.00")]
    day = date(2026, 1, 21)

    figures = figures_of_snapshot(
        AccountSnapshot(**values_of(replay_account(terms, entries, day))), day
    )

    assert (figures.next_due_date, figures.next_due) == (None, None)
    assert figures.days_past_due == 0
