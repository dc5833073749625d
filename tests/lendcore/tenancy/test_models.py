"""Rows of one tenant: the manager's filter, and what a save does."""

from functools import partial

import pytest
from django.db import (
    DatabaseError,
    IntegrityError,
    ProgrammingError,
    connection,
    transaction,
)
from django.test.utils import CaptureQueriesContext, isolate_apps

from customers.models import Address, Customer, CustomerStatus, Phone
from customers.queries.customers import get_record
from lendcore.history.recording import recorded
from lendcore.models import CustomField, Role, SavedView
from lendcore.tenancy.context import NoTenant, activate_tenant
from lendcore.tenancy.models import TenantModel, unscoped
from tests.builders_customers import make_customer, phone

pytestmark = pytest.mark.django_db


# The manager ----------------------------------------------------------------------


@pytest.mark.parametrize(
    "ask",
    [
        lambda: CustomerStatus.objects.all(),
        lambda: CustomerStatus.objects.count(),
        lambda: CustomerStatus.objects.create(name="A"),
        lambda: CustomerStatus.objects.bulk_create([CustomerStatus(name="A")]),
        lambda: CustomerStatus._base_manager.all(),
        lambda: CustomerStatus._default_manager.all(),
        lambda: Customer.history.model.objects.all(),
        lambda: CustomerStatus(name="A").save(),
    ],
)
def test_without_a_tenant_every_question_is_refused(tenant, ask):
    with pytest.raises(NoTenant):
        ask()


def test_only_the_rows_of_the_active_tenant_are_found(tenant, other_tenant):
    with activate_tenant(tenant.pk):
        found = {row.tenant_id for row in CustomerStatus.objects.all()}

    assert found == {tenant.pk}


def test_every_statement_names_the_tenant_itself(in_tenant):
    # Row security alone would do for safety, not for the plan of the query.
    with CaptureQueriesContext(connection) as queries:
        list(CustomerStatus.objects.filter(code="lead"))
        CustomerStatus.objects.exists()

    for query in queries:
        assert f'"tenant_id" = {in_tenant.pk}' in query["sql"]


def test_links_are_followed_with_the_tenant_on_both_sides(in_tenant, actor):
    customer = make_customer(actor, phones=(phone(),))
    with CaptureQueriesContext(connection) as queries:
        list(Customer.objects.filter(phones__number__prefix="+1"))
        list(Phone.objects.select_related("customer"))
        list(customer.phones.all())
        Phone.objects.get().customer.status  # noqa: B018 - a query

    joins = [query["sql"] for query in queries if "JOIN" in query["sql"]]
    assert len(joins) == 2
    for sql in joins:
        assert sql.count('."tenant_id" = ') >= 2
    for query in queries:
        assert f'"tenant_id" = {in_tenant.pk}' in query["sql"]


def test_what_is_prefetched_stays_in_the_tenant(in_tenant, actor):
    make_customer(actor, phones=(phone(),))
    with CaptureQueriesContext(connection) as queries:
        list(Customer.objects.prefetch_related("phones", "addresses"))

    assert len(queries) == 3
    for query in queries:
        assert f'"tenant_id" = {in_tenant.pk}' in query["sql"]


def test_links_of_many_rows_are_fetched_at_once(
    in_tenant, actor, django_assert_num_queries
):
    for number in range(3):
        make_customer(actor, email=f"{number}@example.com")

    with django_assert_num_queries(2):
        [customer.status.name for customer in Customer.objects.all()]


def test_a_row_that_left_its_tenant_finds_nothing_of_it(tenant, other_tenant, actor):
    with activate_tenant(tenant.pk):
        customer = make_customer(actor, phones=(phone(),))
    with activate_tenant(other_tenant.pk):
        assert list(customer.phones.all()) == []
        assert not Address.objects.filter(customer=customer).exists()
        with pytest.raises(Customer.DoesNotExist):
            customer.refresh_from_db()
        with pytest.raises(Exception, match="No customer"):
            get_record(customer.pk)


# Leaving the filter out -------------------------------------------------------------


def test_the_filter_is_left_out_with_a_reason_only():
    with pytest.raises(ValueError, match="why"):
        unscoped(CustomerStatus, reason="because")


