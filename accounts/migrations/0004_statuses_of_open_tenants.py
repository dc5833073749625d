"""Tenants that are open already get the account statuses that new ones begin with."""

from typing import Any
from uuid import uuid4

from django.db import migrations
from django.utils import timezone

from lendcore.tenancy.context import activate_tenant

# (code, name, tone, (code, name) of what stands below it), as new tenants have them.
STATUSES = (
    (
        "application",
        "Application",
        "accent",
        (
            ("", "New"),
            ("", "Manual review needed"),
            ("", "Declined"),
            ("", "Approved"),
            ("", "Contract pending signature"),
            ("", "Ready to fund"),
        ),
    ),
    (
        "open",
        "Open",
        "ok",
        (
            ("repaying", "Repaying"),
            ("", "Fraud process"),
            ("", "Attorney retained"),
            ("", "Deceased process"),
            ("", "Charged off collectible"),
            ("", "Pending payoff"),
            ("", "Bankruptcy"),
        ),
    ),
    (
        "closed",
        "Closed",
        "muted",
        (
            ("paid_off", "Paid off"),
            ("", "Settled"),
            ("charged_off", "Charged off"),
        ),
    ),
)
ROLES = ("primary", "secondary", "additional", "authorized", "unassigned")
OPEN_TO = ("primary", "secondary", "authorized")
REASON = "Accounts have statuses of their own"


def seed(apps: Any, schema_editor: Any) -> None:
    for tenant in apps.get_model("lendcore", "Tenant").objects.order_by("pk"):
        with activate_tenant(tenant.pk):
            known = apps.get_model("accounts", "AccountStatus").objects
            if not known.filter(tenant_id=tenant.pk).exists():
                seed_tenant(apps, tenant.pk)


def seed_tenant(apps: Any, tenant_id: int) -> None:
    change_set, place = uuid4(), 0

    def add(model: str, **values: Any) -> Any:
        row = apps.get_model("accounts", model).objects.create(
            tenant_id=tenant_id, **values
        )
        record(apps, model, row, change_set)
        return row

    for position, (code, name, tone, closer) in enumerate(STATUSES, start=1):
        status = add(
            "AccountStatus", code=code, name=name, tone=tone, position=position
        )
        for sub_code, sub_name in closer:
            place += 1
            add(
                "AccountSubStatus",
                status=status,
                code=sub_code,
                name=sub_name,
                tone=tone,
                position=place,
            )
        for role in ROLES:
            is_on = role in OPEN_TO and code != "application"
            add(
                "AccessDefault",
                status=status,
                role=role,
                email_access=is_on,
                web_access=is_on,
            )


def record(apps: Any, model: str, row: Any, change_set: Any) -> None:
    """Save the first row of a history, which no model writes in a migration."""
    columns = [field.attname for field in row._meta.concrete_fields]
    apps.get_model("accounts", f"Historical{model}").objects.create(
        **{column: getattr(row, column) for column in columns},
        history_date=timezone.now(),
        history_type="+",
        history_change_reason=REASON,
        actor_name="lendcore",
        source="migration",
        change_set=change_set,
    )


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0003_history_by_customer"),
        ("lendcore", "0003_roles_of_accounts"),
    ]

    operations = [
        # Lists may have been changed since, so nothing is taken away again.
        migrations.RunPython(seed, migrations.RunPython.noop, elidable=True),
    ]
