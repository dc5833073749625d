import pytest

from lendcore.search import (
    LONGEST_TEXT,
    MOST_WORDS,
    SearchText,
    clean_text,
    parse_search,
    take_tax_number,
)


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("Vega Marisol", {"words": ("vega", "marisol")}),
        ("Núñez", {"words": ("nunez",)}),
        ("Lopez, Maria Inc.", {"words": ("lopez", "maria", "inc")}),
        ("O’Brien", {"words": ("o'brien",)}),
        ("Smith-Jones", {"words": ("smith-jones",)}),
        ("A&B", {"words": ("a&b",)}),
        ("A & B", {"words": ("a&b",)}),
        ("3M Supply", {"words": ("supply",), "codes": ("3M",)}),
        ("better 59101", {"words": ("better",), "numbers": ("59101",)}),
        ("id=1248", {"exact_id": 1248}),
        ("ID: 1248 vega", {"exact_id": 1248, "words": ("vega",)}),
        ("#1248", {"exact_id": 1248}),
        ("1248", {"numbers": ("1248",)}),
        ("١٢٤٨", {"numbers": ("1248",)}),
        ("(801) 555-0142", {"phones": ("8015550142",)}),
        ("801 555 0142", {"phones": ("8015550142",)}),
        ("801.555.0142 vega", {"phones": ("8015550142",), "words": ("vega",)}),
        ("+1 801 555 0142", {"phones": ("8015550142",)}),
        ("1 801 555 0142", {"phones": ("8015550142",)}),
        ("801 555", {"phones": ("801555",)}),
        ("+44 20 7946 0958", {"phones": ("2079460958",)}),
        ("801 555 0142 59101", {"phones": ("8015550142",), "numbers": ("59101",)}),
        ("1248 59101", {"numbers": ("1248", "59101")}),
        ("59101-1234", {"postal_codes": ("59101-1234",)}),
        ("k1a 0b1 lee", {"postal_codes": ("K1A 0B1",), "words": ("lee",)}),
        ("K1A", {"codes": ("K1A",)}),
        ("Anna@Example.com", {"mails": ("anna@example.com",)}),
        ("anna@exam", {"words": ("anna@exam",)}),
        ("@example.com", {"words": ("@example.com",)}),
        ("李明", {"words": ("李明",)}),
        ("", {}),
        ("%_\\ -- ()", {}),
    ],
)
def test_typed_text_is_taken_apart(text, parts):
    assert parse_search(text, region="US") == SearchText(**parts)


def test_text_of_any_size_and_kind_is_cut_and_cleaned():
    assert clean_text("a\0b\x1b\tc") == "a b c"
    assert len(clean_text("x" * 10_000)) == LONGEST_TEXT
    assert clean_text("\ud800x") == "x"


@pytest.mark.parametrize(
    ("typed", "cleaned"),
    [
        ("\u202d536-22-8714\u202c", "536-22-8714"),
        ("\u200e536\u200b-22\u00ad-8714", "536-22-8714"),
        ("\ufeffvega", "vega"),
        ("vega\u200d536", "vega536"),
        ("5\u200c3", "53"),
        ("\u200d", ""),
    ],
)
def test_letters_that_nobody_sees_are_dropped(typed, cleaned):
    assert clean_text(typed) == cleaned


@pytest.mark.parametrize("name", ["نیک\u200cپور", "क्\u200dष"])
def test_joiners_inside_a_name_are_its_spelling(name):
    assert clean_text(name) == name


def test_too_many_words_are_left_out():
    parts = parse_search("ab " * 60, region="US")

    assert len(parts.words) == MOST_WORDS


@pytest.mark.parametrize(
    ("text", "digits", "rest"),
    [
        ("536-22-8714", "536228714", ""),
        ("536 22 8714", "536228714", ""),
        ("536228714", "536228714", ""),
        ("vega 536-22-8714", "536228714", "vega"),
        ("536 22 8714 vega", "536228714", "vega"),
        ("12-3456789 vega", "123456789", "vega"),
        ("123456789 RT0001", "123456789", ""),
        ("５３６-22-8714", "536228714", ""),
        ("536-22-8714,", "536228714", ","),
        ("vega, 536-22-8714.", "536228714", "vega, ."),
        ("(536-22-8714)", "536228714", "( )"),
        ("SSN:536-22-8714", "536228714", ""),
        ("vega ssn: 536-22-8714", "536228714", "vega"),
        ("Tax ID #12-3456789", "123456789", ""),
        ("SSN #536228714", "536228714", ""),
        ("vega SSN536228714", "536228714", "vega"),
        ("536 - 22 - 8714", "536228714", ""),
        ("536−22−8714", "536228714", ""),
        ("vega/130 692 544;", "130692544", "vega/ ;"),
        ("BN=123026635rc0001, Acme", "123026635", ", Acme"),
        ("12302 6635 RT 0001", "123026635", ""),
        ("59101-1234 536-22-8714", "536228714", "59101-1234"),
        ("801 555 0142 (536228714)", "536228714", "801 555 0142 ( )"),
        ("import=1 536228714", "536228714", "import=1"),
        ("536-22-8714 911-44-4442", "536228714", ""),
    ],
)
def test_a_whole_tax_number_is_found_anywhere(text, digits, rest):
    assert take_tax_number(text) == (digits, rest)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Vega",
        "8714",
        "801 555 0142",
        "(801) 555-0142",
        "1-801-555-0142",
        "+1 (801) 555-0142",
        "8015550142",
        "801 555 0142, 59101",
        "59101-1234",
        "Billings, MT 59101-1234.",
        "1248 59101",
        "id=536228714",
        "#536228714",
        "import=536228714",
        "vega import=LN-536228714",
        "536228714@example.com",
        "4111 1111 1111 1111",
    ],
)
def test_other_numbers_are_no_tax_numbers(text):
    assert take_tax_number(text) == ("", text)
