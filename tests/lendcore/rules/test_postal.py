from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lendcore.rules.postal import (
    COUNTRIES,
    REGIONS,
    CheckedPostalCode,
    Place,
    check_postal_code,
    find_place,
    place_mismatch,
    region_from,
    time_zone_for,
)


@pytest.mark.parametrize(
    ("text", "country", "code"),
    [
        ("MT", "US", "MT"),
        (" mt ", "US", "MT"),
        ("Montana", "US", "MT"),
        ("NEW  YORK", "US", "NY"),
        ("N.Y.", "US", "NY"),
        ("D.C.", "US", "DC"),
        ("Washington DC", "US", "DC"),
        ("Virgin Islands", "US", "VI"),
        ("ae", "US", "AE"),
        ("Québec", "CA", "QC"),
        ("quebec", "CA", "QC"),
        ("Newfoundland", "CA", "NL"),
        ("CA", "US", "CA"),
        ("ON", "US", None),
        ("MT", "CA", None),
        ("", "US", None),
        ("Montana", "FR", None),
    ],
)
def test_region_is_read_from_code_or_name(text, country, code):
    assert region_from(text, country) == code


@pytest.mark.parametrize("country", COUNTRIES)
def test_every_region_is_read_from_its_own_name(country):
    for code, name in REGIONS[country].items():
        assert region_from(name, country) == code


@pytest.mark.parametrize(
    ("text", "country", "code"),
    [
        ("59101", "US", "59101"),
        (" 59101 ", "US", "59101"),
        ("59101-1234", "US", "59101-1234"),
        ("59101 1234", "US", "59101-1234"),
        ("59101 - 1234", "US", "59101-1234"),
        ("591011234", "US", "59101-1234"),
        ("00501", "US", "00501"),
        ("K1A 0B1", "CA", "K1A 0B1"),
        ("k1a0b1", "CA", "K1A 0B1"),
        ("K1A-0B1", "CA", "K1A 0B1"),
        ("V6Z 1W9", "CA", "V6Z 1W9"),
    ],
)
def test_postal_code_gets_its_standard_form(text, country, code):
    checked = check_postal_code(text, country=country)

    assert checked == CheckedPostalCode(code, "")


@pytest.mark.parametrize(
    ("text", "country", "kept", "reason"),
    [
        ("2134", "US", "2134", "leading zero may be lost: 02134?"),
        ("21341234", "US", "21341234", "leading zero may be lost: 02134-1234?"),
        ("501", "US", "501", "leading zero may be lost: 00501?"),
        ("591012", "US", "591012", "Needs 5 or 9 digits, such as"),
        ("5910I", "US", "5910I", "Needs 5 or 9 digits, such as"),
        ("", "US", "", "Needs 5 or 9 digits, such as"),
        ("k1a 0b1", "US", "K1A 0B1", "choose Canada"),
        ("D1A 0B1", "CA", "D1A 0B1", "Never has the letters"),
        ("K1A 0O1", "CA", "K1A 0O1", "Never has the letters"),
        ("W1A 0B1", "CA", "W1A 0B1", "does not begin with W or Z"),
        ("K1A", "CA", "K1A", "all six characters"),
        ("59101", "CA", "59101", "choose United States"),
        ("K1A OB1", "CA", "K1A OB1", "Needs letter, digit"),
        ("", "CA", "", "Needs letter, digit"),
        ("59101", "", "59101", "Choose United States or Canada"),
    ],
)
def test_wrong_postal_code_is_kept_with_the_reason(text, country, kept, reason):
    checked = check_postal_code(text, country=country)

    assert checked.code == kept
    assert reason in checked.problem


@pytest.mark.parametrize(
    ("text", "code"),
    [("2134", "02134"), ("501", "00501"), ("21341234", "02134-1234")],
)
def test_import_may_put_lost_zeros_back(text, code):
    checked = check_postal_code(text, country="US", pad_zip=True)

    assert checked == CheckedPostalCode(code, "")


