"""What the tests of the project read from PostgreSQL's own catalog."""

from django.apps import apps
from django.conf import settings
from django.db import connection

from lendcore.database.checks import tenant_models
from lendcore.tenancy.constraints import Grants

# Tables of our own without a tenant's row security, each with the reason.
CONTROL_PLANE = {
    "lendcore_tenant": "read to find out which tenant a request belongs to",
    "lendcore_user": "one person may work in several tenants",
    "lendcore_membership": "read together with the user, before a tenant is active",
    "lendcore_invitation": "opened by its token, before a tenant is active",
}


def rows(sql, *params):
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return cursor.fetchall()


def column(sql, *params):
    return [row[0] for row in rows(sql, *params)]


def tenant_tables():
    """Return the tenant models by table, histories included."""
    return {model._meta.db_table: model for model in tenant_models()}


def tracked_tables():
    return {name: model for name, model in tenant_tables().items() if is_history(model)}


def is_history(model):
    return getattr(model, "is_history", False)


def model_tables():
    """Return every table of every model, with those between many and many."""
    models = apps.get_models(include_auto_created=True)
    return {model._meta.db_table: model for model in models if model._meta.managed}


def grants_of(model):
    """Return the model's `Grants`, or None for a model of a library."""
    rules = [rule for rule in model._meta.constraints if isinstance(rule, Grants)]
    return rules[0] if rules else None


def app_role():
    return settings.DATABASE_APP_ROLE


def owner_role():
    return column(
        "SELECT pg_get_userbyid(datdba) FROM pg_database "
        "WHERE datname = current_database()"
    )[0]


def key_columns(table):
    """Return the columns of a table's primary key."""
    return column(
        "SELECT a.attname FROM pg_index i "
        "JOIN LATERAL unnest(i.indkey) WITH ORDINALITY AS k(attnum, place) ON true "
        "JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.attnum "
        "WHERE i.indisprimary AND i.indrelid = %s::regclass ORDER BY k.place",
        table,
    )


def columns_of(table):
    """Return the columns that an INSERT may name: no identity, nothing computed."""
    return column(
        "SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 0 "
        "AND NOT attisdropped AND attidentity = '' AND attgenerated = '' "
        "ORDER BY attnum",
        table,
    )
