"""The built-in roles of tenants that are open already may work on accounts too."""

from typing import Any
from uuid import uuid4

from django.db import migrations
from django.utils import timezone

from lendcore.tenancy.context import activate_tenant

# By the code of the role, as new tenants have it since.
ADDED = {
    "administrator": (
        "accounts.edit",
        "accounts.view",
        "payments.post",
        "payments.reverse",
    ),
    "agent": ("accounts.edit", "accounts.view", "payments.post", "payments.reverse"),
    "read_only": ("accounts.view",),
}
REASON = "Accounts have permissions of their own"


def add_permissions(apps: Any, schema_editor: Any) -> None:
    for tenant in apps.get_model("lendcore", "Tenant").objects.order_by("pk"):
        with activate_tenant(tenant.pk):
            roles = apps.get_model("lendcore", "Role").objects.filter(
                tenant_id=tenant.pk, code__in=ADDED
            )
            for role in roles.order_by("pk"):
                add_to_role(apps, role)


def add_to_role(apps: Any, role: Any) -> None:
    """Save a role and the row of its history, which no model writes in a migration."""
    permissions = sorted({*role.permissions, *ADDED[role.code]})
    if permissions == role.permissions:
        return
    role.permissions = permissions
    role.save(update_fields=["permissions"])
    columns = [field.attname for field in role._meta.concrete_fields]
    apps.get_model("lendcore", "HistoricalRole").objects.create(
        **{name: getattr(role, name) for name in columns},
        history_date=timezone.now(),
        history_type="~",
        history_change_reason=REASON,
        actor_name="lendcore",
        source="migration",
        change_set=uuid4(),
        changed_fields=["permissions"],
    )


class Migration(migrations.Migration):
    dependencies = [("lendcore", "0002_count_values")]

    operations = [
        # Roles may have been changed since, so nothing is taken away again.
        migrations.RunPython(add_permissions, migrations.RunPython.noop, elidable=True),
    ]
