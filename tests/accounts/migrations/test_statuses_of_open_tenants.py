"""The account statuses of tenants that were open before there were accounts."""

from importlib import import_module

import pytest
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from accounts.models import AccessDefault, AccountStatus, AccountSubStatus
from lendcore.history.recording import recorded
from lendcore.tenancy.context import activate_tenant

NAME = "0004_statuses_of_open_tenants"
migration = import_module(f"accounts.migrations.{NAME}")


def migrate():
    apps = MigrationLoader(connection).project_state(("accounts", NAME)).apps
    with activate_tenant(None):
        migration.seed(apps, None)


def lists():
    return (
        list(AccountStatus.objects.order_by("position").values_list("code", "name")),
        list(AccountSubStatus.objects.order_by("position").values_list("code", "name")),
        sorted(
            AccessDefault.objects.values_list(
                "status__code", "role", "email_access", "web_access", "sms_access"
            )
        ),
    )


@pytest.mark.usefixtures("in_tenant")
def test_an_open_tenant_gets_what_new_ones_begin_with(actor):
    seeded = lists()
    with recorded(actor):
        for model in (AccessDefault, AccountSubStatus, AccountStatus):
            for row in model.objects.all():
                row.delete()

    migrate()
    migrate()

    assert lists() == seeded
    status = AccountStatus.objects.get(code="open")
    assert status.history.filter(source="migration").count() == 1
