"""The annual percentage rate: Regulation Z's own examples, and what is refused.

The examples of 12 CFR Part 1026, Appendix J, paragraph (c), with the regulation's
answers. Where the appendix's dates are not at hand the odd parts are, and the dates
here give them.
"""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from accounts.engine.apr import CashFlow, annual_percentage_rate
from accounts.engine.calendar import (
    ANNUAL,
    BIWEEKLY,
    MONTHLY,
    QUARTERLY,
    SEMIMONTHLY,
    WEEKLY,
    DueDates,
    Frequency,
    Unit,
)
from accounts.engine.errors import BadTerms

D = Decimal
FOUR_WEEKLY = Frequency(Unit.WEEK, 4)
BIMONTHLY = Frequency(Unit.MONTH, 2)
DAILY = Frequency(Unit.DAY)


def flow(day: str, amount: str) -> CashFlow:
    return CashFlow(date.fromisoformat(day), D(amount))


def series(
    first: str, frequency: Frequency, *runs: tuple[int, str], skip: int = 0
) -> list[CashFlow]:
    """Payments that follow each other: each run is a count and an amount."""
    due = DueDates(date.fromisoformat(first), frequency)
    amounts = [amount for count, amount in runs for _ in range(count)]
    return [
        CashFlow(due[number], D(amount)) for number, amount in enumerate(amounts, skip)
    ]


def after(start: str, days: int, count: int, amount: str) -> list[CashFlow]:
    """Payments every four weeks, the first some days after the start."""
    first = date.fromisoformat(start) + timedelta(days=days)
    return series(first.isoformat(), FOUR_WEEKLY, (count, amount))


# References -----------------------------------------------------------------------


APPENDIX_J = [
    pytest.param(
        flow("1978-01-10", "5000"),
        series("1978-02-10", MONTHLY, (24, "230")),
        (12, 1, 0, 1, "9.69"),
        id="c1i monthly, regular",
    ),
    pytest.param(
        flow("1978-02-10", "6000"),
        series("1978-04-01", MONTHLY, (36, "200")),
        (12, 1, 19, 30, "11.82"),
        id="c1ii monthly, long first period",
    ),
    pytest.param(
        flow("1978-02-23", "5000"),
        series("1978-03-01", SEMIMONTHLY, (24, "219.17")),
        (24, 0, 6, 15, "10.34"),
        id="c1iii semimonthly, short first period",
    ),
    pytest.param(
        flow("1978-05-23", "10000"),
        series("1978-10-01", QUARTERLY, (40, "385")),
        (4, 1, 39, 90, "8.97"),
        id="c1iv quarterly, long first period",
    ),
    pytest.param(
        flow("1978-03-20", "500"),
        series("1978-04-21", WEEKLY, (30, "17.60")),
        (52, 4, 4, 7, "14.96"),
        id="c1v weekly, long first period",
    ),
    pytest.param(
        flow("1978-01-10", "5000"),
        series("1978-02-10", MONTHLY, (1, "250"), (23, "230")),
        (12, 1, 0, 1, "10.08"),
        id="c2i monthly, irregular first payment",
    ),
    pytest.param(
        flow("1978-03-18", "400"),
        series("1978-04-20", FOUR_WEEKLY, (1, "39.50"), (11, "38.31")),
        (13, 1, 5, 28, "28.50"),
        id="c2ii every four weeks, long first period, irregular first payment",
    ),
    pytest.param(
        flow("1978-01-10", "5000"),
        series("1978-02-10", MONTHLY, (23, "230"), (1, "280")),
        (12, 1, 0, 1, "10.50"),
        id="c3i monthly, irregular final payment",
    ),
    pytest.param(
        flow("1978-04-03", "200"),
        series("1978-04-11", BIWEEKLY, (19, "9.50"), (1, "30")),
        (26, 0, 8, 14, "12.22"),
        id="c3ii every two weeks, short first period, irregular final payment",
    ),
    pytest.param(
        flow("1978-01-10", "5000"),
        series("1978-02-10", MONTHLY, (1, "250"), (22, "230"), (1, "280")),
        (12, 1, 0, 1, "10.90"),
        id="c4i monthly, irregular first and final payment",
    ),
    pytest.param(
        flow("1978-01-10", "8000"),
        series("1978-03-01", BIMONTHLY, (1, "449.36"), (18, "465"), (1, "200")),
        (6, 0, 52, 60, "7.30"),
        id="c4ii every two months, short first period, irregular both",
    ),
    pytest.param(
        flow("1978-01-03", "1000"),
        [flow("1978-09-15", "1080")],
        (D(365) / 255, 1, 0, 1, "11.45"),
        id="c5i single payment after 255 days",
    ),
    pytest.param(
        flow("1978-07-15", "1000"),
        [flow("1979-01-15", "1044")],
        (2, 1, 0, 1, "8.80"),
        id="c5ii single payment after 6 months",
    ),
    pytest.param(
        flow("1978-01-15", "1000"),
        [flow("1979-07-15", "1135.19")],
        (1, 1, 6, 12, "8.76"),
        id="c5iii single payment after 18 months",
    ),
    pytest.param(
        flow("1978-01-03", "1000"),
        [flow("1980-01-03", "1240")],
        (1, 2, 0, 1, "11.36"),
        id="c5iv single payment after 2 years",
    ),
    pytest.param(
        flow("1978-01-25", "2135"),
        [
            *after("1978-01-25", 26, 9, "100"),
            *after("1978-01-25", 10 * 28 + 12, 6, "100"),
            *after("1978-01-25", 16 * 28 + 26, 6, "100"),
            *after("1978-01-25", 23 * 28 + 12, 3, "100"),
        ],
        (13, 0, 26, 28, "12.00"),
        id="c6i every four weeks, some skipped",
    ),
    pytest.param(
        flow("1978-03-03", "7350"),
        [
            *series("1978-09-15", MONTHLY, (3, "1000")),
            flow("1979-03-15", "2000"),
            *series("1979-09-15", MONTHLY, (3, "750")),
            flow("1980-02-01", "1000"),
        ],
        (12, 6, 12, 30, "10.22"),
        id="c6ii monthly, some skipped, and single payments",
    ),
]


