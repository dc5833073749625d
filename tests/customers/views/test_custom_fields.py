import pytest
from django.urls import reverse

from customers.models import Customer, CustomerCustomValue, CustomerStatus
from lendcore.history.recording import recorded
from lendcore.models import CustomField
from lendcore.services.custom_fields import FieldInput, add_field
from lendcore.tenancy.context import activate_tenant
from tests import builders
from tests.builders_settings import browser_of


@pytest.fixture
def administrator(tenant):
    return builders.make_member(tenant, "administrator", name="Lena Morozova")


@pytest.fixture
def author(administrator, tenant):
    return builders.actor_of(administrator, tenant)


@pytest.fixture
def browser(administrator, tenant):
    return browser_of(administrator, tenant)


def make_field(author, label="Risk tier", **changes):
    facts = {"label": label, "kind": "select", "choices": ("Prime", "Near prime")}
    with activate_tenant(author.tenant.id):
        return add_field(
            actor=author, entity="customer", data=FieldInput(**(facts | changes))
        )


def make_customer(author, **values):
    with activate_tenant(author.tenant.id), recorded(author):
        return Customer.objects.create(
            last_name="Vega",
            status=CustomerStatus.objects.get(code="active"),
            created_at=author.at,
            updated_at=author.at,
            custom_values=values,
        )


def posted(field=None, **changes):
    """Return what a browser sends for a field's form."""
    data = {"label": "Risk tier", "kind": "text", "group": "", "help_text": ""}
    if field is not None:
        data |= {"label": field.label, "kind": field.kind, "group": field.group}
        for number, choice in enumerate(field.choices):
            data[f"choices-{number}-text"] = choice
            data[f"choices-{number}-was"] = choice
    return data | changes


def url(field):
    return reverse("settings:custom_field", args=[field.pk])


def test_without_fields_the_page_offers_to_add_one(browser):
    page = browser.get(reverse("settings:custom_fields")).content.decode()

    assert "No custom fields yet" in page


def test_the_way_in_leads_to_the_first_field(browser, author):
    field = make_field(author)

    assert browser.get(reverse("settings:custom_fields")).url == url(field)


@pytest.mark.parametrize("kind", CustomField.Kind.values)
def test_every_type_can_be_defined_shown_and_saved_again(browser, tenant, kind):
    rows = {"choices-0-text": "A", "choices-1-text": "B"}
    default = {"select": "A", "multi_select": ["A", "B"]}.get(kind, "")
    data = posted(kind=kind, default=default, **rows)

    answer = browser.post(reverse("settings:custom_field_add"), data)

    with activate_tenant(tenant.pk):
        field = CustomField.objects.get()
    assert answer.url == url(field)
    page = browser.get(url(field))
    assert "How agents see it" in page.content.decode()
    again = browser.post(url(field), posted(field, default=default))
    assert again.status_code == 302
    with activate_tenant(tenant.pk):
        assert field.history.count() == 1


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"label": ""}, "This field is required"),
        ({"key": "Bad Key"}, "Use small letters"),
        ({"kind": "select"}, "Give at least one choice"),
        (
            {"kind": "select", "choices-0-text": "A", "choices-1-text": "a"},
            "is there twice",
        ),
        ({"kind": "select", "choices-0-text": "A;B"}, "semicolon"),
        ({"kind": "select", "choices-0-text": "A" * 81}, "at most 80"),
        ({"kind": "currency", "default": "12,50"}, "Enter an amount"),
        ({"max_length": "251"}, "At most 250"),
        ({"max_length": "0"}, "at least one"),
        ({"kind": "nonsense"}, "Select a valid choice"),
    ],
)
def test_what_is_no_definition_comes_back_with_a_sentence(browser, changes, sentence):
    answer = browser.post(reverse("settings:custom_field_add"), posted(**changes))

    assert answer.status_code == 422
    assert sentence in answer.content.decode()


def test_a_label_that_is_taken_is_refused_at_the_field(browser, author):
    make_field(author, "Tier")

    answer = browser.post(reverse("settings:custom_field_add"), posted(label="tier"))

    assert answer.status_code == 422
    assert "Another field has this label." in answer.content.decode()


def test_the_page_says_how_many_customers_have_a_value_and_each_choice(browser, author):
    field = make_field(author)
    make_customer(author, risk_tier="Prime")
    make_customer(author, risk_tier="Prime")
    make_customer(author)

    page = browser.get(url(field)).content.decode()

    assert "Filled for 2 customers" in page
    assert "2 customers</span>" in page
    assert "0 customers</span>" in page
    assert "Fixed: customers have values of this type." in page


def test_a_filled_field_keeps_its_type_whatever_is_posted(browser, author, in_tenant):
    field = make_field(author)
    make_customer(author, risk_tier="Prime")

    browser.post(url(field), posted(field, kind="number"))

    field.refresh_from_db()
    assert field.kind == "select"


def test_a_used_choice_is_retired_instead_of_deleted(browser, author, in_tenant):
    field = make_field(author)
    make_customer(author, risk_tier="Prime")

    browser.post(url(field), posted(field, **{"choices-0-DELETE": "on"}))

    field.refresh_from_db()
    assert field.choices == ["Near prime", "Prime"]
    assert field.retired_choices == ["Prime"]


