import random

import pytest

from lendcore.rules import phones
from lendcore.rules.tax_numbers import TaxNumberChoice, check_tax_number
from lendcore.site.demo.numbers import PLACEHOLDERS, NoPhoneLeft, Numbers

US, CA = TaxNumberChoice.US_PERSON, TaxNumberChoice.CA_PERSON


def numbers(**facts):
    return Numbers(random.Random(1), **facts)


@pytest.mark.parametrize(
    ("draw", "choice", "kind"),
    [
        (Numbers.ssn, US, "ssn"),
        (Numbers.itin, US, "itin"),
        (Numbers.sin, CA, "sin"),
        (Numbers.ein, TaxNumberChoice.US_BUSINESS, "ein"),
        (Numbers.business_number, TaxNumberChoice.CA_BUSINESS, "bn"),
    ],
)
def test_drawn_numbers_are_right_and_differ(draw, choice, kind):
    giver = numbers()

    texts = [draw(giver) for _ in range(300)]

    checked = [check_tax_number(text, choice=choice) for text in texts]
    assert {(each.kind, each.problem) for each in checked} == {(kind, "")}
    assert len({each.digits for each in checked}) == 300


def test_every_placeholder_is_flagged():
    for text in PLACEHOLDERS:
        assert check_tax_number(text, choice=US).problem


def test_an_ssn_lies_in_an_area_that_no_grown_up_got_as_a_child():
    giver = numbers()

    assert {giver.ssn()[0] for _ in range(50)} == {"8"}


def test_phones_are_those_kept_for_fiction_and_end_after_a_hundred():
    giver = numbers(kept_phones=("8015550142",))

    drawn = [giver.phone(["801"]) for _ in range(99)]

    parsed = [phones.parse_phone(text, region="US") for text in drawn]
    assert {each.national_digits[:8] for each in parsed} == {"80155501"}
    assert len(set(drawn)) == 99
    assert "(801) 555-0142" not in drawn
    with pytest.raises(NoPhoneLeft):
        giver.phone(["801"])


def test_another_area_helps_out():
    giver = numbers()
    for _ in range(100):
        giver.phone(["801"])

    assert giver.phone(["801", "385"]).startswith("(385) 555-01")
