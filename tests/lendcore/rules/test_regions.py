import zoneinfo

import pytest

from lendcore.rules.regions import (
    CA_LETTER_REGIONS,
    CA_SHARED_AREA_REGIONS,
    COUNTRIES,
    MILITARY_REGIONS,
    REGION_ALIASES,
    REGION_TIME_ZONES,
    REGIONS,
)


def test_every_region_is_listed():
    # 50 states, the capital, five territories, three freely associated states and
    # three military regions; ten provinces and three territories.
    assert len(REGIONS["US"]) == 50 + 1 + 5 + 3 + 3
    assert len(REGIONS["CA"]) == 10 + 3


@pytest.mark.parametrize("country", COUNTRIES)
def test_every_region_on_land_has_a_real_time_zone(country):
    zones = REGION_TIME_ZONES[country]

    assert set(zones) == set(REGIONS[country]) - MILITARY_REGIONS
    assert set(zones.values()) <= zoneinfo.available_timezones()


@pytest.mark.parametrize("country", COUNTRIES)
def test_every_alias_means_a_listed_region(country):
    assert set(REGION_ALIASES[country].values()) <= set(REGIONS[country])


def test_canadian_codes_reach_every_region():
    reached = {*CA_LETTER_REGIONS.values(), *CA_SHARED_AREA_REGIONS.values()}

    assert reached == set(REGIONS["CA"])
