"""Rules for regions and postal codes of the US and Canada, and where they lie.

US places come from the `zipcodes` package (USPS and GeoNames data), which reads its
table at the first question, in about half a second. For Canada the code's own form
says the province and nothing more.
"""

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

import zipcodes

from lendcore.rules.fold import fold
from lendcore.rules.regions import (
    CA_LETTER_REGIONS,
    CA_SHARED_AREA_REGIONS,
    COUNTRIES,
    MILITARY_REGIONS,
    REGION_ALIASES,
    REGION_TIME_ZONES,
    REGIONS,
)

__all__ = [
    "COUNTRIES",
    "REGIONS",
    "CheckedPostalCode",
    "Place",
    "check_postal_code",
    "city_case",
    "find_place",
    "place_mismatch",
    "region_from",
    "time_zone_for",
]


@dataclass(frozen=True)
class CheckedPostalCode:
    """A postal code as it is kept, and the reason why it cannot be right, if any."""

    code: str
    problem: str


@dataclass(frozen=True)
class Place:
    """What a postal code says about where it lies; what is not known is empty.

    time_zone: an IANA name. latitude, longitude: degrees, or None.
    """

    city: str
    region: str
    county: str
    time_zone: str
    latitude: Decimal | None
    longitude: Decimal | None
    is_po_box: bool
    is_military: bool


_ZIP = re.compile(r"([0-9]{5})(?: ?- ?| )?([0-9]{4})?")
_LOST_ZEROS = re.compile(r"(?:[0-9]{3,4}|[0-9]{7,8})")
# Canada Post never uses D, F, I, O, Q and U, nor W and Z in first place.
_CA_CODE = re.compile(
    "([ABCEGHJ-NPRSTVXY][0-9][ABCEGHJ-NPRSTV-Z])[ -]?([0-9][ABCEGHJ-NPRSTV-Z][0-9])"
)
_CA_SHAPE = re.compile("[A-Z][0-9][A-Z][ -]?[0-9][A-Z][0-9]")
_CA_AREA = re.compile("[A-Z][0-9][A-Z]")

_SMALL_WORDS = frozenset("And By In Of On Or The".split())
_ABBREVIATIONS = frozenset("Arb Cbc Dhs Jbsa Jrb Mcbh Mdl Stc Usaf".split())
_MILITARY_CITIES = frozenset({"Apo", "Dpo", "Fpo"})
_MC_CITY = re.compile(r"\bMc([a-z])(?=[a-z])")
_AFTER_HYPHEN = re.compile(r"(?<=-)[a-z]")


def region_from(text: str, country: str) -> str | None:
    """Return the code of the state or province that a code or full name means.

    Case, accents and dots do not matter. None when it is not in the country.
    """
    return _region_names(country).get(_region_key(text))


def check_postal_code(
    text: str, *, country: str, pad_zip: bool = False
) -> CheckedPostalCode:
    """Return a postal code in its standard form and what is wrong with it.

    "59101", "59101-1234" or "K1A 0B1"; with a problem, the text as it was typed, in
    capitals. Empty text has a problem.
    pad_zip: puts back leading zeros that a spreadsheet took from a ZIP code.
    """
    typed = " ".join(text.upper().split())
    if country == "US":
        return _check_zip(typed, pad_zip)
    if country == "CA":
        return _check_canadian(typed)
    return CheckedPostalCode(typed, "Choose United States or Canada as the country.")


def find_place(postal_code: str, country: str) -> Place | None:
    """Return what is known of a postal code, or None when it is not on file.

    Codes no longer in use are found too: old addresses hold them.
    """
    checked = check_postal_code(postal_code, country=country)
    if checked.problem:
        return None
    if country == "CA":
        return _canadian_place(checked.code)
    return _us_place(checked.code[:5])


def place_mismatch(city: str, region: str, postal_code: str, country: str) -> str:
    """Return a sentence when postal code and region disagree, else "".

    A hint for the person who typed, no error: a few codes cross a border.
    """
    place = find_place(postal_code, country)
    if place is None or not region or place.region in {"", region}:
        return ""
    typed = ", ".join(part for part in (city.strip(), region) if part)
    found = ", ".join(part for part in (place.city, place.region) if part)
    code = check_postal_code(postal_code, country=country).code
    word = "ZIP code" if country == "US" else "Postal code"
    return f"{word} {code} lies in {found}, not in {typed}."


