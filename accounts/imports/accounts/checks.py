"""What rows of a batch break among themselves, and with what is on file."""

from collections.abc import Iterator
from dataclasses import dataclass

from psycopg import sql

from accounts.imports.accounts.staging import ACCOUNTS, ROWS, SEEN
from lendcore.imports.history_sql import ACTIVE_TENANT
from lendcore.imports.mapping import BoundMapping
from lendcore.imports.problems import Problem, shown
from lendcore.imports.rows import ADD
from lendcore.imports.staging import fetch, run

_NAMES = {
    "rows": ROWS.identifier,
    "seen": SEEN.identifier,
    "accounts": ACCOUNTS.identifier,
    "tenant": ACTIVE_TENANT,
    "add": sql.Literal(ADD),
}


@dataclass(frozen=True)
class _Check:
    """A query for lines with something wrong: line, value, and who else it is about."""

    query: str
    column: str
    reason: str


_IMPORT_ID_SEEN = """
    SELECT staged.line, staged.import_id, seen.line
    FROM {rows} AS staged JOIN {seen} AS seen ON seen.import_id = staged.import_id
    ORDER BY staged.line
"""
_IMPORT_ID_TWICE = """
    SELECT line, import_id, first FROM (
        SELECT line, import_id, min(line) OVER (PARTITION BY import_id) AS first
        FROM {rows}
    ) AS named WHERE line <> first ORDER BY line
"""
# A LATERAL that ends in LIMIT stays a step of its own, so that its conditions go to the
# index; what folds comes before, since under row security it can't go there.
_NUMBER_STORED = """
    WITH named AS MATERIALIZED (
        SELECT line, id, number, import_id, lower(number) AS folded FROM {accounts}
        WHERE becomes = {add} OR 'number' = ANY (changed_fields)
    )
    SELECT named.line, named.number, other.import_id
    FROM named CROSS JOIN LATERAL (
        SELECT coalesce(nullif(import_id, ''), '#' || id) AS import_id
        FROM accounts_account
        WHERE tenant_id = {tenant} AND number_folded = named.folded
            AND id IS DISTINCT FROM named.id AND import_id <> named.import_id LIMIT 1
    ) AS other
    ORDER BY named.line
"""
_NUMBER_TWICE = """
    SELECT line, number, first FROM (
        SELECT line, number, import_id, first_value(line) OVER same AS first,
            first_value(import_id) OVER same AS first_import_id
        FROM {accounts} WINDOW same AS (PARTITION BY lower(number) ORDER BY line)
    ) AS named WHERE import_id <> first_import_id ORDER BY line
"""
_CHANGED_MEANWHILE = """
    SELECT staged.line, '', staged.number
    FROM {accounts} AS staged CROSS JOIN LATERAL (
        SELECT version FROM accounts_account
        WHERE tenant_id = {tenant} AND id = staged.id LIMIT 1
    ) AS current
    WHERE staged.becomes <> {add} AND current.version <> staged.version - 1
    ORDER BY staged.line
"""
# The rows that the batch changes stay locked until the import ends.
_LOCK_CHANGED = """
    SELECT count(*) FROM (
        SELECT current.id FROM accounts_account AS current
        WHERE current.tenant_id = {tenant} AND current.id IN (
            SELECT id FROM {accounts} WHERE becomes <> {add}
        ) ORDER BY current.id FOR UPDATE
    ) AS locked
"""
_CHECKS = (
    _Check(_IMPORT_ID_SEEN, "import_id", "This import ID stands on line {} already."),
    _Check(_IMPORT_ID_TWICE, "import_id", "This import ID stands on line {} already."),
    _Check(_NUMBER_STORED, "number", "Account {} has this number."),
    _Check(_NUMBER_TWICE, "number", "Line {} has this number."),
    _Check(
        _CHANGED_MEANWHILE,
        "",
        "Somebody saved account {} while the file was read. Import the row again.",
    ),
)


def find_errors(mapping: BoundMapping) -> Iterator[Problem]:
    """Yield what keeps staged rows out. They may not be written yet."""
    run(sql.SQL(_LOCK_CHANGED).format(**_NAMES))
    for check in _CHECKS:
        label = mapping.label(check.column) if check.column else ""
        for line, value, other in fetch(sql.SQL(check.query).format(**_NAMES)):
            yield Problem(line, label, shown(value), check.reason.format(other))
