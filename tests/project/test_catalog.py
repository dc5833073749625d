"""Key, policy, grants and foreign keys, as the database itself has them."""

import pytest

from lendcore.database.grants import LIBRARY_RIGHTS
from lendcore.tenancy.constraints import APPEND_ONLY
from lendcore.tenancy.fields import TenantForeignKey
from tests.project import catalog
from tests.project.catalog import CONTROL_PLANE, column, rows, tenant_tables

pytestmark = pytest.mark.django_db

TENANT_TABLES = sorted(tenant_tables())
OWN_POLICY = (
    "(tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), "
    "''::text))::bigint)"
)
# Who may call which function of ours. None of the others may be called by anybody
# but the owner: they return SQL text for the two doors of the search.
OPEN_FUNCTIONS = {
    "lendcore_fold(text)": "everybody: it folds its argument and reads nothing",
    "lendcore_count_values(text[])": "the app role: imports analyze by it",
    "lendcore_keep_values(text[])": "the app role: imports keep ANALYZE away by it",
    "customer_search(jsonb,text,boolean,bigint,integer)": "the app role",
    "customer_page(jsonb,text,boolean,bigint,integer)": "the app role",
    "customer_count(jsonb,integer)": "the app role",
    "account_count(jsonb,integer)": "the app role",
    "account_find(jsonb,integer)": "the app role",
    "account_page(jsonb,text,boolean,bigint,integer,integer)": "the app role",
    "account_search(jsonb,text,boolean,bigint,integer)": "the app role",
    "account_totals(jsonb,date)": "the app role",
}
OUR_FUNCTIONS = """
    SELECT p.oid::regprocedure::text, p.prosecdef, p.proconfig,
           pg_get_userbyid(p.proowner), l.lanname,
           EXISTS (
               SELECT FROM aclexplode(coalesce(p.proacl, acldefault('f', p.proowner)))
               AS a WHERE a.grantee = 0
           ) AS is_public,
           has_function_privilege(%s, p.oid, 'EXECUTE') AS is_open
    FROM pg_proc p JOIN pg_language l ON l.oid = p.prolang
    WHERE p.pronamespace = 'public'::regnamespace AND NOT EXISTS (
        SELECT FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e'
    )
"""


def our_functions():
    names = ("name", "is_definer", "config", "owner", "language", "public", "is_open")
    found = rows(OUR_FUNCTIONS, catalog.app_role())
    return [dict(zip(names, row, strict=True)) for row in found]


def granted(kind, acl_table, acl_column, name_column, role):
    """Return what each object of a kind grants to a role ("" for everybody)."""
    found = rows(
        f"SELECT o.{name_column}, a.privilege_type FROM {acl_table} o, "
        f"aclexplode(o.{acl_column}) AS a "
        "WHERE a.grantee = CASE WHEN %s = '' THEN 0 ELSE "
        "(SELECT oid FROM pg_roles WHERE rolname = %s) END "
        f"AND o.{kind}",
        role,
        role,
    )
    rights = {}
    for name, right in found:
        rights.setdefault(name, set()).add(right)
    return rights


def granted_on(relkinds, role):
    kind = f"relnamespace = 'public'::regnamespace AND o.relkind IN ({relkinds})"
    return granted(kind, "pg_class", "relacl", "relname", role)


def expected_rights():
    rights = {table: set(wanted) for table, wanted in LIBRARY_RIGHTS.items()}
    for table, model in catalog.model_tables().items():
        grants = catalog.grants_of(model)
        if grants is not None:
            assert table not in LIBRARY_RIGHTS, f"{table} is granted twice"
            rights[table] = set(grants.rights)
    return rights


# Tables ------------------------------------------------------------------------


def test_every_table_belongs_to_a_model_and_has_listed_rights():
    tables = set(
        column(
            "SELECT relname FROM pg_class WHERE relkind IN ('r', 'p') "
            "AND relnamespace = 'public'::regnamespace"
        )
    )

    assert tables == set(catalog.model_tables()) | {"django_migrations"}
    assert tables == set(expected_rights())


def test_every_model_of_ours_is_a_tenants_or_listed_as_control_plane():
    ours = {
        table
        for table, model in catalog.model_tables().items()
        if catalog.grants_of(model)
    }

    assert ours == set(TENANT_TABLES) | set(CONTROL_PLANE)


def test_nothing_but_tables_indexes_and_sequences_stands_in_the_schema():
    # A view or a materialized view of the owner would look past row security.
    kinds = column(
        "SELECT DISTINCT relkind::text FROM pg_class "
        "WHERE relnamespace = 'public'::regnamespace"
    )

    assert set(kinds) == {"r", "i", "S"}
    assert column("SELECT evtname FROM pg_event_trigger") == []
    assert (
        column(
            "SELECT rulename FROM pg_rewrite r JOIN pg_class c ON c.oid = r.ev_class "
            "WHERE c.relnamespace = 'public'::regnamespace"
        )
        == []
    )


