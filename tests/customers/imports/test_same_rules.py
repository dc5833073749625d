"""A row of a file and the edit page say the same of the same values."""

import pytest
from django.http import QueryDict

from customers.forms.editor import CustomerEditor
from customers.models import Address, Customer, CustomerStatus, Phone
from tests.builders_imports import SSN, reasons, run_import, write

pytestmark = pytest.mark.usefixtures("in_tenant")

# Our column and the page's input.
INPUTS = {
    "street": "primary-street",
    "city": "primary-city",
    "region": "primary-region",
    "postal_code": "primary-postal_code",
    "country": "primary-country",
    "phone_1": "phones-0-number",
    "tax_number_type": "tax_number_choice",
}
CASES = [
    {"first_name": "Ana", "last_name": "o'NEIL-smith"},
    {"last_name": "VAN DER BERG", "do_not_case_format": "on"},
    {"first_name": "  two   words "},
    {"first_name": ""},
    {"customer_type": "company", "company_name": "Acme, Inc."},
    {"customer_type": "company", "last_name": "Vega"},
    {"customer_type": "flooring", "company_name": "Big Sky", "credit_limit": "100.50"},
    {"customer_type": "flooring", "company_name": "Big Sky", "credit_limit": "-1"},
    {"last_name": "Vega", "email": "Vega@Example.com"},
    {"last_name": "Vega", "email": "vega@example"},
    {"last_name": "Vega", "birth_date": "04/17/61"},
    {"last_name": "Vega", "birth_date": "1879-12-31"},
    {"last_name": "Vega", "birth_date": "2014-02-29"},
    {"last_name": "Vega", "birth_date": "2015-02-28"},
    {"last_name": "Vega", "tax_number": SSN},
    {"last_name": "Vega", "tax_number": "912-50-1234"},
    {"last_name": "Vega", "tax_number": SSN, "tax_number_type": "us_business"},
    {"last_name": "Vega", "driver_license": "D123"},
    {
        "last_name": "Vega",
        "driver_license": "D1234567",
        "driver_license_region": "NV",
    },
    {"last_name": "Vega", "driver_license": "D!", "driver_license_region": "NV"},
    {"last_name": "Vega", "postal_code": "84043"},
    {"last_name": "Vega", "city": "Provo", "postal_code": "84043"},
    {"last_name": "Vega", "postal_code": "K1A 0B1"},
    {"last_name": "Vega", "postal_code": "k1a0b1", "country": "CA"},
    {"last_name": "Vega", "region": "UT", "country": "CA"},
    {
        "last_name": "Vega",
        "city": "Toronto",
        "country": "CA",
        "tax_number": "046454286",
    },
    {"last_name": "Vega", "phone_1": "1 801 555 0142 x 9"},
    {"last_name": "Vega", "phone_1": "555 0142"},
]
COLUMNS = (
    "customer_type first_name middle_name last_name company_name contact_name "
    "generation_code tax_number_kind tax_number_last_four tax_number_problem "
    "driver_license_last_four driver_license_region birth_date gender "
    "may_sell_information credit_limit email mailing_same_as_primary"
).split()


def on_the_page(actor, cells):
    data = QueryDict(mutable=True)
    data.update(
        {
            "customer_type": "individual",
            "status": CustomerStatus.objects.get(code="active").pk,
            "primary-country": "US",
            "mailing_same_as_primary": "on",
            "keeps_tax_number_problem": "on",
            "phones-TOTAL_FORMS": "1",
            "phones-INITIAL_FORMS": "0",
            "phones-0-kind": "cell",
            "social-TOTAL_FORMS": "0",
            "social-INITIAL_FORMS": "0",
        }
    )
    for column, text in cells.items():
        data[INPUTS.get(column, column)] = text
    return CustomerEditor(actor=actor, custom_fields=[], data=data)


@pytest.mark.parametrize("cells", CASES)
def test_page_and_import_agree(tenant, tmp_path, actor, cells):
    row = {"import_id": "A-1", "last_name": ""} | cells
    editor = on_the_page(actor, cells)

    result = run_import(tenant, write(tmp_path, [row]))

    if not editor.is_valid():
        page = [str(problem.message) for problem in editor.problems]
        rows = [reason for _, _, reason in reasons(result)]
        assert rows
        assert all(any(reason in said for said in page) for reason in rows)
        return
    assert reasons(result) == []
    assert_same(editor, Customer.objects.get())


def assert_same(editor, customer):
    from customers.services.customers import create_customer

    data = editor.to_input()
    Customer.objects.filter(pk=customer.pk).update(
        import_id="", username="", without_history=True
    )
    everybody = frozenset({customer.pk})
    clear = {"tax_number_index": None} if customer.tax_number_index else {}
    Customer.objects.filter(pk=customer.pk).update(without_history=True, **clear)
    saved = create_customer(
        actor=editor.actor, data=data, accepted_duplicates=everybody
    )
    for column in COLUMNS:
        assert getattr(saved, column) == getattr(customer, column), column
    assert places(saved) == places(customer)
    assert numbers(saved) == numbers(customer)


def places(customer):
    rows = Address.objects.filter(customer=customer)
    return [(row.purpose, row.country, row.lines) for row in rows]


def numbers(customer):
    rows = Phone.objects.filter(customer=customer)
    return [(row.number, row.extension, row.kind, row.is_primary) for row in rows]
