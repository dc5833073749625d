"""In whose name a task works."""

from django.utils import timezone

from lendcore.actors import Actor
from lendcore.tenancy import directory
from lendcore.tenancy.middleware import make_actor


def find_actor(tenant_id: int, user_id: int) -> Actor:
    """Return the member who asked, or the system when they have left since."""
    now = timezone.now()
    membership = directory.find_membership(user_id, tenant_id)
    if membership is not None:
        return make_actor(None, membership, now)
    tenant = directory.get_tenant(tenant_id).facts
    return Actor(name="System", tenant=tenant, at=now, source="task")
