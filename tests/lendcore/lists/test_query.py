import pytest
from django.http import QueryDict

from lendcore.lists.query import LONGEST_QUERY, read_query

SORTS = ("name", "created")


def read(text):
    return read_query(
        QueryDict(text), path="/list/", sorts=SORTS, filter_names=("status", "type")
    )


def test_an_address_is_read_and_written_alike():
    text = "view=7&q=vega&sort=-created&status=1&status=2&after=12"

    assert read(text).query_text == text


@pytest.mark.parametrize(
    "text",
    [
        "sort=gender",
        "sort=--name",
        "after=x&before=-1",
        "view=other",
        "after=" + "9" * 30,
        "unknown=1&status=%00&type=",
    ],
)
def test_what_an_address_can_not_mean_is_left_out(text):
    assert read(text).query_text == "view=all&sort=name"


def test_a_second_click_on_a_head_turns_the_order():
    once = read("after=3").sorted_by("created")

    assert (once.sort_text, once.after) == ("created", None)
    assert once.sorted_by("created").sort_text == "-created"
    assert once.sorted_by("created").sorted_by("created").sort_text == "created"


def test_a_chip_takes_away_its_own_filter_and_the_place():
    query = read("status=1&type=company&after=9")

    assert query.without_filters(["status"]).query_text == (
        "view=all&sort=name&type=company"
    )


def test_a_saved_view_keeps_no_place():
    query = read("q=vega&status=1&before=9&count=all")

    assert query.kept_text == "q=vega&sort=name&status=1"
    assert len(query.kept_text) < LONGEST_QUERY
