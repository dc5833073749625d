"""One door to every kind of account."""

from datetime import date
from decimal import Decimal

import pytest

from accounts.engine import account
from accounts.engine.account import (
    explain_account,
    figures_of,
    payoff_line_of,
    replay_account,
    true_until_of,
    verify,
)
from accounts.engine.errors import IdentityBroken
from accounts.engine.transactions import Code
from tests.accounts.engine.builders import day, make_terms, pay
from tests.builders_leases import make_lease_terms
from tests.builders_lines import make_line_terms

LOAN, LEASE, LINE = make_terms(), make_lease_terms(), make_line_terms()


def entries(terms):
    if terms is LINE:
        return [
            pay("2026-01-11", "500.00", 1, Code.ADVANCE),
            pay("2026-02-20", "100.00", 2),
            pay("2026-02-22", "40.00", 3),
        ]
    first = terms.first_payment_date
    return [pay(first, "100.00", 1), pay(first, "30.00", 2, Code.CHARGE)]


def later(terms):
    begins = terms.open_date if terms is LINE else terms.first_payment_date
    return date.fromordinal(begins.toordinal() + 70)


@pytest.mark.parametrize("terms", [LOAN, LEASE, LINE])
def test_every_kind_answers_alike(terms):
    result = replay_account(terms, entries(terms), later(terms))

    assert result.principal > 0
    for figure in figures_of(result):
        if (figure, terms) not in (("interest", LINE), ("minimum_payment", LINE)):
            explain_account(result, figure)
    payoff = payoff_line_of(result)
    assert payoff.amount(result.as_of) == result.payoff().amount
    assert true_until_of(result) >= result.as_of
    assert sum(each.sign * each.principal for each in result.allocations) == (
        result.principal - (0 if terms is LINE else result.ledger.opening)
    )


@pytest.mark.parametrize("terms", [LOAN, LEASE, LINE])
def test_verifying_returns_the_account(terms):
    known = entries(terms)

    found = verify(terms, known, later(terms))

    assert found.payoff() == replay_account(terms, known, later(terms)).payoff()


@pytest.mark.parametrize(
    ("broken", "sentence"),
    [
        (lambda known: known[-1].entry == 1, "order"),
        (lambda known: len(known) == 3, "reversal"),
    ],
)
def test_verifying_tells_what_does_not_agree(monkeypatch, broken, sentence):
    # A replay that cheats: it overlooks the first entry of some lists.
    true_replay = account.replay_account

    def cheating(terms, known, as_of):
        if broken(known):
            known = known[1:]
        return true_replay(terms, known, as_of)

    monkeypatch.setattr(account, "replay_account", cheating)

    with pytest.raises(IdentityBroken, match=sentence):
        verify(
            LOAN,
            [pay("2024-02-01", "9.00", 1), pay("2024-02-01", "8.00", 2)],
            day("2024-03-10"),
        )


def test_a_charge_is_no_payment_of_principal():
    result = replay_account(LOAN, entries(LOAN), day("2024-02-01"))

    assert result.fees == Decimal("0.00")
