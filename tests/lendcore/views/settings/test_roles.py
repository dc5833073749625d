import pytest
from django.urls import reverse

from lendcore.models import Role
from lendcore.permissions import AREAS
from lendcore.tenancy.context import activate_tenant
from tests import builders
from tests.builders_settings import browser_of


@pytest.fixture
def administrator(tenant):
    return builders.make_member(tenant, "administrator", name="Lena Morozova")


@pytest.fixture
def browser(administrator, tenant):
    return browser_of(administrator, tenant)


def role(tenant, code="agent"):
    with activate_tenant(tenant.pk):
        return Role.objects.get(code=code)


def url(role):
    return reverse("settings:role", args=[role.pk])


def posted(**changes):
    levels = {f"level_{area.code}": "none" for area in AREAS}
    masking = dict.fromkeys(
        (
            "reveals_tax_number",
            "reveals_driver_license",
            "shows_bank_numbers",
            "shows_gender",
            "shows_photo",
        ),
        "no",
    )
    facts = {"name": "Collector", "description": "", "birth_date_mode": "masked"}
    return facts | levels | masking | changes


def test_the_way_in_leads_to_the_administrators(browser, tenant):
    answer = browser.get(reverse("settings:roles"))

    assert answer.url == url(role(tenant, "administrator"))


def test_a_role_is_shown_as_it_is(browser, tenant, agent):
    answer = browser.get(url(role(tenant)))

    page = answer.content.decode()
    assert answer.context["form"]["level_contact"].value() == "edit"
    assert answer.context["form"]["level_settings"].value() == "none"
    assert "1 member sees changes at once" in page
    for sample in ("Apr 17, 1988", "04/17/XXXX", "04/XX/XXXX", "XX/17/XXXX"):
        assert sample in page


def test_saving_without_a_change_changes_nothing(browser, tenant):
    agent_role = role(tenant)
    form = browser.get(url(agent_role)).context["form"]
    data = {name: form[name].value() for name in form.fields}

    answer = browser.post(url(agent_role), data)

    assert answer.status_code == 302
    with activate_tenant(tenant.pk):
        assert agent_role.history.count() == 1


def test_edit_brings_view_along(browser, tenant):
    browser.post(reverse("settings:role_add"), posted(level_contact="edit"))

    with activate_tenant(tenant.pk):
        made = Role.objects.get(name="Collector")
    assert made.permissions == ["contact.edit", "contact.view"]


def test_a_copy_starts_with_all_of_the_first_but_its_name(browser, tenant):
    source = role(tenant)

    answer = browser.get(reverse("settings:role_add"), {"copy": source.pk})

    form = answer.context["form"]
    assert form["name"].value() == "Copy of Agent"
    assert form["level_contact"].value() == "edit"


def test_the_own_role_keeps_the_settings(browser, tenant):
    own = role(tenant, "administrator")

    answer = browser.post(url(own), posted(name="Administrator"))

    assert answer.status_code == 422
    assert "Leave Settings at Edit." in answer.content.decode()


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"name": ""}, "This field is required."),
        ({"name": "agent"}, "Another role has this name."),
        ({"level_contact": "own"}, "Select a valid choice"),
        ({"birth_date_mode": "century"}, "Select a valid choice"),
    ],
)
def test_what_is_no_role_comes_back_with_a_sentence(browser, changes, sentence):
    answer = browser.post(reverse("settings:role_add"), posted(**changes))

    assert answer.status_code == 422
    assert sentence in answer.content.decode()


def test_only_a_role_that_nobody_has_offers_to_be_deleted(browser, tenant):
    browser.post(reverse("settings:role_add"), posted())
    with activate_tenant(tenant.pk):
        made = Role.objects.get(name="Collector")

    assert "Delete role" in browser.get(url(made)).content.decode()
    assert "Delete role" not in browser.get(url(role(tenant))).content.decode()
    browser.post(reverse("settings:role_delete", args=[made.pk]))
    with activate_tenant(tenant.pk):
        assert not Role.objects.filter(name="Collector").exists()


def test_a_refused_deletion_says_why(browser, tenant):
    answer = browser.post(
        reverse("settings:role_delete", args=[role(tenant).pk]), follow=True
    )

    assert "built-in role can be edited" in answer.content.decode()


def test_an_agent_without_settings_may_not_look(agent, tenant):
    assert browser_of(agent, tenant).get(url(role(tenant))).status_code == 403


@pytest.mark.parametrize("name", ["role", "role_delete"])
def test_a_role_of_another_tenant_is_not_found(browser, other_tenant, name):
    theirs = role(other_tenant)

    answer = browser.post(reverse(f"settings:{name}", args=[theirs.pk]))
    copied = browser.get(reverse("settings:role_add"), {"copy": theirs.pk})

    assert answer.status_code == 404
    assert copied.status_code == 404
