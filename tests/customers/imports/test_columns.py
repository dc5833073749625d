import pytest

from customers.forms.customer import CustomerForm
from customers.imports.columns import (
    customer_columns,
    form_name,
    split_last_first,
    tenant_columns,
)
from customers.models import CustomerStatus
from lendcore.history.recording import recorded
from lendcore.models import CustomField
from tests.builders_imports import import_actor

# What the page asks about a save, not about a customer.
PAGE_ONLY = {
    "keeps_tax_number_problem",
    "removes_tax_number",
    "removes_driver_license",
    "mailing_same_as_primary",
    "web_password",
}


def test_every_field_of_the_page_has_a_column_or_a_reason():
    columns = {form_name(name) for name in customer_columns().columns}

    assert set(CustomerForm.base_fields) - columns == PAGE_ONLY


def test_every_column_says_what_it_means_and_takes():
    for column in customer_columns().columns.values():
        assert column.meaning
        assert column.values or column.format


@pytest.mark.usefixtures("in_tenant")
def test_a_tenants_statuses_and_fields_are_among_the_columns(tenant):
    with recorded(import_actor(tenant)):
        CustomerStatus.objects.create(name="Old", is_active=False)
        CustomField.objects.create(
            key="tier",
            label="Tier",
            kind="select",
            choices=["Gold", "Silver"],
            retired_choices=["Silver"],
            help_text="How dear.",
            is_required=True,
        )
        CustomField.objects.create(key="old", label="Old", kind="text", is_active=False)

    columns = tenant_columns().columns

    assert columns["status"].values == ("Active", "Lead", "Inactive")
    assert columns["custom:tier"].values == ("Gold",)
    assert columns["custom:tier"].meaning == "Tier: How dear. Required"
    assert "custom:old" not in columns


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("SMITH JOHN A", ("JOHN", "A", "SMITH", "")),
        ("SMITH, JOHN A III", ("JOHN", "A", "SMITH", "III")),
        ("SMITH", ("", "", "SMITH", "")),
    ],
)
def test_a_name_that_begins_with_the_last_name_is_split(text, parts):
    names = ("first_name", "middle_name", "last_name", "generation_code")

    assert tuple(split_last_first(text)[name] for name in names) == parts
