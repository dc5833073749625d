"""Adding and editing a customer in a browser."""

import pytest
from django.urls import reverse

from customers.models import Address, Customer, CustomerStatus, Phone
from lendcore.tenancy.context import activate_tenant
from tests import builders
from tests.builders_customers import address, make_customer, phone, ssn

pytestmark = pytest.mark.usefixtures("in_tenant")


@pytest.fixture
def customer(actor):
    return make_customer(actor, phones=(phone(),), primary_address=address())


def page_data(page) -> dict:
    """Return what a browser would post from the page, untouched."""
    editor = page.context["editor"]
    data: dict = {}
    forms = [editor.customer, editor.primary, editor.mailing, editor.custom]
    formsets = [editor.phones, editor.social_profiles]
    for formset in formsets:
        forms += [formset.management_form, *formset.forms]
    for form in forms:
        for bound in form:
            value = bound.field.prepare_value(bound.value())
            if value is not False and value not in (None, ""):
                data[bound.html_name] = "on" if value is True else value
    for name in ("version", "base"):
        if name == "base" and "base" in page.context:
            data[name] = page.context["base"]
        elif name == "version" and "customer" in page.context:
            data[name] = page.context["customer"].version
    return data


def edit_url(customer) -> str:
    return reverse("customers:edit", args=[customer.pk])


def test_saving_an_untouched_page_changes_nothing(signed_in, customer):
    data = page_data(signed_in.get(edit_url(customer)))

    response = signed_in.post(edit_url(customer), data)

    assert response.status_code == 302
    assert customer.history.count() == 1
    assert Phone.objects.get().history.count() == 1
    assert Address.objects.get().history.count() == 1


def test_an_edit_of_name_and_phone_is_one_entry_of_history(signed_in, customer):
    data = page_data(signed_in.get(edit_url(customer)))
    data |= {"last_name": "McDONALD", "phones-0-number": "801.555.0199"}

    signed_in.post(edit_url(customer), data)

    saved = Customer.objects.get()
    assert saved.last_name == "Mcdonald"
    newest = saved.history.order_by("-history_id").first()
    assert newest.changed_fields == ["last_name"]
    phone_row = Phone.objects.get().history.order_by("-history_id").first()
    assert phone_row.change_set == newest.change_set
    assert phone_row.ip_address == "127.0.0.1"


def test_two_numbers_are_swapped_on_the_page(signed_in, actor):
    customer = make_customer(actor, phones=(phone(), phone("(801) 555-0177")))
    data = page_data(signed_in.get(edit_url(customer)))
    data |= {"phones-0-number": "8015550177", "phones-1-number": "8015550142"}

    response = signed_in.post(edit_url(customer), data)

    assert response.status_code == 302
    numbers = Phone.objects.order_by("position").values_list("number", flat=True)
    assert list(numbers) == ["+18015550177", "+18015550142"]


def test_capitals_are_kept_when_asked(signed_in, customer):
    data = page_data(signed_in.get(edit_url(customer)))
    data |= {"last_name": "McDonald", "do_not_case_format": "on"}

    signed_in.post(edit_url(customer), data)

    assert Customer.objects.get().last_name == "McDonald"


def test_problems_come_back_with_everything_typed(signed_in, customer):
    data = page_data(signed_in.get(edit_url(customer)))
    data |= {
        "birth_date": "04/17/2088",
        "phones-0-number": "(801) 555-01",
        "web_password": "short",
        "first_name": "Marisela",
    }

    response = signed_in.post(edit_url(customer), data)

    content = response.content.decode()
    assert response.status_code == 422
    assert "Date of birth must be in the past." in content
    assert "Needs 10 digits" in content
    assert "Password still needs" in content
    assert 'value="Marisela"' in content
    assert 'value="(801) 555-01"' in content
    assert Customer.objects.get().first_name == "Marisol"


def test_an_impossible_number_can_be_saved_when_confirmed(signed_in, customer):
    data = page_data(signed_in.get(edit_url(customer)))
    data["tax_number"] = "000-00-0000"

    refused = signed_in.post(edit_url(customer), data)
    saved = signed_in.post(
        edit_url(customer), data | {"keeps_tax_number_problem": "on"}
    )

    assert refused.status_code == 422
    assert "save it anyway" in refused.content.decode()
    assert saved.status_code == 302
    assert Customer.objects.get().tax_number_problem


def test_an_empty_number_field_keeps_the_number_on_file(signed_in, actor):
    customer = make_customer(actor, tax_number=ssn())
    data = page_data(signed_in.get(edit_url(customer)))

    signed_in.post(edit_url(customer), data | {"first_name": "Marie"})

    assert Customer.objects.get().tax_number_last_four == "8714"


def test_what_others_changed_meanwhile_is_taken_in(signed_in, customer, actor):
    data = page_data(signed_in.get(edit_url(customer)))
    other = page_data(signed_in.get(edit_url(customer)))
    signed_in.post(edit_url(customer), other | {"middle_name": "Luz"})

    response = signed_in.post(edit_url(customer), data | {"first_name": "Marie"})

    saved = Customer.objects.get()
    assert response.status_code == 302
    assert (saved.first_name, saved.middle_name) == ("Marie", "Luz")


