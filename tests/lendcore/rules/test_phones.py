import pytest
from hypothesis import given
from hypothesis import strategies as st

from lendcore.rules.phones import (
    PHONE_KINDS,
    ParsedPhone,
    display_phone,
    parse_phone,
    search_digits,
)


def test_number_without_country_is_read_in_its_region():
    phone = parse_phone("(801) 555-0177", region="US")

    assert phone == ParsedPhone("+18015550177", "", "8015550177", "US", "", True)


@pytest.mark.parametrize(
    ("text", "e164", "extension", "region"),
    [
        ("801.555.0177", "+18015550177", "", "US"),
        ("1 801 555 0177", "+18015550177", "", "US"),
        ("+1 801 555 0177", "+18015550177", "", "US"),
        ("8015550177x12", "+18015550177", "12", "US"),
        ("(801) 555-0177 ext. 12", "+18015550177", "12", "US"),
        ("801-555-0177 #12", "+18015550177", "12", "US"),
        ("٨٠١٥٥٥٠١٧٧", "+18015550177", "", "US"),
        ("1-800-FLOWERS", "+18003569377", "", "US"),
        ("416 555 0123", "+14165550123", "", "CA"),
        ("787 555 0142", "+17875550142", "", "PR"),
        ("+44 20 7946 0958", "+442079460958", "", "GB"),
        ("011 44 20 7946 0958", "+442079460958", "", "GB"),
        ("+39 06 1234567", "+39061234567", "", "IT"),
        ("+870 773 111 632", "+870773111632", "", ""),
    ],
)
def test_usual_ways_to_write_a_number_are_read(text, e164, extension, region):
    phone = parse_phone(text, region="US")

    assert (phone.e164, phone.extension, phone.region) == (e164, extension, region)
    assert phone.problem == ""


@pytest.mark.parametrize("area", ["801", "212", "306", "604"])
def test_numbers_kept_for_fiction_are_taken(area):
    assert parse_phone(f"{area}-555-0142", region="CA").problem == ""


def test_number_in_an_unused_range_is_taken_and_marked():
    phone = parse_phone("999-555-0177", region="CA")

    assert phone.e164 == "+19995550177"
    assert phone.region == "CA"
    assert not phone.is_assigned


@pytest.mark.parametrize(
    ("text", "problem", "digits"),
    [
        ("555-0177", "Needs 10 digits, such as (801) 555-0177.", "5550177"),
        ("911", "Needs 10 digits, such as (801) 555-0177.", "911"),
        ("801-555-01777", "Needs 10 digits, such as (801) 555-0177.", "80155501777"),
        ("n/a", "Needs 10 digits, such as (801) 555-0177.", ""),
        ("", "Needs 10 digits, such as (801) 555-0177.", ""),
        (
            "801-555-0177 or 801-555-0178",
            "Needs 10 digits, such as (801) 555-0177.",
            "80155501778015550178",
        ),
        (
            "0000000000",
            "Area codes and the three digits after them begin with 2 to 9.",
            "0000000000",
        ),
        (
            "801-155-0177",
            "Area codes and the three digits after them begin with 2 to 9.",
            "8011550177",
        ),
        ("+44 20", "Too short for a number in +44.", "4420"),
        ("+44 20 7946 0958 12", "Too long for a number in +44.", "44207946095812"),
        ("+999 12345", "No country has the code after the plus sign.", "99912345"),
        ("+49 1", "This is not a phone number, such as +44 20 7946 0958.", "491"),
    ],
)
def test_text_that_is_no_number_keeps_its_digits(text, problem, digits):
    phone = parse_phone(text, region="US")

    assert phone == ParsedPhone("", "", digits, "", problem, False)


@given(text=st.text() | st.text(alphabet="0123456789+()-. xext#;=*"))
def test_any_text_gives_a_number_or_a_problem(text):
    phone = parse_phone(text, region="US")

    assert bool(phone.e164) != bool(phone.problem)


@given(digits=st.from_regex(r"[2-9][0-9]{2}[2-9][0-9]{6}", fullmatch=True))
def test_shown_number_reads_back_as_the_same_number(digits):
    phone = parse_phone(digits, region="US")
    shown = display_phone(phone.e164, "12", home_region="US")

    again = parse_phone(shown, region="US")

    assert (again.e164, again.extension) == (phone.e164, "12")


@pytest.mark.parametrize(
    ("e164", "extension", "home_region", "shown"),
    [
        ("+18015550142", "", "US", "(801) 555-0142"),
        ("+18015550142", "12", "US", "(801) 555-0142 ext. 12"),
        ("+14165550142", "", "US", "(416) 555-0142"),
        ("+18015550142", "", "CA", "(801) 555-0142"),
        ("+442079460958", "", "US", "+44 20 7946 0958"),
        ("+442079460958", "12", "US", "+44 20 7946 0958 ext. 12"),
        ("", "", "US", ""),
        ("unknown", "", "US", "unknown"),
    ],
)
def test_number_is_shown_as_at_home(e164, extension, home_region, shown):
    assert display_phone(e164, extension, home_region=home_region) == shown


@pytest.mark.parametrize(
    ("text", "digits"),
    [
        ("(801) 555-01", "80155501"),
        ("+1 (801) 555", "801555"),
        ("1-801", "801"),
        ("18015550177", "8015550177"),
        ("1234", "1234"),
        ("+44 20", "4420"),
        ("٨٠١", "801"),
        ("Smith", ""),
    ],
)
def test_search_term_becomes_national_digits(text, digits):
    assert search_digits(text) == digits


def test_phone_kinds_are_offered_in_order():
    assert list(PHONE_KINDS) == [
        "cell",
        "smart_phone",
        "home",
        "office",
        "fax",
        "other",
    ]
