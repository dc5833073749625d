import itertools
import math

import pytest

from lendcore.rules.locator import Ring, ScaleBar, locate

DENSE_CITIES = ["10001", "07302", "90012", "60601", "02108"]


def test_map_is_centered_on_the_zip_code():
    found = locate("84043-2214")

    assert (found.city, found.region, found.postal_code) == ("Lehi", "UT", "84043")
    assert (found.width, found.height) == (760, 340)
    assert (found.center_x, found.center_y) == (380, 170)
    assert found.dots[0] == (380, 170)


def test_rings_and_bar_are_true_to_scale():
    found = locate("84043")

    # 340 pixels are 44 miles.
    assert found.rings == (
        Ring(radius=38.6, miles=5, text_x=409.6, text_y=198.8),
        Ring(radius=77.3, miles=10, text_x=439.2, text_y=223.7),
        Ring(radius=154.5, miles=20, text_x=498.4, text_y=273.4),
    )
    assert found.scale_bar == ScaleBar(x=701.4, y=324, length=38.6, miles=5)


def test_neighbor_lies_in_its_direction_and_distance():
    labels = {label.name: label for label in locate("84043").labels}

    # Provo is some 14 miles to the south-east of Lehi.
    provo = labels["Provo"]
    assert provo.x > 380
    assert provo.y > 170
    assert 70 < math.hypot(provo.x - 380, provo.y - 170) < 130
    assert provo.is_large


def test_towns_of_several_zip_codes_come_first():
    is_large = [label.is_large for label in locate("90012").labels]

    assert is_large == sorted(is_large, reverse=True)


@pytest.mark.parametrize("zip_code", ["84043", "59101", "96813", *DENSE_CITIES])
def test_town_names_do_not_overlap(zip_code):
    labels = locate(zip_code).labels

    assert labels
    for one, other in itertools.combinations(labels, 2):
        apart_across = (
            one.text_x + 6.6 * len(one.name) < other.x
            or other.text_x + 6.6 * len(other.name) < one.x
        )
        assert apart_across or abs(one.text_y - other.text_y) > 11


@pytest.mark.parametrize("zip_code", ["84043", "59101", *DENSE_CITIES])
def test_town_names_stay_inside_and_off_the_pin(zip_code):
    for label in locate(zip_code).labels:
        assert label.x > 0
        assert label.text_x + 6.6 * len(label.name) < 760
        assert 0 < label.y < 310
        assert not (330 < label.x < 430 and 130 < label.y < 185)


def test_pin_is_the_only_one_to_name_its_own_town():
    assert "Billings" not in [label.name for label in locate("59101").labels]


@pytest.mark.parametrize("zip_code", DENSE_CITIES)
def test_dense_city_stays_light(zip_code):
    found = locate(zip_code)

    assert 60 < len(found.dots) <= 120
    assert len(found.labels) <= 26
    assert found.dot_radius > 17


def test_dots_of_the_country_side_are_all_kept():
    found = locate("59101")

    assert 10 < len(found.dots) < 60
    assert found.dot_radius == 17


@pytest.mark.parametrize("zip_code", ["84043", "10001"])
def test_numbers_are_rounded_to_a_tenth(zip_code):
    found = locate(zip_code)

    numbers = [number for dot in found.dots for number in dot]
    numbers += [number for label in found.labels for number in (label.x, label.text_y)]
    assert all(round(number, 1) == number for number in numbers)


@pytest.mark.parametrize("zip_code", ["99723", "99546", "96799"])
def test_place_with_nothing_around_shows_itself_alone(zip_code):
    found = locate(zip_code)

    assert found.dots == ((380, 170),)
    assert found.labels == ()


@pytest.mark.parametrize(
    ("zip_code", "city", "neighbor"),
    [
        ("96813", "Honolulu", "Waianae"),
        ("96910", "Hagatna", "Yigo"),
        ("00901", "San Juan", "Bayamon"),
    ],
)
def test_islands_work_on_both_sides_of_the_date_line(zip_code, city, neighbor):
    found = locate(zip_code)

    assert found.city == city
    assert neighbor in [label.name for label in found.labels]


@pytest.mark.parametrize(
    "postal_code", ["09499", "96939", "00000", "5910", "", "K1A 0B1", "none"]
)
def test_code_without_a_spot_has_no_map(postal_code):
    assert locate(postal_code) is None
