"""A book of business: rows of an import, some complete and some half empty."""

import random
import re
from datetime import date

from customers.imports.columns import MAILING
from lendcore.rules.fold import fold
from lendcore.site.demo import fields, places
from lendcore.site.demo.companies import (
    COMPANY,
    FLOORING,
    CompanyNames,
    domain_of,
)
from lendcore.site.demo.numbers import PLACEHOLDERS, NoPhoneLeft, Numbers
from lendcore.site.demo.people import (
    Person,
    invent_person,
    invent_spouse,
)
from lendcore.site.demo.places import Town

type Cells = dict[str, str]

# Reserved for examples (RFC 2606).
MAIL_DOMAINS = ("example.com", "example.net", "example.org")
# Parts of a hundred.
STATUSES = {
    "Active": 70,
    "Lead": 13,
    "Inactive": 8,
    "Pending": 4,
    "On hold": 2,
    "Do not contact": 2,
    "Bankruptcy": 1,
}
LATER_STATUSES = {"Lead": 50, "Active": 40, "Pending": 10}
PHONE_KINDS = ("cell", "cell", "cell", "smart_phone", "home", "office")
NETWORKS = ("facebook", "instagram", "linkedin", "tiktok", "x", "youtube")
YES = "yes"
# How much is known of a customer, of a hundred: all, the usual, hardly anything.
COMPLETE, USUAL, SPARSE = "complete", "usual", "sparse"
KNOWN = {COMPLETE: 45, USUAL: 38, SPARSE: 17}


