"""What staged links break among themselves, and with what is on file."""

from collections.abc import Iterator

from psycopg import sql

from accounts.imports.links.batches import LINKS
from accounts.models.links import CHANNELS
from lendcore.imports.history_sql import ACTIVE_TENANT
from lendcore.imports.mapping import BoundMapping
from lendcore.imports.problems import Problem
from lendcore.imports.rows import ADD, UNCHANGED, UPDATE
from lendcore.imports.staging import fetch, run

ALREADY_THERE = (
    "This customer is on the account already and differs in {names}. Use the action "
    "update, or --update-existing."
)
MOST_LINES = 8
_TWICE = "Line {} links this customer to the account already."
_NOT_LINKED = "This customer is not on the account."

_PARTS = {
    "links": LINKS.identifier,
    "tenant": ACTIVE_TENANT,
    "add": sql.Literal(ADD),
    "update": sql.Literal(UPDATE),
    "unchanged": sql.Literal(UNCHANGED),
}
_SAME = """
    SELECT line, first FROM (
        SELECT line, min(line) OVER (PARTITION BY account_id, customer_id) AS first
        FROM {links}
    ) AS named WHERE line <> first ORDER BY line
"""
# Rows of the accounts stay locked until the import ends, in the order of their ids.
_LOCK = """
    SELECT count(*) FROM (
        SELECT id FROM accounts_account WHERE tenant_id = {tenant}
            AND id IN (SELECT account_id FROM {links}) ORDER BY id FOR UPDATE
    ) AS locked
"""
# What a link will be: as the row says, else as it is on file, else as usual.
_COMPLETE = """
    UPDATE {links} AS staged SET id = whole.id, {sets},
        changed_fields = array_remove(ARRAY[{changes}], NULL)::varchar[],
        becomes = CASE WHEN whole.id IS NULL THEN {add} ELSE {update} END
    FROM (
        SELECT said.line, old.id,
            coalesce(said.role, old.role) AS role, old.role AS old_role,
            coalesce(said.ecoa_code, old.ecoa_code, '') AS ecoa_code,
            old.ecoa_code AS old_ecoa_code, {wanted}
        FROM {links} AS said
        JOIN accounts_account AS account
            ON account.tenant_id = {tenant} AND account.id = said.account_id
        LEFT JOIN accounts_accountcustomer AS old
            ON old.tenant_id = {tenant} AND old.account_id = said.account_id
            AND old.customer_id = said.customer_id
        LEFT JOIN accounts_accessdefault AS usual
            ON usual.tenant_id = {tenant} AND usual.status_id = account.status_id
            AND usual.role = coalesce(said.role, old.role)
    ) AS whole
    WHERE whole.line = staged.line
"""
_WANTED = """
    CASE WHEN said.{access} IS NOT NULL THEN said.{access}
        WHEN old.{source} = 'hand' THEN old.{access}
        ELSE coalesce(usual.{access}, false) END AS {access},
    CASE WHEN said.{access} IS NOT NULL THEN 'hand'
        ELSE coalesce(old.{source}, 'default') END AS {source},
    old.{access} AS {old_access}, old.{source} AS {old_source}
"""
_PRIMARIES = """
    SELECT account.number, named.lines, named.primaries + coalesce(others.primaries, 0)
    FROM (
        SELECT account_id, array_agg(line ORDER BY line) AS lines,
            count(*) FILTER (WHERE role = 'primary') AS primaries
        FROM {links} GROUP BY account_id
    ) AS named
    JOIN accounts_account AS account
        ON account.tenant_id = {tenant} AND account.id = named.account_id
    LEFT JOIN LATERAL (
        SELECT count(*) AS primaries FROM accounts_accountcustomer AS other
        WHERE other.tenant_id = {tenant} AND other.account_id = named.account_id
            AND other.role = 'primary' AND NOT EXISTS (
                SELECT FROM {links} AS staged WHERE staged.id = other.id
            )
    ) AS others ON true
    WHERE named.primaries + coalesce(others.primaries, 0) <> 1
    ORDER BY named.lines
"""


def lock_accounts() -> None:
    """Lock every account that the file names."""
    run(_query(_LOCK))


def find_twice(mapping: BoundMapping) -> Iterator[Problem]:
    """Yield lines that say again what an earlier one says."""
    for line, first in fetch(_query(_SAME)):
        yield Problem(line, mapping.label("customer"), "", _TWICE.format(first))


def complete() -> None:
    """Fill in what rows leave open, and note what each would change."""
    sets, wanted, changes = [], [], []
    names = ["role", "ecoa_code"]
    for channel in CHANNELS:
        access, source = f"{channel}_access", f"{channel}_source"
        names += [access, source]
        wanted.append(
            sql.SQL(_WANTED).format(
                access=sql.Identifier(access),
                source=sql.Identifier(source),
                old_access=sql.Identifier(f"old_{access}"),
                old_source=sql.Identifier(f"old_{source}"),
            )
        )
    for name in names:
        parts = {
            "name": sql.Identifier(name),
            "old": sql.Identifier(f"old_{name}"),
            "word": sql.Literal(name),
        }
        sets.append(sql.SQL("{name} = whole.{name}").format(**parts))
        changes.append(
            sql.SQL(
                "CASE WHEN whole.{name} IS DISTINCT FROM whole.{old} THEN {word} END"
            ).format(**parts)
        )
    between = sql.SQL(", ")
    run(
        sql.SQL(_COMPLETE).format(
            sets=between.join(sets),
            wanted=between.join(wanted),
            changes=between.join(changes),
            **_PARTS,
        )
    )
    run(
        _query(
            "UPDATE {links} SET becomes = {unchanged} "
            "WHERE becomes = {update} AND cardinality(changed_fields) = 0"
        )
    )


def find_refused(mapping: BoundMapping, *, updates: bool) -> Iterator[Problem]:
    """Yield rows that add what is there, or update what is not."""
    label = mapping.label("customer")
    for (line,) in fetch(
        _query("SELECT line FROM {links} WHERE id IS NULL AND action = {update}")
    ):
        yield Problem(line, label, "", _NOT_LINKED)
    if updates:
        return
    for line, names in fetch(
        _query(
            "SELECT line, changed_fields FROM {links} "
            "WHERE becomes = {update} AND action = {add} ORDER BY line"
        )
    ):
        reason = ALREADY_THERE.format(names=", ".join(names))
        yield Problem(line, label, "", reason)


def find_primaries(mapping: BoundMapping) -> Iterator[tuple[list[int], Problem]]:
    """Yield the lines of each account that would not have one primary customer."""
    label = mapping.label("role")
    for number, lines, primaries in fetch(_query(_PRIMARIES)):
        count = f"{primaries} primary customers" if primaries else "no primary customer"
        shown = ", ".join(map(str, lines[:MOST_LINES]))
        more = f" and {len(lines) - MOST_LINES} more" if len(lines) > MOST_LINES else ""
        word = "lines" if len(lines) > 1 else "line"
        reason = f"By {word} {shown}{more} account {number} would have {count}."
        yield lines, Problem(lines[0], label, "", reason)


def _query(text: str) -> sql.Composed:
    return sql.SQL(text).format(**_PARTS)
