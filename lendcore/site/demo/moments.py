"""When things happened: working hours of the days before the seeding."""

import random
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

_OPENS, _CLOSES = 8 * 60, 17 * 60 + 30


class Moments:
    """Gives moments in the tenant's time zone; the same day gives the same ones.

    today: the day of the seeding. Nothing happens on it, so nothing lies ahead.
    """

    def __init__(self, *, today: date, time_zone: str, rng: random.Random) -> None:
        self.today = today
        self._zone = ZoneInfo(time_zone)
        self._rng = rng

    def days_ago(self, days: int, clock: time | None = None) -> datetime:
        """Return a moment of a day; of its working hours when no clock is given."""
        if clock is None:
            minutes = self._rng.randrange(_OPENS, _CLOSES)
            clock = time(minutes // 60, minutes % 60, self._rng.randrange(60))
        return datetime.combine(self.day(days), clock, self._zone)

    def day(self, days_ago: int) -> date:
        """Return the date so many days before the seeding."""
        return self.today - timedelta(days=max(days_ago, 1))
