"""The one transaction in which links are written: after the whole file is staged."""

from collections import Counter
from collections.abc import Iterator

from django.db import IntegrityError
from psycopg import sql

from accounts.imports.links import checks
from accounts.imports.links.batches import LINKS, Batch
from accounts.imports.refreshing import refresh_standings
from accounts.models import AccountCustomer
from accounts.models.links import CHANNELS
from lendcore.actors import Actor
from lendcore.imports.history_sql import (
    history_values,
    insert_with_history,
    update_with_history,
)
from lendcore.imports.mapping import BoundMapping
from lendcore.imports.problems import Problem
from lendcore.imports.refusals import ImportRefused
from lendcore.imports.rows import ADD, BAD, UPDATE, Written
from lendcore.imports.staging import fetch, run
from lendcore.imports.transaction import ImportTransaction

_MEANWHILE = (
    "Somebody changed the customers of an account while the import ran, and now the "
    "rule {rule} would be broken. Run the import again."
)
_COLUMNS = [
    "role",
    "ecoa_code",
    *(f"{channel}_access" for channel in CHANNELS),
    *(f"{channel}_source" for channel in CHANNELS),
]
_ADDED = insert_with_history(
    AccountCustomer,
    sql.SQL(
        "FROM (SELECT *, %(history_date)s::timestamptz AS linked_at FROM {}) AS staged "
        "WHERE becomes = {}"
    ).format(LINKS.identifier, sql.Literal(ADD)),
    ["account_id", "customer_id", "linked_at", *_COLUMNS],
)
_CHANGED = update_with_history(
    AccountCustomer,
    LINKS.identifier,
    sql.SQL("staged.becomes = {}").format(sql.Literal(UPDATE)),
    _COLUMNS,
)


class LinkTransaction(ImportTransaction):
    """Stages the whole file, since rows of one account may stand anywhere in it."""

    def __init__(
        self, *, actor: Actor, mapping: BoundMapping, reason: str, updates: bool
    ) -> None:
        super().__init__(actor)
        self._mapping = mapping
        self._updates = updates
        self._parameters = history_values(actor, reason=reason)

    def prepare(self) -> None:
        """Make the temporary table."""
        LINKS.create()

    def write(self, batch: Batch) -> Written:
        """Stage the good rows of a batch; return what became of the bad ones."""
        if batch.packed:
            LINKS.copy(batch.packed)
        return Written(batch.becomes, batch.problems)

    def finish(self) -> Iterator[Written]:
        """Write the links; yield what became of every staged row.

        Raises ImportRefused when somebody saved what a row of ours needs.
        """
        for column in ("line", "id"):
            LINKS.index(column)
        run(sql.SQL("ANALYZE {}").format(LINKS.identifier))
        checks.lock_accounts()
        yield self._refused(checks.find_twice(self._mapping))
        checks.complete()
        yield self._refused(checks.find_refused(self._mapping, updates=self._updates))
        problems, lines = [], []
        for of_account, problem in checks.find_primaries(self._mapping):
            problems.append(problem)
            lines += of_account
        LINKS.delete_lines(lines)
        yield Written(Counter({BAD: len(lines)}), problems)
        yield self._write()

    def _refused(self, found: Iterator[Problem]) -> Written:
        problems = list(found)
        lines = {problem.line for problem in problems}
        LINKS.delete_lines(lines)
        return Written(Counter({BAD: len(lines)}), problems)

    def _write(self) -> Written:
        try:
            run(_CHANGED, self._parameters)
            run(_ADDED, self._parameters)
            # The rule of one primary, now rather than at the commit.
            run(sql.SQL("SET CONSTRAINTS ALL IMMEDIATE"))
        except IntegrityError as error:
            rule = getattr(error.__cause__.diag, "constraint_name", "")
            raise ImportRefused(_MEANWHILE.format(rule=rule)) from error
        counted = sql.SQL("SELECT becomes, count(*) FROM {} GROUP BY becomes")
        becomes = Counter(dict(fetch(counted.format(LINKS.identifier))))
        touched = sql.SQL("SELECT account_id FROM {} WHERE becomes = ANY (%s)")
        changed = fetch(touched.format(LINKS.identifier), [[ADD, UPDATE]])
        refresh_standings(account for (account,) in changed)
        return Written(becomes)
