from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection

from accounts.models import AccountSnapshot, Kind, SplitPayment, Transaction
from accounts.services import account_links, accounts, previews, splits, transactions
from accounts.services.errors import (
    AccountRefused,
    AlreadyReversed,
    EntryRefused,
    KeyUsed,
    NotActive,
    OneLinkOnly,
    SplitRefused,
)
from lendcore.history.recording import recorded
from tests.builders_accounts import entry, make_account, make_program, post

pytestmark = pytest.mark.usefixtures("in_tenant")
PAYMENT = "888.49"


def snapshot(account):
    return AccountSnapshot.objects.get(account=account)


def reverse(actor, account, number, **changes):
    return transactions.reverse(
        actor=actor, account_id=account.pk, entry=number, reason="nsf", **changes
    )


def test_a_payment_is_posted_and_the_figures_follow(actor):
    account = make_account(actor)

    row = post(actor, account, "payment", "2026-02-01", PAYMENT)

    assert (row.entry, row.entered_by) == (1, actor.name)
    assert snapshot(account).principal_cents == 921_151
    assert f"{snapshot(account).oldest_due_date}" == "2026-03-01"


def test_a_backdated_payment_takes_its_place(actor):
    account = make_account(actor)
    post(actor, account, "payment", "2026-03-15", PAYMENT)
    late = snapshot(account).principal_cents

    post(actor, account, "payment", "2026-02-01", PAYMENT)

    # Paid in time, the first bears less interest.
    assert snapshot(account).principal_cents < late - 78_849


def test_a_double_click_posts_once(actor):
    account = make_account(actor)
    key = uuid4()

    first = post(actor, account, "payment", "2026-02-01", "10.00", idempotency_key=key)
    second = post(actor, account, "payment", "2026-02-01", "10.00", idempotency_key=key)

    assert first.pk == second.pk
    assert Transaction.objects.count() == 1
    with pytest.raises(KeyUsed):
        post(actor, account, "payment", "2026-02-01", "11.00", idempotency_key=key)


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("payment", "2025-12-31", "1.00"), "before the contract"),
        (("payment", "2026-02-01", "0.00"), "above zero"),
        (("waiver", "2026-02-01", "1.00"), "fees, interest or principal"),
        (("write_off", "2026-02-01", "20000.00"), "principal is owed"),
        (("pending_swipe", "2026-02-01", "1.00"), "A loan has no"),
    ],
)
def test_what_an_account_can_not_take_is_named_and_nothing_is_kept(
    actor, arguments, sentence
):
    account = make_account(actor)

    with pytest.raises(EntryRefused, match=sentence):
        post(actor, account, *arguments)

    assert not Transaction.objects.exists()


def test_nothing_is_posted_on_an_account_that_is_not_active(actor):
    with pytest.raises(NotActive):
        post(actor, make_account(actor, is_active=False), "payment", "2026-02-01", "1")


def test_more_than_the_payoff_stays_unapplied(actor):
    account = make_account(actor)

    post(actor, account, "payment", "2026-01-02", "11000.00")

    found = snapshot(account)
    assert (found.principal_cents, found.payoff_cents) == (0, 0)
    assert found.unapplied_cents > 99_000


# Reversals -----------------------------------------------------------------------


def test_a_reversal_restores_what_was_before_and_may_charge_a_fee(actor):
    account = make_account(actor)
    before = snapshot(account).payoff_cents
    post(actor, account, "payment", "2026-02-01", PAYMENT)

    row = reverse(actor, account, 1, fee=Decimal("25.00"))

    assert (row.code, row.reverses, row.reason) == ("reversal", 1, "nsf")
    assert snapshot(account).payoff_cents == before + 2_500


def test_what_is_reversed_is_not_reversed_again(actor):
    account = make_account(actor)
    post(actor, account, "payment", "2026-02-01", PAYMENT)
    reverse(actor, account, 1)

    with pytest.raises(AlreadyReversed):
        reverse(actor, account, 1)
    with pytest.raises(AccountRefused, match="Only an entry"):
        reverse(actor, account, 2)


def test_an_entry_on_which_others_lean_is_not_reversed(actor):
    account = make_account(actor)
    post(actor, account, "write_off", "2026-02-01", "100.00")
    post(actor, account, "recovery", "2026-02-02", "100.00")

    with pytest.raises(EntryRefused, match="more than was written off"):
        reverse(actor, account, 1)


def test_entries_are_never_changed_or_deleted(actor):
    account = make_account(actor)
    row = post(actor, account, "payment", "2026-02-01", PAYMENT)

    for statement in ("UPDATE {} SET amount = 1", "DELETE FROM {}"):
        with connection.cursor() as cursor:
            cursor.execute("SAVEPOINT before")
            with pytest.raises(Exception, match="permission denied"):
                cursor.execute(statement.format("accounts_transaction"))
            cursor.execute("ROLLBACK TO SAVEPOINT before")
    assert Transaction.objects.get().amount == row.amount


