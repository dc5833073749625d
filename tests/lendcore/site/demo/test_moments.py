import random
from datetime import date, time

from lendcore.site.demo.moments import Moments

TODAY = date(2026, 11, 20)


def moments():
    return Moments(today=TODAY, time_zone="America/Denver", rng=random.Random(1))


def test_things_happen_in_working_hours_of_the_tenants_days():
    for days in range(1, 540):
        at = moments().days_ago(days)
        assert (TODAY - at.date()).days == days
        assert time(8) <= at.time() < time(17, 30)
        assert at.tzinfo.key == "America/Denver"


def test_nothing_lies_ahead():
    assert moments().days_ago(0).date() < TODAY
    assert moments().days_ago(-3).date() < TODAY
