"""Checks over all rows of a file at once, and against everybody on file."""

from collections.abc import Iterator

from psycopg import sql

from customers.imports.staging import ADD, ADDRESSES, CUSTOMERS, PHONES, ROWS, UPDATE
from lendcore.imports.history_sql import ACTIVE_TENANT
from lendcore.imports.mapping import BoundMapping
from lendcore.imports.problems import Problem, shown
from lendcore.imports.staging import run, stream

_NAMES = {
    "rows": ROWS.identifier,
    "customers": CUSTOMERS.identifier,
    "phones": PHONES.identifier,
    "addresses": ADDRESSES.identifier,
    "tenant": ACTIVE_TENANT,
    "add": sql.Literal(ADD),
    "update": sql.Literal(UPDATE),
}

# Each gives line, value and what else belongs in the sentence.
_IMPORT_ID_TWICE = """
    SELECT line, import_id, first FROM (
        SELECT line, import_id, min(line) OVER (PARTITION BY import_id) AS first
        FROM {rows} WHERE import_id <> ''
    ) AS named WHERE line <> first ORDER BY line
"""
# Folded in a step of its own: lower() in the join itself would bar the index, as
# row security lets no function that could leak see a row before its policy.
_USERNAME_STORED = """
    WITH named AS MATERIALIZED (
        SELECT line, id, username, lower(username) AS folded
        FROM {customers} WHERE username <> '' AND NOT has_default_username
            AND (becomes = {add} OR 'username' = ANY (changed_fields))
    )
    SELECT named.line, named.username, other.id
    FROM named JOIN customers_customer AS other
        ON other.tenant_id = {tenant} AND other.username_folded = named.folded
        AND other.id <> named.id
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
    FROM {customers} AS staged JOIN customers_customer AS other
        ON other.tenant_id = {tenant}
        AND other.tax_number_index = staged.tax_number_index
        AND other.birth_date = staged.birth_date
        AND other.tax_number_problem = '' AND other.id <> staged.id
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
# The rows that an import changes are locked from here on.
_CHANGED_MEANWHILE = """
    SELECT staged.line, '', current.id
    FROM {customers} AS staged JOIN customers_customer AS current
        ON current.tenant_id = {tenant} AND current.id = staged.id
    WHERE staged.becomes <> {add} AND current.version <> staged.version - 1
    ORDER BY staged.line
"""
_LOCK_CHANGED = """
    SELECT count(*) FROM (
        SELECT current.id FROM customers_customer AS current
        WHERE current.tenant_id = {tenant} AND current.id IN (
            SELECT id FROM {customers} WHERE becomes <> {add}
        ) ORDER BY current.id FOR UPDATE
    ) AS locked
"""

_ERRORS = (
    (_IMPORT_ID_TWICE, "import_id", "This import ID stands on line {} already."),
    (_USERNAME_STORED, "username", "Customer {} has this username."),
    (_USERNAME_TWICE, "username", "This username stands on line {} already."),
    (
        _SAME_PERSON_STORED,
        "tax_number",
        "Customer {} has the same tax number and date of birth.",
    ),
    (
        _SAME_PERSON_TWICE,
        "tax_number",
        "Line {} has the same tax number and date of birth.",
    ),
    (
        _CHANGED_MEANWHILE,
        "",
        "Somebody saved customer {} while the file was read. Import the row again.",
    ),
)

# Warnings look at what has been written, so that rows of one file find each other.
_SAME_EMAIL = """
    SELECT staged.line, staged.email, (
        SELECT min(other.id) FROM customers_customer AS other
        WHERE other.tenant_id = {tenant} AND other.email_folded = written.email_folded
            AND other.id <> written.id
    )
    FROM {customers} AS staged JOIN customers_customer AS written
        ON written.tenant_id = {tenant} AND written.id = staged.id
    WHERE staged.email <> ''
        AND (staged.becomes = {add} OR 'email' = ANY (staged.changed_fields))
        AND EXISTS (
            SELECT 1 FROM customers_customer AS other
            WHERE other.tenant_id = {tenant}
                AND other.email_folded = written.email_folded
                AND other.id <> written.id
        )
    ORDER BY staged.line
