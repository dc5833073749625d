import pytest
from django.urls import reverse

from lendcore.models import SavedView
from tests import builders
from tests.builders_lists import add_customer

pytestmark = pytest.mark.usefixtures("in_tenant")
CREATE = "customers:views_create"


def make_view(user, **changes):
    facts = {"list_name": "customers", "name": "Utah", "query": "sort=name&region=UT"}
    return SavedView.objects.create(made_by_id=user.pk, **(facts | changes))


@pytest.fixture
def colleague(tenant):
    return builders.make_member(tenant, "agent", email="second@northwind.example")


def test_a_view_keeps_search_filters_order_and_columns(signed_in, actor, agent):
    add_customer(actor, first_name="Ana", region="UT")
    signed_in.post(reverse("customers:columns"), {"columns": ["email", "id"]})
    url = f"{reverse(CREATE)}?view=all&q=ana&sort=-id&region=UT&after=7"

    answer = signed_in.post(url, {"name": " My  Utah ", "is_shared": "on"})

    view = SavedView.objects.get()
    assert answer["Location"] == f"{reverse('customers:list')}?view={view.pk}"
    assert (view.name, view.is_shared, view.made_by_id) == ("My Utah", True, agent.pk)
    assert view.query == "q=ana&sort=-id&region=UT"
    assert view.columns == ["email", "id"]
    page = signed_in.get(answer["Location"]).content.decode()
    assert "State or province" in page
    assert 'value="ana"' in page


def test_a_name_that_is_taken_keeps_what_was_typed(signed_in, agent):
    make_view(agent)

    page = signed_in.post(reverse(CREATE), {"name": "UTAH", "is_shared": "on"})

    assert page.status_code == 422
    assert "You have a view of this name." in page.content.decode()
    assert 'value="UTAH"' in page.content.decode()


def test_two_people_may_use_one_name(signed_in, agent, colleague):
    make_view(colleague)

    assert signed_in.post(reverse(CREATE), {"name": "Utah"}).status_code == 302


def test_only_one_view_opens_the_list(signed_in, agent):
    first = make_view(agent, is_default=True)

    signed_in.post(reverse(CREATE), {"name": "Second", "is_default": "on"})

    first.refresh_from_db()
    assert not first.is_default
    assert SavedView.objects.get(is_default=True).name == "Second"


def test_a_private_view_of_another_person_does_not_exist(signed_in, colleague):
    view = make_view(colleague)

    assert "Utah" not in signed_in.get(reverse("customers:list")).content.decode()
    for name in ("views_change", "views_delete"):
        url = reverse(f"customers:{name}", args=[view.pk])
        assert signed_in.get(url).status_code == 404


def test_a_shared_view_is_used_but_not_changed_by_others(signed_in, colleague):
    view = make_view(colleague, is_shared=True)

    page = signed_in.get(f"{reverse('customers:list')}?view={view.pk}").content.decode()
    answers = [
        signed_in.post(reverse(f"customers:{name}", args=[view.pk]), {"name": "x"})
        for name in ("views_change", "views_update", "views_delete")
    ]

    assert "Utah" in page
    assert "Delete this view" not in page
    assert [answer.status_code for answer in answers] == [403, 403, 403]
    assert SavedView.objects.filter(name="Utah").exists()


def test_an_administrator_changes_a_shared_view(client, tenant, agent):
    view = make_view(agent, is_shared=True, is_default=True)
    builders.sign_in(client, builders.make_member(tenant, "administrator"), tenant)

    client.post(reverse("customers:views_change", args=[view.pk]), {"name": "State"})

    view.refresh_from_db()
    assert (view.name, view.is_shared) == ("State", False)
    assert view.is_default, "Which view opens the list is its maker's choice."


def test_a_view_is_updated_to_the_list_as_it_stands(signed_in, agent):
    view = make_view(agent)
    url = reverse("customers:views_update", args=[view.pk])

    signed_in.post(f"{url}?view={view.pk}&sort=city&type=company")

    view.refresh_from_db()
    assert view.query == "sort=city&type=company"


def test_deleting_asks_first(signed_in, agent):
    view = make_view(agent)
    url = reverse("customers:views_delete", args=[view.pk])

    assert "Delete the view “Utah”?" in signed_in.get(url).content.decode()
    assert SavedView.objects.exists()
    signed_in.post(url)
    assert not SavedView.objects.exists()


def test_too_many_filters_can_not_be_saved(signed_in):
    regions = "&".join(f"region={code}" for code in ["UT", "ID", "CA"] * 40)

    answer = signed_in.post(f"{reverse(CREATE)}?{regions}", {"name": "x"}, follow=True)

    assert "The filters are too many to save." in answer.content.decode()
    assert not SavedView.objects.exists()
