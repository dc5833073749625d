"""The test database is built by its owner and used by the app role."""

import os
import pathlib
import time
from collections.abc import Iterator

import pytest
from django.conf import settings
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.contrib.auth.management import create_permissions
from django.contrib.contenttypes.management import create_contenttypes
from django.core.management import call_command
from django.db import ProgrammingError, connection
from django.db.models.signals import post_migrate
from environ import Env

from lendcore.database.roles import prepare_database
from lendcore.tenancy.context import activate_tenant
from tests import builders


@pytest.fixture(scope="session")
def reference_dir() -> pathlib.Path:
    """The folder of reference data; tests that need it are skipped without it."""
    chosen = os.environ.get("REFERENCE_DIR")
    default = pathlib.Path(settings.BASE_DIR).parent / "shared" / "reference"
    folder = pathlib.Path(chosen) if chosen else default
    if not folder.is_dir():
        pytest.skip("The reference data is absent; set REFERENCE_DIR to its folder.")
    return folder


def become(role: str, database: str) -> None:
    """Point Django's connection at a database, as the owner or the app role."""
    connection.close()
    name = "DATABASE_OWNER_URL" if role == "owner" else "DATABASE_URL"
    login = Env().db_url(name)
    connection.settings_dict.update(
        NAME=database,
        USER=login["USER"],
        PASSWORD=login["PASSWORD"],
        HOST=login["HOST"],
        PORT=login["PORT"],
        ROLE_KIND=role,
    )


def drop_database(cursor: object, name: str) -> None:
    """Drop a database with all who are in it.

    The owner may not end an autovacuum worker, which leaves by itself soon.
    """
    for patience in range(50):
        try:
            cursor.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        except ProgrammingError:
            if patience == 49:
                raise
            time.sleep(0.2)
        else:
            return


def keep_shared_tables() -> None:
    """Let a flush after a test with transaction=True leave Django's own tables.

    The app role may not fill them again, as only migrations do.
    """
    introspection = connection.introspection
    list_tables = introspection.django_table_names

    def list_others(*args: object, **kwargs: object) -> list[str]:
        kept = {"django_content_type", "auth_permission", "django_migrations"}
        return [name for name in list_tables(*args, **kwargs) if name not in kept]

    introspection.django_table_names = list_others
    for receiver in (create_permissions, create_contenttypes):
        post_migrate.disconnect(receiver)
        post_migrate.disconnect(
            dispatch_uid=f"{receiver.__module__}.{receiver.__name__}"
        )


@pytest.fixture(scope="session", autouse=True)
def quick_passwords() -> None:
    """Hash passwords as quickly as Argon2 allows; the tests make hundreds."""
    Argon2PasswordHasher.time_cost = 1
    Argon2PasswordHasher.memory_cost = 8
    Argon2PasswordHasher.parallelism = 1


@pytest.fixture(scope="session")
def django_db_setup(
    django_test_environment: None, django_db_blocker: object, worker_id: str
) -> Iterator[None]:
    """Build the database as its owner, then serve the tests as the app role."""
    original = dict(connection.settings_dict)
    name = f"test_{original['NAME']}_{worker_id}"
    with django_db_blocker.unblock():
        become("owner", original["NAME"])
        with connection.cursor() as cursor:
            drop_database(cursor, name)
            cursor.execute(f"CREATE DATABASE {name}")
        become("owner", name)
        connection.ensure_connection()
        prepare_database(connection.connection, settings.DATABASE_APP_ROLE)
        call_command("migrate", verbosity=0)
        with connection.cursor() as cursor:
            # Only here: tests with transaction=True empty the tables afterwards.
            role = settings.DATABASE_APP_ROLE
            cursor.execute(f"GRANT TRUNCATE ON ALL TABLES IN SCHEMA public TO {role}")
        become("app", name)
    keep_shared_tables()
    yield
    with django_db_blocker.unblock():
        become("owner", original["NAME"])
        with connection.cursor() as cursor:
            drop_database(cursor, name)
        connection.close()


@pytest.fixture
def tenant(db: None) -> object:
    """The tenant that the test is about."""
    return builders.make_tenant("northwind")


@pytest.fixture
def other_tenant(db: None) -> object:
    """Another lender's tenant, whose rows must never be seen."""
    return builders.make_tenant("southbank")


@pytest.fixture
def in_tenant(tenant: object) -> Iterator[object]:
    """The tenant, active for the whole test."""
    with activate_tenant(tenant.pk):
        yield tenant


@pytest.fixture
def agent(tenant: object) -> object:
    return builders.make_member(tenant, "agent", name="Dana Whitfield")


@pytest.fixture
def actor(agent: object, tenant: object) -> object:
    return builders.actor_of(agent, tenant)


@pytest.fixture
def signed_in(client: object, agent: object, tenant: object) -> object:
    """A browser in which the agent is signed in."""
    builders.sign_in(client, agent, tenant)
    return client
