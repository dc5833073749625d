"""What is posted on an account and by a tie on another one too."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import ProgrammingError, transaction

from accounts.models import AccountLink, AccountSnapshot, Kind, Transaction
from accounts.queries import links as link_queries
from accounts.services import account_links, accounts, copying, splits, transactions
from accounts.services.account_links import TieInput
from accounts.services.errors import AlreadyReversed, CopyRefused, EntryRefused, Stale
from lendcore.models import Tenant
from tests.builders_accounts import entry, make_account, post

pytestmark = pytest.mark.usefixtures("in_tenant")
BOTH = TieInput(copies_payments=True, copies_charges=True)


@pytest.fixture
def loan(actor):
    return make_account(actor, "LN-1")


@pytest.fixture
def other(actor):
    return make_account(actor, "LN-2")


@pytest.fixture
def tie(actor, loan, other):
    return account_links.tie(actor=actor, from_id=loan.pk, to_id=other.pk, data=BOTH)


def rows(account):
    return list(Transaction.objects.filter(account=account).order_by("entry"))


def codes(account):
    return [row.code for row in rows(account)]


def principal(account):
    return AccountSnapshot.objects.get(account=account).principal_cents


def test_a_payment_is_posted_on_the_linked_account_too(actor, loan, other, tie):
    original = post(
        actor,
        loan,
        "payment",
        "2026-02-01",
        "888.49",
        method="check",
        reference="1042",
        payer="Marisol Vega",
        note="February",
    )

    (copy,) = rows(other)
    assert (copy.code, copy.amount) == ("payment", Decimal("888.49"))
    assert copy.effective == date(2026, 2, 1)
    assert (copy.method, copy.reference) == ("check", "1042")
    assert (copy.payer, copy.note) == ("Marisol Vega", "February")
    assert copy.copied_from == original
    assert copy.change_set == original.change_set
    assert principal(other) == principal(loan)


def test_a_charge_is_copied_by_a_switch_of_its_own(actor, loan, other, tie):
    account_links.set_switch(
        actor=actor, link_id=tie.pk, switch="copies_payments", is_on=False
    )

    post(actor, loan, "payment", "2026-02-01", "100.00")
    post(actor, loan, "charge", "2026-02-02", "25.00")

    assert codes(other) == ["charge"]


def test_nothing_is_copied_back(actor, loan, other, tie):
    post(actor, other, "payment", "2026-02-01", "100.00")

    assert codes(loan) == []


def test_a_tie_without_the_switches_copies_nothing(actor, loan, other):
    account_links.tie(actor=actor, from_id=loan.pk, to_id=other.pk)

    post(actor, loan, "payment", "2026-02-01", "100.00")

    assert codes(other) == []


@pytest.mark.parametrize("code", ["credit", "recovery", "refund", "advance"])
def test_only_payments_and_charges_are_ever_copied(code):
    assert link_queries.list_copy_targets(1, code) == []


def test_a_copy_is_not_copied_again(actor, loan, other, tie):
    third = make_account(actor, "LN-3")
    account_links.tie(actor=actor, from_id=other.pk, to_id=third.pk, data=BOTH)

    post(actor, loan, "payment", "2026-02-01", "100.00")

    assert codes(other) == ["payment"]
    assert codes(third) == []


def test_a_ring_of_ties_posts_once_on_the_next_account(actor, loan, other, tie):
    third = make_account(actor, "LN-3")
    account_links.tie(actor=actor, from_id=other.pk, to_id=third.pk, data=BOTH)
    account_links.tie(actor=actor, from_id=third.pk, to_id=loan.pk, data=BOTH)

    post(actor, loan, "payment", "2026-02-01", "100.00")

    assert [codes(each) for each in (loan, other, third)] == [
        ["payment"],
        ["payment"],
        [],
    ]


def test_a_line_copies_to_each_account_that_it_is_linked_to(actor, loan, other):
    line = make_account(actor, "LC-1", Kind.LINE)
    post(actor, line, "advance", "2026-01-15", "500.00")
    for each in (loan, other):
        account_links.tie(actor=actor, from_id=line.pk, to_id=each.pk, data=BOTH)

    post(actor, line, "payment", "2026-02-01", "100.00")

    assert codes(loan) == codes(other) == ["payment"]


def test_a_payoff_and_a_split_by_hand_arrive_as_plain_payments(actor, loan, other, tie):
    parts = {"split": {"principal": "100.00"}}
    post(actor, loan, "payment", "2026-02-01", "100.00", details=parts)
    data = entry("payoff", "2026-02-02", "50.00")

    assert rows(loan)[0].details == parts
    assert rows(other)[0].details == {}
    assert copying.copy_of(data).code == "payment"


def test_parts_of_a_split_are_not_copied(actor, loan, other, tie):
    splits.split_payment(
        actor=actor,
        account_id=loan.pk,
        data=entry("payment", "2026-02-01", "100.00"),
        parts=[(loan.pk, Decimal("60.00")), (other.pk, Decimal("40.00"))],
    )

    assert [row.amount for row in rows(other)] == [Decimal("40.00")]
    assert rows(other)[0].copied_from is None


def test_a_double_click_copies_once(actor, loan, other, tie):
    key = "8a0f6e0e-8c55-4d1c-9f0e-0a3a52a2f001"
    for _ in range(2):
        post(actor, loan, "payment", "2026-02-01", "100.00", idempotency_key=key)

    assert codes(loan) == codes(other) == ["payment"]
    assert rows(other)[0].idempotency_key is None


@pytest.mark.parametrize(
    ("is_archived", "sentence"),
    [(False, "There: The account is not act"), (True, "There: The account is arch")],
)
def test_what_the_linked_account_refuses_is_posted_nowhere(
    actor, loan, other, tie, is_archived, sentence
):
    accounts.deactivate(actor=actor, account_id=other.pk, reason="")
    accounts.set_archived(actor=actor, account_id=other.pk, is_archived=is_archived)

    with pytest.raises(CopyRefused, match=f"LN-2 too, which is linked. {sentence}"):
        post(actor, loan, "payment", "2026-02-01", "100.00")

    assert codes(loan) == codes(other) == []


def test_a_day_before_the_linked_account_began_is_refused_for_both(actor, loan, tie):
    late = make_account(
        actor,
        "LN-9",
        terms={
            "amount": "10000.00",
            "rate_annual": "0.12",
            "contract_date": "2026-06-01",
            "first_payment_date": "2026-07-01",
            "number_of_payments": 12,
        },
    )
    account_links.untie(actor=actor, link_id=tie.pk)
    account_links.tie(actor=actor, from_id=loan.pk, to_id=late.pk, data=BOTH)

    with pytest.raises(CopyRefused, match="It concerns LN-9 too"):
        post(actor, loan, "payment", "2026-02-01", "100.00")

    assert codes(loan) == []


def test_the_copy_stays_when_the_original_is_reversed(actor, loan, other, tie):
    row = post(actor, loan, "payment", "2026-02-01", "100.00")

    transactions.reverse(actor=actor, account_id=loan.pk, entry=row.entry, reason="nsf")

    assert codes(loan) == ["payment", "reversal"]
    assert codes(other) == ["payment"]


def test_both_are_reversed_when_that_is_asked_for(actor, loan, other, tie):
    row = post(actor, loan, "payment", "2026-02-01", "888.49")
    before = principal(other)

    transactions.reverse(
        actor=actor,
        account_id=loan.pk,
        entry=row.entry,
        reason="nsf",
        fee=Decimal("25.00"),
        with_copies=True,
    )

    assert codes(loan) == ["payment", "reversal", "charge"]
    assert codes(other) == ["payment", "reversal"]
    assert principal(other) > before


def test_a_copy_that_is_reversed_already_stays_so(actor, loan, other, tie):
    row = post(actor, loan, "payment", "2026-02-01", "100.00")
    transactions.reverse(actor=actor, account_id=other.pk, entry=1, reason="clerical")

    transactions.reverse(
        actor=actor,
        account_id=loan.pk,
        entry=row.entry,
        reason="nsf",
        with_copies=True,
    )

    assert codes(other) == ["payment", "reversal"]
    with pytest.raises(AlreadyReversed):
        transactions.reverse(
            actor=actor, account_id=loan.pk, entry=row.entry, reason="nsf"
        )


def test_a_copy_in_closed_books_keeps_both_from_being_reversed(actor, loan, other, tie):
    row = post(actor, loan, "payment", "2026-02-01", "100.00")
    Tenant.objects.filter(pk=actor.tenant.id).update(cut_off_date=date(2026, 3, 1))

    with pytest.raises(EntryRefused, match="adjustment"):
        transactions.reverse(
            actor=actor,
            account_id=loan.pk,
            entry=row.entry,
            reason="nsf",
            with_copies=True,
        )

    assert codes(loan) == codes(other) == ["payment"]


def test_a_tie_that_comes_during_the_lock_asks_for_another_look(
    actor, loan, other, tie, monkeypatch
):
    seen = iter([[], [other.pk]])
    monkeypatch.setattr(copying, "list_copy_targets", lambda *_: next(seen))

    with pytest.raises(Stale):
        post(actor, loan, "payment", "2026-02-01", "100.00")


def test_all_accounts_are_locked_before_anything_is_read(
    actor, loan, other, tie, django_assert_max_num_queries
):
    with django_assert_max_num_queries(30) as queries:
        post(actor, loan, "payment", "2026-02-01", "100.00")

    said = [query["sql"] for query in queries]
    lock = next(i for i, sql in enumerate(said) if "FOR UPDATE" in sql)
    read = next(i for i, sql in enumerate(said) if "accounts_transaction" in sql)
    assert lock < read
    assert "ORDER BY" in said[lock]
    assert sum("FOR UPDATE" in sql and 'accounts_account"' in sql for sql in said) == 1


def test_the_origin_of_a_copy_is_never_changed(actor, loan, other, tie):
    post(actor, loan, "payment", "2026-02-01", "100.00")
    copy = rows(other)[0]
    copy.copied_from = None

    with pytest.raises(ProgrammingError), transaction.atomic():
        copy.save()


def test_a_tie_changes_no_switch_that_there_is_not(actor, tie):
    with pytest.raises(ValueError):
        account_links.set_switch(
            actor=actor, link_id=tie.pk, switch="linked_at", is_on=True
        )

    assert AccountLink.objects.get().linked_at == tie.linked_at
