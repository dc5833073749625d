"""The columns that an import of accounts takes."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import chain

from accounts.imports.accounts import terms
from accounts.models import Account, AccountStatus, Kind, LineProgram
from lendcore.imports.cells import ACTIONS, YES_NO
from lendcore.imports.columns import Column, ColumnSet

NEEDS_IMPORT_ID = (
    "Imports of accounts need import_id, by which an account is known again when the "
    "file is imported twice. A mapping can make one of several columns: "
    'import_id = { digest = ["Branch", "Loan"] }.'
)
BOARDED_ON = "boarded_on"
AMOUNTS: Mapping[str, str] = {
    "principal": "principal that is owed, due or not",
    "due_interest": "interest that fell due and is unpaid",
    "accrued_interest": "interest since the last due date, not due yet",
    "fees": "fees that are unpaid",
    "next_due_amount": "of a line, what is unpaid of the minimum that is due next",
    "past_due": "what is unpaid of installments (minimums) due before",
    "principal_paid": "principal paid so far, for information",
    "interest_paid": "interest paid so far, for information",
}
DAYS: Mapping[str, str] = {
    "next_due_date": "the next due date; empty where all have passed",
    "oldest_due_date": "the oldest due date that is not paid; goes with past_due",
}
BALANCES = "balances"
# Of a running account, all that becomes its opening entry.
BOARDING = (BOARDED_ON, *AMOUNTS, *DAYS, BALANCES)


def account_columns(
    statuses: Iterable[AccountStatus] = (), programs: Iterable[LineProgram] = ()
) -> ColumnSet:
    """Return the columns of an account import, in the template's order."""
    columns = chain(_leading(statuses, programs), _boarding(), terms.described())
    return ColumnSet(
        columns={column.name: column for column in columns},
        required={"import_id": NEEDS_IMPORT_ID},
    )


def tenant_columns() -> ColumnSet:
    """Return the columns of the active tenant's account import. Two queries."""
    return account_columns(
        AccountStatus.objects.order_by("position", "pk"),
        LineProgram.objects.order_by("name", "pk"),
    )


def letters_of(name: str) -> int:
    """Return how many letters a column of an account has room for."""
    return Account._meta.get_field(name).max_length


def _leading(
    statuses: Iterable[AccountStatus], programs: Iterable[LineProgram]
) -> Iterator[Column]:
    yield Column(
        name="action",
        meaning="What to do with the row; add when empty. remove puts the account into "
        "the archive and does nothing else",
        values=ACTIONS,
    )
    for name, meaning in (
        ("import_id", "Your own ID of the account, by which it is known. Required"),
        ("number", "The account's number; the import ID when empty"),
        ("title", "A few words about the account"),
    ):
        yield Column(
            name=name,
            meaning=meaning,
            format=f"text, up to {letters_of(name)} letters",
        )
    yield Column(name="kind", meaning="What the account is", values=tuple(Kind.values))
    yield Column(
        name="status",
        meaning="One of the tenant's statuses, by name or code. When empty: Open if "
        "activated, else Application",
        values=tuple(status.name for status in statuses if status.is_active),
    )
    yield Column(
        name="sub_status", meaning="A sub-status of that status, by name or code"
    )
    for name, words in (("portfolio", "Portfolio"), ("source_company", "Who sent it")):
        yield Column(
            name=name,
            meaning=f"{words}, by name. It must exist, or be made with --create-labels",
            format="text, up to 60 letters",
        )
    yield Column(
        name="program",
        meaning="The program of a line, by name; its terms hold where the row says "
        "nothing else",
        values=tuple(program.name for program in programs if program.is_active),
    )
    yield from _activity()


def _activity() -> Iterator[Column]:
    yield Column(
        name="activate",
        meaning="Whether the account runs: yes activates it, no pauses it",
        values=YES_NO,
    )
    yield Column(
        name="closed_on",
        meaning="When it came to a closed status; today when empty",
        format="date",
        takes_dates=True,
    )


def _boarding() -> Iterator[Column]:
    yield Column(
        name=BOARDED_ON,
        meaning="Opening figures of a running account: as of which day. Interest of "
        "the day itself is ours",
        format="date",
        takes_dates=True,
    )
    for name, meaning in AMOUNTS.items():
        yield Column(
            name=name,
            meaning=f"Opening figures: {meaning}",
            format="amount, such as 1234.50",
        )
    for name, meaning in DAYS.items():
        yield Column(
            name=name,
            meaning=f"Opening figures: {meaning}",
            format="date",
            takes_dates=True,
        )
    yield Column(
        name=BALANCES,
        meaning="Opening figures of a line: the principal of each balance",
        format="names and amounts, such as purchases: 90.00; cash: 10.00",
    )
