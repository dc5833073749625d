"""Numbers that the rules take for real and that are, as far as can be known, nobody's.

- Phones are 555-0100 to 555-0199 of an area code, which the North American plan keeps
  for fiction.
- No range of valid SSNs is kept for fiction. We use the areas 800 to 899, of which no
  number was given out before June 25, 2011 (ssa.gov/employer/randomizationfaqs.html).
  Everybody in the demo was grown up by then, or nearly, so no such number belongs to
  somebody of that age who got it as a child.
- SINs begin with 9: these are given to temporary residents and expire.
- ITINs, EINs and business numbers have no such range; those here are drawn at random
  with a right check digit or prefix, under names that do not exist.
"""

import random
from collections.abc import Callable, Sequence

# Prefixes of EINs; a list of all is in python-stdnum.
_EIN_PREFIXES = ("20", "27", "45", "82", "84", "86", "87", "93")
_ITIN_GROUPS = (*range(70, 89), 90, 91, 92, *range(94, 100))
PLACEHOLDERS = ("000-00-0000", "999-00-0000", "078-05-1120", "666-12-3456", "123-45")


class NoPhoneLeft(LookupError):
    """Each area has a hundred numbers for fiction, and these are given out."""


class Numbers:
    """Gives out numbers, none of them twice.

    kept_phones: numbers that are given to somebody by hand, as 8015550142.
    """

    def __init__(self, rng: random.Random, *, kept_phones: Sequence[str] = ()) -> None:
        self._rng = rng
        self._used: set[str] = set()
        self._kept_phones = frozenset(kept_phones)
        self._free_phones: dict[str, list[str]] = {}

    def phone(self, area_codes: Sequence[str]) -> str:
        """Return a phone of one of these areas, as (801) 555-0142.

        Raises NoPhoneLeft when all of them are given out.
        """
        for area in self._rng.sample(area_codes, len(area_codes)):
            free = self._free_phones_of(area)
            if free:
                digits = free.pop()
                return f"({digits[:3]}) {digits[3:6]}-{digits[6:]}"
        raise NoPhoneLeft(", ".join(area_codes))

    def _free_phones_of(self, area: str) -> list[str]:
        if area not in self._free_phones:
            every = [f"{area}55501{end:02}" for end in range(100)]
            free = [digits for digits in every if digits not in self._kept_phones]
            self._rng.shuffle(free)
            self._free_phones[area] = free
        return self._free_phones[area]

    def ssn(self) -> str:
        """Return an SSN with hyphens."""
        return self._unused(
            lambda: "-".join(
                (
                    str(self._rng.randint(800, 899)),
                    f"{self._rng.randint(1, 99):02}",
                    f"{self._rng.randint(1, 9999):04}",
                )
            )
        )

    def itin(self) -> str:
        """Return an ITIN with hyphens."""
        return self._unused(
            lambda: "-".join(
                (
                    str(self._rng.randint(900, 999)),
                    str(self._rng.choice(_ITIN_GROUPS)),
                    f"{self._rng.randint(1, 9999):04}",
                )
            )
        )

    def sin(self) -> str:
        """Return a SIN of a temporary resident."""
        return self._unused(lambda: with_check_digit(f"9{self._digits(7)}"))

    def ein(self) -> str:
        """Return an EIN with its hyphen."""
        return self._unused(
            lambda: f"{self._rng.choice(_EIN_PREFIXES)}-{self._digits(7)}"
        )

    def business_number(self) -> str:
        """Return a Canadian business number."""
        return self._unused(lambda: with_check_digit(f"7{self._digits(7)}"))

    def driver_license(self) -> str:
        """Return a licence number: a letter and eight digits."""
        letter = self._rng.choice("ABCDEFGHJKLMNPRSTVWXYZ")
        return self._unused(lambda: f"{letter}{self._digits(8)}")

    def _digits(self, count: int) -> str:
        return "".join(self._rng.choices("0123456789", k=count))

    def _unused(self, draw: Callable[[], str]) -> str:
        number = draw()
        while number in self._used:
            number = draw()
        self._used.add(number)
        return number


def with_check_digit(digits: str) -> str:
    """Return digits with the Luhn digit behind them, as in SINs (ISO/IEC 7812-1)."""
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (2 if place % 2 == 0 else 1)
        total += value - 9 if value > 9 else value
    return f"{digits}{-total % 10}"
