import io
from dataclasses import fields

import pytest
from django.core.management import CommandError, call_command

from accounts.engine.lease_terms import LeaseTerms
from accounts.engine.line_terms import LineTerms
from accounts.engine.terms import LoanTerms
from accounts.imports.accounts.columns import account_columns
from accounts.imports.links.columns import link_columns
from accounts.imports.transactions.columns import entry_columns
from customers.imports.columns import customer_columns
from lendcore.history.recording import recorded
from lendcore.models import CustomField
from lendcore.tenancy.context import activate_tenant
from tests.builders_imports import import_actor, person, run_import, write


def printed(*arguments, entity="customers"):
    out = io.StringIO()
    call_command("import_template", entity, *arguments, stdout=out)
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


@pytest.mark.parametrize(
    ("entity", "columns"),
    [
        ("accounts", account_columns()),
        ("links", link_columns()),
        ("transactions", entry_columns()),
    ],
)
def test_accounts_and_what_hangs_on_them_have_templates(tenant, entity, columns):
    header = printed(entity=entity).strip().split(",")
    text = printed("--describe", "--tenant", "northwind", entity=entity)

    assert header == list(columns.columns)
    for name in header:
        assert f"\n{name}\n" in f"\n{text}"


def test_every_field_of_the_terms_is_a_column():
    names = account_columns().columns

    for terms in (LoanTerms, LeaseTerms, LineTerms):
        for field in fields(terms):
            has_column = field.name in names or any(
                name.startswith(f"{field.name}.") for name in names
            )
            assert has_column, field.name
