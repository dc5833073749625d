import pytest

from customers.models import CustomerStatus
from lendcore.models import CustomField
from lendcore.services.custom_fields import FieldInput, add_field
from lendcore.tenancy.context import activate_tenant
from tests.builders_operator import log_in, make_operator, post


@pytest.fixture
def operator(db):
    return make_operator()


@pytest.fixture
def browser(operator):
    client, answer = log_in(operator)
    assert answer.status_code == 302
    return client


@pytest.fixture
def at_work(browser, tenant):
    post(browser, "choose_tenant", {"tenant": tenant.pk})
    return browser


def test_a_built_in_status_cannot_be_switched_off(at_work, tenant):
    with activate_tenant(tenant.pk):
        lead = CustomerStatus.objects.get(code="lead")

    answer = post(
        at_work, "customers_customerstatus_change", {"name": "L", "tone": "ok"}, lead.pk
    )

    assert "the system needs it" in answer.content.decode()


def test_a_name_that_is_taken_is_an_error_of_the_form(at_work):
    answer = post(
        at_work, "customers_customerstatus_add", {"name": "LEAD", "tone": "ok"}
    )

    assert answer.status_code == 200
    assert "has this name" in answer.content.decode()


def test_a_custom_field_is_defined_and_changed(at_work, tenant, actor):
    data = {"label": "Tier", "kind": "select", "choice_lines": "Prime\nNear prime"}
    post(at_work, "lendcore_customfield_add", data)
    with activate_tenant(tenant.pk):
        field = CustomField.objects.get()

    data |= {"choice_lines": "Prime", "is_active": "on"}
    answer = post(at_work, "lendcore_customfield_change", data, field.pk)

    with activate_tenant(tenant.pk):
        field.refresh_from_db()
    assert answer.status_code == 302
    assert (field.key, field.choices) == ("tier", ["Prime"])


def test_a_default_goes_with_its_choice_or_its_type(at_work, tenant, actor):
    with activate_tenant(tenant.pk):
        field = add_field(
            actor=actor,
            entity="customer",
            data=FieldInput(
                label="Tier", kind="select", choices=("A", "B"), default_value="B"
            ),
        )
    data = {"label": "Tier", "kind": "select", "is_active": "on"}

    kept = post_field(at_work, field, data | {"choice_lines": "A\nB"})
    gone = post_field(at_work, field, data | {"choice_lines": "A"})

    assert (kept, gone) == ("B", None)


def post_field(client, field, data):
    post(client, "lendcore_customfield_change", data, field.pk)
    with activate_tenant(field.tenant_id):
        field.refresh_from_db()
    return field.default_value


def test_choices_are_checked_here_too(at_work):
    data = {"label": "Tier", "kind": "select", "choice_lines": "A;B"}

    answer = post(at_work, "lendcore_customfield_add", data)

    assert "semicolon" in answer.content.decode()