def test_everything_in_the_schema_belongs_to_the_owner():
    owners = set(
        column(
            "SELECT pg_get_userbyid(relowner) FROM pg_class "
            "WHERE relnamespace = 'public'::regnamespace"
        )
    )

    assert owners == {catalog.owner_role()}


@pytest.mark.parametrize("table", TENANT_TABLES)
def test_key_begins_with_the_tenant(table):
    own_key = tenant_tables()[table]._meta.pk.column

    assert catalog.key_columns(table) == ["tenant_id", own_key]


@pytest.mark.parametrize("table", TENANT_TABLES)
def test_every_index_begins_with_the_tenant(table):
    # Unique rules first of all; but an index without the tenant serves nobody here.
    found = rows(
        "SELECT i.indexrelid::regclass::text, (SELECT attname FROM pg_attribute a "
        "WHERE a.attrelid = i.indrelid AND a.attnum = i.indkey[0]) "
        "FROM pg_index i WHERE i.indrelid = %s::regclass",
        table,
    )

    assert found
    assert [name for name, first in found if first != "tenant_id"] == []


@pytest.mark.parametrize("table", TENANT_TABLES)
def test_row_security_is_on_with_one_policy_for_reading_and_writing(table):
    is_on = column(
        "SELECT relrowsecurity FROM pg_class WHERE oid = %s::regclass", table
    )
    policies = rows(
        "SELECT polcmd::text, polpermissive, polroles::oid[]::text, "
        "pg_get_expr(polqual, polrelid), pg_get_expr(polwithcheck, polrelid) "
        "FROM pg_policy WHERE polrelid = %s::regclass",
        table,
    )

    assert is_on == [True]
    assert policies == [("*", True, "{0}", OWN_POLICY, OWN_POLICY)]


def test_row_security_is_nowhere_else():
    secured = column("SELECT relname FROM pg_class WHERE relrowsecurity")

    assert sorted(secured) == TENANT_TABLES


# Foreign keys --------------------------------------------------------------------

FOREIGN_KEYS = """
    SELECT c.conrelid::regclass::text, c.confrelid::regclass::text, c.convalidated,
           c.condeferrable, coalesce(to_jsonb(c) ->> 'conenforced', 'true')::bool,
           ARRAY(SELECT attname::text
                 FROM unnest(c.conkey) WITH ORDINALITY AS k(number, place)
                 JOIN pg_attribute a ON (attrelid, attnum) = (c.conrelid, k.number)
                 ORDER BY place),
           ARRAY(SELECT attname::text
                 FROM unnest(c.confkey) WITH ORDINALITY AS k(number, place)
                 JOIN pg_attribute a ON (attrelid, attnum) = (c.confrelid, k.number)
                 ORDER BY place)
    FROM pg_constraint c WHERE c.contype = 'f'
"""


def tenant_links():
    """Return (table, column, target) of each TenantForeignKey that the code has."""
    return {
        (table, field.column, field.remote_field.model._meta.db_table)
        for table, model in catalog.model_tables().items()
        if not catalog.is_history(model)
        for field in model._meta.local_fields
        if isinstance(field, TenantForeignKey)
    }


def test_every_link_between_tenant_tables_carries_the_tenant_and_holds_at_once():
    wanted = tenant_links()
    found = set()
    for table, target, is_valid, is_deferrable, is_enforced, own, theirs in rows(
        FOREIGN_KEYS
    ):
        if target not in TENANT_TABLES:
            continue
        assert own[0] == "tenant_id", f"{table}{own} can point across tenants"
        assert theirs == ["tenant_id", "id"]
        assert is_valid, table
        assert is_enforced, table
        assert not is_deferrable, table
        found.add((table, own[1], target))

    assert wanted
    assert found == wanted


def test_every_row_names_a_tenant_that_exists():
    tied = {
        table
        for table, target, *_, own, theirs in rows(FOREIGN_KEYS)
        if target == "lendcore_tenant" and own == ["tenant_id"]
    }
    # A history outlives what it tells of, so it is tied to nothing.
    expected = set(TENANT_TABLES) - set(catalog.tracked_tables())

    assert expected <= tied


def test_a_tenant_column_is_never_empty():
    empty = column(
        "SELECT attrelid::regclass::text FROM pg_attribute "
        "WHERE attname = 'tenant_id' AND NOT attnotnull AND attnum > 0 "
        "AND attrelid IN (SELECT oid FROM pg_class "
        "WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace)"
    )

    assert empty == []


# Rights ----------------------------------------------------------------------------


def test_the_app_role_has_exactly_the_rights_that_are_listed():
    actual = granted_on("'r', 'p'", catalog.app_role())
    # The test database alone lets the app role empty tables; test_walls takes that
    # back and tries.
    for rights in actual.values():
        rights.discard("TRUNCATE")

    assert actual == expected_rights()


