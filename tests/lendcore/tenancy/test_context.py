"""Which tenant is active."""

import pytest

from lendcore.tenancy.context import (
    NoTenant,
    activate_tenant,
    current_tenant_id,
    require_tenant_id,
)


def test_nobody_is_active_at_first():
    assert current_tenant_id() is None
    with pytest.raises(NoTenant, match="activate_tenant"):
        require_tenant_id()


def test_the_innermost_block_counts():
    with activate_tenant(7):
        with activate_tenant(8):
            assert require_tenant_id() == 8
        with activate_tenant(None):
            assert current_tenant_id() is None
        assert require_tenant_id() == 7
    assert current_tenant_id() is None


def fail_inside(tenant_id):
    with activate_tenant(tenant_id):
        raise LookupError


def test_an_error_puts_the_tenant_away():
    with pytest.raises(LookupError):
        fail_inside(7)

    assert current_tenant_id() is None


@pytest.mark.parametrize("wrong", ["7", "7'; DROP TABLE x", 7.0, object()])
def test_a_tenant_is_named_by_a_number_alone(wrong):
    with pytest.raises(TypeError, match="whole number"), activate_tenant(wrong):
        pass
