import io

import pytest
from django.core.management import CommandError, call_command

from customers.imports.columns import customer_columns
from lendcore.history.recording import recorded
from lendcore.models import CustomField
from lendcore.tenancy.context import activate_tenant
from tests.builders_imports import import_actor, person, run_import, write


def printed(*arguments):
    out = io.StringIO()
    call_command("import_template", "customers", *arguments, stdout=out)
    return out.getvalue()


def test_the_template_is_a_header_that_the_import_takes(tenant, tmp_path):
    header = printed().strip().split(",")
    row = dict.fromkeys(header, "") | person()

    result = run_import(tenant, write(tmp_path, [row]))

    assert header == list(customer_columns().columns)
    assert result.counts.added == 1


def test_each_column_is_described(tenant):
    text = printed("--describe")

    for name in customer_columns().columns:
        assert f"\n{name}\n" in f"\n{text}"
    assert "One of: add, update, remove." in text
    assert "Never shown in reports." in text


def test_the_fields_of_a_tenant_are_among_them(tenant, other_tenant):
    with activate_tenant(tenant.pk), recorded(import_actor(tenant)):
        CustomField.objects.create(key="tier", label="Tier", kind="text")

    assert "custom:tier" in printed("--tenant", "northwind")
    assert "custom:tier" not in printed("--tenant", "southbank")


def test_an_unknown_tenant_is_refused(db):
    with pytest.raises(CommandError, match="no active tenant nowhere"):
        printed("--tenant", "nowhere")
