import pytest
from django.test import RequestFactory
from django.urls import reverse

from customers.views import opened
from lendcore.lists.recent import list_opened
from tests.builders_lists import add_many

pytestmark = pytest.mark.usefixtures("in_tenant")


@pytest.fixture
def request_after_list(signed_in, actor):
    """A request in the session of somebody who has just seen the first page."""
    add_many(actor, 30)
    signed_in.get(f"{reverse('customers:list')}?view=all&sort=-id&rows=20")
    made = RequestFactory().get("/")
    made.session = signed_in.session
    return made


def test_the_list_is_walked_from_the_customer_page(request_after_list):
    ids = request_after_list.session["last_lists"]["customers"]["ids"]

    inside = opened.neighbours(request_after_list, ids[5])
    beyond = opened.neighbours(request_after_list, ids[20])

    assert (inside.previous_id, inside.next_id) == (ids[4], ids[6])
    assert beyond.next_id == ids[20] - 1
    assert opened.neighbours(request_after_list, ids[0]).previous_id is None


def test_opened_customers_are_remembered(request_after_list):
    opened.remember_customer(request_after_list, 7)

    assert list_opened(request_after_list, "customers") == [7]
