"""The edit page's forms: what is taken, what is refused, and in which words."""

from datetime import date

import pytest
from django.http import QueryDict

from customers.forms.editor import CustomerEditor, SavedCustomer
from customers.models import CustomerStatus, Phone
from customers.queries.customers import list_custom_fields
from lendcore.models import CustomField
from lendcore.rules.tax_numbers import TaxNumberKind
from tests import builders
from tests.builders_customers import make_customer, phone

pytestmark = pytest.mark.usefixtures("in_tenant")


@pytest.fixture
def post(actor):
    """Return a function that binds the forms to a minimal page with changes."""

    def bind(saved=None, who=actor, **changes) -> CustomerEditor:
        data = {
            "customer_type": "individual",
            "status": CustomerStatus.objects.get(code="active").pk,
            "first_name": "Marisol",
            "last_name": "vega",
            "mailing_same_as_primary": "on",
            "primary-country": who.tenant.country,
            "phones-TOTAL_FORMS": "3",
            "phones-INITIAL_FORMS": "0",
            "social-TOTAL_FORMS": "1",
            "social-INITIAL_FORMS": "0",
            "phones-0-kind": "cell",
            "phones-1-kind": "cell",
            "phones-2-kind": "cell",
            "social-0-network": "x",
        }
        query = QueryDict(mutable=True)
        for name, value in (data | changes).items():
            query[name] = str(value)
        editor = CustomerEditor(
            actor=who, custom_fields=list_custom_fields(), saved=saved, data=query
        )
        editor.was_valid = editor.is_valid()
        return editor

    return bind


def messages_of(editor: CustomerEditor) -> str:
    return " | ".join(problem.message for problem in editor.problems)


def test_a_minimal_person_is_taken_and_cased(post):
    editor = post(last_name="o'BRIEN")

    data = editor.to_input()

    assert editor.was_valid, messages_of(editor)
    assert data.values["last_name"] == "O'brien"
    assert data.values["may_sell_information"] is True
    assert data.tax_number is None


def test_a_tenant_may_have_names_as_people_write_them(post, agent, tenant):
    tenant.name_style = "as_written"
    tenant.save()

    editor = post(who=builders.actor_of(agent, tenant), last_name="MCDONALD")

    assert editor.to_input().values["last_name"] == "McDonald"


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"first_name": "", "last_name": " "}, "Give a first or last name."),
        ({"customer_type": "company"}, "Give the company's name."),
        ({"birth_date": "04/17/2088"}, "Date of birth must be in the past."),
        ({"birth_date": "17/04/1988"}, "Write the date like 04/17/1988."),
        ({"birth_date": "02/29/2023"}, "Write the date like 04/17/1988."),
        ({"phones-0-number": "911"}, "Needs 10 digits"),
        ({"primary-postal_code": "8404"}, "zero"),
        ({"primary-region": "ON"}, "Choose a state or province of United States."),
        ({"email": "nobody"}, "Enter a valid email address."),
        ({"driver_license": "D1839441"}, "Choose the state that gave the license."),
        ({"first_name": "Mari\x07sol"}, "Remove the control characters"),
        ({"web_password": "abc"}, "Password still needs"),
        ({"credit_limit": "-1", "customer_type": "flooring"}, "greater than or equal"),
        ({"tax_number": "12-3456789", "tax_number_choice": "us_business"}, "no EIN"),
        ({"tax_number": "000-00-0000"}, "save it anyway"),
        ({"social-0-url": "javascript:alert(1)"}, "valid URL"),
    ],
)
def test_what_is_wrong_is_said(post, changes, sentence):
    editor = post(**changes)

    assert not editor.was_valid
    assert sentence in messages_of(editor)


def test_two_phones_cannot_both_be_primary(post):
    numbers = {"phones-0-number": "8015550142", "phones-1-number": "8015550143"}
    ranks = {"phones-0-rank": "primary", "phones-1-rank": "primary"}

    editor = post(**numbers, **ranks)

    assert "Only one phone is primary." in messages_of(editor)


def test_the_same_number_cannot_stand_twice(post):
    editor = post(
        **{"phones-0-number": "8015550142", "phones-1-number": "+1 801 555 0142"}
    )

    assert "This number stands here twice." in messages_of(editor)


def test_the_primary_phone_is_not_removed_before_another_is_primary(post, actor):
    customer = make_customer(actor, phones=(phone(), phone("(801) 555-0177")))
    saved = SavedCustomer(customer, phones=list(Phone.objects.order_by("position")))
    rows = {
        "phones-INITIAL_FORMS": 2,
        "phones-0-id": saved.phones[0].pk,
        "phones-0-number": "8015550142",
        "phones-0-rank": "primary",
        "phones-0-DELETE": "on",
        "phones-1-id": saved.phones[1].pk,
        "phones-1-number": "8015550177",
    }

    refused = post(saved, **rows)
    taken = post(saved, **rows | {"phones-1-rank": "primary"})

    assert "Make another phone primary" in messages_of(refused)
    assert taken.was_valid, messages_of(taken)


def test_city_and_state_are_filled_from_the_zip_code(post):
    address = post(**{"primary-postal_code": "84043"}).to_input().primary_address

    assert (address.city, address.region) == ("Lehi", "UT")


def test_a_typed_city_wins_over_the_zip_code(post):
    changes = {"primary-postal_code": "84043", "primary-city": "Eagle Mountain"}

    assert post(**changes).to_input().primary_address.city == "Eagle Mountain"


def test_the_number_is_a_sin_at_a_canadian_address(post):
    editor = post(
        tax_number="130 692 544",
        **{
            "primary-country": "CA",
            "primary-postal_code": "k1a0b1",
            "primary-region": "ON",
        },
    )

    data = editor.to_input()
    assert editor.was_valid, messages_of(editor)
    assert data.tax_number.kind == TaxNumberKind.SIN
    assert data.primary_address.postal_code == "K1A 0B1"


def test_a_company_number_is_an_ein(post):
    changes = {"customer_type": "company", "company_name": "Acme, Inc."}

    data = post(tax_number="12-3456789", **changes).to_input()

    assert data.tax_number.kind == TaxNumberKind.EIN


def test_the_flag_is_no_by_default_under_sixteen_and_can_be_set(post):
    child = post(birth_date="04/17/2015").to_input()
    agreed = post(birth_date="04/17/2015", may_sell_information="yes").to_input()

    assert child.values["may_sell_information"] is False
    assert agreed.values["may_sell_information"] is True


def test_a_year_of_two_digits_lies_in_the_past(post):
    data = post(birth_date="4/17/61").to_input()

    assert data.values["birth_date"] == date(1961, 4, 17)


def test_fields_that_a_role_may_not_see_are_left_as_they_are(post, actor, tenant):
    customer = make_customer(actor, gender="female")
    reader = builders.make_member(tenant, "read_only")

    editor = post(SavedCustomer(customer), who=builders.actor_of(reader, tenant))

    assert "birth_date" not in editor.to_input().values
    assert "gender" not in editor.to_input().values


def test_custom_values_are_typed_and_checked(post, tenant):
    with builders.recorded_by_operator(tenant):
        CustomField.objects.create(
            key="rent", label="Monthly rent", kind="currency", is_required=True
        )

    missing = post()
    wrong = post(**{"custom-rent": "12.345"})
    taken = post(**{"custom-rent": "1,250.5"})

    assert "required" in messages_of(missing)
    assert not wrong.was_valid
    assert taken.to_input().custom_values == {"rent": "1250.50"}
