"""Rules for the tax numbers of people and businesses in the US and Canada.

No sentence made here repeats a number: these numbers must not reach logs or pages.
"""

import re
import unicodedata
from dataclasses import dataclass, field
from enum import StrEnum

from stdnum.ca import bn, sin
from stdnum.exceptions import InvalidChecksum, ValidationError
from stdnum.us import ein, ssn


class TaxNumberKind(StrEnum):
    """What a tax number is."""

    SSN = "ssn"
    ITIN = "itin"
    SIN = "sin"
    EIN = "ein"
    BN = "bn"

    @property
    def label(self) -> str:
        """The name that people use for this kind of number."""
        return "Business number" if self is TaxNumberKind.BN else self.name


class TaxNumberChoice(StrEnum):
    """What a person picks; whether it is an SSN or an ITIN, the number itself says."""

    US_PERSON = "us_person"
    CA_PERSON = "ca_person"
    US_BUSINESS = "us_business"
    CA_BUSINESS = "ca_business"

    @property
    def label(self) -> str:
        """The name of the choice on a form."""
        return _CHOICE_LABELS[self]


_CHOICE_LABELS = {
    TaxNumberChoice.US_PERSON: "SSN or ITIN",
    TaxNumberChoice.CA_PERSON: "SIN",
    TaxNumberChoice.US_BUSINESS: "EIN",
    TaxNumberChoice.CA_BUSINESS: "Business number",
}

_CHOICE_KINDS = {
    TaxNumberChoice.US_PERSON: TaxNumberKind.SSN,
    TaxNumberChoice.CA_PERSON: TaxNumberKind.SIN,
    TaxNumberChoice.US_BUSINESS: TaxNumberKind.EIN,
    TaxNumberChoice.CA_BUSINESS: TaxNumberKind.BN,
}

_LENGTH = 9

# The fourth and fifth digits that the IRS gives to ITINs.
_ITIN_GROUPS = frozenset(
    number
    for first, last in ((50, 65), (70, 88), (90, 92), (94, 99))
    for number in range(first, last + 1)
)

_MASKED = re.compile(r"[xX*•#?]")
_PROGRAM_ACCOUNT = re.compile(r"[ -]*R[A-Z] *[0-9]{4}$")
# Five and four digits are a tax number only with a space, the older way to write a
# business number; with a hyphen they are a ZIP+4 code.
_SEPARATOR = "(?: ?[-.] ?| )"
_WHOLE_DIGITS = (
    "(?:[0-9]{9}"
    f"|[0-9]{{3}}{_SEPARATOR}[0-9]{{2}}{_SEPARATOR}[0-9]{{4}}"
    f"|[0-9]{{3}}{_SEPARATOR}[0-9]{{3}}{_SEPARATOR}[0-9]{{3}}"
    f"|[0-9]{{2}}{_SEPARATOR}[0-9]{{7}}"
    "|[0-9]{5} [0-9]{4})"
)
_WHOLE = re.compile(_WHOLE_DIGITS)
# With a digit beside them, nine digits are a part of something longer: a phone number.
_WHOLE_INSIDE = re.compile(
    f"(?<![0-9]){_WHOLE_DIGITS}(?![0-9])(?:[ -]*R[A-Z] *[0-9]{{4}}(?![0-9]))?",
    re.IGNORECASE,
)

_SHAPES = {
    TaxNumberKind.SSN: ((3, 2, 4), "-"),
    TaxNumberKind.ITIN: ((3, 2, 4), "-"),
    TaxNumberKind.EIN: ((2, 7), "-"),
    TaxNumberKind.SIN: ((3, 3, 3), " "),
    TaxNumberKind.BN: ((3, 3, 3), " "),
}

# Where the last four digits would be cut by a group, the mask moves the cut instead.
_MASKS = {
    TaxNumberKind.SSN: "•••-••-",
    TaxNumberKind.ITIN: "•••-••-",
    TaxNumberKind.EIN: "••-•••",
    TaxNumberKind.SIN: "••• •• ",
    TaxNumberKind.BN: "••• •• ",
}


@dataclass(frozen=True)
class CheckedTaxNumber:
    """A tax number as it is kept, and the reason why it cannot be right, if any."""

    # Left out of repr, which ends up in logs and error reports.
    digits: str = field(repr=False)
    kind: TaxNumberKind
    problem: str