def test_everybody_else_has_no_right_to_any_table_or_column():
    assert granted_on("'r', 'p', 'S'", "") == {}
    assert (
        column(
            "SELECT attrelid::regclass || '.' || attname FROM pg_attribute a "
            "JOIN pg_class c ON c.oid = a.attrelid "
            "WHERE attacl IS NOT NULL AND c.relnamespace = 'public'::regnamespace"
        )
        == []
    )


def test_history_and_access_records_can_only_be_added_to():
    tables = [*catalog.tracked_tables(), "lendcore_accessrecord"]
    rights = expected_rights()

    assert len(tables) > 5
    assert {table for table in tables if rights[table] != set(APPEND_ONLY)} == set()


def test_only_listed_sequences_are_open_to_the_app_role():
    wanted = {
        f"{table}_id_seq": {"USAGE"}
        for table, model in tenant_tables().items()
        if catalog.grants_of(model).allocates_ids
    }

    assert granted_on("'S'", catalog.app_role()) == wanted
    assert set(wanted) == {"customers_customer_id_seq"}


# Functions -----------------------------------------------------------------------


def test_functions_belong_to_the_owner_and_speak_sql():
    for function in our_functions():
        assert function["owner"] == catalog.owner_role(), function["name"]
        assert function["language"] in {"sql", "plpgsql"}, function["name"]


def test_functions_that_run_as_the_owner_have_a_fixed_path_and_are_not_public():
    definers = [function for function in our_functions() if function["is_definer"]]

    for function in definers:
        assert "search_path=pg_catalog, pg_temp" in function["config"], function
        assert not function["public"], function["name"]


def test_only_listed_functions_can_be_called_by_the_app_role():
    found = {function["name"] for function in our_functions() if function["is_open"]}

    assert found == set(OPEN_FUNCTIONS)


def test_no_extension_brings_a_function_that_runs_as_its_owner():
    assert (
        column(
            "SELECT oid::regprocedure::text FROM pg_proc WHERE prosecdef "
            "AND pronamespace <> 'public'::regnamespace"
        )
        == []
    )
    extensions = column("SELECT extname FROM pg_extension ORDER BY 1")
    assert extensions == ["btree_gin", "pg_trgm", "plpgsql"]


# Roles -----------------------------------------------------------------------------


@pytest.mark.parametrize("role", ["app", "owner"])
def test_neither_role_is_above_row_security_or_makes_roles(role):
    name = catalog.app_role() if role == "app" else catalog.owner_role()
    (facts,) = rows(
        "SELECT rolsuper, rolbypassrls, rolcreaterole, rolreplication "
        "FROM pg_roles WHERE rolname = %s",
        name,
    )

    assert facts == (False, False, False, False)


def test_the_app_role_is_member_of_nothing_and_makes_no_database():
    memberships = column(
        "SELECT roleid::regrole::text FROM pg_auth_members "
        "WHERE member = (SELECT oid FROM pg_roles WHERE rolname = %s)",
        catalog.app_role(),
    )
    can_create = column(
        "SELECT rolcreatedb FROM pg_roles WHERE rolname = %s", catalog.app_role()
    )

    assert memberships == []
    assert can_create == [False]


def test_tests_run_as_the_app_role():
    assert rows("SELECT session_user::text, current_user::text") == [
        (catalog.app_role(), catalog.app_role())
    ]


def test_the_app_role_can_create_in_no_schema_and_no_schema_in_the_database():
    schemas = column(
        "SELECT nspname FROM pg_namespace "
        "WHERE nspname NOT LIKE 'pg_temp%%' AND nspname NOT LIKE 'pg_toast%%' "
        "AND has_schema_privilege(%s, oid, 'CREATE')",
        catalog.app_role(),
    )
    in_database = column(
        "SELECT has_database_privilege(%s, current_database(), 'CREATE')",
        catalog.app_role(),
    )

    assert schemas == []
    assert in_database == [False]
    schemas = column(
        "SELECT nspname FROM pg_namespace WHERE nspname !~ '^pg_(temp|toast)' "
        "ORDER BY 1"
    )
    assert schemas == ["information_schema", "pg_catalog", "public"]


def test_a_new_table_is_readable_and_nothing_more_until_it_says_otherwise():
    found = rows(
        "SELECT d.defaclobjtype::text, "
        "coalesce(pg_get_userbyid(nullif(a.grantee, 0)), ''), "
        "a.privilege_type FROM pg_default_acl d, aclexplode(d.defaclacl) AS a"
    )
    others = {row for row in found if row[1] != catalog.owner_role()}

    assert others == {("r", catalog.app_role(), "SELECT")}
    # Functions of the owner are listed without PUBLIC, so nobody may call new ones.
    assert ("f", catalog.owner_role(), "EXECUTE") in set(found)
