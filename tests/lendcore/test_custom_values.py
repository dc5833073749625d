from datetime import UTC, date, datetime, time
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from lendcore import custom_values
from lendcore.custom_values import (
    UnreadableValue,
    display,
    form_field_for,
    from_json,
    merged,
    mirror_columns,
    parse_text,
    to_json,
)
from lendcore.models.custom_field import CustomField

DENVER = ZoneInfo("America/Denver")


def make_field(kind, **changes):
    facts = {"key": "tier", "label": "Tier"}
    if kind in custom_values.CHOICE_KINDS:
        facts |= {"choices": ["Prime", "Near prime", "Subprime"]}
    return CustomField(kind=kind, **(facts | changes))


@pytest.fixture(autouse=True)
def in_denver():
    with timezone.override(DENVER):
        yield


# What is typed, the Python value, the JSON, what is shown, the mirror's filled column.
JOURNEYS = [
    ("text", "Büro 7", "Büro 7", "Büro 7", "Büro 7", {"text_value": "buro 7"}),
    ("number", "1,250", 1250, 1250, "1,250", {"number_value": 1250}),
    ("number", "-3", -3, -3, "−3", {"number_value": -3}),
    ("number", "0", 0, 0, "0", {"number_value": 0}),
    (
        "currency",
        "$1,234.5",
        Decimal("1234.50"),
        "1234.50",
        "$1,234.50",
        {"number_value": 12_345_000},
    ),
    (
        "currency",
        "-$0.01",
        Decimal("-0.01"),
        "-0.01",
        "−$0.01",
        {"number_value": -100},
    ),
    (
        "percentage",
        "12.125%",
        Decimal("0.12125"),
        "0.12125",
        "12.125%",
        {"number_value": 121_250},
    ),
    (
        "percentage",
        "100",
        Decimal(1),
        "1",
        "100.00%",
        {"number_value": 1_000_000},
    ),
    (
        "date",
        "2024-02-29",
        date(2024, 2, 29),
        "2024-02-29",
        "Feb 29, 2024",
        {"date_value": date(2024, 2, 29)},
    ),
    (
        "datetime",
        "2026-07-04 14:30",
        datetime(2026, 7, 4, 14, 30, tzinfo=DENVER),
        "2026-07-04T20:30+00:00",
        "Jul 4, 2026, 2:30 PM",
        {"number_value": 1_783_197_000},
    ),
    ("time", "14:30", time(14, 30), "14:30", "2:30 PM", {"number_value": 52_200}),
    ("checkbox", "Yes", True, True, "Yes", {"number_value": 1}),
    ("checkbox", "no", False, False, "No", {"number_value": 0}),
    ("select", "near PRIME", "Near prime", "Near prime", "Near prime", None),
    (
        "phone",
        "801-555-0142 x12",
        "+18015550142x12",
        "+18015550142x12",
        "(801) 555-0142 ext. 12",
        {"text_value": "+18015550142"},
    ),
    (
        "url",
        "example.com/A",
        "https://example.com/A",
        "https://example.com/A",
        "https://example.com/A",
        {"text_value": "https://example.com/a"},
    ),
]


@pytest.mark.parametrize(
    ("kind", "typed", "value", "json", "shown", "mirrored"), JOURNEYS
)
def test_a_value_keeps_its_meaning_on_its_whole_way(
    kind, typed, value, json, shown, mirrored
):
    field = make_field(kind)

    parsed = parse_text(field, typed)
    stored = to_json(field, parsed)

    assert parsed == value
    assert stored == json
    assert type(stored) is type(json)
    assert from_json(field, stored) == value
    assert display(field, stored, date_format="mdy") == shown
    [row] = mirror_columns(field, stored)
    empty = {"text_value": "", "number_value": None, "date_value": None}
    assert row == empty | (mirrored or {"text_value": value})


@pytest.mark.parametrize(
    ("kind", "typed", "value", "json", "shown", "mirrored"), JOURNEYS
)
def test_a_form_shows_what_is_stored_and_reads_it_back_unchanged(
    kind, typed, value, json, shown, mirrored
):
    field = make_field(kind)
    form_class = type(
        "OneField", (forms.Form,), {"tier": form_field_for(field, stored=json)}
    )
    bound = form_class()["tier"]

    shown_in_form = bound.value()
    formatted = bound.field.widget.format_value(shown_in_form)
    sent = {} if value is False else {"tier": as_sent(kind, formatted)}
    form = form_class(sent)

    assert form.is_valid(), form.errors
    assert to_json(field, form.cleaned_data["tier"]) == json
    assert not form.has_changed()


def as_sent(kind, formatted):
    if kind == "checkbox":
        return "on"
    return formatted[0] if isinstance(formatted, list) else formatted


