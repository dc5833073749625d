from datetime import date, timedelta

import pytest

from accounts import tasks
from accounts.models import AccountSnapshot
from accounts.services.snapshots import refresh_snapshot
from tests.builders import NOW
from tests.builders_accounts import make_account

pytestmark = pytest.mark.usefixtures("in_tenant")


def test_stored_figures_are_brought_up_to_today(actor, tenant, monkeypatch):
    account = make_account(actor)
    refresh_snapshot(account, date(2026, 2, 10))
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW + timedelta(days=1))

    ids = f"{account.pk},{account.pk + 1000}"
    refreshed = tasks.refresh_accounts.call(tenant.pk, ids=ids)
    again = tasks.refresh_accounts.call(tenant.pk, ids=ids)

    assert refreshed == again == 1
    assert AccountSnapshot.objects.get().as_of == date(2026, 11, 21)
