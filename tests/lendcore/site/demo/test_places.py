import random

import pytest

from lendcore.rules import postal
from lendcore.rules.regions import REGIONS
from lendcore.site.demo import places


def test_every_state_has_towns_with_area_codes():
    towns = places.us_towns()

    assert set(towns) == set(places.STATE_SHARES)
    for state, found in towns.items():
        assert found, state
        assert all(len(code) == 3 for town in found for code in town.area_codes)


@pytest.mark.parametrize(("state", "cities"), places.CITIES.items())
def test_every_listed_city_is_found(state, cities):
    found = {town.city for town in places.us_towns()[state]}

    wanted = {postal.city_case(city) for city in cities.split(", ")}
    assert found == wanted


def test_canadian_codes_are_right_and_lie_in_their_province():
    rng = random.Random(1)

    for _ in range(200):
        town = places.pick_canadian_town(rng)
        place = postal.find_place(town.postal_code, "CA")
        assert place.region == town.region
        assert town.region in REGIONS["CA"]


def test_streets_in_quebec_are_french():
    rng = random.Random(1)
    town = places.Town("Québec", "QC", "G1R 1A1", "CA", ("418",))

    assert "rue" in "".join(places.pick_street(rng, town) for _ in range(20))
