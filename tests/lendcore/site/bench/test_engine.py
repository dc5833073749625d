from datetime import date

from lendcore.site.bench.engine import Pace, Timed, render_engine, time_all
from lendcore.site.bench.figures import Spread


def timed(p95=2.0, budget=3):
    return Timed("loan, 60 payments", Spread(p50=1.5, p95=p95, worst=4.0), budget)


def rendered(*lines):
    day = date(2026, 11, 25)
    return render_engine(day, "2 cores", "Load 0.1.", lines, [Pace(7, 900.4, 400.0)])


def test_the_page_says_what_is_over_its_budget():
    assert "Everything is inside its budget." in rendered(timed())
    assert "Over budget: loan, 60 payments." in rendered(timed(p95=3.1))


def test_a_reference_has_no_budget():
    reference = timed(p95=99.0, budget=None)

    assert not reference.is_over
    assert "Everything is inside its budget." in rendered(reference)


def test_loans_a_second_stand_beside_the_days():
    line = rendered(timed()).splitlines()[-1]

    assert [cell.strip() for cell in line.strip("|").split("|")] == ["7", "900", "400"]


def test_every_account_can_be_run():
    labels = [each.label for each in time_all(1)]

    assert len(labels) == len(set(labels)) == 9
