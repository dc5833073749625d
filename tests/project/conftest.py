"""Two filled tenants for a whole module, and connections of one's own."""

import psycopg
import pytest
from django.db import connection, transaction

from tests.builders_world import make_world
from tests.project.second_connection import opened, owner_login


@pytest.fixture(scope="module")
def worlds(django_db_setup, django_db_blocker):
    """Two tenants with a row in every table, in a transaction that is rolled back.

    Filling every table for each of some hundred tests would take minutes.
    """
    around = transaction.atomic()
    # As Django marks its own: blocks that must be outermost may stand inside it.
    around._from_testcase = True
    with django_db_blocker.unblock(), around:
        yield make_world("northwind"), make_world("southbank")
        transaction.set_rollback(True)
    connection.close()


def connect(login, **options):
    return psycopg.connect(
        dbname=connection.settings_dict["NAME"],
        user=login["USER"],
        password=login["PASSWORD"],
        host=login["HOST"],
        port=login["PORT"],
        autocommit=True,
        **options,
    )


@pytest.fixture
def app_connection(db):
    """A connection of the app role that knows nothing of Django."""
    with connect(connection.settings_dict) as raw:
        yield raw


@pytest.fixture
def owner_connection(db):
    """A connection of the owner, who sees past row security."""
    with connect(owner_login()) as raw:
        yield raw


@pytest.fixture
def second(db):
    """A second connection of Django's, outside the test's transaction."""
    with opened() as wrapper:
        wrapper.ensure_connection()
        yield wrapper
