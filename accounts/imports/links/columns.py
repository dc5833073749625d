"""The columns that an import of accounts' customers takes."""

from accounts.models import Role
from accounts.models.links import CHANNELS, Ecoa
from lendcore.imports.cells import YES_NO
from lendcore.imports.columns import Column, ColumnSet

ACTIONS = ("add", "update")
ECOA_CODES = tuple(code for code in Ecoa.values if code)
_CHANNEL_WORDS = {"email": "e-mail", "web": "the website", "sms": "text message"}


def link_columns() -> ColumnSet:
    """Return the columns of an import of links, in the template's order."""
    columns = [
        Column(
            name="action",
            meaning="What to do with the row; add when empty",
            values=ACTIONS,
        ),
        Column(
            name="account",
            meaning="The account: its import ID, else its number. Required",
        ),
        Column(
            name="customer",
            meaning="The customer: the import ID, else the id. Required",
        ),
        Column(
            name="role",
            meaning="What the customer is on the account; with any customers, exactly "
            "one is primary",
            values=tuple(Role.values),
        ),
        Column(
            name="ecoa_code",
            meaning="How the customer is bound, as credit reports have it",
            values=ECOA_CODES,
        ),
    ]
    columns += [
        Column(
            name=f"{channel}_access",
            meaning=f"Access by {_CHANNEL_WORDS[channel]}, set by hand; else the "
            "default of status and role",
            values=YES_NO,
        )
        for channel in CHANNELS
    ]
    return ColumnSet(
        columns={column.name: column for column in columns},
        required={
            "account": "Links need account, the import ID or number of an account.",
            "customer": "Links need customer, the import ID or id of a customer.",
        },
    )
