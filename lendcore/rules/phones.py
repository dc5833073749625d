"""Rules for phone numbers: reading what people type, and showing it again."""

import re
import unicodedata
from dataclasses import dataclass

import phonenumbers
from phonenumbers import (
    NumberParseException,
    PhoneNumber,
    PhoneNumberFormat,
    ValidationResult,
)

PHONE_KINDS: dict[str, str] = {
    "cell": "Cell",
    "smart_phone": "Smart phone",
    "home": "Home",
    "office": "Office",
    "fax": "Fax",
    "other": "Other",
}

_NANP_COUNTRY_CODE = 1
_NANP_REGIONS = frozenset({"US", "CA"})
# Area code and exchange are both "NXX" in the North American plan: N is 2 to 9.
_NANP_NUMBER = re.compile("[2-9][0-9]{2}[2-9][0-9]{6}")
_NEEDS_TEN = "Needs 10 digits, such as (801) 555-0177."


@dataclass(frozen=True)
class ParsedPhone:
    """A phone number as it is kept, and the reason why it cannot be dialed, if any.

    e164: "+18015550177", or "" when there is a problem.
    national_digits: the number inside its country; with a problem, all digits typed.
    region: two letters such as "US" or "GB"; "" when the number belongs to none.
    is_assigned: the number lies in a range that is in use. A number that does not may
    be dialed all the same, so this is a hint and no problem.
    """

    e164: str
    extension: str
    national_digits: str
    region: str
    problem: str
    is_assigned: bool


def parse_phone(text: str, *, region: str) -> ParsedPhone:
    """Return the phone number that a text means.

    region: "US" or "CA", for numbers that name no country. Takes international
    numbers, extensions ("x12", "ext. 12") and letters ("1-800-FLOWERS").
    Either e164 or problem is set, never both. Empty text has a problem. Never raises.
    """
    try:
        number = phonenumbers.parse(text, region)
    except NumberParseException as error:
        return _unreadable(text, _parse_problem(text, error))
    problem = _number_problem(number)
    if problem:
        return _unreadable(text, problem)
    return ParsedPhone(
        e164=phonenumbers.format_number(number, PhoneNumberFormat.E164),
        extension=number.extension or "",
        national_digits=phonenumbers.national_significant_number(number),
        region=_region_of(number, region),
        problem="",
        is_assigned=phonenumbers.is_valid_number(number),
    )


def display_phone(e164: str, extension: str = "", *, home_region: str) -> str:
    """Return a stored number as an agent in `home_region` reads it.

    "(801) 555-0142" inside North America, "+44 20 7946 0958" elsewhere, with
    " ext. 12" behind. A stored text that is no number is returned as it is.
    """
    try:
        number = phonenumbers.parse(e164, home_region)
    except NumberParseException:
        shown = e164
    else:
        is_home = (
            number.country_code == _NANP_COUNTRY_CODE and home_region in _NANP_REGIONS
        )
        shown = phonenumbers.format_number(
            number,
            PhoneNumberFormat.NATIONAL if is_home else PhoneNumberFormat.INTERNATIONAL,
        )
    return f"{shown} ext. {extension}" if extension else shown


def search_digits(text: str) -> str:
    """Return the digits of a search term as they stand in national numbers.

    The 1 before a North American number is dropped when it is written as a prefix
    ("+1 801", "1-801") or when ten digits follow; in "1234" it is kept.
    """
    digits = _digits(text)
    is_prefix = re.match(r"\s*(?:\+\s*1|1[\s(.-])", text) is not None
    if digits.startswith("1") and (is_prefix or len(digits) == 11):
        return digits[1:]
    return digits


def _digits(text: str) -> str:
    return "".join(
        str(unicodedata.decimal(letter)) for letter in text if letter.isdecimal()
    )


def _unreadable(text: str, problem: str) -> ParsedPhone:
    return ParsedPhone("", "", _digits(text), "", problem, is_assigned=False)


def _parse_problem(text: str, error: NumberParseException) -> str:
    if error.error_type == NumberParseException.INVALID_COUNTRY_CODE:
        return "No country has the code after the plus sign."
    if text.lstrip().startswith("+"):
        return "This is not a phone number, such as +44 20 7946 0958."
    return _NEEDS_TEN


def _number_problem(number: PhoneNumber) -> str:
    if number.country_code == _NANP_COUNTRY_CODE:
        return _nanp_problem(phonenumbers.national_significant_number(number))
    reason = phonenumbers.is_possible_number_with_reason(number)
    if reason == ValidationResult.IS_POSSIBLE:
        return ""
    fault = "long" if reason == ValidationResult.TOO_LONG else "short"
    if reason == ValidationResult.INVALID_LENGTH:
        return f"Numbers in +{number.country_code} do not have this many digits."
    return f"Too {fault} for a number in +{number.country_code}."


def _nanp_problem(national_digits: str) -> str:
    # Possible by length is all that is asked, so that the numbers kept for fiction
    # (555-01xx) and ranges opened after the last update of the data are taken.
    if len(national_digits) != 10:
        return _NEEDS_TEN
    if not _NANP_NUMBER.fullmatch(national_digits):
        return "Area codes and the three digits after them begin with 2 to 9."
    return ""


def _region_of(number: PhoneNumber, default: str) -> str:
    region = phonenumbers.region_code_for_number(number)
    if region is None and number.country_code == _NANP_COUNTRY_CODE:
        return default
    # "001" stands for numbers of no country, such as satellite phones.
    return region if region and region.isalpha() else ""
