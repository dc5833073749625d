from datetime import date

import pytest

from lendcore.rules.dates import (
    BirthDateMode,
    age_on,
    is_under_16,
    mask_birth_date,
)


@pytest.mark.parametrize(
    ("birth_date", "day", "age"),
    [
        (date(1988, 4, 17), date(2026, 4, 16), 37),
        (date(1988, 4, 17), date(2026, 4, 17), 38),
        (date(1988, 12, 31), date(2026, 1, 1), 37),
        (date(2004, 2, 29), date(2026, 2, 28), 21),
        (date(2004, 2, 29), date(2026, 3, 1), 22),
        (date(2004, 2, 29), date(2028, 2, 28), 23),
        (date(2004, 2, 29), date(2028, 2, 29), 24),
        (date(2026, 4, 17), date(2026, 4, 17), 0),
        (date(2026, 4, 17), date(2026, 4, 16), -1),
    ],
)
def test_age_counts_completed_years(birth_date, day, age):
    assert age_on(birth_date, day) == age


@pytest.mark.parametrize(
    ("birth_date", "is_under"),
    [
        (date(2010, 4, 18), True),
        (date(2010, 4, 17), False),
        (date(2010, 4, 16), False),
    ],
)
def test_person_is_under_16_until_the_day_itself(birth_date, is_under):
    assert is_under_16(birth_date, date(2026, 4, 17)) is is_under


@pytest.mark.parametrize(
    ("mode", "mdy", "dmy", "ymd"),
    [
        ("full", "Apr 7, 1988", "7 Apr 1988", "1988-04-07"),
        ("masked", "XX/XX/XXXX", "XX/XX/XXXX", "XXXX-XX-XX"),
        ("year_masked", "04/07/XXXX", "07/04/XXXX", "XXXX-04-07"),
        ("day_year_masked", "04/XX/XXXX", "XX/04/XXXX", "XXXX-04-XX"),
        ("month_year_masked", "XX/07/XXXX", "07/XX/XXXX", "XXXX-XX-07"),
    ],
)
def test_birth_date_shows_what_the_role_may_see(mode, mdy, dmy, ymd):
    birth_date, mode = date(1988, 4, 7), BirthDateMode(mode)

    assert mask_birth_date(birth_date, mode, date_format="mdy") == mdy
    assert mask_birth_date(birth_date, mode, date_format="dmy") == dmy
    assert mask_birth_date(birth_date, mode, date_format="ymd") == ymd


def test_unknown_date_format_is_refused():
    with pytest.raises(ValueError, match="Unknown date format"):
        mask_birth_date(date(1988, 4, 7), BirthDateMode.FULL, date_format="iso")
