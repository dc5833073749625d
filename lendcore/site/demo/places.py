"""Where the invented customers live: true towns and codes, invented streets.

US codes and area codes come from the `zipcodes` package (USPS and GeoNames data).
Canada's are a few forward sortation areas with the letters that Canada Post gives
their province.
"""

import random
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

import zipcodes

from lendcore.rules.postal import city_case


@dataclass(frozen=True)
class Town:
    """A town, one of its postal codes, and its telephone area codes."""

    city: str
    region: str
    postal_code: str
    country: str
    area_codes: tuple[str, ...]


# How many of a hundred customers live where.
STATE_SHARES = {
    "CO": 15,
    "UT": 14,
    "AZ": 10,
    "CA": 10,
    "NV": 8,
    "TX": 8,
    "ID": 7,
    "WA": 7,
    "OR": 5,
    "NM": 4,
    "MT": 3,
    "WY": 3,
    "FL": 2,
    "AK": 1,
    "HI": 1,
    "NY": 1,
    "PR": 1,
}
CITIES = {
    "UT": "Salt Lake City, Provo, Orem, Ogden, Sandy, Lehi, West Jordan, Saint George, "
    "Logan, Layton, Draper, Park City, Cedar City, Moab, Tooele",
    "CO": "Denver, Aurora, Boulder, Fort Collins, Pueblo, Durango, Grand Junction, "
    "Colorado Springs, Greeley, Littleton",
    "ID": "Boise, Meridian, Nampa, Idaho Falls, Twin Falls, Pocatello, Coeur D Alene",
    "NV": "Las Vegas, Henderson, Reno, Elko, Carson City, North Las Vegas",
    "AZ": "Phoenix, Tempe, Flagstaff, Prescott, Tucson, Mesa, Sedona, Yuma",
}
STREETS = (
    "Alder Creek, Bluebell, Canyon Rim, Copper Kettle, Cottonwood, Desert Willow, "
    "Elk Meadow, Foxglove, Granite Bench, Harvest Moon, Juniper, Kestrel, "
    "Maple Grove, Old Ferry, Pinyon, Quail Hollow, Red Butte, Sagebrush, Sego Lily, "
    "Silver Spur, Trailside, Upland, Willow Bend, Yarrow"
).split(", ")
STREET_KINDS = ("Ave", "Blvd", "Cir", "Ct", "Dr", "Ln", "Pl", "Rd", "St", "Way")
DIRECTIONS = ("", "", "N ", "S ", "E ", "W ")
RUES = ("rue des Érables", "rue de l'Église", "chemin du Lac", "avenue des Pins")
UNITS = ("Apt", "Unit", "Ste", "#")
# Letters that Canada Post uses in the second half of a code.
CODE_LETTERS = "ABCEGHJKLMNPRSTVWXYZ"


@cache
def us_towns() -> dict[str, list[Town]]:
    """Return towns of the listed states by state. Reads the whole table once."""
    towns: dict[str, list[Town]] = {state: [] for state in STATE_SHARES}
    wanted = {state: set(names.split(", ")) for state, names in CITIES.items()}
    for row in zipcodes.list_all():
        state, city = row["state"], city_case(row["city"])
        if state not in towns or row["zip_code_type"] != "STANDARD":
            continue
        if not row["active"] or not row["area_codes"]:
            continue
        if state in wanted and row["city"] not in wanted[state]:
            continue
        towns[state].append(
            Town(city, state, row["zip_code"], "US", tuple(row["area_codes"]))
        )
    return towns


def pick_us_town(rng: random.Random) -> Town:
    """Return a town, more often one of the Mountain West."""
    state = rng.choices(list(STATE_SHARES), weights=STATE_SHARES.values())[0]
    return rng.choice(us_towns()[state])


def pick_canadian_town(rng: random.Random) -> Town:
    """Return a Canadian town with a whole postal code."""
    city, region, areas, codes = rng.choice(CANADIAN)
    return Town(
        city, region, _canadian_code(rng, areas), "CA", tuple(codes.split(", "))
    )


def _canadian_code(rng: random.Random, areas: str) -> str:
    letter = rng.choice(CODE_LETTERS)
    first, last = rng.randrange(10), rng.randrange(10)
    return f"{rng.choice(areas.split(', '))} {first}{letter}{last}"


def pick_street(rng: random.Random, town: Town) -> str:
    """Return a house number and a street that nobody named."""
    number = rng.randrange(12, 9_900)
    if town.region == "QC":
        return f"{number} {rng.choice(RUES)}"
    street, kind = rng.choice(STREETS), rng.choice(STREET_KINDS)
    return f"{number} {rng.choice(DIRECTIONS)}{street} {kind}"


def pick_unit(rng: random.Random) -> str:
    """Return an apartment, or mostly nothing."""
    if rng.random() > 0.18:
        return ""
    return f"{rng.choice(UNITS)} {rng.randrange(1, 480)}"


def all_area_codes(towns: Iterable[Town]) -> list[str]:
    """Return every area code of some towns, in order."""
    return sorted({code for town in towns for code in town.area_codes})


# City, province, forward sortation areas, area codes.
CANADIAN = (
    ("Montréal", "QC", "H2X, H3G, H4C", "514, 438"),
    ("Québec", "QC", "G1R, G1K", "418, 581"),
    ("Laval", "QC", "H7N", "450, 579"),
    ("Gatineau", "QC", "J8X", "819, 873"),
    ("Toronto", "ON", "M4K, M5V, M6H", "416, 647"),
    ("Ottawa", "ON", "K1N, K2P", "613, 343"),
    ("Mississauga", "ON", "L5B", "905, 289"),
    ("London", "ON", "N6A", "519, 226"),
    ("Thunder Bay", "ON", "P7B", "807"),
    ("Vancouver", "BC", "V5K, V6B", "604, 778"),
    ("Victoria", "BC", "V8W", "250"),
    ("Kelowna", "BC", "V1Y", "250"),
    ("Calgary", "AB", "T2P, T3A", "403, 587"),
    ("Edmonton", "AB", "T5J, T6E", "780, 587"),
    ("Lethbridge", "AB", "T1J", "403"),
    ("Saskatoon", "SK", "S7K", "306, 639"),
    ("Winnipeg", "MB", "R2W, R3C", "204, 431"),
    ("Halifax", "NS", "B3H", "902, 782"),
    ("Moncton", "NB", "E1C", "506"),
    ("St. John's", "NL", "A1C", "709"),
    ("Charlottetown", "PE", "C1A", "902"),
    ("Whitehorse", "YT", "Y1A", "867"),
)
