"""Opening a tenant: its row, its keys, its first roles."""

from typing import Any

from django.db import transaction

from lendcore.actors import Actor
from lendcore.crypto.keys import create_tenant_keys
from lendcore.history.recording import recorded
from lendcore.models import Role, Tenant
from lendcore.permissions import PERMISSIONS
from lendcore.rules.dates import BirthDateMode
from lendcore.tenancy.context import activate_tenant

SEEDED_ROLES: tuple[dict[str, Any], ...] = (
    {
        "code": "administrator",
        "name": "Administrator",
        "description": "Everything, settings and members included.",
        "permissions": sorted(PERMISSIONS),
        "reveals_tax_number": True,
        "reveals_driver_license": True,
        "birth_date_mode": BirthDateMode.FULL,
        "shows_bank_numbers": True,
        "shows_gender": True,
        "shows_photo": True,
    },
    {
        "code": "agent",
        "name": "Agent",
        "description": "Works on customers and accounts; sees no settings.",
        "permissions": [
            "accounts.edit",
            "accounts.view",
            "contact.edit",
            "contact.view",
            "export.run",
            "payments.post",
            "payments.reverse",
        ],
        "reveals_tax_number": True,
        "reveals_driver_license": True,
        "birth_date_mode": BirthDateMode.FULL,
        "shows_bank_numbers": False,
        "shows_gender": True,
        "shows_photo": True,
    },
    {
        "code": "read_only",
        "name": "Read-only",
        "description": "Looks, changes nothing, sees protected data masked.",
        "permissions": ["accounts.view", "contact.view"],
        "birth_date_mode": BirthDateMode.YEAR_MASKED,
        "shows_photo": True,
    },
)


def open_tenant(*, tenant: Tenant, actor_name: str, at: Any) -> Actor:
    """Save a new tenant with its keys and roles; return an actor that acts in it.

    actor_name: who opens it, for the history of the roles.
    """
    with transaction.atomic():
        tenant.full_clean()
        tenant.save()
        actor = Actor(name=actor_name, tenant=tenant.facts, at=at, source="operator")
        with activate_tenant(tenant.pk), recorded(actor):
            create_tenant_keys()
            for role in SEEDED_ROLES:
                Role.objects.create(**role)
    return actor
