"""Checks over all rows of a batch at once, and against everybody on file.

Batches are written one after the other, so that those before are on file too.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from psycopg import sql

from customers.imports.staging import (
    ADDRESSES,
    CUSTOMERS,
    PHONES,
    ROWS,
    SEEN,
    find_lines,
)
from lendcore.imports.history_sql import ACTIVE_TENANT
from lendcore.imports.mapping import BoundMapping
from lendcore.imports.problems import Problem, shown
from lendcore.imports.rows import ADD
from lendcore.imports.staging import fetch, run

_NAMES = {
    "rows": ROWS.identifier,
    "seen": SEEN.identifier,
    "customers": CUSTOMERS.identifier,
    "phones": PHONES.identifier,
    "addresses": ADDRESSES.identifier,
    "tenant": ACTIVE_TENANT,
    "add": sql.Literal(ADD),
}


@dataclass(frozen=True)
class _Check:
    """A query for lines with something wrong.

    It gives line, value, and who else it is about: a line, or a customer when
    `finds_customers`, who is then named by their own line where they have one.
    """

    query: str
    column: str
    reason: str
    finds_customers: bool = True
    is_warning: bool = False


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
# In each look-up on file: a LATERAL that ends in LIMIT stays a step of its own, so that
# its conditions go to the index whatever the statistics say, and an e-mail that ten
# thousand share costs one look. Folding comes before, in a step of its own too: under
# row security, no function that could leak sees a row before its policy.
_USERNAME_STORED = """
    WITH named AS MATERIALIZED (
        SELECT line, id, username, lower(username) AS folded
        FROM {customers} WHERE username <> '' AND NOT has_default_username
            AND (becomes = {add} OR 'username' = ANY (changed_fields))
    )
    SELECT named.line, named.username, other.id
    FROM named CROSS JOIN LATERAL (
        SELECT id FROM customers_customer
        WHERE tenant_id = {tenant} AND username_folded = named.folded
            AND username <> '' AND id <> named.id LIMIT 1
    ) AS other
    ORDER BY named.line
"""
_USERNAME_TWICE = """
    SELECT line, username, first FROM (
        SELECT line, username,
            min(line) OVER (PARTITION BY lower(username)) AS first
        FROM {customers} WHERE username <> '' AND NOT has_default_username
    ) AS named WHERE line <> first ORDER BY line
"""
_SAME_PERSON_STORED = """
    SELECT staged.line, '', other.id
    FROM {customers} AS staged CROSS JOIN LATERAL (
        SELECT id FROM customers_customer
        WHERE tenant_id = {tenant} AND tax_number_index = staged.tax_number_index
            AND birth_date = staged.birth_date AND tax_number_problem = ''
            AND id <> staged.id LIMIT 1
    ) AS other
    WHERE staged.tax_number_problem = '' ORDER BY staged.line
"""
_SAME_PERSON_TWICE = """
    SELECT line, '', first FROM (
        SELECT line,
            min(line) OVER (PARTITION BY tax_number_index, birth_date) AS first
        FROM {customers}
        WHERE tax_number_index IS NOT NULL AND birth_date IS NOT NULL
            AND tax_number_problem = ''
    ) AS known WHERE line <> first ORDER BY line
"""
_CHANGED_MEANWHILE = """
    SELECT staged.line, '', staged.id
    FROM {customers} AS staged CROSS JOIN LATERAL (
        SELECT version FROM customers_customer
        WHERE tenant_id = {tenant} AND id = staged.id LIMIT 1
    ) AS current
    WHERE staged.becomes <> {add} AND current.version <> staged.version - 1
    ORDER BY staged.line
"""
# The rows that the batch changes stay locked until the import ends.
_LOCK_CHANGED = """
    SELECT count(*) FROM (
        SELECT current.id FROM customers_customer AS current
        WHERE current.tenant_id = {tenant} AND current.id IN (
            SELECT id FROM {customers} WHERE becomes <> {add}
        ) ORDER BY current.id FOR UPDATE
    ) AS locked
