"""A book of business as a lender would export it: rows for the customer import.

The same numbers always give the same rows, so that a book that was built half can be
continued, and runs can be compared. Frequencies are skewed as in real books.
"""

import csv
import random
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import accumulate
from pathlib import Path

from lendcore.site.bench import words
from lendcore.site.demo import places
from lendcore.site.demo.people import CULTURES
from lendcore.site.demo.places import Town

BRANCH, INCOME = "branch", "monthly_income"
COLUMNS = (
    "import_id",
    "customer_type",
    "status",
    "first_name",
    "middle_name",
    "last_name",
    "generation_code",
    "company_name",
    "contact_name",
    "tax_number",
    "birth_date",
    "driver_license",
    "driver_license_region",
    "email",
    "street",
    "unit",
    "city",
    "region",
    "postal_code",
    "country",
    "mailing_street",
    "mailing_city",
    "mailing_region",
    "mailing_postal_code",
    "phone_1",
    "phone_1_kind",
    "phone_1_do_not_call",
    "phone_2",
    "phone_2_kind",
    f"custom:{BRANCH}",
    f"custom:{INCOME}",
)
STATUSES = ("active", "inactive", "lead")
STATUS_WEIGHTS = (71, 22, 7)
# 800-01-0001 to 899-99-9999: no number of these areas was given out before 2011.
_SSN_COUNT = 100 * 99 * 9_999
_EIN_COUNT = 10_000_000
# A prime that divides neither count, so that every row gets another number.
_STEP = 32_452_843
_OLDEST = date(1938, 1, 1)

type Cells = dict[str, str]


def import_id_of(number: int) -> str:
    """Return the import ID of a row, counted from 1."""
    return f"B{number:07}"


def ssn_of(number: int) -> str:
    """Return the SSN of a row; no two rows have the same."""
    left, last = divmod(number * _STEP % _SSN_COUNT, 9_999)
    area, group = divmod(left, 99)
    return f"{800 + area}-{group + 1:02}-{last + 1:04}"


def ein_of(number: int) -> str:
    """Return the EIN of a row; no two rows have the same."""
    return f"84-{number * _STEP % _EIN_COUNT:07}"


def write_book(path: Path, first: int, last: int) -> None:
    """Write the rows of a span as a CSV file."""
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, COLUMNS, restval="")
        writer.writeheader()
        writer.writerows(book_rows(first, last))


def book_rows(first: int, last: int) -> Iterator[Cells]:
    """Yield the rows of a span, by column; a row says only what it knows."""
    rng = random.Random(f"book {first}")  # noqa: S311 - invented customers
    for number in range(first, last + 1):
        row = {
            "import_id": import_id_of(number),
            "status": rng.choices(STATUSES, STATUS_WEIGHTS)[0],
        }
        town = _pick_town(rng)
        is_person = rng.random() < 0.9
        row |= _person(rng, number) if is_person else _company(rng, number)
        row |= _address(rng, town) | _phones(rng, town, is_person)
        if is_person and town.country == "US":
            row |= _identity(rng, number, town)
        yield row | _custom(rng)


# Names ------------------------------------------------------------------------


class Skewed[Choice]:
    """Draws from a list, most often what stands first."""

    def __init__(self, choices: Sequence[Choice]) -> None:
        self._choices = choices
        shares = (1 / (rank + 8) for rank in range(len(choices)))
        self._weights = list(accumulate(shares))

    def draw(self, rng: random.Random) -> Choice:
        return rng.choices(self._choices, cum_weights=self._weights)[0]


FIRST = Skewed(words.FIRST_NAMES)
LAST = Skewed(words.LAST_NAMES)
BRANCH_OF = Skewed(words.BRANCHES)
_FROM_ABROAD = [
    (first, last)
    for culture in CULTURES
    for gender, firsts in culture.first_names.items()
    for first, last in zip(firsts, culture.last_names[gender], strict=False)
]


def pick_last_name(rng: random.Random) -> str:
    """Return a last name: of half the people a common one, of some a rare one."""
    share = rng.random()
    if share < 0.5:
        return LAST.draw(rng)
    return rng.choice(
        words.UNCOMMON_LAST_NAMES if share < 0.88 else words.RARE_LAST_NAMES
    )


