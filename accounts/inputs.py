"""What the account services take: typed values, already checked by a form.

The page, the import and the API all end in these dataclasses.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from accounts.models import (
    AccountStatus,
    AccountSubStatus,
    LineProgram,
    Portfolio,
    SourceCompany,
)


@dataclass(frozen=True, kw_only=True)
class LabelsInput:
    """What an account is called and where it is filed; may change at any time."""

    number: str
    title: str = ""
    import_id: str = ""
    portfolio: Portfolio | None = None
    source_company: SourceCompany | None = None


@dataclass(frozen=True, kw_only=True)
class AccountInput:
    """A new account. terms: in the engine's JSON; of a line those beside its
    program's."""

    kind: str
    labels: LabelsInput
    terms: Mapping[str, Any]
    program: LineProgram | None = None
    status: AccountStatus | None = None
    sub_status: AccountSubStatus | None = None


@dataclass(frozen=True, kw_only=True)
class EntryInput:
    """A transaction to be posted. details: what its code needs beside the amount, in
    the engine's JSON. idempotency_key: of the form, so that a double click counts
    once. seen_entry: the last entry that its author has seen, where that matters."""

    code: str
    effective: date
    amount: Decimal = Decimal("0.00")
    details: Mapping[str, Any] = field(default_factory=dict)
    method: str = ""
    reference: str = ""
    payer: str = ""
    note: str = ""
    idempotency_key: UUID | None = None
    seen_entry: int | None = None


@dataclass(frozen=True, kw_only=True)
class LinkInput:
    """A customer to be linked."""

    customer_id: int
    role: str
    ecoa_code: str = ""
