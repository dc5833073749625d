"""Customers written by hand: each shows something that a drawn one may not.

They are rows of an import, like the rest of the book. All phones end in 555-01xx, or
lie in the range that Ofcom keeps for drama.
"""

import re
from collections.abc import Iterable
from datetime import date, timedelta

from lendcore.site.demo.book import Cells

_IDS = "NWF-{:04}"
_LONG_FIRST = "Andrianantenainasolonirinatsimbazafy Ravelomanantsoarimanga"
_LONG_LAST = (
    "Wickramadisanayake Mudiyanselage Thilakasiriwardhana Arachchillage Bandaranaya"
)


def featured_rows(today: date) -> list[Cells]:
    """Return the rows; the same for every day but for the age of the youngest."""
    minor = {
        "first_name": "Poppy",
        "last_name": "Brightwell",
        "birth_date": str(today - timedelta(days=15 * 365)),
        "status": "Lead",
        "phone_1": "(801) 555-0107",
        "phone_1_kind": "home",
    }
    rows = [*_PEOPLE, *_NAMES, *_ORGANIZATIONS, *_CASES, minor]
    return [
        {"import_id": _IDS.format(number)} | row
        for number, row in enumerate(rows, start=1)
    ]


def phones_of(rows: Iterable[Cells]) -> tuple[str, ...]:
    """Return the North American numbers of rows as ten digits."""
    texts = (
        value
        for row in rows
        for column, value in row.items()
        if re.fullmatch(r"phone_\d", column)
    )
    digits = (re.sub(r"\D", "", text.partition("ext")[0])[-10:] for text in texts)
    return tuple(each for each in digits if each[3:8] == "55501")


def _person(first: str, last: str, phone: str, mail: str, town: str) -> Cells:
    """Return a usual row; the town is "ZIP City, state" or a Canadian one."""
    code, place = town.split("  ")
    city, region = place.split(", ")
    is_canadian = not code[0].isdigit()
    return {
        "first_name": first,
        "last_name": last,
        "do_not_case_format": "yes",
        "status": "Active",
        "phone_1": phone,
        "email": f"{mail}@example.com",
        "postal_code": code,
        "city": city,
        "region": region,
        "country": "CA" if is_canadian else "US",
    }


