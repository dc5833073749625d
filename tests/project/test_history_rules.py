"""What is tracked, what is not and why, and what never enters history."""

import pytest
from django.apps import apps
from django.db import ProgrammingError, models, transaction

from customers.models import Customer, CustomerStatus, Phone
from lendcore.history.recording import NotRecorded, recorded
from lendcore.models import CustomField, Role
from lendcore.tenancy.constraints import APPEND_ONLY
from lendcore.tenancy.models import UntrackedUpdate
from tests.builders import NOW
from tests.builders_customers import make_customer
from tests.project import catalog

OURS = {"lendcore", "site_floor", "customers", "accounts", "cards", "integrations"}
# Models that may be edited and have no history, each with the reason.
UNTRACKED = {
    "lendcore.Tenant": "the operator's; Django's admin log says who changed it",
    "lendcore.User": "a person's own; sign-ins and changes are access records",
    "lendcore.Membership": "every change is an access record",
    "lendcore.Invitation": "every change is an access record",
    "lendcore.SavedView": "a member's own way to look at a list, no part of the record",
    "lendcore.ImportRun": "is itself the record of what happened",
    "lendcore.TenantKeys": "keys, of which nothing may be copied",
    "customers.CustomerKey": "keys, of which nothing may be copied",
    "customers.CustomerStanding": "repeats what accounts say, which are tracked",
    "accounts.AccountDraft": "a form not sent yet; what it makes is tracked",
    "accounts.AccountListing": "repeats accounts, which are tracked, and snapshots",
    "accounts.AccountSnapshot": "repeats what a replay of the transactions finds",
    "customers.CustomerCustomValue": "repeats Customer.custom_values, which is tracked",
}


def is_editable(model):
    grants = catalog.grants_of(model)
    return grants is not None and set(grants.rights) > set(APPEND_ONLY)


def editable_models():
    return {
        model._meta.label: model
        for model in apps.get_models()
        if model._meta.app_label in OURS
        and not catalog.is_history(model)
        and is_editable(model)
    }


def histories():
    found = [model for model in apps.get_models() if catalog.is_history(model)]
    return sorted(found, key=lambda model: model._meta.label)


# What is tracked ---------------------------------------------------------------------


def test_every_editable_model_is_tracked_or_says_why_not():
    models = editable_models()
    tracked = {label for label, model in models.items() if hasattr(model, "history")}

    assert set(models) - tracked == set(UNTRACKED)
    assert tracked
    assert all(len(reason) > 10 for reason in UNTRACKED.values())


def test_a_model_of_ours_that_is_not_editable_can_only_be_added_to_or_read():
    others = [
        model
        for model in apps.get_models()
        if model._meta.app_label in OURS
        and not catalog.is_history(model)
        and not is_editable(model)
    ]

    assert sorted(model._meta.label for model in others) == [
        # The database writes it, out of what is tracked.
        "accounts.AccountSearchText",
        "accounts.SplitPayment",
        "accounts.Transaction",
        "lendcore.AccessRecord",
    ]


@pytest.mark.parametrize("history", histories(), ids=lambda model: model._meta.label)
def test_no_secret_has_a_column_in_history(history):
    for field in history._meta.concrete_fields:
        name = field.name
        assert not name.endswith(("_index", "_folded")), name
        assert "password" not in name or name.endswith("_set_at"), name
        assert "token" not in name, name
        is_sealed = name.endswith("_encrypted")
        assert is_sealed == isinstance(field, models.BinaryField), name


@pytest.mark.parametrize("history", histories(), ids=lambda model: model._meta.label)
def test_every_history_says_who_when_from_where_and_in_which_save(history):
    names = {field.name for field in history._meta.concrete_fields}

    assert names >= {
        "tenant",
        "history_date",
        "history_type",
        "history_user_id",
        "history_change_reason",
        "actor_name",
        "ip_address",
        "source",
        "change_set",
        "changed_fields",
    }
    assert set(catalog.grants_of(history).rights) == set(APPEND_ONLY)


# How it is written -------------------------------------------------------------------


def refuse(statement):
    """Run something that the database refuses, in a savepoint."""
    with (
        pytest.raises(ProgrammingError, match="permission denied"),
        transaction.atomic(),
    ):
        statement()


def test_history_is_not_edited_through_the_orm_either(in_tenant, actor):
    customer = make_customer(actor)
    row = customer.history.get()

    row.actor_name = "Nobody"
    refuse(row.save)
    refuse(row.delete)
    refuse(lambda: Customer.history.model.objects.update(actor_name="Nobody"))
    refuse(Customer.history.model.objects.all().delete)


def new_rows():
    """Return one unsaved row of each tracked model, ready to save."""
    status = CustomerStatus.objects.first()
    return {
        "lendcore.Role": Role(name="Planted"),
        "lendcore.CustomField": CustomField(
            key="planted", label="Planted", kind="text"
        ),
        "customers.CustomerStatus": CustomerStatus(name="Planted"),
        "customers.Customer": Customer(
            first_name="A",
            status=status,
            created_at=NOW,
            updated_at=NOW,
        ),
    }


@pytest.mark.parametrize(
    "label",
    [
        "lendcore.Role",
        "lendcore.CustomField",
        "customers.CustomerStatus",
        "customers.Customer",
    ],
)
def test_a_tracked_row_is_not_saved_without_an_author(in_tenant, label):
    row = new_rows()[label]

    with pytest.raises(NotRecorded), transaction.atomic():
        row.save()

    assert not type(row).objects.filter(pk=row.pk).exists()


def test_a_tracked_row_is_not_deleted_without_an_author(in_tenant, actor):
    phone = Phone(
        customer=make_customer(actor), number="+18015550142", search_digits="8015550142"
    )
    with recorded(actor):
        phone.save()

    for delete in (phone.delete, Phone.objects.all().delete):
        with pytest.raises(NotRecorded), transaction.atomic():
            delete()
    assert Phone.objects.count() == 1


@pytest.mark.parametrize(
    "model",
    [model for model in apps.get_models() if hasattr(model, "history")],
    ids=lambda model: model._meta.label,
)
def test_a_tracked_model_is_not_updated_in_bulk(in_tenant, model):
    field = next(
        f for f in model._meta.concrete_fields if f.name not in {"id", "tenant"}
    )
    row = model(pk=1, tenant_id=in_tenant.pk)

    with pytest.raises(UntrackedUpdate):
        model.objects.update(**{field.name: None})
    with pytest.raises(UntrackedUpdate):
        model.objects.filter(pk=1).update(**{field.name: None})
    with pytest.raises(UntrackedUpdate):
        model.objects.bulk_update([row], [field.name])
    with pytest.raises(UntrackedUpdate):
        model.objects.bulk_create([row])