"""
_SAME_TAX_NUMBER = """
    SELECT staged.line, '', (
        SELECT min(other.id) FROM customers_customer AS other
        WHERE other.tenant_id = {tenant}
            AND other.tax_number_index = staged.tax_number_index
            AND other.id <> staged.id
    )
    FROM {customers} AS staged
    WHERE staged.tax_number_index IS NOT NULL AND staged.tax_number_problem = ''
        AND (
            staged.becomes = {add}
            OR 'tax_number_encrypted' = ANY (staged.changed_fields)
        )
        AND EXISTS (
            SELECT 1 FROM customers_customer AS other
            WHERE other.tenant_id = {tenant}
                AND other.tax_number_index = staged.tax_number_index
                AND other.id <> staged.id
        )
    ORDER BY staged.line
"""
_SAME_PHONE = """
    SELECT staged.line, staged.number, (
        SELECT min(other.customer_id) FROM customers_phone AS other
        WHERE other.tenant_id = {tenant}
            AND other.search_digits = staged.search_digits
            AND other.number = staged.number
            AND other.customer_id <> staged.customer_id
    )
    FROM {phones} AS staged
    WHERE staged.changed_fields IS NULL AND EXISTS (
        SELECT 1 FROM customers_phone AS other
        WHERE other.tenant_id = {tenant}
            AND other.search_digits = staged.search_digits
            AND other.number = staged.number
            AND other.customer_id <> staged.customer_id
    )
    ORDER BY staged.line
"""
_SAME_ADDRESS = """
    SELECT staged.line, staged.street, (
        SELECT min(other.customer_id) FROM customers_address AS other
        WHERE other.tenant_id = {tenant}
            AND other.postal_code = written.postal_code
            AND other.street_folded = written.street_folded
            AND other.customer_id <> written.customer_id
    )
    FROM {addresses} AS staged JOIN customers_address AS written
        ON written.tenant_id = {tenant}
        AND written.customer_id = staged.customer_id
        AND written.purpose = staged.purpose
    WHERE staged.street <> '' AND staged.postal_code <> ''
        AND staged.purpose = 'primary' AND EXISTS (
            SELECT 1 FROM customers_address AS other
            WHERE other.tenant_id = {tenant}
                AND other.postal_code = written.postal_code
                AND other.street_folded = written.street_folded
                AND other.customer_id <> written.customer_id
        )
    ORDER BY staged.line
"""
_WARNINGS = (
    (_SAME_TAX_NUMBER, "tax_number", "{} has the same tax number."),
    (_SAME_EMAIL, "email", "{} has the same e-mail address."),
    (_SAME_PHONE, "phone_1", "{} has the same phone number."),
    (_SAME_ADDRESS, "street", "{} has the same address."),
)


# A customer of the same file is better known by its line.
_WITH_LINES = """
    SELECT found.line, found.value, found.other, staged.line
    FROM ({query}) AS found (line, value, other)
    LEFT JOIN {rows} AS staged ON staged.customer_id = found.other
    ORDER BY found.line
"""


def find_errors(mapping: BoundMapping) -> Iterator[Problem]:
    """Yield what keeps rows out. Nothing may be written yet."""
    run(_query(_LOCK_CHANGED))
    for query, column, reason in _ERRORS:
        label = mapping.label(column) if column else ""
        for line, value, other in stream(_query(query)):
            yield Problem(line, label, shown(value), reason.format(other))


def find_warnings(mapping: BoundMapping) -> Iterator[Problem]:
    """Yield whom the written customers look like. They stay."""
    for query, column, reason in _WARNINGS:
        label = mapping.label(column)
        with_lines = sql.SQL(_WITH_LINES).format(
            query=_query(query), rows=ROWS.identifier
        )
        for line, value, other, other_line in stream(with_lines):
            who = f"Line {other_line}" if other_line else f"Customer {other}"
            yield Problem(line, label, shown(value), reason.format(who), True)


def _query(text: str) -> sql.Composed:
    return sql.SQL(text).format(**_NAMES)
