"""The server session always holds the tenant that is active in Python."""

import threading

import pytest
from django.db import DataError, connection, connections, transaction

from customers.models import CustomerStatus
from lendcore.database.backend.base import DatabaseWrapper, OutsideTransaction
from lendcore.tenancy.context import NoTenant, activate_tenant, stream
from tests.project.second_connection import SECOND, opened

NOWHERE = ""

pytestmark = pytest.mark.django_db


def sent(wrapper=connection):
    """Return the tenant that the server session holds, by the way of all queries."""
    with wrapper.cursor() as cursor:
        cursor.execute("SELECT coalesce(current_setting('app.tenant_id', true), '')")
        return cursor.fetchone()[0]


def held(wrapper):
    """Return the tenant that the server session holds, without telling it ours."""
    found = wrapper.connection.execute("SELECT current_setting('app.tenant_id', true)")
    return found.fetchone()[0] or NOWHERE


def fail_in_transaction(wrapper):
    with transaction.atomic(using=wrapper.alias):
        sent(wrapper)
        raise LookupError


# Session mode --------------------------------------------------------------------


def test_the_tenant_follows_into_the_block_and_out_of_it(second):
    with activate_tenant(7):
        assert sent(second) == "7"
        with activate_tenant(8):
            assert sent(second) == "8"
        assert sent(second) == "7"
    assert sent(second) == NOWHERE


def test_the_tenant_is_sent_only_when_it_changed(second):
    with activate_tenant(7):
        sent(second)
        second.connection.execute("SET app.tenant_id = '99'")

        assert sent(second) == "99"


def test_switching_inside_a_transaction_reaches_the_server(tenant, other_tenant):
    with transaction.atomic():
        with activate_tenant(tenant.pk):
            ours = set(CustomerStatus.objects.values_list("tenant_id", flat=True))
        with activate_tenant(other_tenant.pk):
            theirs = set(CustomerStatus.objects.values_list("tenant_id", flat=True))

    assert (ours, theirs) == ({tenant.pk}, {other_tenant.pk})


def test_a_rolled_back_savepoint_does_not_bring_the_former_tenant_back(second):
    with transaction.atomic(using=SECOND), activate_tenant(7):
        sent(second)
        with activate_tenant(8):
            with pytest.raises(LookupError):
                fail_in_transaction(second)
            assert sent(second) == "8"
        assert sent(second) == "7"


def test_a_rolled_back_transaction_does_not_bring_the_former_tenant_back(second):
    with activate_tenant(7):
        sent(second)
    with activate_tenant(8):
        with pytest.raises(LookupError):
            fail_in_transaction(second)
        assert held(second) == "7"
        assert sent(second) == "8"


def test_a_committed_transaction_leaves_the_tenant_it_had(second):
    with activate_tenant(7):
        with transaction.atomic(using=SECOND):
            sent(second)
        assert held(second) == "7"
    assert sent(second) == NOWHERE


def test_a_broken_statement_leaves_no_tenant_behind(second):
    with activate_tenant(7):
        with pytest.raises(DataError), transaction.atomic(using=SECOND):
            second.cursor().execute("SELECT 1 / 0")
        assert sent(second) == "7"
    assert sent(second) == NOWHERE


def test_a_connection_that_is_used_again_holds_nothing_of_the_request_before(second):
    process = second.connection.info.backend_pid
    with activate_tenant(7):
        sent(second)
    # What Django does between two requests on a persistent connection.
    second.close_if_unusable_or_obsolete()

    assert sent(second) == NOWHERE
    assert second.connection.info.backend_pid == process


def test_a_new_connection_is_told_the_tenant(second):
    with activate_tenant(7):
        sent(second)
        second.close()
        assert sent(second) == "7"


def test_each_thread_has_its_own_tenant():
    found = {tenant_id: set() for tenant_id in range(1, 5)}

    def work(own):
        for _ in range(25):
            with activate_tenant(own):
                found[own].add(sent(connections["default"]))
            found[own].add(sent(connections["default"]))
        connections["default"].close()

    threads = [threading.Thread(target=work, args=[own]) for own in found]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert found == {own: {str(own), NOWHERE} for own in found}


def test_a_new_thread_begins_without_a_tenant():
    refused = []

    def look():
        try:
            CustomerStatus.objects.count()
        except NoTenant as refusal:
            refused.append(refusal)

    with activate_tenant(7):
        thread = threading.Thread(target=look)
        thread.start()
        thread.join()

    assert len(refused) == 1


class OneConnectionPool:
    """Lends its only connection again and again, as psycopg's pool may do."""

    def __init__(self):
        self.lent = None

    def putconn(self, raw):
        self.lent = raw


class PooledWrapper(DatabaseWrapper):
    """A wrapper with a stand-in for psycopg's pool, which is no dependency."""

    def __init__(self, *args):
        super().__init__(*args)
        self.stand_in = OneConnectionPool()

    @property
    def pool(self):
        return self.stand_in

    def get_new_connection(self, conn_params):
        raw = self.Database.connect(**conn_params)
        raw._pool = self.stand_in
        return raw


