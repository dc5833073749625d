import pytest
from django.urls import reverse

from customers.labels import STATUSES
from customers.models import Customer, CustomerStatus
from lendcore.history.recording import recorded
from lendcore.services import labels
from lendcore.tenancy.context import activate_tenant
from lendcore.views.settings import labels as views
from tests import builders
from tests.builders_settings import HTMX, browser_of

LIST = "settings:statuses"


@pytest.fixture
def administrator(tenant):
    return builders.make_member(tenant, "administrator", name="Lena Morozova")


@pytest.fixture
def browser(administrator, tenant):
    return browser_of(administrator, tenant)


@pytest.fixture
def hold(administrator, tenant, in_tenant):
    actor = builders.actor_of(administrator, tenant)
    return labels.add_label(labels=STATUSES, actor=actor, name="On hold", tone="warn")


def give_customer(status, tenant, administrator):
    actor = builders.actor_of(administrator, tenant)
    with activate_tenant(tenant.pk), recorded(actor):
        return Customer.objects.create(
            last_name="Vega", status=status, created_at=actor.at, updated_at=actor.at
        )


def test_the_list_shows_order_counts_and_locks(browser, hold, tenant, administrator):
    give_customer(hold, tenant, administrator)

    page = browser.get(reverse(LIST)).content.decode()

    assert page.index("Lead") < page.index("On hold")
    assert "Default for new customers" in page
    assert page.count("Built in") == 3
    assert f"?status={hold.pk}" in page


def test_htmx_gets_only_the_section_and_caches_know(browser):
    answer = browser.get(reverse(LIST), headers=HTMX)

    assert answer.content.decode().lstrip().startswith('<div id="section"')
    assert "HX-Request" in answer["Vary"]


def test_an_agent_without_settings_may_not_look(agent, tenant):
    assert browser_of(agent, tenant).get(reverse(LIST)).status_code == 403


def test_a_role_that_only_views_sees_no_buttons_and_may_not_write(tenant, agent, hold):
    with activate_tenant(tenant.pk):
        role = agent.memberships.get().role
        role.permissions = ["settings.view"]
        with recorded(builders.actor_of(agent, tenant)):
            role.save()
    browser = browser_of(agent, tenant)

    page = browser.get(reverse(LIST)).content.decode()
    answer = browser.post(reverse("settings:status_move", args=[hold.pk]))

    assert "Add status" not in page
    assert "Inactivate" not in page
    assert answer.status_code == 403


def test_adding_leads_back_to_the_list(browser, in_tenant):
    answer = browser.post(
        reverse("settings:status_add"), {"name": " On   hold ", "tone": "warn"}
    )

    assert answer.url == reverse(LIST)
    assert CustomerStatus.objects.get(tone="warn").name == "On hold"


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({"name": "", "tone": "ok"}, "Give the status a name."),
        ({"name": "lead", "tone": "ok"}, "Another status has this name."),
        ({"name": "New", "tone": "pink"}, "Select a valid choice"),
        ({"name": "a\x07b", "tone": "ok"}, "control characters"),
    ],
)
def test_what_cannot_be_added_comes_back_with_a_sentence(browser, data, sentence):
    answer = browser.post(reverse("settings:status_add"), data)

    assert answer.status_code == 422
    assert sentence in answer.content.decode()


def test_a_row_is_edited_in_place(browser, hold):
    url = reverse("settings:status_edit", args=[hold.pk])

    form = browser.get(url, headers=HTMX).content.decode()
    saved = browser.post(url, {"name": "Paused", "tone": "bad"}, headers=HTMX)

    assert 'value="On hold"' in form
    assert "Paused" in saved.content.decode()
    assert "is-changed" in saved.content.decode()


def test_an_html_name_is_shown_as_text(browser):
    name = "<script>alert(1)</script>"
    browser.post(reverse("settings:status_add"), {"name": name, "tone": "ok"})

    page = browser.get(reverse(LIST)).content.decode()

    assert name not in page
    assert "&lt;script&gt;" in page


