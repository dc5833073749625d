"""What the benchmark says of accounts."""

from collections.abc import Sequence
from dataclasses import dataclass

from accounts.services.rolling import BATCH
from lendcore.site.bench.account_building import ROUNDS, AccountBook
from lendcore.site.bench.account_racing import AccountRaces
from lendcore.site.bench.account_rolling import Roll
from lendcore.site.bench.measuring import Measured
from lendcore.site.bench.tables import LEFT, RIGHT, markdown_table


@dataclass(frozen=True, kw_only=True)
class AccountFigures:
    """Everything that one run found about accounts. races: None where the run left
    them out."""

    book: AccountBook
    pages: Sequence[Measured]
    peer: Sequence[Measured]
    page_busyness: str
    roll: Roll
    roll_busyness: str
    races: AccountRaces | None
    race_busyness: str


def roll_table(roll: Roll) -> str:
    """Return accounts a second of rolling, and of what stands beside it."""
    heads = (("", LEFT), ("accounts/s", RIGHT), ("ms each", RIGHT))
    rows = (
        ("`roll_accounts`", roll.seconds),
        ("the replays alone", roll.replay_seconds),
        ("one bare UPDATE each, committed", roll.update_seconds),
    )
    return markdown_table(
        heads,
        [
            (
                label,
                f"{roll.accounts / seconds:,.0f}",
                f"{seconds / roll.accounts * 1000:.2f}",
            )
            for label, seconds in rows
        ],
    )


def account_races_table(races: AccountRaces) -> str:
    """Return both imports beside the COPYs of their rows."""
    heads = (
        ("", LEFT),
        ("rows", RIGHT),
        ("import, s", RIGHT),
        ("import, rows/s", RIGHT),
        ("bare COPYs, s", RIGHT),
        ("bare COPYs, rows/s", RIGHT),
        ("share", RIGHT),
    )
    rows = (("accounts", races.accounts), ("entries", races.entries))
    return markdown_table(
        heads,
        [
            (
                label,
                f"{race.rows:,}",
                f"{race.import_seconds:,.1f}",
                f"{race.import_rate:,.0f}",
                f"{race.copy_seconds:,.1f}",
                f"{race.copy_rate:,.0f}",
                f"{race.share:.0%}",
            )
            for label, race in rows
        ],
    )


def describe_book(book: AccountBook) -> str:
    """Return what there is, and how it came."""
    return (
        f"The large tenant has {book.accounts:,} accounts (eight of ten loans, the "
        f"others leases and lines of credit) with {book.links:,} links to customers "
        f"and {book.entries:,} entries. {book.replayed:,} were imported and replayed; "
        f"the owner copied them {ROUNDS - 1} times under new ids, with their entries, "
        "figures and history, for other customers."
    )


def describe_roll(roll: Roll) -> str:
    """Return what was rolled, beside what."""
    return (
        f"`roll_accounts` of {roll.day.isoformat()}, for which {roll.due:,} accounts "
        f"had figures that held no more, stopped after {roll.accounts:,}: "
        f"{BATCH} at a time are locked, read, replayed and written with their "
        "customers' standings in a transaction of their own, so that agents wait for "
        "some tenths of a second at most. Beside it the same "
        "accounts only replayed, with everything in memory, and one figure of each "
        "set by a bare UPDATE in a transaction of its own. All is put back after it."
    )


def describe_races() -> str:
    """Return what the imports race against."""
    return (
        "`import_accounts`, which replays each account and writes history and figures, "
        "then `import_transactions`, which replays it again with its entries. Beside "
        "them the rows that they wrote (accounts and history; entries and figures), by "
        "bare `COPY … FROM STDIN` into the same tables with the same indexes, "
        "constraints and triggers, by the owner, on top of the same book. One race."
    )