def test_row_security_holds_without_the_filter_too(tenant, other_tenant):
    everything = unscoped(CustomerStatus, reason="what the second wall lets by")

    with activate_tenant(tenant.pk):
        assert {row.tenant_id for row in everything.all()} == {tenant.pk}
    with activate_tenant(None):
        assert everything.count() == 0


# Saving ----------------------------------------------------------------------------


def test_a_new_row_goes_into_the_active_tenant(in_tenant, actor):
    with recorded(actor):
        row = CustomerStatus.objects.create(name="Planted")

    assert row.tenant_id == in_tenant.pk


def test_rows_created_in_bulk_go_into_the_active_tenant(in_tenant, agent):
    views = [SavedView(list_name="customers", name=str(i), made_by=agent) for i in "ab"]

    SavedView.objects.bulk_create(iter(views))

    assert {view.tenant_id for view in SavedView.objects.all()} == {in_tenant.pk}


def test_a_row_of_another_tenant_can_not_be_saved_here(tenant, other_tenant, actor):
    with activate_tenant(other_tenant.pk):
        row = CustomerStatus.objects.get(code="lead")
    row.name = "Stolen"
    with activate_tenant(tenant.pk), recorded(actor):
        for save in (row.save, partial(row.save, force_insert=True)):
            with pytest.raises(DatabaseError), transaction.atomic():
                save()
    with activate_tenant(other_tenant.pk):
        assert CustomerStatus.objects.get(code="lead").name == "Lead"


@transaction.atomic
def delete_recorded(row, actor):
    with recorded(actor):
        row.delete()


@transaction.atomic
def save_recorded(row, actor):
    with recorded(actor):
        row.save()


def test_a_row_of_another_tenant_can_not_be_deleted_here(tenant, other_tenant, actor):
    with activate_tenant(other_tenant.pk):
        row = CustomerStatus.objects.get(code="lead")
    with activate_tenant(tenant.pk), pytest.raises(ProgrammingError, match="row-level"):
        delete_recorded(row, actor)
    with activate_tenant(other_tenant.pk):
        assert CustomerStatus.objects.filter(code="lead").exists()


def test_an_update_never_sets_the_tenant(in_tenant, actor):
    with recorded(actor):
        row = CustomerStatus.objects.create(name="Planted")
        row.name = "Renamed"
        with CaptureQueriesContext(connection) as queries:
            row.save()

    (update,) = [q["sql"] for q in queries if q["sql"].startswith("UPDATE")]
    assert "tenant_id" not in update.partition("SET")[2].partition("WHERE")[0]
    assert f'"tenant_id" = {in_tenant.pk}' in update


def test_a_row_can_not_be_linked_to_another_tenants(tenant, other_tenant, actor):
    with activate_tenant(other_tenant.pk):
        stranger = CustomerStatus.objects.get(code="lead")
    with activate_tenant(tenant.pk):
        customer = make_customer(actor)
        customer.status_id = stranger.pk
        with pytest.raises(IntegrityError, match="status_tenant_fk"):
            save_recorded(customer, actor)


# What the base class adds ----------------------------------------------------------


@isolate_apps("lendcore")
def test_names_that_postgresql_would_cut_are_refused():
    with pytest.raises(ValueError, match="63"):

        class AVeryLongNameOfATenantModelThatNobodyShouldEverWriteDown(TenantModel):
            class Meta(TenantModel.Meta):
                app_label = "lendcore"


def test_rules_of_the_model_are_kept_beside_those_of_the_tenant():
    names = {rule.name for rule in CustomField._meta.constraints}

    assert {"lendcore_customfield_key", "lendcore_customfield_own_tenant"} <= names
    assert len(names) == len(CustomField._meta.constraints)


def test_every_tenant_gets_ids_of_one_sequence(tenant, other_tenant):
    # So an id of one tenant never names a row of another.
    with activate_tenant(tenant.pk):
        ours = set(Role.objects.values_list("pk", flat=True))
    with activate_tenant(other_tenant.pk):
        theirs = set(Role.objects.values_list("pk", flat=True))

    assert ours
    assert not ours & theirs
