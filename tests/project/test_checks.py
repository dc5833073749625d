"""What stops a process with the wrong role, and a model without its walls."""

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import models
from django.test.utils import isolate_apps

from customers.models import Customer
from lendcore.database import checks
from lendcore.tenancy.constraints import (
    Grants,
    TenantForeignKeyConstraint,
    TenantKey,
    TenantPolicy,
)
from lendcore.tenancy.fields import TenantForeignKey
from lendcore.tenancy.models import TenantModel
from tests.project.second_connection import opened, owner_login


@pytest.fixture
def registry(monkeypatch):
    """A registry in which only planted models stand."""
    with isolate_apps("lendcore") as isolated:
        monkeypatch.setattr(checks, "apps", isolated)
        yield isolated


def planted_model():
    class Planted(TenantModel):
        customer = TenantForeignKey(Customer, models.PROTECT, related_name="+")

        class Meta(TenantModel.Meta):
            app_label = "lendcore"

    return Planted


def leave_out(model, kind):
    rules = model._meta.constraints
    model._meta.constraints = [rule for rule in rules if type(rule) is not kind]


def found_ids():
    return [problem.id for problem in checks.check_tenant_models(None)]


# Models --------------------------------------------------------------------------


def test_the_models_of_the_project_pass():
    assert checks.check_tenant_models(None) == []
    assert len(checks.tenant_models()) > 10


def test_a_tenant_model_gets_its_walls_by_itself(registry):
    model = planted_model()

    kinds = {type(rule) for rule in model._meta.constraints}
    assert {TenantKey, TenantPolicy, Grants, TenantForeignKeyConstraint} <= kinds
    assert found_ids() == []


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        (TenantKey, "lacks the key (tenant_id, id)"),
        (TenantPolicy, "lacks a row security policy"),
        (Grants, "lacks its grants"),
    ],
)
def test_a_tenant_model_without_a_wall_is_reported(registry, kind, words):
    leave_out(planted_model(), kind)

    (problem,) = checks.check_tenant_models(None)

    assert problem.id == "lendcore.E001"
    assert words in problem.msg


def test_a_link_without_its_two_column_foreign_key_is_reported(registry):
    leave_out(planted_model(), TenantForeignKeyConstraint)

    assert found_ids() == ["lendcore.E002"]


@pytest.mark.parametrize("field", [models.ForeignKey, models.OneToOneField])
def test_a_plain_link_to_a_tenant_model_is_reported(registry, field):
    class Planted(models.Model):
        customer = field(Customer, models.PROTECT, related_name="+")

        class Meta:
            app_label = "lendcore"

    assert found_ids() == ["lendcore.E003"]


def test_a_many_to_many_link_to_a_tenant_model_is_reported(registry):
    # Its hidden table would have neither tenant nor policy.
    class Planted(TenantModel):
        customers = models.ManyToManyField(Customer, related_name="+")

        class Meta(TenantModel.Meta):
            app_label = "lendcore"

    assert "lendcore.E003" in found_ids()


# The role --------------------------------------------------------------------------


@pytest.fixture
def owners(db):
    """What makes a connection the owner's."""
    login = owner_login()
    return {"USER": login["USER"], "PASSWORD": login["PASSWORD"]}


def test_the_owner_can_not_serve_as_the_app(owners):
    with opened(**owners) as wrapper:
        with pytest.raises(ImproperlyConfigured) as refusal:
            wrapper.ensure_connection()

        assert "owns tables of the database" in str(refusal.value)
        assert "Set DATABASE_URL to the app role" in str(refusal.value)
        assert wrapper.connection is None


@pytest.mark.parametrize("kind", ["Owner", "admin", None])
def test_only_a_process_that_says_it_is_the_owners_escapes_the_check(owners, kind):
    with (
        opened(**owners, ROLE_KIND=kind) as wrapper,
        pytest.raises(ImproperlyConfigured),
    ):
        wrapper.ensure_connection()


def test_the_app_role_may_serve(second):
    assert second.is_usable()


def test_the_check_of_the_role_reports_the_owner(owners, monkeypatch):
    with opened(**owners) as wrapper:
        monkeypatch.setattr(checks, "connections", {"default": wrapper})
        (problem,) = checks.check_role(databases=["default"])

    assert problem.id == "lendcore.E004"
    assert "row security would not hold" in problem.msg


def test_the_check_of_the_role_passes_the_app_role(db):
    assert checks.check_role(databases=["default"]) == []
    assert checks.check_role(databases=None) == []
