"""Hand-written SQL of the app role that leaves `app.tenant_id` alone.

Every tenant table is tried, as the catalog lists them: one that nobody thought of
when it was added is tried too.
"""

import pytest
from django.db import connection, transaction
from django.db.utils import DatabaseError, IntegrityError, ProgrammingError
from psycopg import errors

from lendcore.tenancy.context import activate_tenant
from lendcore.tenancy.fields import TenantForeignKey
from tests.project import catalog
from tests.project.catalog import tenant_tables

TABLES = sorted(tenant_tables())


def rights(table):
    return set(catalog.grants_of(tenant_tables()[table]).rights)


def refused(table, sentence):
    """What the database says to a row that is added: rows that it writes itself are
    refused before anybody looks at them."""
    return sentence if "INSERT" in rights(table) else "permission denied"


# What a copy of a row may not share with it.
FRESH = {"accounts_transaction": {"entry": "entry + 1000"}}
EDITABLE_TABLES = [table for table in TABLES if "UPDATE" in rights(table)]
LINKS = [
    (table, field.column)
    for table in TABLES
    if not catalog.is_history(tenant_tables()[table])
    for field in tenant_tables()[table]._meta.local_fields
    if isinstance(field, TenantForeignKey)
]


@pytest.fixture
def ours(worlds):
    """Our tenant, active, inside a savepoint that is taken back."""
    with activate_tenant(worlds[0].tenant.pk), transaction.atomic():
        yield worlds[0].tenant.pk
        transaction.set_rollback(True)


@pytest.fixture
def theirs(worlds):
    return worlds[1].tenant.pk


