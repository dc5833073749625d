"""The lender's office: who does what at which hour."""

import random
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from lendcore.actors import Actor
from lendcore.site.demo.members import DANA, LENA, RAJ, THEO, YUSUF, Person, Staff

SYSTEM = "System"
# When the file of the bank comes.
_NIGHT = time(4, 10)
_OPENS, _CLOSES = 8 * 60 + 5, 17 * 60 + 25


@dataclass(frozen=True)
class Office:
    """Makes authors of entries; whoever is no member of the tenant is Dana.

    today: the day of the seeding, on which nothing happens any more.
    """

    staff: Staff
    today: date
    rng: random.Random
    zone: ZoneInfo
    # All entries of a file are one change.
    _files: dict[date, Actor] = field(default_factory=dict)

    def day(self, days_ago: int) -> date:
        """Return the date so many days before the seeding."""
        return self.today - timedelta(days=days_ago)

    def at(self, person: Person, day: date) -> Actor:
        """Return a member at work on a day."""
        minutes = self.rng.randrange(_OPENS, _CLOSES)
        clock = time(minutes // 60, minutes % 60, self.rng.randrange(60))
        return self._actor(person, self._moment(day, clock))

    def somebody(self, day: date) -> Actor:
        """Return one of those who work at the desk on a day."""
        has_yusuf = (self.today - day).days > YUSUF.seen_days_ago
        desk = (DANA, DANA, THEO, YUSUF if has_yusuf else DANA)
        return self.at(self.rng.choice(desk), day)

    def lender(self, day: date) -> Actor:
        """Return one of those who open accounts."""
        return self.at(self.rng.choice((RAJ, RAJ, LENA)), day)

    def importer(self, day: date) -> Actor:
        """Return Lena, who brings the old book in."""
        actor = self._actor(LENA, self._moment(day, time(19, 30)))
        return replace(actor, source="import", ip_address=None)

    def bank_file(self, day: date) -> Actor:
        """Return the product itself, which takes the bank's file of a day."""
        if day not in self._files:
            actor = self._actor(LENA, self._moment(day, _NIGHT))
            self._files[day] = Actor(
                name=SYSTEM, tenant=actor.tenant, at=actor.at, source="task"
            )
        return self._files[day]

    def _actor(self, person: Person, at: datetime) -> Actor:
        known = person if self.staff.employs(person) else DANA
        return self.staff.actor(known, at)

    def _moment(self, day: date, clock: time) -> datetime:
        return datetime.combine(day, clock, self.zone)