_PEOPLE: tuple[Cells, ...] = (
    _person("Abigail", "Thornton", "(208) 555-0163", "a.thornton", "83704  Boise, ID")
    | {
        "street": "310 N Elk Meadow Ln",
        "birth_date": "1979-02-28",
        "tax_number": "811-20-4471",
        "custom:risk_tier": "Prime",
        "custom:paperless": "yes",
    },
    _person("Alvaro", "Pinto", "(801) 555-0129", "alvaro.pinto", "84601  Provo, UT")
    | {
        "generation_code": "Sr.",
        "street": "77 Old Ferry Rd",
        "birth_date": "1951-11-03",
        "tax_number": "823-41-0096",
        "phone_2": "(801) 555-0130",
        "phone_2_kind": "home",
        "phone_2_rank": "secondary",
    },
    _person("Candace", "Whitehorse", "(928) 555-0108", "cwhitehorse", "86040  Page, AZ")
    | {"status": "Pending", "birth_date": "1990-06-21"},
    _person("Darnell", "Okafor", "(702) 555-0147", "d.okafor", "89002  Henderson, NV")
    | {"street": "1450 Desert Willow Way", "birth_date": "1984-08-12"},
    _person(
        "Dmitri", "Halvorsen", "(435) 555-0190", "dhalvorsen", "84770  St. George, UT"
    )
    | {"street": "9 Red Butte Ct", "tax_number": "847-63-1180"},
    _person("Eleanor", "Brandt", "(385) 555-0171", "ebrandt", "84070  Sandy, UT")
    | {"status": "Bankruptcy", "birth_date": "1966-01-30", "phone_1_kind": "home"},
    _person("Farid", "Nazari", "(801) 555-0186", "farid.nazari", "84043  Lehi, UT")
    | {"street": "2240 W Canyon Rim Dr", "birth_date": "1995-12-09"},
    _person(
        "Gracie", "Lindqvist", "(208) 555-0114", "glindqvist", "83642  Meridian, ID"
    )
    | {"birth_date": "1988-05-05", "tax_number": "860-17-9922"},
    _person("Imani", "Castellanos", "(505) 555-0159", "imani.c", "87501  Santa Fe, NM"),
    _person(
        "Jerome", "McAllister", "(801) 555-0183", "j.mcallister", "84107  Murray, UT"
    )
    | {
        "generation_code": "III",
        "status": "Do not contact",
        "phone_1_do_not_call": "yes",
        "birth_date": "1972-10-17",
    },
    _person("Keiko", "Yamashiro", "(808) 555-0177", "keiko.y", "96720  Hilo, HI")
    | {"birth_date": "1961-03-14", "tax_number": "875-30-2208"},
    _person("Lucas", "Ferreira", "(801) 555-0122", "lferreira", "84057  Orem, UT")
    | {"status": "Inactive"},
    _person("Nadia", "Petrosyan", "(818) 555-0168", "nadia.p", "91502  Burbank, CA"),
    _person("Orrin", "Blackwood", "(307) 555-0103", "orrin.b", "82070  Laramie, WY"),
    _person("Priya", "Raghunathan", "(602) 555-0194", "priya.r", "85281  Tempe, AZ")
    | {"tax_number": "912-71-5540", "street": "60 Lantern Hill Pl", "unit": "Unit 8"},
    _person(
        "Quentin", "Dufresne", "(514) 555-0137", "q.dufresne", "H2X 1Y4  Montréal, QC"
    )
    | {"street": "1204 rue des Érables", "tax_number": "900 555 012"},
    _person(
        "Rosalind",
        "Achterberg",
        "(970) 555-0151",
        "r.achterberg",
        "81301  Durango, CO",
    )
    | {"status": "Pending"},
)

# Names that break what was made for short English ones.
_NAMES: tuple[Cells, ...] = (
    {"last_name": "Wulandari", "email": "wulandari@example.net"},
    {"first_name": "Anjali", "phone_1": "(303) 555-0119"},
    {"first_name": _LONG_FIRST, "last_name": _LONG_LAST, "do_not_case_format": "yes"},
    {"first_name": "Sunny 🌞", "last_name": "Delgado-Ray", "do_not_case_format": "yes"},
    {
        "first_name": "عبد الرحمن",
        "last_name": "الأندلسي",
        "city": "Denver",
        "region": "CO",
    },
    {"first_name": "מרים (Miriam)", "last_name": "בן־עמי", "postal_code": "80205"},
    {"first_name": "Jose\N{COMBINING ACUTE ACCENT}", "last_name": "IBÁÑEZ"},
    {"first_name": "Wouter", "last_name": "van der Waal-de Jongh"}
    | {"do_not_case_format": "yes"},
    {"first_name": "Siobhán", "last_name": "D'ANGELO-O'SHAUGHNESSY"},
    {"first_name": "Angus", "last_name": "mcdougall", "status": "Lead"},
    {"first_name": "Ada", "last_name": "Null", "email": "ada.null@example.org"},
    {"first_name": "Þórunn", "last_name": "Ægisdóttir", "do_not_case_format": "yes"},
)

