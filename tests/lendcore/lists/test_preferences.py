import pytest
from django.test import RequestFactory

from lendcore.lists import preferences


@pytest.fixture
def person():
    made = RequestFactory().get("/")
    made.session = {}
    return made


def test_without_a_choice_a_list_is_the_usual_one(person):
    chosen = preferences.get_preferences(person, "customers")

    assert (chosen.size, chosen.density, chosen.columns) == (20, "dense", {})


def test_choices_are_kept_for_each_list(person):
    preferences.choose_size(person, "customers", "100")
    preferences.choose_density(person, "customers", "roomy")

    assert preferences.get_preferences(person, "customers").size == 100
    assert preferences.get_preferences(person, "customers").density == "roomy"
    assert preferences.get_preferences(person, "accounts").size == 20


@pytest.mark.parametrize("text", ["", "51", "-20", "1e9", "20 "])
def test_only_sizes_on_offer_are_taken(person, text):
    preferences.choose_size(person, "customers", text)

    assert person.session == {}


def test_columns_are_kept_for_each_view_and_reset(person):
    preferences.choose_columns(person, "customers", "all", ["id"])
    preferences.choose_columns(person, "customers", "7", ["email"])
    preferences.choose_columns(person, "customers", "all", [])

    assert preferences.get_preferences(person, "customers").columns == {"7": ["email"]}


def test_a_session_keeps_the_columns_of_twenty_views(person):
    for view in range(30):
        preferences.choose_columns(person, "customers", str(view), ["id"])

    kept = preferences.get_preferences(person, "customers").columns
    assert len(kept) == 20
    assert "29" in kept
