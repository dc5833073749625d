"""A second Django connection to the test database, outside the test's transaction."""

from contextlib import contextmanager

from django.db import connection, connections
from environ import Env

from lendcore.database.backend.base import DatabaseWrapper

SECOND = "second"


@contextmanager
def opened(kind=DatabaseWrapper, **changes):
    """Yield a wrapper with its own server session, under the alias `second`."""
    wrapper = kind({**connection.settings_dict, **changes}, SECOND)
    connections[SECOND] = wrapper
    try:
        yield wrapper
    finally:
        wrapper.close()
        del connections[SECOND]


def owner_login():
    """Return user and password of the owner, and where its server is."""
    return Env().db_url("DATABASE_OWNER_URL")
