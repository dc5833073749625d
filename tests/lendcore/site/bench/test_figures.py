import pytest

from lendcore.site.bench.figures import (
    Budget,
    Race,
    Spread,
    middle_race,
    percentile,
    verdict,
)


def test_a_percentile_is_one_of_the_values_by_nearest_rank():
    values = [15, 20, 35, 40, 50]

    found = {percent: percentile(values, percent) for percent in (5, 30, 40, 50, 100)}

    assert found == {5: 15, 30: 20, 40: 20, 50: 35, 100: 50}


def test_the_order_of_the_values_does_not_matter():
    assert percentile([3, 1, 2], 50) == 2


def test_of_forty_values_the_95th_percentile_leaves_out_the_two_longest():
    assert percentile(range(1, 41), 95) == 38


def test_one_value_is_every_percentile_of_itself():
    assert percentile([7.5], 1) == percentile([7.5], 100) == 7.5


def test_there_is_no_percentile_of_nothing():
    with pytest.raises(ValueError, match="no values"):
        percentile([], 50)


@pytest.mark.parametrize("percent", [0, -1, 101])
def test_a_percentile_outside_of_0_to_100_is_refused(percent):
    with pytest.raises(ValueError, match="lies above 0"):
        percentile([1], percent)


def test_a_spread_names_the_middle_the_95th_and_the_worst():
    assert Spread.of([*range(1, 20), 500]) == Spread(p50=10, p95=19, worst=500)


def test_a_budget_holds_up_to_its_ends():
    spread = Spread(p50=10, p95=60, worst=400)

    assert Budget(60, 12).holds(spread, 12)
    assert not Budget(59, 12).holds(spread, 12)
    assert not Budget(60, 12).holds(spread, 13)


def test_a_budget_without_queries_asks_for_the_time_alone():
    assert Budget(60).holds(Spread(p50=10, p95=60, worst=60), 500)


def test_a_budget_says_itself():
    assert f"{Budget(60, 12)}" == "≤ 60 ms, 12 SQL"
    assert f"{Budget(30)}" == "≤ 30 ms"


def test_a_budget_that_does_not_hold_stands_out():
    assert verdict(holds=True) == "ok"
    assert verdict(holds=False) == "**over**"


def test_a_race_gives_rates_and_the_share_of_the_bare_copies():
    race = Race(rows=1_000, import_seconds=4.0, copy_seconds=3.0)

    assert (race.import_rate, race.share) == (250, 0.75)
    assert race.copy_rate == pytest.approx(333.33, abs=0.01)


def test_the_middle_race_is_neither_the_best_nor_the_worst():
    races = [Race(100, seconds, 1.0) for seconds in (2.0, 1.0, 4.0)]

    assert middle_race(races).share == 0.5


def test_of_two_middle_races_the_worse_one_counts():
    races = [Race(100, seconds, 1.0) for seconds in (2.0, 4.0)]

    assert middle_race(races).share == 0.25


def test_there_is_no_middle_of_no_races():
    with pytest.raises(ValueError, match="no races"):
        middle_race([])