def test_when_both_changed_a_field_both_values_are_shown(signed_in, customer):
    data = page_data(signed_in.get(edit_url(customer)))
    other = page_data(signed_in.get(edit_url(customer)))
    signed_in.post(edit_url(customer), other | {"first_name": "Luisa"})

    clash = signed_in.post(edit_url(customer), data | {"first_name": "Marie"})

    (conflict,) = clash.context["conflicts"]
    assert clash.status_code == 422
    assert (conflict.theirs, conflict.mine) == ("Luisa", "Marie")
    assert Customer.objects.get().first_name == "Luisa"

    again = page_data(clash)
    signed_in.post(edit_url(customer), again)
    assert Customer.objects.get().first_name == "Marie"


def test_the_other_value_can_be_kept(signed_in, customer):
    data = page_data(signed_in.get(edit_url(customer)))
    other = page_data(signed_in.get(edit_url(customer)))
    signed_in.post(edit_url(customer), other | {"phones-0-number": "(801) 555-0111"})

    response = signed_in.post(
        edit_url(customer),
        data | {"phones-0-number": "(801) 555-0122", "use_theirs": "phones"},
    )

    assert response.status_code == 302
    assert Phone.objects.get().number == "+18015550111"


def test_a_value_can_be_given_up_once_the_page_has_asked(signed_in, customer):
    data = page_data(signed_in.get(edit_url(customer)))
    other = page_data(signed_in.get(edit_url(customer)))
    signed_in.post(edit_url(customer), other | {"first_name": "Luisa"})
    clash = signed_in.post(edit_url(customer), data | {"first_name": "Marie"})

    response = signed_in.post(
        edit_url(customer), page_data(clash) | {"use_theirs": "first_name"}
    )

    assert response.status_code == 302
    assert Customer.objects.get().first_name == "Luisa"


def test_a_page_whose_beginning_cannot_be_read_asks_instead_of_overwriting(
    signed_in, customer
):
    data = page_data(signed_in.get(edit_url(customer)))
    other = page_data(signed_in.get(edit_url(customer)))
    signed_in.post(edit_url(customer), other | {"middle_name": "Luz"})

    clash = signed_in.post(edit_url(customer), data | {"base": "torn"})

    (conflict,) = clash.context["conflicts"]
    assert (conflict.theirs, conflict.mine) == ("Luz", "—")
    assert Customer.objects.get().middle_name == "Luz"


def test_an_unreadable_phone_number_is_no_removed_one(signed_in, customer):
    data = page_data(signed_in.get(edit_url(customer)))

    page = signed_in.post(edit_url(customer), data | {"phones-0-number": "12"})

    assert page.status_code == 422
    assert "Needs 10 digits" in page.content.decode()
    assert "before you remove" not in page.content.decode()


def test_a_lookalike_is_shown_and_saved_anyway(signed_in, customer):
    data = page_data(signed_in.get(reverse("customers:create")))
    data |= {"first_name": "Luis", "last_name": "Vega", "phones-0-number": "8015550142"}

    warned = signed_in.post(reverse("customers:create"), data)
    saved = signed_in.post(
        reverse("customers:create"), data | {"accepted_duplicates": customer.pk}
    )

    assert warned.status_code == 422
    assert "Same phone" in warned.content.decode()
    assert saved.status_code == 302
    assert Customer.objects.count() == 2


@pytest.mark.parametrize(
    ("back", "goes_back"),
    [
        ("/accounts/new/customers/", True),
        ("https://evil.example/", False),
        ("//evil.example/", False),
        ("/\\evil.example/", False),
        ("", False),
    ],
)
def test_a_page_that_asked_for_a_new_customer_gets_its_id(signed_in, back, goes_back):
    url = reverse("customers:create", query={"back": back})
    data = page_data(signed_in.get(url)) | {"last_name": "Ibarra", "first_name": "Ana"}

    answer = signed_in.post(url, data)

    made = Customer.objects.get(last_name="Ibarra")
    own = reverse("customers:detail", args=[made.pk])
    assert answer["Location"] == (f"{back}?added={made.pk}" if goes_back else own)


def test_a_row_can_be_added_without_script(signed_in, customer):
    data = page_data(signed_in.get(edit_url(customer)))

    page = signed_in.post(edit_url(customer), data | {"add_phone": "1"})

    assert page.status_code == 200
    assert 'name="phones-2-number"' in page.content.decode()
    assert customer.history.count() == 1


def test_an_agent_of_another_tenant_cannot_edit(client, customer, other_tenant):
    stranger = builders.make_member(other_tenant, "agent")
    builders.sign_in(client, stranger, other_tenant)

    assert client.get(edit_url(customer)).status_code == 404
    assert client.post(edit_url(customer), {}).status_code == 404


def test_a_status_of_another_tenant_is_no_choice(signed_in, customer, other_tenant):

    with activate_tenant(other_tenant.pk):
        foreign = CustomerStatus.objects.get(code="inactive").pk
    data = page_data(signed_in.get(edit_url(customer))) | {"status": foreign}

    response = signed_in.post(edit_url(customer), data)

    assert response.status_code == 422


def test_a_read_only_member_may_not_edit(client, customer, tenant):
    reader = builders.make_member(tenant, "read_only")
    builders.sign_in(client, reader, tenant)

    assert client.get(edit_url(customer)).status_code == 403


def test_the_last_name_preview_says_what_will_be_saved(signed_in):
    url = reverse("customers:preview_last_name")

    changed = signed_in.post(url, {"last_name": "McDonald"})
    kept = signed_in.post(url, {"last_name": "McDonald", "do_not_case_format": "on"})

    assert "Will be saved as <b>Mcdonald</b>" in changed.content.decode()
    assert kept.content == b""
