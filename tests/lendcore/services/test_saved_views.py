import pytest

from lendcore.models import SavedView
from lendcore.permissions import MissingPermission
from lendcore.services import saved_views
from tests import builders

pytestmark = pytest.mark.usefixtures("in_tenant")


def save(actor, name="Utah", **changes):
    facts = {"list_name": "customers", "query": "sort=name", "columns": ["id"]}
    return saved_views.save_view(actor=actor, name=name, **(facts | changes))


def test_each_list_has_its_own_default(actor):
    customers = save(actor, is_default=True)
    accounts = save(actor, list_name="accounts", is_default=True)

    defaults = SavedView.objects.filter(is_default=True)
    assert set(defaults) == {customers, accounts}


def test_a_taken_name_leaves_the_transaction_usable(actor):
    save(actor)

    with pytest.raises(saved_views.ViewNameTaken):
        save(actor, "utah")

    assert SavedView.objects.count() == 1


def test_a_person_has_fifty_views_at_most(actor, monkeypatch):
    monkeypatch.setattr(saved_views, "MOST_VIEWS", 1)
    save(actor)

    with pytest.raises(saved_views.TooManyViews):
        save(actor, "Second")


def test_an_administrator_does_not_change_private_views(actor, tenant):
    view = save(actor)
    administrator = builders.make_member(tenant, "administrator")

    with pytest.raises(MissingPermission):
        saved_views.delete_view(
            actor=builders.actor_of(administrator, tenant), view_id=view.pk
        )