@pytest.mark.parametrize(("advance", "payments", "expected"), APPENDIX_J)
def test_appendix_j_examples_are_met(advance, payments, expected):
    per_year, whole, odd, of, percent = expected

    apr = annual_percentage_rate([advance], payments)

    assert apr.percent == D(percent)
    assert abs(apr.unit_period.per_year - per_year) < D("1e-20")
    assert (apr.spans[0].whole, D(apr.spans[0].odd) / apr.spans[0].of) == (
        whole,
        D(odd) / of,
    )


# simontreanor/FSharp.Finance.Personal, tests/AprUsActuarialTests.fs, "ExtraExamples":
# confirmed in Excel by their author.
EXTRA = [
    pytest.param("2023-10-26", DAILY, "220", "94.15", id="daily"),
    pytest.param("2023-10-28", WEEKLY, "250", "176.52", id="weekly, long first"),
    pytest.param("2023-11-23", WEEKLY, "250", "412.40", id="weekly, regular"),
    pytest.param("2023-11-24", WEEKLY, "250", "434.30", id="weekly, short first"),
    pytest.param("2023-10-26", ANNUAL, "500", "78.34", id="yearly, short first"),
]


@pytest.mark.parametrize(("start", "frequency", "amount", "percent"), EXTRA)
def test_rates_that_others_found_are_met(start, frequency, amount, percent):
    payments = series("2023-11-30", frequency, (5, amount))

    apr = annual_percentage_rate([flow(start, "1000")], payments)

    assert apr.percent == D(percent)


# Several flows ----------------------------------------------------------------------


def test_the_order_of_the_flows_does_not_matter():
    payments = series("2025-02-15", MONTHLY, (12, "100"))
    advances = [flow("2025-01-15", "500"), flow("2025-03-15", "500")]

    apr = annual_percentage_rate(advances, payments)

    assert annual_percentage_rate(advances[::-1], payments[::-1]) == apr


def test_two_payments_on_one_day_are_one():
    whole = annual_percentage_rate(
        [flow("2025-01-15", "1000")], [flow("2025-07-15", "1050")]
    )
    parts = annual_percentage_rate(
        [flow("2025-01-15", "400"), flow("2025-01-15", "600")],
        [flow("2025-07-15", "1000"), flow("2025-07-15", "50")],
    )

    assert whole == parts
    assert whole.percent == D("10.00")


# Refusals ---------------------------------------------------------------------------


ADVANCE = flow("2025-01-15", "1000")
PAYMENT = flow("2025-07-15", "1050")


@pytest.mark.parametrize(
    ("advances", "payments", "field", "words"),
    [
        ([], [PAYMENT], "advances", "at least one"),
        ([ADVANCE], [], "payments", "at least one"),
        ([ADVANCE], [flow("2025-07-15", "999.99")], "payments", "Never repay"),
        ([ADVANCE], [flow("2025-01-14", "1"), PAYMENT], "payments", "before the first"),
        ([ADVANCE], [flow("2025-01-15", "1050")], "payments", "All come on the day"),
        ([flow("2025-01-15", "0")], [PAYMENT], "advances", "above zero"),
        ([ADVANCE], [flow("2025-07-15", "-1")], "payments", "above zero"),
        ([ADVANCE], [flow("2025-07-15", "NaN")], "payments", "amounts of money"),
        ([ADVANCE], [flow("2025-07-15", "1e15")], "payments", "above 999,999"),
        ([ADVANCE], [flow("2225-07-15", "1050")], "payments", "Give dates from"),
        ([ADVANCE], [flow("2025-01-16", "2000")], "payments", "rate is above 10,000 %"),
        (
            [ADVANCE],
            [flow("2025-01-15", "1000"), PAYMENT],
            "payments",
            "rate is above 10,000 %",
        ),
    ],
)
def test_flows_without_a_rate_are_refused(advances, payments, field, words):
    with pytest.raises(BadTerms) as caught:
        annual_percentage_rate(advances, payments)

    assert caught.value.field == field
    assert words in caught.value.sentence


def test_a_float_is_refused():
    with pytest.raises(BadTerms, match="amounts of money"):
        annual_percentage_rate([ADVANCE], [CashFlow(date(2025, 7, 15), 1050)])
