"""What a lease can't take: each refusal names its field."""

from decimal import Decimal

import pytest

from accounts.engine.errors import BadQuestion, BadTerms, BadTransaction, IdentityBroken
from accounts.engine.lease_explain import explain_lease
from accounts.engine.lease_parts import RENT
from accounts.engine.lease_replay import check_identities, replay_lease
from accounts.engine.options import Bucket, Excess
from accounts.engine.transactions import Code
from tests.builders_leases import day, make_entry, make_plain_terms, pay, replayed

D = Decimal
CHARGE = make_entry(Code.CHARGE, "2026-02-01", "10.00", 1)
DUE = {"old_due_date": day("2026-02-15")}


@pytest.mark.parametrize(
    ("code", "effective", "changes", "field", "sentence"),
    [
        ("advance", "2026-02-20", {}, "code", "A lease has no advance."),
        ("principal_payment", "2026-02-20", {}, "code", "A lease has no principal"),
        ("pending_swipe", "2026-02-20", {}, "code", "A lease has no pending swipe."),
        ("settled_swipe", "2026-02-20", {}, "code", "A lease has no settled swipe."),
        ("interest_adjustment", "2026-02-20", {}, "code", "A lease has no interest"),
        ("rate_change", "2026-02-20", {"rate_annual": D(0)}, "code", "no rate change"),
        ("payment", "2026-01-14", {}, "effective", "Is before the contract date."),
        ("refund", "2026-02-20", {}, "amount", "Only 0.00 is unapplied."),
        ("recovery", "2026-02-20", {}, "amount", "Is more than was written off."),
        ("waiver", "2026-02-20", {}, "bucket", "Give fees, interest, principal or"),
        ("waiver", "2026-02-20", {"bucket": "cash"}, "bucket", "Give fees"),
        (
            "waiver",
            "2026-02-20",
            {"bucket": Bucket.INTEREST},
            "amount",
            "Only 14.00 of it is due there.",
        ),
        (
            "write_off",
            "2026-02-20",
            {"amount": D("10000.01")},
            "amount",
            "Only 10000.00 of the cost is left.",
        ),
        ("past_due_adjustment", "2026-02-20", {"amount": D(999)}, "amount", "past due"),
        (
            "past_due_adjustment",
            "2026-02-20",
            {"amount": D(0), "current_as_of": day("2026-02-21")},
            "current_as_of",
            "Is after the adjustment.",
        ),
        ("due_date_change", "2026-02-16", DUE, "old_due_date", "Is no due date to"),
        (
            "due_date_change",
            "2026-02-10",
            DUE,
            "new_due_date",
            "between its neighbours",
        ),
        (
            "due_date_change",
            "2026-02-10",
            DUE | {"new_due_date": day("2026-02-10")},
            "new_due_date",
            "between its neighbours",
        ),
        (
            "due_date_change",
            "2026-02-10",
            DUE | {"new_due_date": day("2026-03-15")},
            "new_due_date",
            "between its neighbours",
        ),
        ("skipped_payment", "2026-02-16", DUE, "old_due_date", "Is no due date to"),
        ("delinquency_resume", "2026-02-10", {}, "code", "is not paused"),
        (
            "payoff",
            "2026-02-10",
            {"split": {Bucket.FEES: D(100)}},
            "split",
            "A payoff has no parts of its own.",
        ),
    ],
)
def test_what_a_lease_cannot_take_is_refused(code, effective, changes, field, sentence):
    entry = make_entry(
        Code(code), effective, **({"amount": "100.00"} | changes), entry=7
    )

    with pytest.raises(BadTransaction, match=sentence) as refusal:
        replayed([CHARGE, entry], "2026-03-01")

    assert (refusal.value.field, refusal.value.entry) == (field, 7)


def test_a_payment_that_is_paid_ahead_is_not_moved():
    entries = [
        pay("2026-02-01", "1.00"),
        make_entry(Code.SKIPPED_PAYMENT, "2026-02-02", entry=2, **DUE),
    ]

    with pytest.raises(BadTransaction, match="Is paid already"):
        replayed(entries, "2026-03-01")


def test_a_second_pause_is_refused():
    pauses = [make_entry(Code.DELINQUENCY_PAUSE, "2026-02-01", entry=n) for n in (1, 2)]

    with pytest.raises(BadTransaction, match="paused already"):
        replayed(pauses, "2026-03-01")


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"excess": Excess.PRINCIPAL}, "excess"),
        ({"excess": Excess.REAMORTIZE}, "excess"),
        ({"order": (Bucket.FEES, Bucket.INTEREST)}, "order"),
        ({"delinquency_grace_days": -1}, "delinquency_grace_days"),
    ],
)
def test_terms_that_no_lease_is_serviced_by_are_refused(changes, field):
    with pytest.raises(BadTerms) as refusal:
        make_plain_terms(**changes)

    assert refusal.value.field == field


def test_a_day_before_the_contract_is_refused():
    with pytest.raises(BadQuestion) as refusal:
        replay_lease(make_plain_terms(), [], day("2026-01-14"))

    assert refusal.value.field == "as_of"


def test_an_earlier_day_and_an_unknown_figure_are_refused():
    result = replayed([], "2026-03-01")

    with pytest.raises(BadQuestion):
        result.at(day("2026-02-28"))
    with pytest.raises(BadQuestion):
        result.payoff(day("2026-02-28"))
    with pytest.raises(BadQuestion, match="Give one of: payoff, principal"):
        explain_lease(result, "apr")


@pytest.mark.parametrize("mistake", ["principal", "overpaid"])
def test_a_result_that_contradicts_itself_is_refused(mistake):
    result = replayed([pay("2026-02-15", "565.40")], "2026-03-01")
    ledger = result.ledger
    if mistake == "principal":
        ledger.residual += D("0.01")
    else:
        ledger.installments[0].paid[RENT] += D("0.01")

    with pytest.raises(IdentityBroken):
        check_identities(result)
