"""The as-of control: which day's figures a page shows."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from accounts.forms.as_of import AsOfForm
from lendcore.actors import Actor

DAY = timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class AsOf:
    """The day that a page shows, and the ways to others.

    refusal: why it is today although another day was asked for; empty otherwise.
    until: the end of a day that is not today.
    """

    day: date
    today: date
    refusal: str = ""
    until: datetime | None = None

    @property
    def is_today(self) -> bool:
        return self.day == self.today

    @property
    def is_past(self) -> bool:
        return self.day < self.today

    @property
    def earlier(self) -> date:
        return self.day - DAY

    @property
    def later(self) -> date:
        return self.day + DAY


def read_as_of(query: dict[str, str], actor: Actor) -> AsOf:
    """Return the day that an address asks for; today when it asks for none."""
    form = AsOfForm(query, today=actor.today)
    until = None if form.day == actor.today else end_of(form.day, actor)
    return AsOf(day=form.day, today=actor.today, refusal=form.refusal, until=until)


def end_of(day: date, actor: Actor) -> datetime:
    """Return the moment at which a day is over where the tenant is."""
    zone = ZoneInfo(actor.tenant.time_zone)
    return datetime.combine(day + DAY, time.min, tzinfo=zone)
