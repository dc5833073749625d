"""What keeps the database's plans good during an import."""

import pytest
from django.db import connection

from accounts.models import Account, AccountSnapshot, Transaction
from customers.models import Customer
from lendcore.imports.plans import keep_plans_good

pytestmark = pytest.mark.django_db
LOCKED = """
    SELECT c.relname, l.mode FROM pg_locks AS l JOIN pg_class AS c ON c.oid = l.relation
    WHERE l.pid = pg_backend_pid() AND l.mode = 'ShareUpdateExclusiveLock'
    ORDER BY c.relname
"""


def test_analyze_is_kept_even_from_tables_whose_rows_nobody_may_change():
    keep_plans_good((Customer, Account, AccountSnapshot, Transaction))

    with connection.cursor() as cursor:
        cursor.execute(LOCKED)
        assert [name for name, _ in cursor.fetchall()] == [
            "accounts_account",
            "accounts_accountsnapshot",
            "accounts_transaction",
            "customers_customer",
        ]


def test_the_owner_takes_the_locks_since_the_app_role_may_only_add_entries():
    # Tests may TRUNCATE, which would let the app role take them too.
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT prosecdef, pg_get_userbyid(proowner) = current_user "
            "FROM pg_proc WHERE proname = 'lendcore_keep_values'"
        )
        assert cursor.fetchone() == (True, False)
