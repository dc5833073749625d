"""How dates are written, and rules about birth dates: age, and what a role may see."""

from datetime import date
from enum import StrEnum

# What people type, by the tenant's order of day and month; the ISO form always works.
DATE_INPUTS = {
    "mdy": ["%Y-%m-%d", "%m/%d/%Y", "%m/%d/%y", "%m-%d-%Y", "%b %d, %Y", "%B %d, %Y"],
    "dmy": ["%Y-%m-%d", "%d/%m/%Y", "%d/%m/%y", "%d-%m-%Y", "%d %b %Y", "%d %B %Y"],
    "ymd": ["%Y-%m-%d", "%Y/%m/%d", "%Y%m%d", "%m/%d/%Y"],
}
DATE_EXAMPLES = {"mdy": "04/17/1988", "dmy": "17/04/1988", "ymd": "1988-04-17"}
DATE_SHOWN = {"mdy": "%m/%d/%Y", "dmy": "%d/%m/%Y", "ymd": "%Y-%m-%d"}

_MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()


class BirthDateMode(StrEnum):
    """Which parts of a birth date a role sees."""

    FULL = "full"
    MASKED = "masked"
    YEAR_MASKED = "year_masked"
    DAY_YEAR_MASKED = "day_year_masked"
    MONTH_YEAR_MASKED = "month_year_masked"


_MASKED_PARTS = {
    BirthDateMode.FULL: "",
    BirthDateMode.MASKED: "mdy",
    BirthDateMode.YEAR_MASKED: "y",
    BirthDateMode.DAY_YEAR_MASKED: "dy",
    BirthDateMode.MONTH_YEAR_MASKED: "my",
}


def age_on(birth_date: date, day: date) -> int:
    """Return the age in completed years; below zero for a day before the birth.

    Who was born on 29 February turns older on 1 March in a common year: that is the
    first day on which month and day of the birth have been reached. Our convention,
    as laws differ from place to place.
    """
    before_birthday = (day.month, day.day) < (birth_date.month, birth_date.day)
    return day.year - birth_date.year - before_birthday


def is_under_16(birth_date: date, day: date) -> bool:
    """Return whether a person is younger than 16 on a day.

    Until then personal data is not sold or transferred unless someone says so.
    """
    return age_on(birth_date, day) < 16


def mask_birth_date(birth_date: date, mode: BirthDateMode, *, date_format: str) -> str:
    """Return a birth date as far as a role may see it.

    date_format: the tenant's, "mdy", "dmy" or "ymd". In full that is "Apr 17, 1988",
    "17 Apr 1988" or "1988-04-17"; with masked parts all are numbers, in the same
    order: "04/17/XXXX", "17/04/XXXX", "XXXX-04-17".
    Raises ValueError for another format.
    """
    if date_format not in {"mdy", "dmy", "ymd"}:
        raise ValueError(f"Unknown date format: {date_format}")
    masked = _MASKED_PARTS[mode]
    parts = {
        "m": "XX" if "m" in masked else f"{birth_date.month:02}",
        "d": "XX" if "d" in masked else f"{birth_date.day:02}",
        "y": "XXXX" if "y" in masked else f"{birth_date.year:04}",
    }
    if masked or date_format == "ymd":
        separator = "-" if date_format == "ymd" else "/"
        return separator.join(parts[part] for part in date_format)
    month = _MONTHS[birth_date.month - 1]
    if date_format == "mdy":
        return f"{month} {birth_date.day}, {parts['y']}"
    return f"{birth_date.day} {month} {parts['y']}"