class Book:
    """Draws customers, one row after the other.

    kept_phones, kept_ids: what rows written by hand have already.
    """

    def __init__(
        self,
        rng: random.Random,
        *,
        today: date,
        prefix: str,
        kept_phones: tuple[str, ...] = (),
        kept_ids: tuple[str, ...] = (),
    ) -> None:
        self._rng = rng
        self._today = today
        self._prefix = prefix
        self._numbers = Numbers(rng, kept_phones=kept_phones)
        self._companies = CompanyNames(rng)
        self._ids = set(kept_ids)
        self._serial = 0
        self._mails: set[str] = set()
        us_towns = [town for towns in places.us_towns().values() for town in towns]
        self._area_codes = places.all_area_codes(us_towns)

    def draw(self, count: int, *, year: int, is_first: bool) -> list[Cells]:
        """Return rows of new customers. is_first: of the book that the lender
        brought along, not of later days."""
        rows: list[Cells] = []
        while len(rows) < count:
            rows.extend(self._draw_some(year, is_first))
        return rows[:count]

    def next_id(self, year: int) -> str:
        """Return an import ID that nobody has."""
        while True:
            self._serial += 1
            import_id = f"{self._prefix}-{year}-{self._serial:05}"
            if import_id not in self._ids:
                self._ids.add(import_id)
                return import_id

    def _draw_some(self, year: int, is_first: bool) -> list[Cells]:
        is_canadian = self._rng.random() < 0.08
        town = (
            places.pick_canadian_town(self._rng)
            if is_canadian
            else places.pick_us_town(self._rng)
        )
        known = self._pick(KNOWN)
        start = {
            "import_id": self.next_id(year),
            "status": self._pick(STATUSES if is_first else LATER_STATUSES),
        }
        kind = self._rng.random()
        if kind < 0.13:
            customer_type = FLOORING if kind < 0.035 else COMPANY
            return [self._organization(start, customer_type, town, known, is_first)]
        person = invent_person(self._rng, today=self._today)
        row = self._person(start, person, town, known, is_first)
        if known != SPARSE and self._rng.random() < 0.04:
            return [row, self._spouse(row, person, town, year)]
        return [row]

    def _pick(self, weights: dict[str, int]) -> str:
        return self._rng.choices(list(weights), weights=weights.values())[0]

    # People ----------------------------------------------------------------------

    def _person(
        self, start: Cells, person: Person, town: Town, known: str, is_first: bool
    ) -> Cells:
        row = start | self._names(person)
        if known == SPARSE:
            return row | self._sparse(person, town)
        row |= self._address(town) | self._phones(town, known)
        row["email"] = self._mail(person.first_name, person.last_name)
        row["birth_date"] = str(person.birth_date)
        row |= self._identity(town)
        if known == COMPLETE:
            row |= self._more_of_a_person(person, town, is_first)
        return row

    def _names(self, person: Person) -> Cells:
        row = {
            "customer_type": "individual",
            "first_name": person.first_name,
            "middle_name": person.middle_name,
            "last_name": person.last_name,
            "generation_code": person.generation,
        }
        if person.needs_case_kept and self._rng.random() < 0.85:
            row["do_not_case_format"] = YES
        return row

    def _sparse(self, person: Person, town: Town) -> Cells:
        """One or two facts, as a lead or an old record has them."""
        facts = (
            {"phone_1": self._phone(town)},
            {"email": self._mail(person.first_name, person.last_name)},
            {"city": town.city, "region": town.region, "country": town.country},
            {"postal_code": town.postal_code, "country": town.country},
            {"birth_date": str(person.birth_date)},
            {},
        )
        return self._rng.choice(facts) | self._rng.choice(facts)

    def _identity(self, town: Town) -> Cells:
        dice = self._rng.random()
        if dice < 0.12:
            return {}
        if dice < 0.15:
            return {"tax_number": self._rng.choice(PLACEHOLDERS)}
        if town.country == "CA":
            return {"tax_number": self._numbers.sin()}
        is_itin = dice > 0.97
        return {"tax_number": self._numbers.itin() if is_itin else self._numbers.ssn()}

    def _more_of_a_person(self, person: Person, town: Town, is_first: bool) -> Cells:
        row: Cells = {
            "driver_license": self._numbers.driver_license(),
            "driver_license_region": town.region,
        }
        if self._rng.random() < 0.35:
            row["gender"] = person.gender
        if self._rng.random() < 0.2:
            row["may_sell_information"] = "no"
        if self._rng.random() < 0.3:
            row |= self._profile(person)
        if self._rng.random() < 0.6:
            row |= self._custom_values(is_first, is_person=True)
        if self._rng.random() < 0.15:
            row |= self._mailing_address()
        return row

    def _profile(self, person: Person) -> Cells:
        network = self._rng.choice(NETWORKS)
        handle = _plain(f"{person.first_name}{person.last_name}") or "someone"
        handle = f"{handle[:20]}{self._rng.randrange(10, 99)}"
        return {"social_network": network, "social_username": handle}

    def _spouse(self, row: Cells, person: Person, town: Town, year: int) -> Cells:
        """Return a second customer of the same household: same phone and address."""
        spouse = invent_spouse(self._rng, person, today=self._today)
        shared = ("status", "street", "unit", "city", "region", "postal_code")
        cells = {name: row[name] for name in (*shared, "country", "phone_1")}
        cells |= {"import_id": self.next_id(year)} | self._names(spouse)
        cells["birth_date"] = str(spouse.birth_date)
        cells["email"] = self._mail(spouse.first_name, spouse.last_name)
        return cells | self._identity(town)

    # Organizations -----------------------------------------------------------------

    def _organization(
        self, start: Cells, customer_type: str, town: Town, known: str, is_first: bool
    ) -> Cells:
        name = self._companies.pick(customer_type, town.region)
        row = start | {"customer_type": customer_type, "company_name": name}
        if customer_type == FLOORING:
            row["credit_limit"] = f"{self._rng.randrange(10, 400) * 5_000}.00"
        if known == SPARSE:
            return row | {"phone_1": self._phone(town), "phone_1_kind": "office"}
        contact = invent_person(self._rng, today=self._today)
        row |= self._address(town)
        row["contact_name"] = f"{contact.first_name} {contact.last_name}"
        row["email"] = f"{self._rng.choice(('office', 'ap', 'info'))}@{domain_of(name)}"
        row["phone_1"] = f"{self._phone(town)} ext. {self._rng.randrange(10, 999)}"
        row["phone_1_kind"] = "office"
        row["phone_2"], row["phone_2_kind"] = self._phone(town), "fax"
        row["tax_number"] = self._business_number(town)
        if known == COMPLETE:
            row |= self._custom_values(is_first, is_person=False)
        return row

    def _custom_values(self, is_first: bool, *, is_person: bool) -> Cells:
        return fields.invent_values(
            self._rng,
            today=self._today,
            is_first_book=is_first,
            is_person=is_person,
        )

    def _business_number(self, town: Town) -> str:
        if town.country == "CA":
            return self._numbers.business_number()
        return self._numbers.ein()

    # Where they are reached -----------------------------------------------------------

    def _address(self, town: Town) -> Cells:
        return {
            "street": places.pick_street(self._rng, town),
            "unit": places.pick_unit(self._rng),
            "city": town.city,
            "region": town.region,
            "postal_code": town.postal_code,
            "country": town.country,
        }

    def _mailing_address(self) -> Cells:
        town = places.pick_us_town(self._rng)
        cells = self._address(town) | {"unit": ""}
        if self._rng.random() < 0.5:
            cells["street"] = f"PO Box {self._rng.randrange(20, 9_000)}"
        return {f"{MAILING}{part}": value for part, value in cells.items()}

    def _phones(self, town: Town, known: str) -> Cells:
        count = (
            1 if known == USUAL else self._rng.choices((1, 2, 3, 4), (5, 6, 2, 1))[0]
        )
        row: Cells = {}
        for place in range(1, count + 1):
            row[f"phone_{place}"] = self._phone(town)
            row[f"phone_{place}_kind"] = self._rng.choice(PHONE_KINDS)
            if self._rng.random() < 0.07:
                row[f"phone_{place}_do_not_call"] = YES
        if count > 1:
            row["phone_2_rank"] = "secondary"
        return row

    def _phone(self, town: Town) -> str:
        try:
            return self._numbers.phone(town.area_codes)
        except NoPhoneLeft:
            # People who moved here keep the number that they had.
            return self._numbers.phone(self._area_codes)

    def _mail(self, first: str, last: str) -> str:
        name = ".".join(part for part in (_plain(first), _plain(last)) if part)
        name = name[:40] or f"customer{self._serial}"
        mail = f"{name}@{self._rng.choice(MAIL_DOMAINS)}"
        if mail in self._mails:
            mail = f"{name}{self._serial}@{MAIL_DOMAINS[0]}"
        self._mails.add(mail)
        return mail


def _plain(text: str) -> str:
    return re.sub(r"[^a-z0-9]", "", fold(text))
