import pytest

from lendcore.rules.driver_licenses import shown_ending


@pytest.mark.parametrize(
    ("number", "ending"),
    [
        ("183906214", "6214"),
        ("D1234567", "4567"),
        ("d-1234 567", "4567"),
        ("D123456", "456"),
        ("12345", "45"),
        ("A123", "23"),
        ("A-1 2*3", "23"),
        ("7", ""),
        ("", ""),
    ],
)
def test_at_most_half_of_a_licence_number_is_shown(number, ending):
    assert shown_ending(number) == ending
