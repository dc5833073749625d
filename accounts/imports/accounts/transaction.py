"""The one transaction in which accounts are written, batch by batch."""

from collections import Counter

from django.db import IntegrityError
from psycopg import sql

from accounts.imports.accounts import checks
from accounts.imports.accounts.labels import Labels
from accounts.imports.accounts.staging import (
    ACCOUNTS,
    OF_BATCH,
    OPENINGS,
    ROWS,
    SEEN,
    SNAPSHOTS,
    Batch,
)
from accounts.imports.refreshing import follow_defaults, refresh_standings
from accounts.models import Account, AccountSnapshot, Transaction
from accounts.services import listings
from lendcore.actors import Actor
from lendcore.imports.history_sql import (
    ACTIVE_TENANT,
    history_values,
    identifiers,
    insert_with_history,
    plain_insert,
    update_with_history,
)
from lendcore.imports.mapping import BoundMapping
from lendcore.imports.plans import count_first_values, keep_plans_good
from lendcore.imports.problems import Problem
from lendcore.imports.refusals import ImportRefused
from lendcore.imports.rows import ADD, BAD, REMOVE, UPDATE, Written
from lendcore.imports.staging import fetch, run
from lendcore.imports.transaction import ImportTransaction

_MEANWHILE = (
    "Somebody saved an account while the import ran, and now the rule {rule} would be "
    "broken. Run the import again."
)
# Below, no plan is bad enough to matter.
_MANY_ROWS = 1_000
_LOOKED_UP = (Account, AccountSnapshot, Transaction)
_FIXED = {"id", "created_at"}
_PARTS = {
    "accounts": ACCOUNTS.identifier,
    "tenant": ACTIVE_TENANT,
    "add": sql.Literal(ADD),
}


def _filled(text: str, **parts: sql.Composable) -> sql.Composed:
    return sql.SQL(text).format(**_PARTS, **parts)


_ADDED = insert_with_history(
    Account,
    _filled("FROM {accounts} WHERE becomes = {add}"),
    [column for column in ACCOUNTS.model_columns if column != "id"],
)
_CHANGED = update_with_history(
    Account,
    ACCOUNTS.identifier,
    _filled("staged.becomes <> {add}"),
    [column for column in ACCOUNTS.model_columns if column not in _FIXED],
)
# Every account of an import has an import ID, which is unique.
_SET_IDS = _filled(
    "UPDATE {accounts} AS staged SET id = stored.id FROM accounts_account AS stored "
    "WHERE staged.becomes = {add} AND stored.tenant_id = {tenant} "
    "AND stored.import_id = staged.import_id"
)
_DELETE_FIGURES = _filled(
    "DELETE FROM accounts_accountsnapshot AS old USING {accounts} AS staged "
    "WHERE old.tenant_id = {tenant} AND old.account_id = staged.id "
    "AND staged.becomes <> {add} AND (NOT staged.is_active OR staged.line IN "
    "(SELECT line FROM {snapshots}))",
    snapshots=SNAPSHOTS.identifier,
)
_WRITTEN = _filled("SELECT id FROM {accounts}")
_OF_OTHER_STATUS = _filled("SELECT id FROM {accounts} WHERE other_status")


class AccountTransaction(ImportTransaction):
    """Writes accounts with their opening figures and snapshots.

    Everything is written even when a row was bad and nothing will be kept: each batch
    is checked against all that came before it.
    """

    def __init__(
        self,
        *,
        actor: Actor,
        mapping: BoundMapping,
        reason: str,
        creates_labels: bool,
    ) -> None:
        super().__init__(actor)
        self._mapping = mapping
        self._labels = Labels(
            actor=actor, mapping=mapping, reason=reason, creates=creates_labels
        )
        self._parameters = history_values(actor, reason=reason)
        self._is_first = True

    def prepare(self) -> None:
        """Make the temporary tables."""
        keep_plans_good(_LOOKED_UP)
        for table in (*OF_BATCH, SEEN):
            table.create()
        SEEN.index("import_id")

    def write(self, batch: Batch) -> Written:
        """Write the good rows of a batch; return what became of all of them.

        Raises ImportRefused when somebody saved what a row of ours needs.
        """
        batch.copy()
        problems = [*batch.problems, *checks.find_errors(self._mapping)]
        bad = _drop_lines(problems)
        # Of what is left, so that a line that is refused anyway makes no label.
        unlabelled = list(self._labels.find_errors())
        bad |= _drop_lines(unlabelled)
        problems += unlabelled
        becomes = Counter(
            BAD if line in bad else outcome for line, outcome in batch.becomes.items()
        )
        _remember_rows()
        self._labels.set_ids()
        try:
            self._write(becomes)
        except IntegrityError as error:
            rule = getattr(error.__cause__.diag, "constraint_name", "")
            raise ImportRefused(_MEANWHILE.format(rule=rule)) from error
        if self._is_first and len(batch.becomes) >= _MANY_ROWS:
            count_first_values(_LOOKED_UP)
        self._is_first = False
        return Written(becomes, problems)

    def _write(self, becomes: Counter[str]) -> None:
        has_changes = becomes[UPDATE] or becomes[REMOVE]
        if becomes[ADD]:
            run(_ADDED, self._parameters)
            run(_SET_IDS)
        if has_changes:
            run(_CHANGED, self._parameters)
            run(_DELETE_FIGURES)
        for model, table in ((Transaction, OPENINGS), (AccountSnapshot, SNAPSHOTS)):
            run(
                _filled(
                    "UPDATE {table} AS part SET account_id = staged.id "
                    "FROM {accounts} AS staged WHERE staged.line = part.line",
                    table=table.identifier,
                )
            )
            source = sql.SQL("FROM {}").format(table.identifier)
            run(plain_insert(model, source, table.model_columns))
        listings.refresh(each for (each,) in fetch(_WRITTEN))
        if has_changes:
            follow_defaults(_OF_OTHER_STATUS, self._parameters)
            changed = fetch(_filled("SELECT id FROM {accounts} WHERE becomes <> {add}"))
            refresh_standings(each for (each,) in changed)


def _drop_lines(problems: list[Problem]) -> set[int]:
    """Take lines with problems out of everything that is staged; return them."""
    bad = {problem.line for problem in problems if not problem.is_warning}
    if bad:
        for table in OF_BATCH:
            table.delete_lines(bad)
    return bad


def _remember_rows() -> None:
    run(
        sql.SQL("INSERT INTO {} ({columns}) SELECT {columns} FROM {}").format(
            SEEN.identifier, ROWS.identifier, columns=identifiers(SEEN.columns)
        )
    )