def _person(rng: random.Random, number: int) -> Cells:
    if rng.random() < 0.08:
        first, _ = rng.choice(_FROM_ABROAD)
        _, last = rng.choice(_FROM_ABROAD)
    else:
        first, last = FIRST.draw(rng), pick_last_name(rng)
    row = {"customer_type": "individual", "first_name": first, "last_name": last}
    if rng.random() < 0.35:
        row["middle_name"] = FIRST.draw(rng)
    if rng.random() < 0.03:
        row["generation_code"] = rng.choice(("jr", "sr", "ii", "iii"))
    if rng.random() < 0.75:
        row["email"] = _mail(rng, f"{first}.{last}", number)
    return row


def _mail(rng: random.Random, name: str, number: int) -> str:
    local = name.lower() if name.isascii() and name.replace(".", "").isalpha() else "me"
    return f"{local}{number % 10_000}@{rng.choice(words.MAIL_DOMAINS)}"


def _company(rng: random.Random, number: int) -> Cells:
    owner = pick_last_name(rng)
    trade, form = rng.choice(words.TRADES), rng.choice(words.COMPANY_FORMS)
    row = {
        "customer_type": "flooring" if rng.random() < 0.1 else "company",
        "company_name": f"{owner} {trade} {form}",
        "contact_name": f"{FIRST.draw(rng)} {owner}",
        "email": f"office{number}@{owner.lower()}{trade.lower()}.example",
    }
    if rng.random() < 0.7:
        row["tax_number"] = ein_of(number)
    return row


# Everything else --------------------------------------------------------------


def _pick_town(rng: random.Random) -> Town:
    if rng.random() < 0.03:
        return places.pick_canadian_town(rng)
    return places.pick_us_town(rng)


def _address(rng: random.Random, town: Town) -> Cells:
    row = {
        "street": places.pick_street(rng, town),
        "unit": places.pick_unit(rng),
        "city": town.city,
        "region": town.region,
        "postal_code": town.postal_code,
        "country": town.country,
    }
    if town.country == "US" and rng.random() < 0.06:
        other = places.pick_us_town(rng)
        row |= {
            "mailing_street": f"PO Box {rng.randrange(1, 9_999)}",
            "mailing_city": other.city,
            "mailing_region": other.region,
            "mailing_postal_code": other.postal_code,
        }
    return row


def _phones(rng: random.Random, town: Town, is_person: bool) -> Cells:
    row = {}
    if rng.random() < 0.93:
        row["phone_1"] = _number(rng, town)
        row["phone_1_kind"] = "cell" if is_person else "office"
        if rng.random() < 0.04:
            row["phone_1_do_not_call"] = "yes"
        if rng.random() < 0.25:
            row["phone_2"] = _number(rng, town)
            row["phone_2_kind"] = rng.choice(("home", "office", "other"))
    return row


def _number(rng: random.Random, town: Town) -> str:
    # Nobody is called: the numbers only have to be spread as real ones are.
    area = rng.choice(town.area_codes)
    return f"({area}) {rng.randrange(220, 990)}-{rng.randrange(10_000):04}"


def _identity(rng: random.Random, number: int, town: Town) -> Cells:
    row = {}
    if rng.random() < 0.9:
        row["tax_number"] = ssn_of(number)
    if rng.random() < 0.92:
        born = _OLDEST + timedelta(days=rng.randrange(68 * 365))
        row["birth_date"] = born.isoformat()
    if rng.random() < 0.3:
        row["driver_license"] = f"D{rng.randrange(10**8):08}"
        row["driver_license_region"] = town.region
    return row


def _custom(rng: random.Random) -> Cells:
    row = {}
    if rng.random() < 0.6:
        row[f"custom:{BRANCH}"] = BRANCH_OF.draw(rng)
    if rng.random() < 0.5:
        row[f"custom:{INCOME}"] = f"{rng.randrange(900, 14_000)}"
    return row
