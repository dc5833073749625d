import pytest
from django.test import RequestFactory

from lendcore.lists import recent

ROWS = list(range(1, 10))


@pytest.fixture
def request_of_person():
    made = RequestFactory().get("/")
    made.session = {}
    return made


def find(*, filters, sort, descending, after_id, limit):
    rows = ROWS[::-1] if descending else ROWS
    start = rows.index(after_id) + 1
    return rows[start : start + limit]


def remember(request, ids, **changes):
    search = {"filters": {}, "sort": "id", "descending": False}
    recent.remember_list(request, "customers", ids, search | changes)


def beside(request, row_id):
    found = recent.neighbours(request, "customers", row_id, find)
    return found.previous_id, found.next_id


def test_rows_opened_last_come_first_and_once(request_of_person):
    for row_id in [*range(20), 18]:
        recent.remember_opened(request_of_person, "customers", row_id)

    assert recent.list_opened(request_of_person, "customers")[:3] == [18, 19, 17]
    assert len(recent.list_opened(request_of_person, "customers")) == 8


def test_neighbours_inside_the_page_need_no_query(request_of_person):
    recent.remember_list(request_of_person, "customers", [4, 5, 6], None)

    assert beside(request_of_person, 5) == (4, 6)
    assert beside(request_of_person, 4) == (None, 5)


def test_the_way_goes_on_beyond_the_page(request_of_person):
    remember(request_of_person, [4, 5, 6])

    assert beside(request_of_person, 6) == (5, 7)
    assert beside(request_of_person, 7) == (6, 8)
    assert beside(request_of_person, 4) == (3, 5)


def test_the_list_has_an_end(request_of_person):
    remember(request_of_person, [8, 9])

    assert beside(request_of_person, 9) == (8, None)


def test_a_turned_list_is_walked_the_other_way(request_of_person):
    remember(request_of_person, [6, 5, 4], descending=True)

    assert beside(request_of_person, 4) == (5, 3)
    assert beside(request_of_person, 6) == (7, 5)


def test_a_row_from_elsewhere_has_no_neighbours(request_of_person):
    assert beside(request_of_person, 5) == (None, None)
    remember(request_of_person, [4, 5, 6])
    assert beside(request_of_person, 1) == (None, None)