# Splits --------------------------------------------------------------------------


@pytest.fixture
def tied(actor):
    loan, line = make_account(actor, "LN-1"), make_account(actor, "LC-1", Kind.LINE)
    account_links.tie(actor=actor, from_id=loan.pk, to_id=line.pk)
    post(actor, line, "advance", "2026-02-01", "500.00")
    return loan, line


def split(actor, loan, amount, *parts, **changes):
    return splits.split_payment(
        actor=actor,
        account_id=loan.pk,
        data=entry("payment", "2026-02-03", amount, **changes),
        parts=[(account.pk, Decimal(part)) for account, part in parts],
    )


def test_a_split_places_a_payment_on_linked_accounts(actor, tied):
    loan, line = tied

    parent = split(actor, loan, "1000.00", (loan, "888.49"), (line, "111.51"))

    assert sum(part.amount for part in parent.parts.all()) == parent.amount
    assert snapshot(line).principal_cents < 50_000
    assert f"{snapshot(loan).oldest_due_date}" == "2026-03-01"


@pytest.mark.parametrize(
    ("parts", "sentence"),
    [
        (lambda loan, line: [(loan, "888.49"), (line, "111.50")], "add up"),
        (lambda loan, line: [(loan, "500.00"), (loan, "500.00")], "one part only"),
    ],
)
def test_a_split_that_can_not_be_is_refused_whole(actor, tied, parts, sentence):
    loan, line = tied
    before = Transaction.objects.count()

    with pytest.raises(SplitRefused, match=sentence):
        split(actor, loan, "1000.00", *parts(loan, line))

    assert Transaction.objects.count() == before
    assert not SplitPayment.objects.exists()


def test_a_part_for_an_account_that_is_not_linked_is_refused(actor, tied):
    stranger = make_account(actor, "LN-9")

    with pytest.raises(SplitRefused, match="not linked"):
        split(actor, tied[0], "20.00", (tied[0], "10.00"), (stranger, "10.00"))


def test_the_database_wants_the_parts_to_add_up(actor, tied):
    split(actor, tied[0], "100.00", (tied[0], "60.00"), (tied[1], "40.00"))
    part = Transaction.objects.filter(split_payment__isnull=False).first()
    part.pk, part.entry = None, 77
    part.save(force_insert=True)

    with pytest.raises(IntegrityError, match="add up"), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_a_split_is_reversed_in_part_and_then_the_rest(actor, tied):
    loan, line = tied
    parent = split(actor, loan, "100.00", (loan, "60.00"), (line, "40.00"))
    of_loan = parent.parts.get(account=loan)
    reverse(actor, loan, of_loan.entry)

    rows = splits.reverse_split(actor=actor, split_id=parent.pk, reason="nsf")

    assert [row.account_id for row in rows] == [line.pk]
    with pytest.raises(AlreadyReversed):
        splits.reverse_split(actor=actor, split_id=parent.pk, reason="nsf")


def test_a_loan_is_linked_to_one_account_and_a_line_to_many(actor, tied):
    loan, line = tied
    third, fourth = make_account(actor, "LN-3"), make_account(actor, "LN-4")

    account_links.tie(actor=actor, from_id=line.pk, to_id=third.pk)
    account_links.tie(actor=actor, from_id=line.pk, to_id=fourth.pk)
    with pytest.raises(OneLinkOnly):
        account_links.tie(actor=actor, from_id=loan.pk, to_id=third.pk)


# Rules of a program -----------------------------------------------------------------


def test_rules_of_the_program_hold_for_lines_that_exist(actor):
    program = make_program(actor)
    line = make_account(actor, kind=Kind.LINE, program=program)

    with pytest.raises(EntryRefused, match=r"Only 5,000\.00"):
        post(actor, line, "advance", "2026-02-01", "5000.01")

    program.refuses_over_limit = False
    with recorded(actor):
        program.save()
    assert post(actor, line, "advance", "2026-02-01", "5000.01").entry == 1


def test_a_line_that_is_too_late_may_not_be_drawn_on(actor):
    line = make_account(
        actor, kind=Kind.LINE, program=make_program(actor, most_days_past_due=30)
    )
    post(actor, line, "advance", "2026-01-10", "500.00")

    with pytest.raises(EntryRefused, match="days past due"):
        post(actor, line, "advance", "2026-06-01", "10.00")


def test_a_preview_saves_nothing(actor):
    account = make_account(actor)

    effect = previews.preview_entry(
        actor=actor,
        account_id=account.pk,
        data=entry("payment", "2026-02-01", PAYMENT),
    )

    assert effect.before.as_of == effect.after.as_of == actor.today
    assert effect.before.principal - effect.after.principal == Decimal("788.49")
    assert not Transaction.objects.exists()
    assert accounts.lock_account(account.pk).version == account.version
