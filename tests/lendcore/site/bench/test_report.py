from datetime import date

from lendcore.site.bench.account_building import AccountBook
from lendcore.site.bench.account_racing import AccountRaces
from lendcore.site.bench.account_report import (
    AccountFigures,
    account_races_table,
    roll_table,
)
from lendcore.site.bench.account_rolling import Roll
from lendcore.site.bench.figures import Budget, Race, Spread
from lendcore.site.bench.measuring import Measured
from lendcore.site.bench.report import Report, pages_table, races_table, render
from lendcore.site.bench.scenarios import Scenario

SECTION = Budget(60, 12)


def measured(label="Summary", p95=20.0, queries=(7, 9), budget=SECTION):
    scenario = Scenario("Customer page", label, lambda browser, inputs: None, budget)
    return Measured(scenario, Spread(p50=10.0, p95=p95, worst=30.0), 6.5, queries)


def report(**changes):
    facts = {
        "day": date(2026, 11, 20),
        "machine": "2 processor cores",
        "customers": 1_000_000,
        "small_tenants": 3,
        "small_customers": 10_000,
        "repeats": 40,
        "file_rates": [3_000.4, 2_500.0],
        "races": [Race(100_000, 40.0, 30.0)],
        "import_busyness": "Load average 1.0 to 2.0.",
        "pages": [measured()],
        "small_pages": [measured()],
        "page_busyness": "",
        "peer": [measured("change page", budget=None)],
        "peer_repeats": 10,
        "peer_busyness": "",
    }
    return Report(**facts | changes)


def test_a_page_stands_beside_its_budget():
    line = pages_table([measured()]).splitlines()[2]

    cells = [cell.strip() for cell in line.strip("|").split("|")]
    figures, judgement = cells[:6], cells[6:]
    assert figures == ["Summary", "10.0", "20.0", "30.0", "6.5", "7–9"]
    assert judgement == ["≤ 60 ms, 12 SQL", "ok"]


def test_too_many_queries_are_over_the_budget_even_once():
    line = pages_table([measured(queries=(7, 7, 13))]).splitlines()[2]

    assert "**over**" in line


def test_a_page_without_a_budget_is_neither_in_nor_over():
    one, other = measured(budget=None), measured()

    line = pages_table([one, other]).splitlines()[2]

    assert (one.is_over, one.verdict) == (False, "")
    assert "—" in line


def test_a_table_of_nothing_but_comparisons_shows_no_budgets():
    assert "budget" not in pages_table([measured(budget=None)])


def test_the_middle_race_is_held_against_the_goal():
    quick = [Race(100, 2.0, 1.2), Race(100, 2.0, 1.9), Race(100, 2.0, 0.9)]
    slow = [Race(100, 2.0, 1.1)]

    assert "|   60% | ok " in races_table(quick).splitlines()[-1]
    assert "**over**" in races_table(slow)


def test_the_page_says_first_what_is_over_its_budget():
    late = measured("History", p95=61.0)

    assert "Over budget: “History”." in render(report(pages=[measured(), late]))
    assert "Every page and search is inside its budget." in render(report())


def test_pages_over_budget_in_the_small_tenant_count_too():
    late = measured("History", p95=61.0)

    assert report(small_pages=[late]).over == [late]


def test_the_page_names_size_machine_and_day():
    text = render(report())

    assert "Run on 2026-11-20: 2 processor cores." in text
    assert "1,000,000 customers" in text
    assert "the first at 3,000 rows/s, the last at 2,500 rows/s" in text


# Accounts ---------------------------------------------------------------------------


def account_figures(**changes):
    facts = {
        "book": AccountBook(1_000_000, 20_000, 1_500_000, 5_000_000),
        "pages": [measured("today")],
        "peer": [measured("change page", budget=None)],
        "page_busyness": "",
        "roll": Roll(date(2026, 11, 21), 33_000, 2_000, 20.0, 4.0, 1.0),
        "roll_busyness": "",
        "races": AccountRaces(Race(100, 2.0, 1.0), Race(3_000, 30.0, 6.0)),
        "race_busyness": "",
    }
    return AccountFigures(**facts | changes)


def test_a_roll_stands_beside_replays_and_bare_updates():
    lines = roll_table(account_figures().roll).splitlines()[2:]

    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    assert cells == [
        ["`roll_accounts`", "100", "10.00"],
        ["the replays alone", "500", "2.00"],
        ["one bare UPDATE each, committed", "2,000", "0.50"],
    ]


def test_both_imports_stand_beside_their_copies():
    lines = account_races_table(account_figures().races).splitlines()[2:]

    assert [line.strip("|").split("|")[-1].strip() for line in lines] == ["50%", "20%"]


def test_the_page_tells_of_accounts_when_they_were_measured():
    text = render(report(accounts=account_figures()))

    assert "1,000,000 accounts" in text
    assert "copied them 49 times" in text
    assert "### Rolling to a new day" in text
    assert "### Import of accounts and entries" in text
    assert "## Accounts" not in render(report())


def test_a_page_without_a_race_of_accounts_says_nothing_of_it():
    text = render(report(accounts=account_figures(races=None)))

    assert "### Import of accounts and entries" not in text


def test_pages_of_accounts_over_budget_count_too():
    late = measured("today", p95=61.0)

    assert report(accounts=account_figures(pages=[late])).over == [late]