@pytest.mark.parametrize("state", ["idle", "in a transaction", "broken"])
def test_a_connection_goes_back_to_its_pool_without_a_tenant(state):
    with opened(PooledWrapper) as wrapper, activate_tenant(7):
        assert sent(wrapper) == "7"
        if state != "idle":
            wrapper.connection.execute("BEGIN")
        if state == "broken":
            with pytest.raises(Exception, match="division"):
                wrapper.connection.execute("SELECT 1 / 0")
        wrapper.close()

        given_back = wrapper.stand_in.lent
        found = given_back.execute("SELECT current_setting('app.tenant_id', true)")

        assert found.fetchone()[0] in (None, "")
        given_back.close()


def test_psycopgs_own_pool_hands_no_tenant_on():
    pool = {"min_size": 1, "max_size": 1}
    options = {**connection.settings_dict["OPTIONS"], "pool": pool}
    with opened(OPTIONS=options, CONN_MAX_AGE=0) as wrapper:
        with activate_tenant(7):
            assert sent(wrapper) == "7"
            process = wrapper.connection.info.backend_pid
            wrapper.close()
        wrapper.ensure_connection()

        assert wrapper.connection.info.backend_pid == process
        assert held(wrapper) == NOWHERE
        wrapper.close()
        wrapper.close_pool()


# Streams -------------------------------------------------------------------------


def watched(seen):
    """Yield twice, noting tenant and depth of transactions, and when it ended."""
    try:
        for chunk in ("a", "b"):
            seen.append((sent(), len(connection.atomic_blocks)))
            yield chunk
    finally:
        seen.append("closed")


def test_a_stream_keeps_tenant_and_transaction_after_its_view():
    seen = []
    depth = len(connection.atomic_blocks)

    chunks = list(stream(watched(seen), tenant_id=7))

    assert chunks == ["a", "b"]
    assert seen == [("7", depth + 1), ("7", depth + 1), "closed"]
    assert len(connection.atomic_blocks) == depth
    assert sent() == NOWHERE


def test_between_two_chunks_the_thread_has_its_former_tenant():
    chunks = stream(watched([]), tenant_id=7)

    next(chunks)

    with pytest.raises(NoTenant):
        CustomerStatus.objects.count()
    assert list(chunks) == ["b"]


def test_a_stream_that_is_closed_early_closes_what_it_holds():
    seen = []
    depth = len(connection.atomic_blocks)
    chunks = stream(watched(seen), tenant_id=7)
    next(chunks)

    chunks.close()

    assert seen[-1] == "closed"
    assert len(connection.atomic_blocks) == depth
    assert sent() == NOWHERE


def test_a_stream_that_is_never_read_holds_nothing():
    seen = []

    stream(watched(seen), tenant_id=7).close()

    assert seen == []


def test_a_stream_that_fails_rolls_back_and_lets_the_error_rise():
    depth = len(connection.atomic_blocks)

    def failing():
        sent()
        yield "a"
        raise LookupError("half-way")

    chunks = stream(failing(), tenant_id=7)
    next(chunks)

    with pytest.raises(LookupError, match="half-way"):
        next(chunks)
    assert len(connection.atomic_blocks) == depth
    assert sent() == NOWHERE


def test_a_stream_reads_by_a_server_side_cursor(tenant, other_tenant):
    def tenants():
        for status in CustomerStatus.objects.order_by("pk").iterator(chunk_size=1):
            yield status.tenant_id

    assert list(stream(tenants(), tenant_id=tenant.pk)) == [tenant.pk] * 3


# Local mode ------------------------------------------------------------------------


@pytest.fixture
def local(settings, second):
    """A connection in local mode, as behind pgbouncer."""
    settings.TENANT_MODE = "local"
    return second


def test_locally_a_tenants_query_outside_a_transaction_raises(local):
    with activate_tenant(7), pytest.raises(OutsideTransaction, match="atomic"):
        sent(local)


def test_locally_a_query_without_a_tenant_needs_no_transaction(local):
    assert sent(local) == NOWHERE


def test_locally_the_tenant_holds_inside_the_transaction_and_ends_with_it(local):
    with activate_tenant(7):
        for _ in range(2):
            with transaction.atomic(using=SECOND):
                assert sent(local) == "7"
                with transaction.atomic(using=SECOND), activate_tenant(8):
                    assert sent(local) == "8"
                assert sent(local) == "7"
            assert held(local) == NOWHERE


def test_locally_a_rollback_ends_the_tenant(local):
    with activate_tenant(7), pytest.raises(LookupError):
        fail_in_transaction(local)

    assert held(local) == NOWHERE


def test_locally_a_rolled_back_savepoint_is_followed_by_the_right_tenant(local):
    with transaction.atomic(using=SECOND), activate_tenant(7):
        sent(local)
        with activate_tenant(8):
            with pytest.raises(LookupError):
                fail_in_transaction(local)
            assert sent(local) == "8"
        assert sent(local) == "7"


def test_locally_leaving_the_tenant_inside_a_transaction_reaches_the_server(local):
    with transaction.atomic(using=SECOND):
        with activate_tenant(7):
            sent(local)
        assert sent(local) == NOWHERE
