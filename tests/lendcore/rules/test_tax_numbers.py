import pytest
from hypothesis import given
from hypothesis import strategies as st

from lendcore.rules.tax_numbers import (
    CheckedTaxNumber,
    TaxNumberChoice,
    TaxNumberKind,
    check_tax_number,
    find_whole_tax_number,
    format_tax_number,
    last_four,
    looks_like_whole_tax_number,
    mask_tax_number,
)

US_PERSON = TaxNumberChoice.US_PERSON
CA_PERSON = TaxNumberChoice.CA_PERSON
US_BUSINESS = TaxNumberChoice.US_BUSINESS
CA_BUSINESS = TaxNumberChoice.CA_BUSINESS


@pytest.mark.parametrize(
    ("text", "choice", "digits", "kind"),
    [
        ("536-90-4399", US_PERSON, "536904399", "ssn"),
        (" 536904399 ", US_PERSON, "536904399", "ssn"),
        ("536 90 4399", US_PERSON, "536904399", "ssn"),
        ("536–90–4399", US_PERSON, "536904399", "ssn"),
        ("٥٣٦٩٠٤٣٩٩", US_PERSON, "536904399", "ssn"),
        ("912-50-1234", US_PERSON, "912501234", "itin"),
        ("912-65-1234", US_PERSON, "912651234", "itin"),
        ("912-70-1234", US_PERSON, "912701234", "itin"),
        ("912-88-1234", US_PERSON, "912881234", "itin"),
        ("912-92-1234", US_PERSON, "912921234", "itin"),
        ("912-99-1234", US_PERSON, "912991234", "itin"),
        ("130 692 544", CA_PERSON, "130692544", "sin"),
        ("900 000 001", CA_PERSON, "900000001", "sin"),
        ("91-1144442", US_BUSINESS, "911144442", "ein"),
        ("12302 6635", CA_BUSINESS, "123026635", "bn"),
        ("12302 6635 RC0001", CA_BUSINESS, "123026635", "bn"),
        ("123026635rp0002", CA_BUSINESS, "123026635", "bn"),
    ],
)
def test_possible_number_has_no_problem(text, choice, digits, kind):
    checked = check_tax_number(text, choice=choice)

    assert checked == CheckedTaxNumber(digits, TaxNumberKind(kind), "")


@pytest.mark.parametrize(
    ("text", "choice", "reason"),
    [
        ("000-12-3456", US_PERSON, "No SSN begins"),
        ("666-12-3456", US_PERSON, "No SSN begins"),
        ("536-00-4399", US_PERSON, "fourth and fifth"),
        ("536-90-0000", US_PERSON, "last four"),
        ("078-05-1120", US_PERSON, "sample"),
        ("219-09-9999", US_PERSON, "sample"),
        ("912-49-1234", US_PERSON, "ITIN"),
        ("912-66-1234", US_PERSON, "ITIN"),
        ("912-89-1234", US_PERSON, "ITIN"),
        ("912-93-1234", US_PERSON, "ITIN"),
        ("130 692 545", CA_PERSON, "last digit"),
        ("046 454 286", CA_PERSON, "begins with 0 or 8"),
        ("830 692 544", CA_PERSON, "begins with 0 or 8"),
        ("07-1144442", US_BUSINESS, "No EIN begins"),
        ("123026636", CA_BUSINESS, "last digit"),
        ("53690439", US_PERSON, "1 missing"),
        ("5369043990", US_PERSON, "1 too many"),
        ("", US_PERSON, "9 missing"),
        ("none", US_PERSON, "Only digits"),
        ("536-90-439O", US_PERSON, "Only digits"),
        ("123026635 XY0001", US_BUSINESS, "masked"),
        ("xxx-xx-4399", US_PERSON, "masked"),
        ("•••-••-4399", US_PERSON, "masked"),
        ("123026635 ZZ0001", CA_BUSINESS, "Only digits"),
    ],
)
def test_impossible_number_has_a_reason(text, choice, reason):
    assert reason in check_tax_number(text, choice=choice).problem


def test_what_was_typed_of_a_short_number_is_kept():
    checked = check_tax_number("xxx-xx-4399", choice=US_PERSON)

    assert checked.digits == "4399"
    assert checked.kind is TaxNumberKind.SSN


def test_digits_beyond_nine_are_not_kept():
    checked = check_tax_number("5369043990", choice=US_PERSON)

    assert checked.digits == "536904399"


