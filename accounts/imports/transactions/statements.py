"""The SQL of an import of entries."""

from psycopg import sql

from accounts.engine.transactions import Code
from accounts.imports.accounts.staging import SNAPSHOTS
from accounts.imports.transactions.batches import BATCH, COLUMNS, ENTRIES, NUMBERED
from accounts.models import AccountSnapshot
from lendcore.imports.history_sql import ACTIVE_TENANT, identifiers, plain_insert

_COPIED = [*COLUMNS, "line", "reverses_key"]
_SEEN_BY_ENGINE = sql.SQL("entry, code, effective, amount, reverses, details::text")


def _filled(text: str) -> sql.Composed:
    return sql.SQL(text).format(
        batch=BATCH.identifier,
        entries=ENTRIES.identifier,
        numbered=NUMBERED.identifier,
        snapshots=SNAPSHOTS.identifier,
        tenant=ACTIVE_TENANT,
        copied=identifiers(_COPIED),
        reversal=sql.Literal(Code.REVERSAL.value),
        seen=_SEEN_BY_ENGINE,
    )


# While the file is read ---------------------------------------------------------------

SEEN = _filled("""
    SELECT staged.line, seen.line FROM {batch} AS staged CROSS JOIN LATERAL (
        SELECT line FROM {entries}
        WHERE idempotency_key = staged.idempotency_key LIMIT 1
    ) AS seen ORDER BY 1
""")
TWICE = _filled("""
    SELECT line, first FROM (
        SELECT line, min(line) OVER (PARTITION BY idempotency_key) AS first FROM {batch}
    ) AS named WHERE line <> first ORDER BY line
""")
# What the services compare when a form is sent twice. The amount of a reversal is that
# of its target, whatever the file says.
STORED = _filled("""
    SELECT staged.line, (posted.account_id, posted.code, posted.effective) =
        (staged.account_id, staged.code, staged.effective)
        AND CASE WHEN staged.code = {reversal} THEN EXISTS (
            SELECT FROM accounts_transaction AS target
            WHERE target.tenant_id = {tenant} AND target.idempotency_key IS NOT NULL
                AND target.idempotency_key = staged.reverses_key
                AND target.entry = posted.reverses
        ) ELSE posted.amount = staged.amount END
    FROM {batch} AS staged CROSS JOIN LATERAL (
        SELECT account_id, code, effective, amount, reverses FROM accounts_transaction
        WHERE tenant_id = {tenant} AND idempotency_key IS NOT NULL
            AND idempotency_key = staged.idempotency_key LIMIT 1
    ) AS posted ORDER BY 1
""")
KEEP = _filled("INSERT INTO {entries} ({copied}) SELECT {copied} FROM {batch}")

# When it has ended --------------------------------------------------------------------

COUNT_ENTRIES = _filled("ANALYZE {entries}")
COUNT_NUMBERED = _filled("ANALYZE {numbered}")
NO_TARGET = _filled("""
    SELECT staged.line FROM {entries} AS staged
    WHERE staged.reverses_key IS NOT NULL AND NOT EXISTS (
        SELECT 1 FROM {entries} AS target
        WHERE target.idempotency_key = staged.reverses_key
        UNION ALL
        SELECT 1 FROM accounts_transaction AS posted
        WHERE posted.tenant_id = {tenant} AND posted.idempotency_key IS NOT NULL
            AND posted.idempotency_key = staged.reverses_key
    ) ORDER BY 1
""")
# Entries go on from the last one of their account, in the order of the file.
NUMBER = _filled("""
    WITH reached AS MATERIALIZED (
        SELECT named.account_id, coalesce((
            SELECT max(entry) FROM accounts_transaction
            WHERE tenant_id = {tenant} AND account_id = named.account_id
        ), 0) AS last
        FROM (SELECT DISTINCT account_id FROM {entries}) AS named
    )
    INSERT INTO {numbered} ({copied}, entry)
    SELECT {copied}, last + row_number() OVER (PARTITION BY account_id ORDER BY line)
    FROM {entries} JOIN reached USING (account_id)
    ORDER BY account_id, line
""")
SET_REVERSES = _filled("""
    UPDATE {numbered} AS staged SET reverses = target.entry, amount = target.amount
    FROM (
        SELECT taker.line, found.entry, found.amount
        FROM {numbered} AS taker CROSS JOIN LATERAL (
            SELECT entry, amount FROM {numbered} AS other
            WHERE other.account_id = taker.account_id
                AND other.idempotency_key = taker.reverses_key
            UNION ALL
            SELECT entry, amount FROM accounts_transaction
            WHERE tenant_id = {tenant} AND idempotency_key IS NOT NULL
                AND idempotency_key = taker.reverses_key
            LIMIT 1
        ) AS found
        WHERE taker.reverses_key IS NOT NULL
    ) AS target
    WHERE target.line = staged.line AND staged.reverses_key IS NOT NULL
""")
ACCOUNTS = _filled("SELECT DISTINCT account_id FROM {numbered} ORDER BY account_id")
LOCK = _filled("""
    SELECT id, kind, terms::text, number, is_active AND archived_at IS NULL
    FROM accounts_account WHERE tenant_id = {tenant} AND id = ANY (%(ids)s)
    ORDER BY id FOR UPDATE
""")
ALL_ENTRIES = _filled("""
    SELECT account_id, NULL::integer AS line, {seen} FROM accounts_transaction
    WHERE tenant_id = {tenant} AND account_id = ANY (%(ids)s)
    UNION ALL
    SELECT account_id, line, {seen} FROM {numbered} WHERE account_id = ANY (%(ids)s)
""")
COUNT_LINES = _filled(
    "SELECT count(*) FROM {numbered} WHERE account_id = ANY (%(ids)s)"
)
_AUTHOR = ["entered_at", "entered_by", "entered_by_id", "change_set"]
ADD = sql.SQL(
    "INSERT INTO accounts_transaction ({columns}, {author}, tenant_id) "
    "SELECT {columns}, {values}, {tenant} FROM {numbered} "
    "WHERE account_id = ANY (%(ids)s) ORDER BY account_id, entry"
).format(
    columns=identifiers([*COLUMNS, "entry", "reverses"]),
    author=identifiers(_AUTHOR),
    values=sql.SQL(", ").join(map(sql.Placeholder, _AUTHOR)),
    tenant=ACTIVE_TENANT,
    numbered=NUMBERED.identifier,
)
DELETE_FIGURES = _filled(
    "DELETE FROM accounts_accountsnapshot AS old USING {snapshots} AS staged "
    "WHERE old.tenant_id = {tenant} AND old.account_id = staged.account_id"
)
ADD_FIGURES = plain_insert(
    AccountSnapshot,
    sql.SQL("FROM {}").format(SNAPSHOTS.identifier),
    SNAPSHOTS.model_columns,
)
