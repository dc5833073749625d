"""The temporary tables of an account import, and the batch that fills them."""

import json
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from accounts.engine.transactions import Code
from accounts.imports.accounts import opening
from accounts.imports.accounts.rows import Built, Opening
from accounts.models import Account, AccountSnapshot, Transaction
from lendcore.actors import Actor
from lendcore.imports.copy_text import packed_rows
from lendcore.imports.problems import Problem
from lendcore.imports.rows import ADD, BAD
from lendcore.imports.staging import StagedTable

# The rows of this batch that name an account, and all that came before them.
ROWS = StagedTable("staged_row", extra=[("import_id", "text")])
SEEN = StagedTable("seen_row", extra=[("import_id", "text")])
ACCOUNTS = StagedTable(
    "staged_account",
    model=Account,
    extra=[
        ("becomes", "text"),
        ("changed_fields", "varchar[]"),
        ("portfolio_name", "text"),
        ("source_company_name", "text"),
        ("other_status", "boolean"),
    ],
)
OPENINGS = StagedTable(
    "staged_opening",
    model=Transaction,
    columns=(
        "account_id",
        "entry",
        "code",
        "effective",
        "amount",
        "details",
        "method",
        "reference",
        "payer",
        "note",
        "reason",
        "entered_at",
        "entered_by",
        "entered_by_id",
        "change_set",
        "idempotency_key",
    ),
)
FIGURES = (
    "as_of",
    "true_until",
    "entries",
    "principal_cents",
    "interest_cents",
    "fees_cents",
    "unapplied_cents",
    "payoff_cents",
    "payoff_fixed",
    "accrued",
    "per_diem",
    "next_due_date",
    "next_due_cents",
    "oldest_due_date",
    "past_due_cents",
    "last_current_date",
    "available_cents",
)
SNAPSHOTS = StagedTable(
    "staged_snapshot", model=AccountSnapshot, columns=("account_id", *FIGURES)
)
OF_BATCH = (ROWS, ACCOUNTS, OPENINGS, SNAPSHOTS)


def figure_cells(figures: dict[str, Any]) -> list[Any]:
    """Return the columns of a snapshot as COPY takes them."""
    return [
        [f"{each:f}" for each in figures[name]]
        if name in {"accrued", "per_diem"}
        else figures[name]
        for name in FIGURES
    ]


class Batch:
    """Some rows of the file, ready to be staged.

    becomes: what each line becomes. problems: what is wrong with single rows.
    """

    def __init__(self, actor: Actor) -> None:
        self._actor = actor
        self.becomes: dict[int, str] = {}
        self.problems: list[Problem] = []
        self._packed: dict[StagedTable, str] = {}
        self._tables: dict[StagedTable, list[tuple[Any, ...]]] = {
            table: [] for table in OF_BATCH
        }

    def note(self, line: int, import_id: str, becomes: str) -> None:
        """Remember what a line of the file becomes."""
        self.becomes[line] = becomes
        if becomes != BAD:
            self._tables[ROWS].append((line, import_id))

    def add(self, line: int, built: Built, becomes: str) -> None:
        """Stage an account with its opening figures and its snapshot."""
        columns = built.columns
        stored = [columns[name] for name in ACCOUNTS.model_columns]
        stored[_TERMS_PLACE] = json.dumps(columns["terms"])
        self._tables[ACCOUNTS].append(
            (
                *stored,
                line,
                becomes,
                built.changed,
                built.names.get("portfolio"),
                built.names.get("source_company"),
                built.other_status and becomes != ADD,
            )
        )
        if built.opening is not None:
            row = self._opening(columns, built.opening)
            self._tables[OPENINGS].append((*row, line))
        if built.figures is not None:
            row = (columns["id"], *figure_cells(built.figures), line)
            self._tables[SNAPSHOTS].append(row)

    def _opening(self, columns: dict[str, Any], opened: Opening) -> tuple[Any, ...]:
        actor = self._actor
        key = uuid5(NAMESPACE_URL, f"opening/{actor.tenant.id}/{columns['import_id']}")
        return (
            columns["id"],
            opening.ENTRY,
            str(Code.BOARDING),
            opened.effective,
            0,
            json.dumps(opened.details),
            *("", "", "", "", ""),
            actor.at,
            actor.name,
            actor.user_id,
            str(actor.change_set),
            str(key),
        )

    def pack(self) -> None:
        """Write all rows as COPY reads them, before the database waits for them."""
        self._packed = {
            table: packed_rows(rows) for table, rows in self._tables.items() if rows
        }
        self._tables.clear()

    def copy(self) -> None:
        """Put everything into the temporary tables, in place of the batch before."""
        for table in OF_BATCH:
            table.empty()
            if table in self._packed:
                table.copy(self._packed[table])


_TERMS_PLACE = ACCOUNTS.model_columns.index("terms")