"""
_ERRORS = (
    _Check(
        _IMPORT_ID_SEEN,
        "import_id",
        "This import ID stands on line {} already.",
        finds_customers=False,
    ),
    _Check(
        _IMPORT_ID_TWICE,
        "import_id",
        "This import ID stands on line {} already.",
        finds_customers=False,
    ),
    _Check(_USERNAME_STORED, "username", "{} has this username."),
    _Check(
        _USERNAME_TWICE,
        "username",
        "Line {} has this username.",
        finds_customers=False,
    ),
    _Check(
        _SAME_PERSON_STORED,
        "tax_number",
        "{} has the same tax number and date of birth.",
    ),
    _Check(
        _SAME_PERSON_TWICE,
        "tax_number",
        "Line {} has the same tax number and date of birth.",
        finds_customers=False,
    ),
    _Check(
        _CHANGED_MEANWHILE,
        "",
        "Somebody saved customer {} while the file was read. Import the row again.",
        finds_customers=False,
    ),
)

# Warnings look at what has been written, so that rows of one batch find each other.
_SAME_TAX_NUMBER = """
    SELECT staged.line, '', other.id
    FROM {customers} AS staged CROSS JOIN LATERAL (
        SELECT id FROM customers_customer
        WHERE tenant_id = {tenant} AND tax_number_index = staged.tax_number_index
            AND id <> staged.id LIMIT 1
    ) AS other
    WHERE staged.tax_number_problem = '' AND (
        staged.becomes = {add} OR 'tax_number_encrypted' = ANY (staged.changed_fields)
    )
    ORDER BY staged.line
"""
_SAME_EMAIL = """
    WITH named AS MATERIALIZED (
        SELECT line, id, email, lower(email) AS folded
        FROM {customers} WHERE email <> ''
            AND (becomes = {add} OR 'email' = ANY (changed_fields))
    )
    SELECT named.line, named.email, other.id
    FROM named CROSS JOIN LATERAL (
        SELECT id FROM customers_customer
        WHERE tenant_id = {tenant} AND email_folded = named.folded
            AND id <> named.id LIMIT 1
    ) AS other
    ORDER BY named.line
"""
_SAME_PHONE = """
    SELECT staged.line, staged.number, other.customer_id
    FROM {phones} AS staged CROSS JOIN LATERAL (
        SELECT customer_id FROM customers_phone
        WHERE tenant_id = {tenant} AND search_digits = staged.search_digits
            AND number = staged.number AND customer_id <> staged.customer_id LIMIT 1
    ) AS other
    WHERE staged.changed_fields IS NULL ORDER BY staged.line
"""
_SAME_ADDRESS = """
    WITH placed AS MATERIALIZED (
        SELECT line, customer_id, street, postal_code, lendcore_fold(street) AS folded
        FROM {addresses}
        WHERE street <> '' AND postal_code <> '' AND purpose = 'primary'
    )
    SELECT placed.line, placed.street, other.customer_id
    FROM placed CROSS JOIN LATERAL (
        SELECT customer_id FROM customers_address
        WHERE tenant_id = {tenant} AND postal_code = placed.postal_code
            AND street_folded = placed.folded
            AND customer_id <> placed.customer_id LIMIT 1
    ) AS other
    ORDER BY placed.line
"""
_WARNINGS = tuple(
    _Check(query, column, f"{{}} has the same {what}.", is_warning=True)
    for query, column, what in (
        (_SAME_TAX_NUMBER, "tax_number", "tax number"),
        (_SAME_EMAIL, "email", "e-mail address"),
        (_SAME_PHONE, "phone_1", "phone number"),
        (_SAME_ADDRESS, "street", "address"),
    )
)


def find_errors(mapping: BoundMapping) -> Iterator[Problem]:
    """Yield what keeps staged rows out. They may not be written yet."""
    run(_query(_LOCK_CHANGED))
    for check in _ERRORS:
        yield from _problems(mapping, check)


def find_warnings(mapping: BoundMapping) -> Iterator[Problem]:
    """Yield whom the staged customers, now written, look like. They stay."""
    for check in _WARNINGS:
        yield from _problems(mapping, check)


def _query(text: str) -> sql.Composed:
    return sql.SQL(text).format(**_NAMES)


def _problems(mapping: BoundMapping, check: _Check) -> Iterator[Problem]:
    found = fetch(_query(check.query))
    if not found:
        return
    lines = find_lines(row[2] for row in found) if check.finds_customers else {}
    label = mapping.label(check.column) if check.column else ""
    for line, value, other in found:
        who = f"Line {lines[other]}" if other in lines else f"Customer {other}"
        reason = check.reason.format(who if check.finds_customers else other)
        yield Problem(line, label, shown(value), reason, check.is_warning)
