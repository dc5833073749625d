"""Work on accounts that a request does not wait for."""

from django.db import transaction
from django.utils import timezone

from accounts.models import Account
from accounts.services.accounts import lock_account
from accounts.services.snapshots import refresh_snapshot
from lendcore.actors import Actor
from lendcore.tasks.decorator import tenant_task
from lendcore.tenancy import directory


@tenant_task
def refresh_accounts(tenant_id: int, *, ids: str) -> int:
    """Bring stored figures up to today; return how many accounts were looked at.

    ids: of accounts, with commas between them. An account that is gone is left out.
    """
    tenant = directory.get_tenant(tenant_id).facts
    system = Actor(name="System", tenant=tenant, at=timezone.now(), source="task")
    refreshed = 0
    for account_id in sorted({int(each) for each in ids.split(",") if each}):
        # One account at a time: nobody who posts waits for the whole list.
        with transaction.atomic():
            try:
                account = lock_account(account_id)
            except Account.DoesNotExist:
                continue
            refresh_snapshot(account, system.today)
        refreshed += 1
    return refreshed
