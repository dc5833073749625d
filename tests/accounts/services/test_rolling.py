from datetime import UTC, date, datetime, timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from accounts.engine.errors import BadTransaction
from accounts.mapping import replayed
from accounts.models import Account, AccountSnapshot, Kind
from accounts.services import rolling, snapshots
from accounts.services.rolling import Rolled
from accounts.services.snapshots import refresh_snapshot
from tests.builders_accounts import make_account, post

pytestmark = pytest.mark.usefixtures("in_tenant")


def run(command, *arguments, tenant):
    out = StringIO()
    call_command(command, *arguments, tenant=tenant.slug, stdout=out)
    return out.getvalue()


def stored(account):
    return AccountSnapshot.objects.get(account=account)


def test_only_accounts_whose_time_has_come_are_touched(actor):
    running = make_account(actor, "LN-1")
    paid_off = make_account(actor, "LN-2")
    post(actor, paid_off, "payoff", "2026-01-02", "11000.00")
    day = stored(running).true_until + timedelta(days=1)

    assert list(rolling.roll(day)) == [Rolled(running.pk)]
    assert stored(running).as_of == day
    assert stored(paid_off).as_of == actor.today


def test_rolling_again_does_nothing(actor):
    account = make_account(actor)
    day = stored(account).true_until + timedelta(days=1)
    list(rolling.roll(day))

    assert list(rolling.roll(day)) == []
    assert rolling.count_due(day) == 0


def test_many_are_rolled_in_a_few_statements(actor, django_assert_num_queries):
    many = [make_account(actor, f"LN-{n}").pk for n in range(8)]
    day = max(each.true_until for each in AccountSnapshot.objects.all())
    day += timedelta(days=1)

    # Savepoint and its end; locks, due ones, entries, figures, list; standings.
    with django_assert_num_queries(8):
        rolled = rolling.roll_accounts(many, day)

    assert rolled == [Rolled(pk) for pk in many]
    assert set(AccountSnapshot.objects.values_list("as_of", flat=True)) == {day}


def test_one_that_can_not_be_replayed_is_named_and_the_others_are_rolled(
    actor, tenant, monkeypatch
):
    bad, good = make_account(actor, "LN-1"), make_account(actor, "LN-2")
    later = datetime(2027, 3, 1, 18, tzinfo=UTC)
    monkeypatch.setattr("django.utils.timezone.now", lambda: later)
    monkeypatch.setattr(snapshots, "replayed", replayed_but(bad))
    out = StringIO()

    with pytest.raises(CommandError, match="1 accounts could not be replayed"):
        call_command("roll_accounts", tenant=tenant.slug, stdout=out)

    assert "1 of 2 accounts" in out.getvalue()
    assert "LN-1: " in out.getvalue()
    assert stored(good).as_of == date(2027, 3, 1)
    assert stored(bad).as_of < date(2027, 3, 1)


def replayed_but(bad):
    """A replay that fails for one account."""

    def replay(account, rows, day):
        if account.pk == bad.pk:
            raise BadTransaction("amount", "Nothing was paid.")
        return replayed(account, rows, day)

    return replay


@pytest.mark.parametrize("kind", Kind.values)
def test_stored_figures_are_those_of_a_replay_on_every_day_until_they_end(actor, kind):
    account = make_account(actor, kind=kind)
    if kind == Kind.LINE:
        post(actor, account, "advance", "2026-10-02", "700.00")
    snapshot = stored(account)
    end = min(snapshot.true_until, snapshot.as_of + timedelta(days=40))

    day = snapshot.as_of
    while day <= end:
        fresh = refresh_snapshot(account, day)
        days = (day - snapshot.as_of).days
        grown = sum(
            round(one + daily * days, 2)
            for one, daily in zip(snapshot.accrued, snapshot.per_diem, strict=True)
        )
        assert int((snapshot.payoff_fixed + grown) * 100) == fresh.payoff_cents
        assert fresh.oldest_due_date == snapshot.oldest_due_date
        assert fresh.past_due_cents == snapshot.past_due_cents
        assert fresh.next_due_date == snapshot.next_due_date
        assert fresh.next_due_cents == snapshot.next_due_cents
        day += timedelta(days=1)


def test_the_command_says_how_many_and_until_when(actor, tenant, monkeypatch):
    make_account(actor)
    later = datetime(2027, 3, 1, 18, tzinfo=UTC)
    monkeypatch.setattr("django.utils.timezone.now", lambda: later)

    said = run("roll_accounts", "--as-of", "2027-03-01", tenant=tenant)

    assert said.startswith("1 of 1 accounts, 2027-03-01")


def test_accounts_that_are_right_verify(actor, tenant):
    for kind in Kind.values:
        post(actor, make_account(actor, kind, kind), "charge", "2026-02-20", "25.00")

    assert "3 accounts checked, 0 differ" in run("verify_accounts", tenant=tenant)


def test_stored_figures_that_are_wrong_are_found_and_named(actor, tenant):
    account = make_account(actor, "LN-7")
    AccountSnapshot.objects.filter(account=account).update(payoff_cents=1)
    out = StringIO()

    with pytest.raises(CommandError, match="differ from a replay"):
        call_command("verify_accounts", tenant=tenant.slug, stdout=out)

    assert "LN-7: Stored otherwise than replayed: payoff_cents." in out.getvalue()


def test_an_active_account_without_figures_is_found(actor):
    account = make_account(actor)
    AccountSnapshot.objects.filter(account=account).delete()

    assert "no figures" in rolling.verify_account(account).sentence


def test_some_accounts_can_be_verified_by_number(actor, tenant):
    make_account(actor, "LN-1")
    make_account(actor, "LN-2")

    assert "1 accounts checked" in run("verify_accounts", "ln-2", tenant=tenant)
    with pytest.raises(CommandError, match="no account LN-3"):
        run("verify_accounts", "LN-3", tenant=tenant)


def test_a_day_before_the_account_shows_its_first_day(actor):
    account = make_account(actor)

    refresh_snapshot(Account.objects.get(pk=account.pk), date(2025, 6, 1))

    assert stored(account).as_of == date(2026, 1, 1)
