"""The SQL that migrations get from the constraints of tenant models."""

import pytest
from django.db import connection, migrations
from django.db.migrations.writer import MigrationWriter

from customers.models import Customer, CustomerKey
from lendcore.models import AccessRecord
from lendcore.tenancy.constraints import (
    Grants,
    TenantForeignKeyConstraint,
    TenantKey,
    TenantPolicy,
)

pytestmark = pytest.mark.django_db


def rule_of(model, kind):
    (rule,) = [rule for rule in model._meta.constraints if type(rule) is kind]
    return rule


def created(model, kind):
    editor = connection.schema_editor(collect_sql=True)
    return str(rule_of(model, kind).statement(model, editor))


def removed(model, kind):
    editor = connection.schema_editor(collect_sql=True)
    return str(rule_of(model, kind).remove_sql(model, editor))


def test_the_key_has_two_columns_and_goes_back_to_one():
    assert created(CustomerKey, TenantKey).endswith('PRIMARY KEY (tenant_id, "id")')
    assert removed(CustomerKey, TenantKey).endswith('PRIMARY KEY ("id")')


def test_the_policy_reads_and_writes_the_same_rows():
    sql = created(CustomerKey, TenantPolicy)
    using, check = sql.partition("USING ")[2].split(" WITH CHECK ")

    assert "ENABLE ROW LEVEL SECURITY" in sql
    assert using == check
    assert "SELECT" not in using, "Citus refuses a sub-select in a policy"


def test_the_policy_can_be_taken_back_by_the_owner():
    sql = removed(CustomerKey, TenantPolicy)

    assert "DROP POLICY" in sql
    assert "DISABLE ROW LEVEL SECURITY" in sql


def test_grants_begin_from_nothing():
    sql = created(AccessRecord, Grants)

    assert sql.index("REVOKE ALL") < sql.index("GRANT SELECT, INSERT ON")
    assert "UPDATE" not in sql


def test_ids_ahead_of_rows_are_granted_where_they_are_needed_only():
    assert "GRANT USAGE ON SEQUENCE" in created(Customer, Grants)
    assert "SEQUENCE" not in created(CustomerKey, Grants)


def test_links_carry_the_tenant_and_are_checked_at_once():
    sql = created(CustomerKey, TenantForeignKeyConstraint)

    assert '(tenant_id, "customer_id")' in sql
    assert 'REFERENCES "customers_customer" (tenant_id, id)' in sql
    assert "DEFERRABLE" not in sql


@pytest.mark.parametrize(
    "rule", Customer._meta.constraints, ids=lambda rule: type(rule).__name__
)
def test_a_rule_survives_being_written_into_a_migration(rule):
    path, args, kwargs = rule.deconstruct()
    again = type(rule)(*args, **kwargs)

    assert again == rule
    assert path.rpartition(".")[2] == type(rule).__name__


def test_rules_differ_by_what_they_say():
    grants = Grants(name="a", rights=("SELECT",))

    assert grants == Grants(name="a", rights=["SELECT"])
    assert grants != Grants(name="a", rights=("SELECT", "INSERT"))
    assert grants != Grants(name="a", rights=("SELECT",), allocates_ids=True)
    assert grants != TenantKey(name="a")
    assert len({grants, Grants(name="a", rights=("SELECT",))}) == 1


def test_a_migration_with_all_rules_can_be_written():
    rules = [
        migrations.AddConstraint("customer", rule)
        for rule in Customer._meta.constraints
    ]
    migration = type("Migration", (migrations.Migration,), {"operations": rules})

    text = MigrationWriter(migration("0001_planted", "customers")).as_string()

    assert "lendcore.tenancy.constraints.TenantPolicy" in text
    compile(text, "0001_planted.py", "exec")
