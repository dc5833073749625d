"""Numbers for default usernames that are taken: johnsmith, johnsmith2, johnsmith3."""

from collections.abc import Iterable, Iterator
from itertools import batched, groupby

from psycopg import sql

from customers.imports.staging import CUSTOMERS
from customers.models import Customer
from lendcore.imports.history_sql import ACTIVE_TENANT
from lendcore.imports.staging import fetch, run, stream

LONGEST = Customer._meta.get_field("username").max_length
_BATCH_NAMES = 2_000

# Default usernames that somebody else has, on file or in the file, by name. A name
# that is written in the file, or on file, is taken; else its first row keeps it.
_COLLIDING = """
    WITH named AS MATERIALIZED (
        SELECT lower(username) AS folded, bool_or(NOT has_default_username) AS written,
            count(*) AS rows, bool_or(has_default_username) AS defaulted
        FROM {customers} WHERE username <> '' GROUP BY lower(username)
    ), colliding AS MATERIALIZED (
        SELECT named.folded, named.rows, named.written OR EXISTS (
            SELECT 1 FROM customers_customer AS other
            WHERE other.tenant_id = {tenant} AND other.username_folded = named.folded
        ) AS taken
        FROM named WHERE named.defaulted
    )
    SELECT colliding.folded, staged.username, staged.id, colliding.taken
    FROM colliding JOIN {customers} AS staged
        ON lower(staged.username) = colliding.folded AND staged.has_default_username
    WHERE colliding.taken OR colliding.rows > 1
    ORDER BY colliding.folded, staged.line
"""
_TAKEN = """
    SELECT username_folded FROM customers_customer
    WHERE tenant_id = {tenant} AND username_folded = ANY (%(names)s)
    UNION SELECT lower(username) FROM {customers}
    WHERE lower(username) = ANY (%(names)s)
"""
_RENAME = """
    UPDATE {customers} AS staged SET username = named.username
    FROM unnest(%s::bigint[], %s::text[]) AS named (id, username)
    WHERE staged.id = named.id
"""

# A name as people see it, and the customers that want it numbered.
type Wanted = tuple[str, list[int]]


def number_default_usernames() -> None:
    """Give every staged default username that is taken the next free number."""
    run(sql.SQL("CREATE INDEX ON {} (lower(username))").format(CUSTOMERS.identifier))
    CUSTOMERS.analyze()
    groups = _colliding_names()
    for batch in batched(groups, _BATCH_NAMES, strict=False):
        renamed = _numbered(batch)
        run(_sql(_RENAME), [list(renamed), list(renamed.values())])


def _colliding_names() -> Iterator[Wanted]:
    # The query is read whole before anything is renamed, by its own snapshot.
    rows = stream(_sql(_COLLIDING))
    for _, group in groupby(rows, key=lambda row: row[0]):
        members = list(group)
        is_taken = members[0][3]
        wanting = members if is_taken else members[1:]
        if wanting:
            yield members[0][1], [customer_id for _, _, customer_id, _ in wanting]


def _numbered(batch: Iterable[Wanted]) -> dict[int, str]:
    """Return a free username for each customer of some names.

    Each round asks for twice as many numbers, so that a name of which thousands
    are taken needs a dozen questions.
    """
    waiting = {name: (2, list(ids)) for name, ids in batch}
    renamed: dict[int, str] = {}
    used: set[str] = set()
    size = 1
    while waiting:
        candidates = {
            name: [
                with_number(name, number)
                for number in range(first, first + len(ids) * size)
            ]
            for name, (first, ids) in waiting.items()
        }
        taken = _taken(each for names in candidates.values() for each in names) | used
        for name, names in candidates.items():
            first, ids = waiting.pop(name)
            free = [each for each in names if each.lower() not in taken]
            given = dict(zip(ids, free, strict=False))
            renamed |= given
            used |= {each.lower() for each in given.values()}
            if len(given) < len(ids):
                waiting[name] = (first + len(names), ids[len(given) :])
        size *= 2
    return renamed


def with_number(name: str, number: int) -> str:
    """Return a username with a number behind it, cut to what the column holds."""
    end = str(number)
    return name[: LONGEST - len(end)] + end


def _taken(names: Iterable[str]) -> set[str]:
    folded = [name.lower() for name in names]
    return {row[0] for row in fetch(_sql(_TAKEN), {"names": folded})}


def _sql(text: str) -> sql.Composed:
    return sql.SQL(text).format(customers=CUSTOMERS.identifier, tenant=ACTIVE_TENANT)
