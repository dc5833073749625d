"""Invented companies and flooring dealers."""

import random

COMPANY, FLOORING = "company", "flooring"

_FIRST = (
    "Aspen Ridge, Beehive, Bluestem, Bonneville, Cedar Fork, Cinder Cone, Copperline, "
    "Desert Bloom, Eagle Gate, Four Corners, Great Basin, Harbor Point, High Plains, "
    "Iron Horse, Juniper Flats, Kestrel, Lone Peak, Mesa Verde View, Northfork, "
    "Painted Hills, Quaking Aspen, Red Rock, Sawtooth, Timberline, Uinta Crest, "
    "Wasatch Bench, Yellow Pine, Zephyr"
).split(", ")
_TRADES = (
    "Auto Glass, Bakery, Cabinetry, Concrete, Dental Group, Drywall, Electric, Farms, "
    "Freight, Heating & Air, Landscaping, Machine Works, Masonry, Orchards, Plumbing, "
    "Ranch Supply, Roofing, Solar, Stoneworks, Tree Care, Veterinary Clinic, Welding"
).split(", ")
_FLOORING = (
    "Boat & Trailer, Camper Center, Carpet & Tile, Equipment Sales, Flooring, "
    "Marine, Motor Company, Motorsports, Pre-Owned Autos, RV Outlet, Tractor"
).split(", ")
_ENDINGS = ("LLC", "LLC", "Inc.", "Co.", "Corp.", "LP", "")
_QUEBEC = (
    "Boulangerie du Vieux Moulin inc.",
    "Toitures Beauséjour ltée",
    "Garage L'Étoile du Nord inc.",
    "Ébénisterie Sœurs Gagné S.E.N.C.",
)
_ODD = (
    "1-800-Gravel & Sons, Inc.",
    "Chez Zoé — Café & Pâtisserie",
    "Łódź Deli #2 LLC",
    "=Equals Advertising",
    "株式会社 山城商店 (Yamashiro Shoten)",
    "مطعم الزيتونة Olive Tree Restaurant",
    "Schöne Möbel & Küchen GmbH of Utah",
    "The Very Long-Established and Independently Owned Northern Rocky Mountain "
    "Agricultural Implement, Irrigation and Livestock Equipment Cooperative",
)


class CompanyNames:
    """Gives out company names, none of them twice."""

    def __init__(self, rng: random.Random) -> None:
        self._rng = rng
        self._used: set[str] = set()
        self._odd = list(_ODD)
        self._quebec = list(_QUEBEC)

    def pick(self, customer_type: str, region: str) -> str:
        """Return the name of a company or flooring dealer."""
        if region == "QC" and self._quebec:
            return self._quebec.pop()
        if customer_type == COMPANY and self._odd and self._rng.random() < 0.05:
            return self._odd.pop()
        while True:
            name = self._invent(customer_type)
            if name not in self._used:
                self._used.add(name)
                return name

    def _invent(self, customer_type: str) -> str:
        trades = _FLOORING if customer_type == FLOORING else _TRADES
        parts = (self._rng.choice(_FIRST), self._rng.choice(trades))
        return " ".join([*parts, self._rng.choice(_ENDINGS)]).rstrip()


def domain_of(company_name: str) -> str:
    """Return a domain of the reserved ending .example (RFC 2606)."""
    letters = (letter for letter in company_name.lower() if letter.isascii())
    word = "".join(letter for letter in letters if letter.isalnum())
    return f"{word[:24] or 'office'}.example"