def run(sql, *params):
    """Return (rows, count) of one statement, in a savepoint of its own."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, params or None)
        return (cursor.fetchall() if cursor.description else []), cursor.rowcount


def copied(table, **replaced):
    """Return an INSERT of a copy of our first row, with some columns replaced."""
    names = catalog.columns_of(table)
    values = [replaced.get(name, f'"{name}"') for name in names]
    listed = ", ".join(f'"{name}"' for name in names)
    return (
        f"INSERT INTO {table} ({listed}) "
        f"SELECT {', '.join(map(str, values))} FROM {table} LIMIT 1"
    )


def copy_in(table, tenant_id):
    statement = f"COPY {table} (tenant_id) FROM STDIN"
    with (
        transaction.atomic(),
        connection.cursor() as cursor,
        cursor.copy(statement) as copy,
    ):
        copy.write(f"{tenant_id}\n")


# Reading -----------------------------------------------------------------------


@pytest.mark.parametrize("table", TABLES)
def test_rows_of_another_tenant_can_not_be_read(table, ours, theirs):
    with activate_tenant(theirs):
        assert run(f"SELECT FROM {table}")[1] > 0, "make_world() leaves it empty"

    found, _ = run(f"SELECT DISTINCT tenant_id FROM {table}")

    assert found == [(ours,)], "make_world() leaves it empty"
    assert run(f"SELECT FROM {table} WHERE tenant_id = %s", theirs)[1] == 0


@pytest.mark.parametrize("table", TABLES)
def test_copying_out_gives_our_rows_alone(table, ours):
    statement = f"COPY {table} (tenant_id) TO STDOUT"
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        found = {bytes(line).strip() for line in copy}

    assert found == {str(ours).encode()}


@pytest.mark.parametrize("table", TABLES)
def test_without_a_tenant_nothing_is_read(table, worlds):
    with activate_tenant(None):
        assert run(f"SELECT FROM {table}")[1] == 0


def test_a_function_of_the_callers_own_sees_our_rows_alone(ours):
    # The app role may make temporary things; a cheap function in a condition is
    # what a planner would like to run before everything else.
    run(
        "CREATE FUNCTION pg_temp.look(bigint) RETURNS boolean LANGUAGE plpgsql "
        "COST 0.0001 AS $$ BEGIN RAISE NOTICE 'saw %', $1; RETURN true; END $$"
    )
    seen = []
    connection.connection.add_notice_handler(
        lambda notice: seen.append(notice.message_primary)
    )

    run("SELECT FROM customers_customer WHERE pg_temp.look(tenant_id)")

    assert set(seen) == {f"saw {ours}"}


def test_statistics_of_tenant_tables_are_hidden(ours):
    # Their most common values are other tenants' data.
    assert run("SELECT FROM pg_stats WHERE tablename LIKE 'customers_%'")[1] == 0
    with pytest.raises(ProgrammingError, match="permission denied"):
        run("SELECT FROM pg_statistic")


def test_the_search_answers_with_our_customers_alone(worlds, ours):
    stranger = worlds[1].customer.pk
    search = "SELECT * FROM customer_search(%s, 'id', false, NULL, 100)"

    assert run(search, "{}")[0] == [(worlds[0].customer.pk,)]
    assert run(search, f'{{"exact_id": {stranger}}}')[0] == []
    assert run(search, f'{{"ids": [{stranger}]}}')[0] == []
    assert run("SELECT customer_count('{}', 100)")[0] == [(1,)]
    with activate_tenant(None), pytest.raises(DatabaseError, match="no tenant"):
        run(search, "{}")


# Writing -----------------------------------------------------------------------


@pytest.mark.parametrize("table", EDITABLE_TABLES)
def test_rows_of_another_tenant_can_not_be_changed(table, ours, theirs):
    key = tenant_tables()[table]._meta.pk.column
    with activate_tenant(theirs):
        ((stranger,), *_), _ = run(f"SELECT {key} FROM {table}")

    for condition in (f"tenant_id = {theirs}", f"{key} = {stranger}"):
        _, count = run(f"UPDATE {table} SET tenant_id = tenant_id WHERE {condition}")
        assert count == 0


@pytest.mark.parametrize("table", TABLES)
def test_rows_of_another_tenant_can_not_be_deleted(table, ours, theirs):
    if "DELETE" not in rights(table):
        with pytest.raises(ProgrammingError, match="permission denied"):
            run(f"DELETE FROM {table}")
        return

    assert run(f"DELETE FROM {table} WHERE tenant_id = %s", theirs)[1] == 0


@pytest.mark.parametrize("table", EDITABLE_TABLES)
def test_our_rows_can_not_be_moved_to_another_tenant(table, ours, theirs):
    with pytest.raises(ProgrammingError, match="violates row-level security"):
        run(f"UPDATE {table} SET tenant_id = %s", theirs)


@pytest.mark.parametrize("table", TABLES)
def test_a_row_with_a_forged_tenant_can_not_be_added(table, ours, theirs):
    sentence = refused(table, "violates row-level security")

    with pytest.raises(ProgrammingError, match=sentence):
        run(copied(table, tenant_id=theirs))


@pytest.mark.parametrize("table", TABLES)
def test_without_a_tenant_nothing_can_be_added(table, worlds):
    names = catalog.columns_of(table)
    tenant_id = worlds[0].tenant.pk
    values = [str(tenant_id) if name == "tenant_id" else "NULL" for name in names]
    listed = ", ".join(f'"{name}"' for name in names)

    sentence = refused(table, "row-level")
    with activate_tenant(None), pytest.raises(ProgrammingError, match=sentence):
        run(f"INSERT INTO {table} ({listed}) VALUES ({', '.join(values)})")


@pytest.mark.parametrize("table", EDITABLE_TABLES)
def test_a_conflict_can_not_be_used_to_reach_another_tenants_row(table, ours, theirs):
    key = tenant_tables()[table]._meta.pk.column
    with activate_tenant(theirs):
        ((stranger,), *_), _ = run(f"SELECT {key} FROM {table}")
    names = [key, *catalog.columns_of(table)]
    values = [str(stranger), *(f'"{name}"' for name in names[1:])]
    values[names.index("tenant_id")] = str(theirs)
    listed = ", ".join(f'"{name}"' for name in names)

    with pytest.raises(ProgrammingError, match="violates row-level security"):
        run(
            f"INSERT INTO {table} ({listed}) SELECT {', '.join(values)} FROM {table} "
            f"LIMIT 1 ON CONFLICT (tenant_id, {key}) DO UPDATE SET {key} = {stranger}"
        )


@pytest.mark.parametrize(("table", "link"), LINKS)
def test_a_row_can_not_be_linked_to_another_tenants_row(table, link, ours, theirs):
    with activate_tenant(theirs):
        found, _ = run(f"SELECT {link} FROM {table} WHERE {link} IS NOT NULL")
    assert found, "make_world() leaves the link empty"
    stranger = found[0][0]
    statement = copied(table, **FRESH.get(table, {}), **{link: stranger})
    if "UPDATE" in rights(table):
        linked = f"SELECT min(id) FROM {table} WHERE {link} IS NOT NULL"
        statement = f"UPDATE {table} SET {link} = {stranger} WHERE id = ({linked})"

    sentence = refused(table, "violates foreign key constraint")
    with pytest.raises((IntegrityError, ProgrammingError), match=sentence):
        run(statement)


@pytest.mark.parametrize("table", ["lendcore_membership", "lendcore_invitation"])
def test_a_member_can_not_be_given_a_role_of_another_tenant(table, worlds, ours):
    stranger = worlds[1].other_role.pk

    with pytest.raises(IntegrityError, match="role_tenant_fk"):
        run(f"UPDATE {table} SET role_id = %s WHERE tenant_id = %s", stranger, ours)


@pytest.mark.parametrize("table", TABLES)
def test_rows_can_not_be_copied_in_past_row_security(table, ours):
    with pytest.raises((errors.FeatureNotSupported, errors.InsufficientPrivilege)):
        copy_in(table, ours)


@pytest.mark.parametrize("table", sorted(catalog.tracked_tables()))
def test_history_can_be_neither_edited_nor_deleted(table, ours):
    for statement in (f"UPDATE {table} SET actor_name = ''", f"DELETE FROM {table}"):
        with pytest.raises(ProgrammingError, match="permission denied"):
            run(statement)


# The walls themselves ------------------------------------------------------------

OWNER = "{owner}"
REFUSED = (
    "ALTER TABLE customers_customer DISABLE ROW LEVEL SECURITY",
    "ALTER TABLE customers_customer OWNER TO CURRENT_USER",
    "ALTER TABLE customers_customer ADD COLUMN planted text",
    "DROP TABLE customers_phone",
    "DROP POLICY customers_customer_own_tenant ON customers_customer",
    "ALTER POLICY customers_customer_own_tenant ON customers_customer USING (true)",
    "CREATE POLICY planted ON customers_customer USING (true)",
    "CREATE INDEX ON customers_customer (last_name)",
    # It asks for the lock before the right: a table that no other test holds.
    "CREATE RULE planted AS ON SELECT TO django_migrations DO INSTEAD NOTHING",
    "CREATE TRIGGER planted BEFORE INSERT ON customers_phone "
    "EXECUTE FUNCTION suppress_redundant_updates_trigger()",
    "CREATE TABLE planted (id integer)",
    "CREATE VIEW public.planted AS SELECT * FROM customers_customer",
    "CREATE FUNCTION public.planted() RETURNS integer LANGUAGE sql RETURN 1",
    "CREATE OR REPLACE FUNCTION lendcore_fold(text) RETURNS text LANGUAGE sql "
    "IMMUTABLE STRICT PARALLEL SAFE RETURN $1",
    "ALTER FUNCTION lendcore_fold(text) LEAKPROOF",
    "CREATE SCHEMA planted",
    "CREATE EXTENSION hstore",
    "CREATE ROLE planted",
    f"SET ROLE {OWNER}",
    f"SET SESSION AUTHORIZATION {OWNER}",
    f"GRANT {OWNER} TO CURRENT_USER",
    "ALTER ROLE CURRENT_USER BYPASSRLS",
    "ALTER ROLE CURRENT_USER SUPERUSER",
    "ALTER ROLE CURRENT_USER CREATEROLE",
    "SET session_replication_role = replica",
    "SELECT * FROM pg_authid",
    "SELECT * FROM pg_shadow",
    "SELECT pg_read_file('PG_VERSION')",
    "SELECT pg_ls_dir('.')",
    "SELECT lo_import('PG_VERSION')",
    "COPY customers_phone TO '/planted'",
    "COPY customers_phone TO PROGRAM 'cat'",
    "COPY customers_phone FROM PROGRAM 'cat'",
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = '{owner}'",
    "ALTER SYSTEM SET work_mem = '1GB'",
    "UPDATE pg_class SET relrowsecurity = false",
    "DELETE FROM pg_policy",
    "DELETE FROM django_migrations",
    "DELETE FROM auth_permission",
    "SELECT nextval('lendcore_role_id_seq')",
    "SELECT setval('customers_customer_id_seq', 1)",
)


@pytest.mark.parametrize("statement", REFUSED)
def test_the_app_role_can_not_take_a_wall_down(
    app_connection, owner_connection, statement
):
    owner = catalog.owner_role()

    with pytest.raises(errors.InsufficientPrivilege):
        app_connection.execute(statement.replace(OWNER, owner))


def test_the_app_role_can_not_hand_its_rights_on(app_connection):
    # PostgreSQL answers such a GRANT with a warning, not with an error.
    app_connection.execute("GRANT SELECT ON lendcore_user TO PUBLIC")

    found = app_connection.execute(
        "SELECT FROM pg_class, aclexplode(relacl) AS a "
        "WHERE relname = 'lendcore_user' AND a.grantee = 0"
    )
    assert found.rowcount == 0


def test_asking_to_leave_row_security_out_is_an_error(app_connection):
    app_connection.execute("SET row_security = off")

    with pytest.raises(errors.InsufficientPrivilege, match="affected by row-level"):
        app_connection.execute("SELECT FROM customers_customer")


def test_the_app_role_can_empty_no_table(app_connection, owner_connection):
    # Tests with transaction=True need that right, so the test database grants it;
    # it is taken back for the moment of this test.
    app = catalog.app_role()
    tables = sorted({*TABLES, *catalog.model_tables()})
    owner_connection.execute(
        f"REVOKE TRUNCATE ON ALL TABLES IN SCHEMA public FROM {app}"
    )
    try:
        for table in tables:
            with pytest.raises(errors.InsufficientPrivilege):
                app_connection.execute(f"TRUNCATE {table} CASCADE")
    finally:
        owner_connection.execute(
            f"GRANT TRUNCATE ON ALL TABLES IN SCHEMA public TO {app}"
        )