def time_zone_for(region: str, country: str) -> str:
    """Return the IANA time zone of most people in a region; "" when unknown.

    A region may have several zones; find_place() knows better where there is a ZIP.
    """
    return REGION_TIME_ZONES.get(country, {}).get(region, "")


def city_case(city: str) -> str:
    """Return a city of the ZIP code table in the letter case people use.

    The table writes "Mckeesport", "Winston-salem" and "King Of Prussia".
    """
    words = [
        word.upper() if word in _ABBREVIATIONS else word for word in city.split(" ")
    ]
    words[1:] = [word.lower() if word in _SMALL_WORDS else word for word in words[1:]]
    name = _MC_CITY.sub(lambda match: "Mc" + match[1].upper(), " ".join(words))
    return _AFTER_HYPHEN.sub(lambda match: match[0].upper(), name)


def _region_key(text: str) -> str:
    return " ".join(fold(text).replace(".", "").split())


@cache
def _region_names(country: str) -> dict[str, str]:
    names = {_region_key(name): code for code, name in REGIONS.get(country, {}).items()}
    names |= {code.lower(): code for code in REGIONS.get(country, {})}
    return names | REGION_ALIASES.get(country, {})


def _check_zip(typed: str, pad_zip: bool) -> CheckedPostalCode:
    if match := _ZIP.fullmatch(typed):
        first, more = match.groups()
        return CheckedPostalCode(f"{first}-{more}" if more else first, "")
    if _LOST_ZEROS.fullmatch(typed):
        padded = typed.zfill(5 if len(typed) < 5 else 9)
        code = padded if len(padded) == 5 else f"{padded[:5]}-{padded[5:]}"
        if pad_zip:
            return CheckedPostalCode(code, "")
        return CheckedPostalCode(
            typed, f"Needs 5 or 9 digits. A leading zero may be lost: {code}?"
        )
    if _CA_SHAPE.fullmatch(typed):
        return CheckedPostalCode(
            typed, "This is a Canadian postal code; choose Canada as the country."
        )
    return CheckedPostalCode(typed, "Needs 5 or 9 digits, such as 59101 or 59101-1234.")


def _check_canadian(typed: str) -> CheckedPostalCode:
    if match := _CA_CODE.fullmatch(typed):
        return CheckedPostalCode(" ".join(match.groups()), "")
    if _CA_SHAPE.fullmatch(typed):
        problem = (
            "Never has the letters D, F, I, O, Q or U, "
            "and does not begin with W or Z; one may be mistyped."
        )
    elif _CA_AREA.fullmatch(typed):
        problem = "Needs all six characters, such as K1A 0B1."
    elif _ZIP.fullmatch(typed):
        problem = "This is a US ZIP code; choose United States as the country."
    else:
        problem = "Needs letter, digit, letter, digit, letter, digit: K1A 0B1."
    return CheckedPostalCode(typed, problem)


def _us_place(zip_code: str) -> Place | None:
    return _us_area(zip_code[:3]).get(zip_code)


@cache
def _us_area(beginning: str) -> dict[str, Place]:
    # The package searches its whole table, half a millisecond each time; an import asks
    # for thousands of codes, of which some fifty share their first three digits.
    rows = reversed(zipcodes.similar_to(beginning))
    return {row["zip_code"]: _place_from(row) for row in rows}


def _canadian_place(code: str) -> Place:
    region = CA_LETTER_REGIONS.get(code[0]) or CA_SHARED_AREA_REGIONS.get(code[:3], "")
    return Place(
        city="",
        region=region,
        county="",
        time_zone=time_zone_for(region, "CA"),
        latitude=None,
        longitude=None,
        is_po_box=False,
        is_military=False,
    )


def _place_from(row: dict[str, str]) -> Place:
    is_military = row["city"] in _MILITARY_CITIES
    region = row["state"]
    if is_military and region not in MILITARY_REGIONS:
        # The table gives a few codes in 09 the state of the office that sorts them.
        region = "AE"
    # The table has zeros where it does not know the spot, and once a town's name for
    # the time zone.
    latitude, longitude = Decimal(row["lat"] or 0), Decimal(row["long"] or 0)
    is_located = bool(latitude or longitude)
    zone = row["timezone"]
    if is_military or "/" not in zone:
        zone = time_zone_for(region, "US")
    return Place(
        city=row["city"].upper() if is_military else city_case(row["city"]),
        region=region,
        county=row["county"],
        time_zone=zone,
        latitude=latitude if is_located else None,
        longitude=longitude if is_located else None,
        is_po_box=row["zip_code_type"] == "PO BOX",
        is_military=is_military,
    )