def test_digits_stay_out_of_the_representation():
    assert "536904399" not in repr(check_tax_number("536904399", choice=US_PERSON))


@given(text=st.text(), choice=st.sampled_from(TaxNumberChoice))
def test_any_text_gives_at_most_nine_plain_digits(text, choice):
    checked = check_tax_number(text, choice=choice)

    assert len(checked.digits) <= 9
    assert all(digit in "0123456789" for digit in checked.digits)
    assert checked.problem or len(checked.digits) == 9


@given(
    text=st.from_regex(r"[0-9]{4,12}", fullmatch=True),
    choice=st.sampled_from(TaxNumberChoice),
)
def test_problem_never_repeats_the_number(text, choice):
    problem = check_tax_number(text, choice=choice).problem

    assert not any(text[place : place + 3] in problem for place in range(len(text) - 2))


@pytest.mark.parametrize(
    "text",
    [
        "536904399",
        " 536-90-4399",
        "536 90 4399",
        "536 - 90 - 4399",
        "536.90.4399",
        "536–90–4399",
        "130 692 544",
        "91-1144442",
        "123026635RC0001",
        "12302 6635 RT0001",
        "٥٣٦٩٠٤٣٩٩",
    ],
)
def test_whole_tax_number_is_recognized(text):
    assert looks_like_whole_tax_number(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "4399",
        "53690439",
        "8015550177",
        "(801) 555-0177",
        "801-555-0177",
        "59101-1234",
        "536904399@example.com",
        "id=536904399",
        "Smith",
    ],
)
def test_other_search_terms_are_no_tax_number(text):
    assert not looks_like_whole_tax_number(text)


@given(digits=st.from_regex(r"[0-9]{9}", fullmatch=True))
@pytest.mark.parametrize("kind", TaxNumberKind)
def test_every_written_form_is_recognized_as_a_whole_number(kind, digits):
    assert looks_like_whole_tax_number(format_tax_number(digits, kind))


@pytest.mark.parametrize(
    ("kind", "written", "masked"),
    [
        ("ssn", "123-45-4417", "•••-••-4417"),
        ("itin", "123-45-4417", "•••-••-4417"),
        ("ein", "12-3454417", "••-•••4417"),
        ("sin", "123 454 417", "••• •• 4417"),
        ("bn", "123 454 417", "••• •• 4417"),
    ],
)
def test_number_is_written_whole_and_masked(kind, written, masked):
    digits = "123454417"

    assert format_tax_number(digits, TaxNumberKind(kind)) == written
    assert mask_tax_number(last_four(digits), TaxNumberKind(kind)) == masked


def test_incomplete_number_is_written_as_it_is():
    assert format_tax_number("4399", TaxNumberKind.SSN) == "4399"


def test_mask_of_no_number_is_empty():
    assert mask_tax_number("", TaxNumberKind.SSN) == ""


def test_kinds_and_choices_have_labels():
    assert [kind.label for kind in TaxNumberKind] == [
        "SSN",
        "ITIN",
        "SIN",
        "EIN",
        "Business number",
    ]
    assert [choice.label for choice in TaxNumberChoice] == [
        "SSN or ITIN",
        "SIN",
        "EIN",
        "Business number",
    ]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("(536-90-4399)", "536-90-4399"),
        ("SIN:130 692 544;", "130 692 544"),
        ("a–536–90–4399", "536–90–4399"),
        ("Acme 12302 6635 RT0001 Lehi", "12302 6635 RT0001"),
        ("ß 911144442", "911144442"),
    ],
)
def test_a_whole_number_is_found_inside_a_text(text, found):
    start, end = find_whole_tax_number(text)

    assert text[start:end] == found


@pytest.mark.parametrize(
    "text", ["", "8015550177", "(801) 555-0177", "59101-1234", "5369043991", "4399"]
)
def test_a_part_of_something_longer_is_no_whole_number(text):
    assert find_whole_tax_number(text) is None


@given(
    digits=st.from_regex(r"[0-9]{9}", fullmatch=True),
    before=st.text(st.characters(exclude_categories=["Nd"]), max_size=3),
    after=st.text(st.characters(exclude_categories=["Nd"]), max_size=3),
)
@pytest.mark.parametrize("kind", TaxNumberKind)
def test_no_letter_beside_a_number_hides_it(kind, digits, before, after):
    written = format_tax_number(digits, kind)

    start, end = find_whole_tax_number(f"{before}{written}{after}")

    assert start <= len(before)
    assert end >= len(before) + len(written)