REFUSALS = [
    ("number", "12.5", "without decimals"),
    ("number", "1e3", "whole number"),
    ("number", "٣x", "whole number"),
    ("number", "1" + "0" * 15, "15 digits"),
    ("number", "9" * 5000, "whole number"),
    ("currency", "12,50", "an amount"),
    ("currency", "1.234,50", "an amount"),
    ("currency", "12.345", "two decimals"),
    ("currency", "NaN", "an amount"),
    ("currency", "-", "an amount"),
    ("currency", "1" + "0" * 13, "13 digits"),
    ("percentage", "1.23456", "four decimals"),
    ("percentage", "1000000", "below one million"),
    ("date", "02/29/2023", "a date"),
    ("date", "0226-04-17", "a year from 1800 to 2200"),
    ("datetime", "tomorrow", "a date and time"),
    ("datetime", "2026-03-08 02:30", "couldn’t be interpreted"),
    ("time", "25:00", "a time"),
    ("checkbox", "perhaps", "yes or no"),
    ("select", "Gold", "Gold is not one of the choices: Prime, Near prime, Subprime"),
    ("multi_select", "Prime;Gold", "Gold is not one of the choices"),
    ("phone", "801-555", "10 digits"),
    ("url", "javascript:alert(1)", "a web address"),
    ("url", "ftp://example.com/", "a web address"),
    ("text", "x" * 251, "at most 250 characters; this has 251"),
    ("text", "a\x00b", "Null characters"),
]


@pytest.mark.parametrize(("kind", "typed", "sentence"), REFUSALS)
def test_what_is_no_value_is_refused_with_a_sentence(kind, typed, sentence):
    with pytest.raises(UnreadableValue) as refusal:
        parse_text(make_field(kind), typed)

    assert sentence in str(refusal.value)


@pytest.mark.parametrize("kind", CustomField.Kind.values)
def test_an_empty_cell_is_no_value_and_takes_no_room(kind):
    field = make_field(kind)

    assert parse_text(field, "  ") is None
    assert to_json(field, None) is None
    assert from_json(field, None) is None
    assert display(field, None, date_format="mdy") == ""
    assert mirror_columns(field, None) == []


def test_several_choices_are_kept_in_the_order_of_the_field_and_mirrored_each():
    field = make_field("multi_select")

    stored = to_json(field, parse_text(field, "subprime; Prime"))

    assert stored == ["Prime", "Subprime"]
    assert display(field, stored, date_format="mdy") == "Prime, Subprime"
    rows = [row["text_value"] for row in mirror_columns(field, stored)]
    assert rows == ["Prime", "Subprime"]


def test_a_text_may_not_be_longer_than_its_field_allows():
    field = make_field("text", max_length=3)

    with pytest.raises(ValidationError, match="at most 3 characters; this has 4"):
        form_field_for(field).clean("abcd")


def test_a_retired_choice_is_offered_only_where_it_is_on_file():
    field = make_field("select", retired_choices=["Subprime"])

    fresh = form_field_for(field)
    on_file = form_field_for(field, stored="Subprime")

    assert [value for value, _ in fresh.choices] == ["", "Prime", "Near prime"]
    assert on_file.clean("Subprime") == "Subprime"
    with pytest.raises(UnreadableValue, match="Subprime is not one of the choices"):
        parse_text(field, "Subprime")
    assert parse_text(field, "Subprime", stored="Subprime") == "Subprime"


def test_a_new_customer_starts_with_the_default_and_an_old_one_does_not():
    field = make_field("currency", default_value="25.00")

    assert form_field_for(field, is_new=True).initial == Decimal("25.00")
    assert form_field_for(field).initial is None


def test_a_file_may_write_its_dates_its_own_way():
    field = make_field("date")

    parsed = parse_text(field, "31/12/2025", date_formats=["%d/%m/%Y"])

    assert parsed == date(2025, 12, 31)


def test_dates_and_times_are_shown_in_the_order_of_the_tenant():
    at = to_json(make_field("datetime"), datetime(2026, 7, 4, 20, 30, tzinfo=UTC))

    shown = display(make_field("datetime"), at, date_format="ymd")

    assert shown == "2026-07-04, 14:30"
    assert display(make_field("time"), "14:30", date_format="dmy") == "14:30"


def test_saving_keeps_the_values_of_inactive_fields_and_drops_emptied_ones():
    name, amount = make_field("text", key="name"), make_field("currency", key="rent")
    stored = {"name": "Ada", "rent": "5.00", "hidden": "kept"}

    after = merged([name, amount], stored, {"name": "", "rent": Decimal(6)})

    assert after == {"rent": "6.00", "hidden": "kept"}


def test_a_box_never_ticked_stays_out_but_an_unticked_one_says_no():
    box = make_field("checkbox", key="box")

    assert merged([box], {}, {"box": False}) == {}
    assert merged([box], {"box": True}, {"box": False}) == {"box": False}


def test_a_required_value_may_not_be_left_out():
    field = make_field("currency", is_required=True)

    with pytest.raises(ValidationError, match="required"):
        form_field_for(field).clean("")