def test_arrows_move_a_status(browser, hold):
    url = reverse("settings:status_move", args=[hold.pk])

    browser.post(url, {"to": "up"}, headers=HTMX)

    order = CustomerStatus.objects.order_by("position").values_list("name", flat=True)
    assert list(order) == ["Active", "Lead", "On hold", "Inactive"]


def test_the_question_stands_on_a_page_of_its_own_too(browser, hold):
    url = reverse("settings:status_inactivate", args=[hold.pk])

    page = browser.get(url).content.decode()

    assert "<h1>Inactivate “On hold”?</h1>" in page
    assert "No customer has this status." in page


def test_customers_can_be_moved_while_inactivating(
    browser, hold, tenant, administrator
):
    customer = give_customer(hold, tenant, administrator)
    lead = CustomerStatus.objects.get(code="lead")
    url = reverse("settings:status_inactivate", args=[hold.pk])

    answer = browser.post(url, {"then": "move", "move_to": lead.pk}, follow=True)

    customer.refresh_from_db()
    hold.refresh_from_db()
    assert customer.status_id == lead.pk
    assert not hold.is_active
    assert "1 customer moved to Lead." in answer.content.decode()


def test_many_customers_are_moved_behind_the_page(
    browser,
    hold,
    tenant,
    administrator,
    monkeypatch,
    django_capture_on_commit_callbacks,
):
    monkeypatch.setattr(views, "COUNT_CAP", 0)
    customer = give_customer(hold, tenant, administrator)
    lead = CustomerStatus.objects.get(code="lead")
    url = reverse("settings:status_inactivate", args=[hold.pk])

    with django_capture_on_commit_callbacks(execute=True):
        answer = browser.post(url, {"then": "move", "move_to": lead.pk})

    customer.refresh_from_db()
    assert answer.status_code == 302
    assert customer.status_id == lead.pk
    entry = customer.history.order_by("-history_id").first()
    assert entry.actor_name == "Lena Morozova"


def test_moving_needs_a_status_to_move_to(browser, hold, tenant, administrator):
    give_customer(hold, tenant, administrator)
    url = reverse("settings:status_inactivate", args=[hold.pk])

    answer = browser.post(url, {"then": "move", "move_to": hold.pk})

    hold.refresh_from_db()
    assert answer.status_code == 422
    assert hold.is_active


def test_a_used_status_cannot_be_deleted(browser, hold, tenant, administrator):
    give_customer(hold, tenant, administrator)
    url = reverse("settings:status_inactivate", args=[hold.pk])

    refused = browser.post(url, {"then": "delete"})

    assert refused.status_code == 422
    assert CustomerStatus.objects.filter(pk=hold.pk).exists()


def test_an_unused_status_can_be_deleted(browser, hold):
    url = reverse("settings:status_inactivate", args=[hold.pk])

    browser.post(url, {"then": "delete"})

    assert not CustomerStatus.objects.filter(pk=hold.pk).exists()


def test_activating_brings_a_status_back(browser, hold):
    browser.post(
        reverse("settings:status_inactivate", args=[hold.pk]), {"then": "leave"}
    )

    browser.post(reverse("settings:status_activate", args=[hold.pk]))

    hold.refresh_from_db()
    assert hold.is_active


def test_built_in_statuses_have_no_question(browser, in_tenant):
    lead = CustomerStatus.objects.get(code="lead")

    answer = browser.post(
        reverse("settings:status_inactivate", args=[lead.pk]), {"then": "leave"}
    )

    assert answer.status_code == 404


@pytest.mark.parametrize(
    "name", ["status_edit", "status_move", "status_inactivate", "status_activate"]
)
def test_a_status_of_another_tenant_is_not_found(browser, other_tenant, name):
    with activate_tenant(other_tenant.pk):
        theirs = CustomerStatus.objects.get(code="lead")

    answer = browser.post(reverse(f"settings:{name}", args=[theirs.pk]))

    assert answer.status_code == 404
