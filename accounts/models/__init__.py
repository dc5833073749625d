"""Accounts, what was posted on them, and who belongs to them."""

from accounts.models.account import Account
from accounts.models.draft import AccountDraft
from accounts.models.links import (
    AccessDefault,
    AccountCustomer,
    AccountLink,
    Role,
    Source,
)
from accounts.models.listing import AccountListing, AccountSearchText
from accounts.models.promise import Promise
from accounts.models.snapshot import AccountSnapshot
from accounts.models.statuses import (
    AccountStatus,
    AccountSubStatus,
    Portfolio,
    SourceCompany,
)
from accounts.models.templates import AccountTemplate, Kind, LineProgram
from accounts.models.transactions import (
    Method,
    ReversalReason,
    SplitPayment,
    Transaction,
)

__all__ = [
    "AccessDefault",
    "Account",
    "AccountCustomer",
    "AccountDraft",
    "AccountLink",
    "AccountListing",
    "AccountSearchText",
    "AccountSnapshot",
    "AccountStatus",
    "AccountSubStatus",
    "AccountTemplate",
    "Kind",
    "LineProgram",
    "Method",
    "Portfolio",
    "Promise",
    "ReversalReason",
    "Role",
    "Source",
    "SourceCompany",
    "SplitPayment",
    "Transaction",
]
