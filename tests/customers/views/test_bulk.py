import re

import pytest
from django.urls import reverse

from customers.models import Customer, CustomerStatus
from customers.views import bulk
from lendcore.history.recording import recorded
from lendcore.tenancy.context import activate_tenant
from tests import builders
from tests.builders_lists import add_customer, add_many

FORM = re.compile(r'<form class="card".*?</form>', re.DOTALL)
HIDDEN = re.compile(r'<input type="hidden" name="(\w+)" value="([^"]*)">')

pytestmark = pytest.mark.usefixtures("in_tenant")


@pytest.fixture
def url():
    return reverse("customers:status_change")


@pytest.fixture
def lead():
    return CustomerStatus.objects.get(code="lead")


def messages_of(answer):
    return " ".join(str(message) for message in answer.context["messages"])


def test_the_effect_is_shown_before_anything_changes(signed_in, actor, url, lead):
    ids = [add_customer(actor).pk, add_customer(actor, status="lead").pk]

    page = signed_in.post(url, {"selected": ids, "status": lead.pk})

    text = page.content.decode()
    assert "Change the status of 2 customers" in text
    assert "Become Lead" in text
    assert "Stay as they are" in text
    assert "Change 1 customer to Lead" in text
    assert Customer.objects.filter(status=lead).count() == 1


def test_a_confirmed_change_has_its_own_history(signed_in, actor, url, lead):
    customer = add_customer(actor)
    data = {"previewed": customer.pk, "status": lead.pk, "confirm": "1"}

    answer = signed_in.post(f"{url}?view=all&q=vega", data, follow=True)

    assert "1 customer now has the status Lead." in messages_of(answer)
    assert answer.request["QUERY_STRING"] == "view=all&q=vega&sort=name"
    entry = Customer.history.filter(id=customer.pk).latest("history_id")
    assert entry.changed_fields == ["status"]
    assert entry.history_change_reason == "Changed with others from the list"


def preview(client, url, **data):
    page = client.post(url, data)
    form = FORM.search(page.content.decode())
    return dict(HIDDEN.findall(form[0])) | {"status": data["status"]}


def test_all_that_match_are_changed_and_nobody_else(signed_in, actor, url, lead):
    add_many(actor, 5, region="UT")
    other = add_customer(actor, region="ID")
    address = f"{url}?region=UT"
    shown = preview(signed_in, address, scope="matching", status=lead.pk)

    signed_in.post(address, shown | {"confirm": "1"})

    assert Customer.objects.filter(status=lead).count() == 5
    other.refresh_from_db()
    assert other.status.code == "active"


def test_who_matches_only_after_the_preview_is_not_changed(signed_in, actor, url, lead):
    seen = add_customer(actor, region="UT")
    address = f"{url}?region=UT"
    shown = preview(signed_in, address, scope="matching", status=lead.pk)
    add_customer(actor, region="UT")

    signed_in.post(address, shown | {"confirm": "1"})

    assert [one.pk for one in Customer.objects.filter(status=lead)] == [seen.pk]


def test_another_status_is_previewed_for_the_same_customers(
    signed_in, actor, url, lead
):
    add_customer(actor, region="UT")
    address = f"{url}?region=UT"
    shown = preview(signed_in, address, scope="matching", status="")
    add_customer(actor, region="UT")

    page = signed_in.post(address, shown | {"status": lead.pk})

    assert "Change the status of 1 customer<" in page.content.decode()
    assert "Change 1 customer to Lead" in page.content.decode()


def test_nothing_is_changed_that_was_not_previewed(signed_in, actor, url, lead):
    add_customer(actor)
    data = {"scope": "matching", "status": lead.pk, "confirm": "1"}

    page = signed_in.post(url, data)

    assert "Change 1 customer to Lead" in page.content.decode()
    assert not Customer.objects.filter(status=lead).exists()


def test_previewed_customers_of_another_tenant_are_not_touched(
    signed_in, other_tenant, url, lead
):
    stranger = builders.actor_of(
        builders.make_member(other_tenant, "administrator"), other_tenant
    )
    with activate_tenant(other_tenant.pk):
        theirs = add_customer(stranger)
    data = {"previewed": f"{theirs.pk},x,-1", "status": lead.pk, "confirm": "1"}

    answer = signed_in.post(url, data, follow=True)

    assert f"#{theirs.pk} is gone." in messages_of(answer)
    with activate_tenant(other_tenant.pk):
        assert Customer.objects.get().status.code == "active"


def test_more_than_a_preview_shows_can_not_be_posted(signed_in, url, lead, monkeypatch):
    monkeypatch.setattr(bulk, "MOST_CHANGED", 3)
    data = {"previewed": "1,2,3,4", "status": lead.pk, "confirm": "1"}

    answer = signed_in.post(url, data, follow=True)

    assert "Select at most 3 customers at a time." in messages_of(answer)


def test_nobody_selected_is_said(signed_in, actor, url):
    add_customer(actor)

    answer = signed_in.post(url, {"scope": "selected"}, follow=True)

    assert "Select at least one customer first." in messages_of(answer)


def test_too_many_are_refused(signed_in, actor, url, monkeypatch):
    monkeypatch.setattr(bulk, "MOST_CHANGED", 3)
    add_many(actor, 4)

    answer = signed_in.post(url, {"scope": "matching"}, follow=True)

    assert "Select at most 3 customers at a time." in messages_of(answer)


def test_failures_are_reported_row_by_row(signed_in, actor, url, lead, monkeypatch):
    kept, gone = add_customer(actor).pk, add_customer(actor).pk
    real = bulk.set_status

    def set_status(*, customer_id, **facts):
        if customer_id == gone:
            raise Customer.DoesNotExist
        return real(customer_id=customer_id, **facts)

    monkeypatch.setattr(bulk, "set_status", set_status)
    data = {"previewed": f"{kept},{gone}", "status": lead.pk, "confirm": "1"}
    answer = signed_in.post(url, data, follow=True)

    assert f"1 could not be changed. #{gone} is gone." in messages_of(answer)
    assert Customer.objects.get(pk=kept).status == lead


def test_an_inactive_status_can_not_be_given(signed_in, actor, url):
    with recorded(actor):
        old = CustomerStatus.objects.create(name="Old", is_active=False)
    customer = add_customer(actor)
    data = {"previewed": customer.pk, "status": old.pk, "confirm": "1"}

    page = signed_in.post(url, data)

    assert "Choose a status first" in page.content.decode()
    customer.refresh_from_db()
    assert customer.status != old


def test_who_may_not_edit_may_not_change(client, tenant, actor, url, lead):
    customer = add_customer(actor)
    builders.sign_in(client, builders.make_member(tenant, "read_only"), tenant)

    answer = client.post(url, {"selected": [customer.pk], "status": lead.pk})

    assert answer.status_code == 403
    page = client.get(reverse("customers:list")).content.decode()
    assert "Change status" not in page
    assert "Export" not in page
