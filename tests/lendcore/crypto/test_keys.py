"""The key tree: master keys of the environment, keys of tenants, blind indexes."""

import base64
import os

import pytest
from django.core.exceptions import ImproperlyConfigured

from customers.services import secrets
from lendcore.crypto import keys
from lendcore.crypto.sealing import CannotOpen
from lendcore.models import TenantKeys
from lendcore.tenancy.context import NoTenant, activate_tenant
from tests.builders_customers import make_customer, ssn

KEY = bytes(range(1, 33))


def entry(name, key=KEY):
    return f"{name}:{base64.b64encode(key).decode()}"


@pytest.fixture(autouse=True)
def fresh_process():
    """Forget unwrapped keys, as a new process would."""
    keys._unwrapped.clear()
    yield
    keys._unwrapped.clear()


# The ring --------------------------------------------------------------------------


def test_the_newest_key_stands_first():
    ring = keys.parse_key_ring(f" {entry('b')} , {entry('a')} ")

    assert list(ring.keys) == ["b", "a"]
    assert ring.newest == "b"


@pytest.mark.parametrize(
    "text",
    [
        "",
        " , ",
        "no-colon",
        "a:not base64!",
        "a:" + base64.b64encode(b"short").decode(),
        entry(""),
        f"{entry('a')},{entry('a')}",
        entry("a", b"\0" * 32),
        entry("a", b"ab" * 16),
    ],
)
def test_a_ring_that_can_not_be_used_stops_the_start(text):
    with pytest.raises(ImproperlyConfigured, match="MASTER_KEYS"):
        keys.parse_key_ring(text)


def test_keys_do_not_show_when_they_are_printed():
    key = os.urandom(32)
    ring = keys.parse_key_ring(entry("a", key))
    pair = keys.TenantKeyPair(tenant_id=1, wrapping=key, index=key)

    for text in (repr(ring), str(ring), repr(pair), f"{pair}"):
        assert key.hex() not in text
        assert repr(key) not in text
        assert base64.b64encode(key).decode() not in text


# A tenant's keys --------------------------------------------------------------------


@pytest.mark.django_db
def test_each_tenant_has_keys_of_its_own(tenant, other_tenant):
    with activate_tenant(tenant.pk):
        ours = keys.tenant_keys()
    with activate_tenant(other_tenant.pk):
        theirs = keys.tenant_keys()

    assert len({ours.wrapping, ours.index, theirs.wrapping, theirs.index}) == 4
    assert (ours.tenant_id, theirs.tenant_id) == (tenant.pk, other_tenant.pk)


@pytest.mark.django_db
def test_no_keys_without_a_tenant():
    with pytest.raises(NoTenant):
        keys.tenant_keys()


@pytest.mark.django_db
def test_keys_are_read_once_in_a_process(in_tenant, django_assert_num_queries):
    keys.tenant_keys()

    with django_assert_num_queries(0):
        keys.tenant_keys()


@pytest.mark.django_db
def test_wrapped_keys_of_another_tenant_do_not_open_here(tenant, other_tenant):
    with activate_tenant(other_tenant.pk):
        theirs = TenantKeys.objects.get()
    with activate_tenant(tenant.pk):
        row = TenantKeys.objects.get()
        row.wrapping_key, row.index_key = theirs.wrapping_key, theirs.index_key
        row.save()

        with pytest.raises(CannotOpen):
            keys.tenant_keys()


@pytest.mark.django_db
def test_the_two_keys_of_a_tenant_can_not_be_swapped(in_tenant):
    row = TenantKeys.objects.get()
    row.wrapping_key, row.index_key = row.index_key, row.wrapping_key
    row.save()

    with pytest.raises(CannotOpen):
        keys.tenant_keys()


@pytest.mark.django_db
def test_a_lost_master_key_is_named_and_asked_for(in_tenant, settings):
    settings.MASTER_KEYS = entry("new", os.urandom(32))

    with pytest.raises(ImproperlyConfigured, match="Add it back, after the newest"):
        keys.tenant_keys()


# Rotation -----------------------------------------------------------------------------


@pytest.mark.django_db
def test_rewrapping_keeps_every_value_readable_without_the_old_master_key(
    in_tenant, actor, settings
):
    customer = make_customer(actor, tax_number=ssn())
    before = keys.tenant_keys()
    newest = entry("new", os.urandom(32))
    settings.MASTER_KEYS = f"{newest},{settings.MASTER_KEYS}"

    assert keys.rewrap_tenant_keys() is True

    settings.MASTER_KEYS = newest
    keys._unwrapped.clear()
    assert keys.tenant_keys() == before
    assert secrets.open_number(customer, secrets.TAX_NUMBER) == "536228714"


@pytest.mark.django_db
def test_rewrapping_twice_changes_nothing_the_second_time(in_tenant, settings):
    newest = entry("new", os.urandom(32))
    settings.MASTER_KEYS = f"{newest},{settings.MASTER_KEYS}"

    assert keys.rewrap_tenant_keys() is True
    assert keys.rewrap_tenant_keys() is False


# Blind indexes ------------------------------------------------------------------------


def pair(index=b"i" * 32):
    return keys.TenantKeyPair(tenant_id=1, wrapping=b"w" * 32, index=index)


def test_equal_values_have_equal_indexes_of_16_bytes():
    first = pair().blind_index("us_person", "536228714")

    assert first == pair().blind_index("us_person", "536228714")
    assert len(first) == keys.BLIND_INDEX_BYTES


def test_indexes_differ_by_tenant_kind_and_value():
    found = {
        pair().blind_index("us_person", "536228714"),
        pair().blind_index("sin", "536228714"),
        pair().blind_index("us_person", "536228715"),
        pair(b"j" * 32).blind_index("us_person", "536228714"),
    }

    assert len(found) == 4


# A customer's key ---------------------------------------------------------------------


@pytest.mark.django_db
def test_a_number_moved_to_another_customer_does_not_open(in_tenant, actor):
    owner = make_customer(actor, tax_number=ssn())
    other = make_customer(actor, email="b@example.com", tax_number=ssn("212-48-9367"))
    other.tax_number_encrypted = owner.tax_number_encrypted

    with pytest.raises(CannotOpen):
        secrets.open_number(other, secrets.TAX_NUMBER)


@pytest.mark.django_db
def test_a_number_moved_to_another_field_does_not_open(in_tenant, actor):
    customer = make_customer(actor, tax_number=ssn())
    customer.driver_license_encrypted = customer.tax_number_encrypted

    with pytest.raises(CannotOpen):
        secrets.open_number(customer, secrets.DRIVER_LICENSE)


@pytest.mark.django_db
def test_without_its_key_nothing_of_a_customer_can_be_read_history_included(
    in_tenant, actor
):
    customer = make_customer(actor, tax_number=ssn())
    customer.keys.all().delete()

    with pytest.raises(secrets.NothingToReveal):
        secrets.open_number(customer, secrets.TAX_NUMBER)


@pytest.mark.django_db
def test_each_customer_has_a_key_of_its_own(in_tenant, actor):
    first = make_customer(actor, tax_number=ssn())
    other = make_customer(actor, email="b@example.com", tax_number=ssn("212-48-9367"))

    assert secrets.find_key(first.pk) != secrets.find_key(other.pk)
    assert secrets.find_key(make_customer(actor, email="c@example.com").pk) is None
