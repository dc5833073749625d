"""What the benchmark says, as text for the terminal and for the documentation."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from lendcore.site.bench import account_report
from lendcore.site.bench.account_report import AccountFigures
from lendcore.site.bench.figures import Race, middle_race, verdict
from lendcore.site.bench.measuring import WARM_UPS, Measured
from lendcore.site.bench.tables import (
    LEFT,
    RIGHT,
    markdown_table,
    milliseconds,
    span,
)

IMPORT_GOAL = 0.6


@dataclass(frozen=True, kw_only=True)
class Report:
    """Everything that one run found. Rates are rows a second."""

    day: date
    machine: str
    customers: int
    small_tenants: int
    small_customers: int
    repeats: int
    file_rates: Sequence[float]
    races: Sequence[Race]
    import_busyness: str
    pages: Sequence[Measured]
    small_pages: Sequence[Measured]
    page_busyness: str
    peer: Sequence[Measured]
    peer_repeats: int
    peer_busyness: str
    accounts: AccountFigures | None = None

    @property
    def over(self) -> list[Measured]:
        """The pages over their budgets."""
        of_accounts = self.accounts.pages if self.accounts else ()
        pages = (*self.pages, *self.small_pages, *of_accounts)
        return [one for one in pages if one.is_over]


def races_table(races: Sequence[Race]) -> str:
    """Return each race, and the middle one against the goal."""
    middle = middle_race(races)
    lines = [(f"Race {number}", race, "") for number, race in enumerate(races, start=1)]
    lines.append(("**Middle**", middle, verdict(holds=middle.share >= IMPORT_GOAL)))
    heads = (
        ("", LEFT),
        ("import, rows/s", RIGHT),
        ("bare COPYs, rows/s", RIGHT),
        ("share", RIGHT),
        (f"goal ≥ {IMPORT_GOAL:.0%}", LEFT),
    )
    return markdown_table(
        heads,
        [
            (
                label,
                f"{race.import_rate:,.0f}",
                f"{race.copy_rate:,.0f}",
                f"{race.share:.0%}",
                word,
            )
            for label, race, word in lines
        ],
    )


def pages_table(pages: Sequence[Measured]) -> str:
    """Return the figures of pages, with their budgets where they have one."""
    has_budgets = any(one.scenario.budget for one in pages)
    heads = [
        ("", LEFT),
        ("p50 ms", RIGHT),
        ("p95 ms", RIGHT),
        ("max ms", RIGHT),
        ("Python ms", RIGHT),
        ("SQL", RIGHT),
    ]
    if has_budgets:
        heads += [("budget (p95)", LEFT), ("", LEFT)]
    return markdown_table(heads, [_page_line(one, has_budgets) for one in pages])


def _page_line(one: Measured, has_budgets: bool) -> list[str]:
    line = [
        one.scenario.label,
        milliseconds(one.spread.p50),
        milliseconds(one.spread.p95),
        milliseconds(one.spread.worst),
        milliseconds(one.python_p50),
        span(one.queries),
    ]
    if has_budgets:
        line += [f"{one.scenario.budget or '—'}", one.verdict]
    return line


def render(report: Report) -> str:
    """Return the whole page of documentation."""
    parts = [*_opening(report), *_import(report), *_pages(report)]
    if report.accounts:
        parts += _accounts(report.accounts)
    return "\n\n".join(parts) + "\n"


def _opening(report: Report) -> list[str]:
    if report.over:
        listed = ", ".join(f"“{one.scenario.label}”" for one in report.over)
        result = f"Over budget: {listed}."
    else:
        result = "Every page and search is inside its budget."
    return [
        "# Benchmarks",
        "`make bench` writes this page. It fills a database of its own, once, by the "
        "product's import, and measures there. Names and numbers are invented; how "
        "often each occurs follows real books.",
        f"Run on {report.day.isoformat()}: {report.machine}. One tenant has "
        f"{report.customers:,} customers; beside it stand {report.small_tenants} "
        f"tenants with {report.small_customers:,} each.",
        f"{result} Times are wall-clock times; other work on the machine makes them "
        "longer, so each part says how busy it was, and how long the database took "
        "for nothing at all.",
    ]


def _import(report: Report) -> list[str]:
    rows = report.races[0].rows
    first, last = report.file_rates[0], report.file_rates[-1]
    return [
        "## Import",
        f"A file of {rows:,} customers with keys, phones, addresses, filterable custom "
        "values and history, imported by `import_customers` as the app role: reading, "
        "every check, encryption, writing, warnings. Beside it bare `COPY … FROM "
        "STDIN` of the very same rows into the same tables, with the same indexes, "
        "constraints and foreign keys, by the owner, in one transaction. They take "
        "turns; before each the rows are deleted and the tables vacuumed, so that "
        f"both write on top of the same {report.customers:,} customers. One import "
        "goes ahead unmeasured.",
        races_table(report.races),
        report.import_busyness,
        f"The book itself came in {len(report.file_rates)} files: the first at "
        f"{first:,.0f} rows/s, the last at {last:,.0f} rows/s.",
    ]


def _pages(report: Report) -> list[str]:
    parts = [
        "## Pages and searches",
        "Whole requests in one process, without the network: middleware, a session "
        "that was signed in on the log-in page, permission checks, queries as the app "
        f"role behind row security, templates. {WARM_UPS} visits warm up, "
        f"{report.repeats} count, each with other inputs. “Python” is the processor "
        "time of the web process, at the median; the rest is the database and waiting "
        "for a processor. SQL counts every statement, those for session and user "
        "included; it is a span where it depends on the input.",
    ]
    parts += _by_group(report.pages)
    parts += [
        f"### A tenant of {report.small_customers:,} in the same database",
        pages_table(report.small_pages),
        report.page_busyness,
        "## The peer: Django's admin",
        "The same customers in `django.contrib.admin` as it comes, behind the same "
        "middleware and row security: `search_fields` with its usual `icontains`, "
        f"pages by OFFSET, exact counts. {report.peer_repeats} visits each.",
        pages_table(report.peer),
        report.peer_busyness,
    ]
    return parts


def _by_group(pages: Sequence[Measured]) -> list[str]:
    parts = []
    for group in dict.fromkeys(one.scenario.group for one in pages):
        table = pages_table([one for one in pages if one.scenario.group == group])
        parts += [f"### {group}", table]
    return parts


def _accounts(figures: AccountFigures) -> list[str]:
    parts = [
        "## Accounts",
        account_report.describe_book(figures.book),
        *_by_group(figures.pages),
        "### Accounts in Django's admin",
        "The same accounts in the peer: its list by OFFSET, the change page of one.",
        pages_table(figures.peer),
        figures.page_busyness,
        "### Rolling to a new day",
        account_report.describe_roll(figures.roll),
        account_report.roll_table(figures.roll),
        figures.roll_busyness,
    ]
    if figures.races:
        parts += [
            "### Import of accounts and entries",
            account_report.describe_races(),
            account_report.account_races_table(figures.races),
            figures.race_busyness,
        ]
    return parts