def test_a_used_choice_of_several_is_retired_too(browser, author, in_tenant):
    field = make_field(author, kind="multi_select")
    make_customer(author, risk_tier=["Prime", "Near prime"])

    page = browser.get(url(field)).content.decode()
    browser.post(url(field), posted(field, **{"choices-1-DELETE": "on"}))

    field.refresh_from_db()
    assert page.count('number">1 customer</span>') == 2
    assert field.retired_choices == ["Near prime"]


def test_choices_take_the_order_in_which_they_are_posted(browser, author, in_tenant):
    field = make_field(author)
    data = posted(field)
    last = {name: data.pop(name) for name in list(data) if name.startswith("choices-0")}

    browser.post(url(field), data | last)

    field.refresh_from_db()
    assert field.choices == ["Near prime", "Prime"]


@pytest.mark.parametrize(
    ("button", "choices"),
    [
        ({"add_choice": "new"}, ["Prime", "Near prime", ""]),
        ({"remove_choice": "0"}, ["Near prime"]),
        ({"move_up": "1"}, ["Near prime", "Prime"]),
        ({"move_down": "0"}, ["Near prime", "Prime"]),
        ({"move_up": "0"}, ["Prime", "Near prime"]),
        ({"remove_choice": "99"}, ["Prime", "Near prime"]),
        ({"remove_choice": "x"}, ["Prime", "Near prime"]),
    ],
)
def test_buttons_change_the_rows_without_saving(browser, author, button, choices):
    field = make_field(author)

    answer = browser.post(url(field), posted(field, help_text="unsaved") | button)

    assert answer.status_code == 200
    assert [row["row"].text for row in answer.context["rows"]] == choices
    assert 'value="unsaved"' in answer.content.decode()
    with activate_tenant(author.tenant.id):
        field.refresh_from_db()
        assert field.choices == ["Prime", "Near prime"]


def test_choosing_another_type_draws_its_own_inputs(browser):
    data = posted(kind="currency", default="25", redraw="1")

    page = browser.post(reverse("settings:custom_field_add"), data).content.decode()

    assert 'name="max_length"' not in page
    assert "$1,250.00" in page


def test_a_field_that_becomes_a_filter_gets_its_mirror(
    browser, author, in_tenant, django_capture_on_commit_callbacks
):
    field = make_field(author)
    customer = make_customer(author, risk_tier="Prime")

    with django_capture_on_commit_callbacks(execute=True):
        browser.post(url(field), posted(field, is_filterable="on"))
    mirrored = CustomerCustomValue.objects.get()
    page = browser.get(url(field)).content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        browser.post(url(field), posted(field))

    assert (mirrored.customer_id, mirrored.text_value) == (customer.pk, "Prime")
    assert "1 customer</span>" in page
    assert not CustomerCustomValue.objects.exists()


def test_inactivating_hides_a_field_and_keeps_its_values(browser, author, in_tenant):
    field = make_field(author)
    customer = make_customer(author, risk_tier="Prime")

    browser.post(reverse("settings:custom_field_inactivate", args=[field.pk]))

    field.refresh_from_db()
    customer.refresh_from_db()
    page = browser.get(url(field)).content.decode()
    assert not field.is_active
    assert customer.custom_values == {"risk_tier": "Prime"}
    assert "This field is inactive." in page
    browser.post(reverse("settings:custom_field_activate", args=[field.pk]))
    field.refresh_from_db()
    assert field.is_active


def test_arrows_move_a_field(browser, author, in_tenant):
    make_field(author, "One")
    two = make_field(author, "Two")

    browser.post(reverse("settings:custom_field_move", args=[two.pk]), {"to": "up"})

    rows = CustomField.objects.order_by("position")
    assert [field.label for field in rows] == ["Two", "One"]


def test_html_in_labels_and_choices_is_shown_as_text(browser, author):
    evil = "<img src=x onerror=alert(1)>"
    field = make_field(author, evil, choices=(evil, "B"), help_text=evil)

    page = browser.get(url(field)).content.decode()

    assert "<img src=x" not in page


def test_who_may_only_view_sees_a_form_that_is_off(agent, tenant, author):
    field = make_field(author)
    with activate_tenant(tenant.pk), recorded(author):
        role = agent.memberships.get().role
        role.permissions = ["settings.view"]
        role.save()
    browser = browser_of(agent, tenant)

    page = browser.get(url(field)).content.decode()

    assert "<fieldset disabled" in page
    assert "Save field" not in page
    assert browser.post(url(field), posted(field)).status_code == 403


@pytest.mark.parametrize(
    "name",
    [
        "custom_field",
        "custom_field_move",
        "custom_field_inactivate",
        "custom_field_activate",
    ],
)
def test_a_field_of_another_tenant_is_not_found(browser, other_tenant, name):
    stranger = builders.make_member(other_tenant)
    theirs = make_field(builders.actor_of(stranger, other_tenant))

    answer = browser.post(reverse(f"settings:{name}", args=[theirs.pk]))

    assert answer.status_code == 404
