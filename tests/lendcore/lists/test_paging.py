import pytest

from lendcore.lists.paging import Found, find_page
from lendcore.lists.query import ListQuery

ROWS = list(range(1, 8))


def find(*, descending=False, after_id=None, limit):
    rows = ROWS[::-1] if descending else ROWS
    start = rows.index(after_id) + 1 if after_id in rows else 0
    if after_id is not None and after_id > 100:
        return Found([])
    return Found(rows[start : start + limit], len(rows))


def page(**place):
    return find_page(find, ListQuery(path="/", sort="id", **place), 3)


def test_the_first_page_has_a_next_one_alone():
    found = page()

    assert found.ids == [1, 2, 3]
    assert (found.has_previous, found.has_next, found.next_id) == (False, True, 4)
    assert found.matches == len(ROWS)


def test_the_last_page_may_be_short():
    found = page(after=6)

    assert found.ids == [7]
    assert (found.has_previous, found.has_next) == (True, False)


@pytest.mark.parametrize(
    ("before", "ids", "has_previous"), [(7, [4, 5, 6], True), (4, [1, 2, 3], False)]
)
def test_a_page_before_a_row_is_in_the_order_of_the_list(before, ids, has_previous):
    found = page(before=before)

    assert found.ids == ids
    assert (found.has_previous, found.has_next) == (has_previous, True)


def test_a_page_before_which_too_little_is_left_becomes_the_first():
    assert page(before=3).ids == [1, 2, 3]


def test_a_place_behind_the_end_becomes_the_first_page():
    found = page(after=101)

    assert found.ids == [1, 2, 3]
    assert not found.has_previous


def test_a_page_that_shows_everything_says_so():
    assert find_page(find, ListQuery(path="/", sort="id"), 10).is_whole
    assert not page().is_whole
