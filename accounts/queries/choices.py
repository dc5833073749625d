"""Statuses that an account may be given."""

from django.db.models import Q

from accounts.models import Account, AccountStatus, AccountSubStatus


def list_statuses(account: Account) -> list[AccountStatus]:
    """Return the statuses in use, and the account's own. One query."""
    rows = AccountStatus.objects.filter(Q(is_active=True) | Q(pk=account.status_id))
    return list(rows.order_by("position", "pk"))


def list_sub_statuses(account: Account) -> list[AccountSubStatus]:
    """Return the sub-statuses in use, and the account's own. One query."""
    rows = AccountSubStatus.objects.filter(
        Q(is_active=True) | Q(pk=account.sub_status_id)
    )
    return list(rows.order_by("position", "pk"))
