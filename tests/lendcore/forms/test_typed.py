from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from lendcore.forms import typed


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("12", "12"),
        ("1,234,567.89", "1234567.89"),
        ("−4", "-4"),
        (".5", ".5"),
        ("12,34", None),
        ("1,2345", None),
        ("1 000", None),
        ("1e9", None),
        ("", None),
        ("-", None),
        ("1" * 41, None),
    ],
)
def test_commas_count_only_where_they_group_thousands(text, number):
    assert typed.plain_number(text) == number


@pytest.mark.parametrize("text", ["$25", "-$25.00", "CA$25", "− $25"])
def test_money_may_carry_a_dollar_sign(text):
    assert abs(typed.MoneyField().clean(text)) == Decimal("25.00")


def test_a_percentage_is_typed_in_hundredths_and_kept_as_a_fraction():
    field = typed.PercentField()

    assert field.clean("7.25") == Decimal("0.0725")
    assert field.prepare_value(Decimal("0.0725")) == "7.25"
    assert not field.has_changed(Decimal("0.0725"), "7.25")
    assert field.has_changed(Decimal("0.0725"), "7.26")
    assert field.has_changed(Decimal("0.0725"), "seven")


def test_what_was_typed_comes_back_as_it_was_when_it_is_refused():
    assert typed.PercentField().prepare_value("7,25 %") == "7,25 %"


def test_a_phone_of_canada_needs_no_country_code_there():
    assert typed.PhoneField(region="CA").clean("604 555 0123") == "+16045550123"


def test_an_optional_number_may_be_empty_and_a_required_one_may_not():
    assert typed.WholeNumberField(required=False).clean("") is None
    with pytest.raises(ValidationError):
        typed.WholeNumberField().clean("")
