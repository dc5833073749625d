"""Filling a demo tenant with accounts, in the transaction that the caller opens."""

import random
from datetime import date
from zoneinfo import ZoneInfo

from accounts.models import Account
from accounts.services import rolling
from lendcore.site.demo import marisol as heroine
from lendcore.site.demo.accounts.company import Company
from lendcore.site.demo.accounts.drawing import Drawer, Mix
from lendcore.site.demo.accounts.lists import Lists
from lendcore.site.demo.accounts.marisol import NUMBERS, Accounts
from lendcore.site.demo.accounts.office import Office
from lendcore.site.demo.accounts.people import Borrowers
from lendcore.site.demo.accounts.products import BUSINESSES
from lendcore.site.demo.accounts.writing import number_accounts, write_accounts
from lendcore.site.demo.members import LENA, Staff

_LISTS_DAYS_AGO = 536


def has_accounts() -> bool:
    """Return whether anybody has made an account in the active tenant. One query."""
    return Account.objects.exists()


def add_accounts(
    staff: Staff, mix: Mix, *, today: date, zone: ZoneInfo, seed: str
) -> None:
    """Fill the active tenant, which has customers and no accounts."""
    rng = random.Random(seed)  # noqa: S311 - draws no secret
    office = Office(staff, today, rng, zone)
    lists = Lists.make(office.at(LENA, office.day(_LISTS_DAYS_AGO)))
    family = heroine.find_family()
    people = Borrowers.load(rng, but=family)
    plans = Drawer(rng, office=office, lists=lists, people=people).draw(mix)
    Company(rng, office=office, lists=lists, people=people).join(plans)
    number_accounts(plans, kept=NUMBERS)
    write_accounts(plans, today=today, defaults=lists.defaults)
    if len(family) == 2:
        Accounts(
            office,
            lists,
            marisol=family[0],
            brother=family[1],
            lawyer=people.lawyers[0].id,
            company=people.pick(BUSINESSES).id,
        ).tell()
        for _ in rolling.roll(today):
            # Hers were stored as of the days on which something was posted.
            pass
