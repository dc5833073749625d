from datetime import date

import pytest

from accounts.forms.as_of import AsOfForm

TODAY = date(2026, 11, 20)


def asked(text):
    return AsOfForm({"as_of": text}, today=TODAY)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("", TODAY),
        ("2026-09-30", date(2026, 9, 30)),
        ("2028-02-29", date(2028, 2, 29)),
        ("2066-11-20", date(2066, 11, 20)),
    ],
)
def test_a_day_is_read(text, day):
    form = asked(text)

    assert form.day == day
    assert form.refusal == ""


@pytest.mark.parametrize("text", ["2026-02-30", "09/30/2026", "soon", "<b>", "\0"])
def test_what_is_no_day_shows_today_and_says_so(text):
    form = asked(text)

    assert form.day == TODAY
    assert "is not a date" in form.refusal
    assert "today’s figures" in form.refusal.replace("'", "’")


@pytest.mark.parametrize("text", ["1969-12-31", "2067-01-01", "9999-12-31"])
def test_a_day_too_far_away_is_refused(text):
    form = asked(text)

    assert form.day == TODAY
    assert "within 40 years" in form.refusal
