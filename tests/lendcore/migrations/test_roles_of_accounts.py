"""The built-in roles of tenants that were open before accounts had permissions."""

from importlib import import_module

import pytest
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from lendcore.history.recording import recorded
from lendcore.models import Role
from lendcore.services.tenants import SEEDED_ROLES
from lendcore.tenancy.context import activate_tenant

NAME = "0003_roles_of_accounts"
migration = import_module(f"lendcore.migrations.{NAME}")


@pytest.fixture
def old_roles(in_tenant, actor):
    """The seeded roles as they were, and one of the tenant's own."""
    with recorded(actor):
        for role in Role.objects.all():
            held = [code for code in role.permissions if is_older(code)]
            role.permissions = held
            role.save()
        Role.objects.create(name="Collector", permissions=["contact.view"])


def is_older(code):
    return not code.startswith(("accounts.", "payments."))


def migrate():
    apps = MigrationLoader(connection).project_state(("lendcore", NAME)).apps
    with activate_tenant(None):
        migration.add_permissions(apps, None)


def permissions():
    return {role.code: role.permissions for role in Role.objects.all()}


@pytest.mark.usefixtures("old_roles")
def test_built_in_roles_get_what_new_tenants_give_them():
    migrate()

    seeded = {role["code"]: role["permissions"] for role in SEEDED_ROLES}
    assert permissions() == seeded | {"": ["contact.view"]}


@pytest.mark.usefixtures("old_roles")
def test_it_stands_in_the_history_once():
    migrate()
    migrate()

    role = Role.objects.get(code="agent")
    last = role.history.order_by("-history_id").first()
    assert last.permissions == role.permissions
    assert (last.source, last.changed_fields) == ("migration", ["permissions"])
    assert role.history.filter(source="migration").count() == 1