_ORGANIZATIONS: tuple[Cells, ...] = (
    {
        "customer_type": "company",
        "company_name": "Beehive Roofing LLC",
        "contact_name": "Mabel Ridgeway",
        "tax_number": "87-5550155",
        "phone_1": "(801) 555-0155 ext. 4",
        "phone_1_kind": "office",
        "phone_2": "(801) 555-0156",
        "phone_2_kind": "fax",
        "email": "office@beehive.example",
        "street": "480 Wall Ave",
        "postal_code": "84404",
        "city": "Ogden",
        "region": "UT",
    },
    {
        "customer_type": "flooring",
        "company_name": "Harbor Point Flooring",
        "contact_name": "Tobias Langford",
        "credit_limit": "750000.00",
        "tax_number": "84-5550132",
        "phone_1": "(206) 555-0132",
        "phone_1_kind": "office",
        "email": "ap@harborpoint.example",
        "street": "17 Dock St",
        "postal_code": "98402",
        "city": "Tacoma",
        "region": "WA",
        "mailing_street": "PO Box 1188",
        "mailing_city": "Tacoma",
        "mailing_region": "WA",
        "mailing_postal_code": "98401",
    },
    {
        "customer_type": "flooring",
        "company_name": "Great Lakes Marine & RV",
        "credit_limit": "12500000.00",
        "street": "2 Harbour Sq",
        "city": "Thunder Bay",
        "region": "ON",
        "postal_code": "P7B 5E1",
        "country": "CA",
        "phone_1": "(807) 555-0144",
    },
    {
        "customer_type": "flooring",
        "company_name": "Closed Gate Motors",
        "credit_limit": "0",
        "status": "Inactive",
    },
    {
        "customer_type": "company",
        "company_name": 'Angle <b>Brackets</b> & "Quotes" Signage Co.',
        "tax_number": "00-1234567",
        "email": "hello@signage.example",
    },
)

# Everything else that a page must be able to show.
_CASES: tuple[Cells, ...] = (
    {
        "first_name": "Vernon",
        "last_name": "Quigley",
        "phone_1": "(406) 555-0101",
        "phone_2": "(406) 555-0102 ext. 7714",
        "phone_2_kind": "office",
        "phone_2_rank": "secondary",
        "phone_3": "(406) 555-0103",
        "phone_3_kind": "fax",
        "phone_4": "(406) 555-0104",
        "phone_4_kind": "home",
        "phone_4_do_not_call": "yes",
        "phone_5": "+44 20 7946 0958",
        "phone_5_kind": "other",
        "postal_code": "59101",
    },
    {
        "first_name": "Tabitha",
        "last_name": "Stanhope",
        "street": "PSC 802 Box 74",
        "city": "APO",
        "region": "AE",
        "postal_code": "09499",
        "tax_number": "891-04-7713",
        "birth_date": "1993-09-01",
    },
    {
        "first_name": "Fermín",
        "last_name": "Quiñones",
        "street": "12 Calle Sol",
        "city": "San Juan",
        "region": "PR",
        "postal_code": "00901",
        "phone_1": "(787) 555-0166",
    },
    {
        "first_name": "Georgia",
        "last_name": "Pembroke",
        "street": "418 Sego Lily Ave",
        "postal_code": "84103",
        "mailing_street": "6 chemin du Lac",
        "mailing_city": "Gatineau",
        "mailing_region": "QC",
        "mailing_postal_code": "J8X 2K4",
        "mailing_country": "CA",
    },
    {
        "first_name": "Silas",
        "last_name": "Dunmore",
        "region": "NV",
        "status": "On hold",
    },
    {"first_name": "Ivy", "last_name": "Dunmore", "street": "General Delivery"},
    {
        "first_name": "Jonathan",
        "last_name": "Tillery",
        "email": "tillery@example.com",
        "tax_number": "838-52-6001",
        "birth_date": "1970-07-07",
    },
    {
        "first_name": "Jon",
        "last_name": "Tillery",
        "email": "tillery@example.com",
        "tax_number": "838-52-6001",
        "birth_date": "1970-07-17",
    },
    {"first_name": "Hazel", "last_name": "Goodwin", "tax_number": "000-00-0000"},
    {"first_name": "Ira", "last_name": "Goodwin", "tax_number": "078-05-1120"},
    {
        "first_name": "Benoît",
        "last_name": "Thériault",
        "street": "88 Queen St",
        "city": "Moncton",
        "region": "NB",
        "postal_code": "E1C 4Z6",
        "country": "CA",
        "tax_number": "046 454 286",
    },
)