def check_tax_number(text: str, *, choice: TaxNumberChoice) -> CheckedTaxNumber:
    """Return the digits of a typed tax number, its kind, and what is wrong with it.

    digits: at most nine; the program account of a business number is cut off.
    problem: "" for a number that can exist, else a sentence for the person who typed.
    Empty text is a number with no digits, so it has a problem too. Never raises.
    """
    plain = _plain(text)
    kind = _CHOICE_KINDS[choice]
    if kind is TaxNumberKind.BN:
        plain = _PROGRAM_ACCOUNT.sub("", plain.upper())
    digits = "".join(re.findall("[0-9]", plain))
    if kind is TaxNumberKind.SSN and digits.startswith("9") and len(digits) == _LENGTH:
        kind = TaxNumberKind.ITIN
    problem = _form_problem(plain, digits) or _PROBLEM_FINDERS[kind](digits)
    return CheckedTaxNumber(digits[:_LENGTH], kind, problem)


def looks_like_whole_tax_number(text: str) -> bool:
    """Return whether a search term must be treated as a secret tax number.

    True for nine digits, plain or grouped 3-2-4, 3-3-3 or 2-7, and for a business
    number with its program account. A ten digit phone number is not one, nor is a
    ZIP+4 code with its hyphen.
    """
    plain = _PROGRAM_ACCOUNT.sub("", _plain(text).upper())
    return _WHOLE.fullmatch(plain) is not None


def find_whole_tax_number(text: str) -> tuple[int, int] | None:
    """Return where in a text the first whole tax number stands, as start and end.

    What counts as one is what `looks_like_whole_tax_number` says, whatever letters
    and punctuation touch it, as long as no further digit does.
    """
    found = _WHOLE_INSIDE.search("".join(map(_plain_letter, text)))
    return found.span() if found else None


def format_tax_number(digits: str, kind: TaxNumberKind) -> str:
    """Return the digits in the groups that are usual for their kind.

    An incomplete number is returned as it is.
    """
    if len(digits) != _LENGTH:
        return digits
    sizes, separator = _SHAPES[kind]
    groups, start = [], 0
    for size in sizes:
        groups.append(digits[start : start + size])
        start += size
    return separator.join(groups)


def mask_tax_number(last_four: str, kind: TaxNumberKind) -> str:
    """Return the form that shows the last four digits only; "" when none are kept."""
    return _MASKS[kind] + last_four if last_four else ""


def last_four(digits: str) -> str:
    """Return the last four digits, which are kept in clear."""
    return digits[-4:]


def _plain(text: str) -> str:
    """Return text with digits, dashes and spaces of any script made plain."""
    return re.sub(" +", " ", "".join(map(_plain_letter, text.strip())))


def _plain_letter(letter: str) -> str:
    """Return one letter for one, so that places in a text stay the same."""
    if letter.isdecimal():
        return str(unicodedata.decimal(letter))
    if unicodedata.category(letter) == "Pd" or letter == "\N{MINUS SIGN}":
        return "-"
    return " " if letter.isspace() else letter


def _form_problem(plain: str, digits: str) -> str:
    if digits and _MASKED.search(plain):
        return "Some digits are masked; enter all nine."
    if re.search(r"[^0-9 .-]", plain):
        return "Only digits, spaces and hyphens can stand in this number."
    if len(digits) < _LENGTH:
        return f"Needs nine digits; {_LENGTH - len(digits)} missing."
    if len(digits) > _LENGTH:
        return f"Needs nine digits; {len(digits) - _LENGTH} too many."
    return ""


def _ssn_problem(digits: str) -> str:
    if ssn.is_valid(digits):
        return ""
    if digits[:3] in {"000", "666"}:
        return "No SSN begins with these three digits."
    if digits[3:5] == "00":
        return "The fourth and fifth digits of an SSN are never both zero."
    if digits[5:] == "0000":
        return "The last four digits of an SSN are never all zero."
    return "This is a well-known sample number, not a person's SSN."


def _itin_problem(digits: str) -> str:
    if int(digits[3:5]) in _ITIN_GROUPS:
        return ""
    return (
        "A number that begins with 9 is an ITIN, "
        "and no ITIN has these fourth and fifth digits."
    )


def _sin_problem(digits: str) -> str:
    try:
        sin.validate(digits)
    except InvalidChecksum:
        return _CHECK_DIGIT_PROBLEM
    except ValidationError:
        return "No SIN begins with 0 or 8."
    return ""


def _ein_problem(digits: str) -> str:
    return "" if ein.is_valid(digits) else "No EIN begins with these two digits."


def _bn_problem(digits: str) -> str:
    return "" if bn.is_valid(digits) else _CHECK_DIGIT_PROBLEM


_CHECK_DIGIT_PROBLEM = "The last digit does not fit the others; one may be mistyped."

_PROBLEM_FINDERS = {
    TaxNumberKind.SSN: _ssn_problem,
    TaxNumberKind.ITIN: _itin_problem,
    TaxNumberKind.SIN: _sin_problem,
    TaxNumberKind.EIN: _ein_problem,
    TaxNumberKind.BN: _bn_problem,
}
