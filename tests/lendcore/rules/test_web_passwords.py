import pytest

from lendcore.rules.web_passwords import WEB_PASSWORD_RULES, unmet_rules


def codes(password, username="jane@example.com"):
    return [rule.code for rule in unmet_rules(password, username=username)]


def test_requirements_are_shown_in_this_order():
    assert [rule.code for rule in WEB_PASSWORD_RULES] == [
        "length",
        "upper",
        "lower",
        "digit",
        "symbol",
        "username",
    ]
    assert WEB_PASSWORD_RULES[0].label == "10 or more characters"


def test_empty_password_meets_no_requirement():
    assert codes("") == [rule.code for rule in WEB_PASSWORD_RULES]


@pytest.mark.parametrize("password", ["Harbor-1942", "Ünïcode#12", "Пароль-12345"])
def test_good_password_meets_every_requirement(password):
    assert codes(password) == []


@pytest.mark.parametrize(
    ("password", "missing"),
    [
        ("Harbor-19", "length"),
        ("harbor-1942", "upper"),
        ("HARBOR-1942", "lower"),
        ("Harbor-view", "digit"),
        ("Harbor11942", "symbol"),
        ("Harbor 1942", "symbol"),
    ],
)
def test_each_requirement_can_be_missed_alone(password, missing):
    assert codes(password) == [missing]


@pytest.mark.parametrize("password", ["Jane.Doe-1942", " JANE.DOE-1942 "])
def test_username_is_no_password_in_any_case(password):
    assert "username" in codes(password, username="jane.doe-1942")


def test_ten_characters_are_counted_not_bytes():
    assert "length" not in codes("é" * 10)
    assert "length" in codes("é" * 9)


def test_customer_without_username_may_use_any_word():
    assert codes("Harbor-1942", username="") == []
