"""The columns that an import of entries takes."""

from accounts.engine.transactions import Code
from accounts.models import Method, ReversalReason, Transaction
from lendcore.imports.columns import Column, ColumnSet

# Opening figures come with their account.
CODES = tuple(str(code) for code in Code if code is not Code.BOARDING)
TEXTS = ("reference", "payer", "note")
DAYS = ("old_due_date", "new_due_date", "current_as_of")
# What an entry's code may need beside the amount, in the engine's words.
DETAILS = ("bucket", "rate_annual", "split", *DAYS)
LONGEST_ID = 200


def letters_of(name: str) -> int:
    """Return how many letters a column of an entry has room for."""
    return Transaction._meta.get_field(name).max_length


def entry_columns() -> ColumnSet:
    """Return the columns of an import of entries, in the template's order."""
    columns = [
        Column(
            name="account",
            meaning="The account: its import ID, else its number. Required",
        ),
        Column(
            name="external_id",
            meaning="Your own ID of the entry, unique in its account: by it the entry "
            "is known again. Required",
            format=f"text, up to {LONGEST_ID} letters",
        ),
        Column(name="code", meaning="What the entry is. Required", values=CODES),
        Column(
            name="effective",
            meaning="The day from which it counts. Required",
            format="date",
            takes_dates=True,
        ),
        Column(
            name="amount",
            meaning="How much; of a reversal it is that of what it takes back",
            format="amount, such as 1234.50",
        ),
        Column(name="method", meaning="How money came", values=tuple(Method.values)),
        *_texts(),
        Column(
            name="reverses",
            meaning="Of a reversal: the external ID of the entry that it takes back, "
            "of this file or an earlier one",
        ),
        Column(
            name="reason",
            meaning="Of a reversal: why",
            values=tuple(ReversalReason.values),
        ),
        *_details(),
    ]
    needed = ("account", "external_id", "code", "effective")
    return ColumnSet(
        columns={column.name: column for column in columns},
        required={name: _required(name) for name in needed},
    )


def _texts() -> list[Column]:
    meanings = ("Check or trace number", "Who paid", "A note")
    return [
        Column(
            name=name,
            meaning=meaning,
            format=f"text, up to {letters_of(name)} letters",
        )
        for name, meaning in zip(TEXTS, meanings, strict=True)
    ]


def _details() -> list[Column]:
    columns = [
        Column(
            name="bucket",
            meaning="Of a charge, credit, waiver or write-off: fees, interest, "
            "principal or escrow; on a line, its balance",
        ),
        Column(
            name="rate_annual",
            meaning="Of a rate change: the new rate",
            format="fraction, such as 0.12 for 12 %",
            takes_percent=True,
        ),
        Column(
            name="split",
            meaning="Of a payment: its own parts, which add up to it",
            format="names and amounts, such as interest: 5.00; principal: 95.00",
        ),
    ]
    meanings = (
        "Of a moved or skipped due date: as it was",
        "Of a moved due date: as it is",
        "Of a past-due adjustment: the day as of which the account was current",
    )
    columns += [
        Column(name=name, meaning=meaning, format="date", takes_dates=True)
        for name, meaning in zip(DAYS, meanings, strict=True)
    ]
    return columns


def _required(name: str) -> str:
    sentence = f"Entries need the column {name}."
    if name == "external_id":
        sentence += (
            " By it an entry is known again when the file is imported twice. A mapping "
            "can make one of several columns: external_id = { digest = "
            '["Loan", "Date", "Trace"] }.'
        )
    return sentence