@given(text=st.text(), country=st.sampled_from(["US", "CA", ""]))
def test_checked_code_checks_out_the_same_again(text, country):
    checked = check_postal_code(text, country=country)

    assert check_postal_code(checked.code, country=country) == checked


def test_zip_code_says_where_it_lies():
    assert find_place("59101-1234", "US") == Place(
        city="Billings",
        region="MT",
        county="Yellowstone County",
        time_zone="America/Denver",
        latitude=Decimal("45.7745"),
        longitude=Decimal("-108.5005"),
        is_po_box=False,
        is_military=False,
    )


@pytest.mark.parametrize(
    ("zip_code", "region"), [("09499", "AE"), ("09905", "AE"), ("96598", "AP")]
)
def test_military_zip_code_lies_nowhere_on_the_map(zip_code, region):
    place = find_place(zip_code, "US")

    assert place.city in {"APO", "DPO", "FPO"}
    assert (place.region, place.is_military) == (region, True)
    assert (place.latitude, place.longitude, place.time_zone) == (None, None, "")


def test_post_office_box_zip_code_is_marked():
    assert find_place("59103", "US").is_po_box


@pytest.mark.parametrize(
    ("zip_code", "city"),
    [
        ("15131", "McKeesport"),
        ("27151", "Winston-Salem"),
        ("19406", "King of Prussia"),
        ("54935", "Fond Du Lac"),
        ("96863", "MCBH Kaneohe Bay"),
    ],
)
def test_city_is_written_as_people_do(zip_code, city):
    assert find_place(zip_code, "US").city == city


def test_time_zone_that_is_none_gives_way_to_the_state():
    # The table has "Napakiak" in the place of this village's time zone.
    assert find_place("99634", "US").time_zone == "America/Anchorage"


@pytest.mark.parametrize(
    ("code", "region", "time_zone"),
    [
        ("K1A 0B1", "ON", "America/Toronto"),
        ("h2x1y4", "QC", "America/Toronto"),
        ("X0A 0H0", "NU", "America/Iqaluit"),
        ("X1A 2N1", "NT", "America/Edmonton"),
        ("X2A 2N1", "", ""),
        ("S4P 3Y2", "SK", "America/Regina"),
    ],
)
def test_canadian_code_says_its_province(code, region, time_zone):
    place = find_place(code, "CA")

    assert (place.region, place.time_zone) == (region, time_zone)
    assert (place.city, place.latitude) == ("", None)


@pytest.mark.parametrize(
    ("code", "country"),
    [("00000", "US"), ("5910", "US"), ("", "US"), ("59101", "CA"), ("59101", "FR")],
)
def test_unknown_code_has_no_place(code, country):
    assert find_place(code, country) is None


@pytest.mark.parametrize(
    ("city", "region", "code", "country", "sentence"),
    [
        (
            "Provo",
            "UT",
            "59101",
            "US",
            "ZIP code 59101 lies in Billings, MT, not in Provo, UT.",
        ),
        ("", "UT", "59101", "US", "ZIP code 59101 lies in Billings, MT, not in UT."),
        (
            "Gatineau",
            "QC",
            "k1a0b1",
            "CA",
            "Postal code K1A 0B1 lies in ON, not in Gatineau, QC.",
        ),
        ("Billings", "MT", "59101", "US", ""),
        ("Lockwood", "MT", "59101", "US", ""),
        ("Billings", "", "59101", "US", ""),
        ("Billings", "MT", "00000", "US", ""),
        ("Billings", "MT", "", "US", ""),
        ("Inuvik", "NT", "X2A 2N1", "CA", ""),
    ],
)
def test_code_and_region_that_disagree_are_told(city, region, code, country, sentence):
    assert place_mismatch(city, region, code, country) == sentence


def test_region_without_zip_code_has_the_time_zone_of_most_people():
    assert time_zone_for("MT", "US") == "America/Denver"
    assert time_zone_for("TN", "US") == "America/Chicago"
    assert time_zone_for("NL", "CA") == "America/St_Johns"
    assert time_zone_for("AE", "US") == ""
    assert time_zone_for("MT", "FR") == ""
