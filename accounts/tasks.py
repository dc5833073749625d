"""Work on accounts that a request does not wait for."""

from django.db import transaction
from django.utils import timezone

from accounts.labels import LISTS
from accounts.models import Account
from accounts.services import label_moves
from accounts.services.locking import lock_account
from accounts.services.snapshots import refresh_snapshot
from lendcore.actors import Actor
from lendcore.tasks.actors import find_actor
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


@tenant_task
def move_accounts(
    tenant_id: int, *, field: str, from_id: int, to_id: int, user_id: int
) -> int:
    """Move all accounts of one label to another of its list; return how many.

    field: of the account, which says which list it is.
    """
    labels = LISTS[field]
    with transaction.atomic():
        actor = find_actor(tenant_id, user_id)
        from_label = labels.model.objects.get(pk=from_id)
        to_label = labels.model.objects.get(pk=to_id)
    return label_moves.move_accounts(
        actor=actor, labels=labels, from_label=from_label, to_label=to_label
    )
