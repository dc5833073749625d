"""Numbers for default usernames that are taken: johnsmith, johnsmith2, johnsmith3."""

from collections.abc import Iterable, Iterator
from itertools import groupby

from psycopg import sql

from customers.imports.staging import CUSTOMERS
from customers.services.usernames import with_number
from lendcore.imports.history_sql import ACTIVE_TENANT
from lendcore.imports.staging import fetch, run

# The index of usernames leaves empty ones out, so each look-up has to say that too.

# The default usernames of a batch that somebody else has, on file or in the batch. A
# name that is written in the file, or on file, is taken; else its first row keeps it.
_COLLIDING = """
    WITH named AS MATERIALIZED (
        SELECT id, line, username, has_default_username, lower(username) AS folded,
            count(*) OVER same AS sharing,
            bool_or(NOT has_default_username) OVER same AS is_written
        FROM {customers} WHERE username <> ''
        WINDOW same AS (PARTITION BY lower(username))
    ), known AS MATERIALIZED (
        SELECT named.*, is_written OR EXISTS (
            SELECT 1 FROM customers_customer AS other
            WHERE other.tenant_id = {tenant} AND other.username_folded = named.folded
                AND other.username <> ''
        ) AS is_taken
        FROM named WHERE has_default_username
    )
    SELECT folded, username, id, is_taken FROM known
    WHERE is_taken OR sharing > 1 ORDER BY folded, line
"""
_TAKEN = """
    SELECT username_folded FROM customers_customer
    WHERE tenant_id = {tenant} AND username_folded = ANY (%(names)s)
        AND username <> ''
    UNION SELECT lower(username) FROM {customers}
    WHERE lower(username) = ANY (%(names)s)
"""
_RENAME = """
    UPDATE {customers} AS staged SET username = named.username
    FROM unnest(%s::bigint[], %s::text[]) AS named (id, username)
    WHERE staged.id = named.id
"""

# Of so many numbers of a name in a row none was free.
_MANY = 8
# Names of which more are taken are asked about from there on.
_POWERS = 14
_HIGHEST = 2**_POWERS
_PARTS = 16

# A name as people see it, and the customers that want it numbered.
type Wanted = tuple[str, list[int]]


class UsernameNumbers:
    """Gives numbers during one run, and remembers how far each name has come, so that
    a common one need not be asked about from 2 on in every batch.
    """

    def __init__(self) -> None:
        self._next: dict[str, int] = {}

    def number_defaults(self) -> None:
        """Give every staged default username that is taken the next free number."""
        renamed = self._numbered(_colliding_names())
        if renamed:
            run(_sql(_RENAME), [list(renamed), list(renamed.values())])

    def _numbered(self, wanted: Iterable[Wanted]) -> dict[int, str]:
        """Return a free username for each customer of some names.

        Each round asks for twice as many numbers; of a name that still has none after
        some rounds, the first free one is looked for in leaps.
        """
        waiting = dict(wanted)
        renamed: dict[int, str] = {}
        used: set[str] = set()
        size = 1
        while waiting:
            if size == _MANY:
                self._next |= first_free(list(waiting))
            candidates = {
                name: self._numbers(name, len(ids) * size)
                for name, ids in waiting.items()
            }
            taken = _taken(each for names in candidates.values() for each in names)
            for name, names in candidates.items():
                ids = waiting.pop(name)
                free = [
                    each
                    for each in names
                    if each.lower() not in taken and each.lower() not in used
                ]
                given = dict(zip(ids, free, strict=False))
                renamed |= given
                used |= {each.lower() for each in given.values()}
                seen = len(names)
                if len(given) < len(ids):
                    waiting[name] = ids[len(given) :]
                else:
                    seen = names.index(given[ids[-1]]) + 1
                self._next[name.lower()] = self._first(name) + seen
            size *= 2
        return renamed

    def _first(self, name: str) -> int:
        return self._next.get(name.lower(), 2)

    def _numbers(self, name: str, count: int) -> list[str]:
        """Return the next numbers of a name, free or not."""
        first = self._first(name)
        return [with_number(name, number) for number in range(first, first + count)]


def first_free(names: list[str]) -> dict[str, int]:
    """Return a number at which each name may be free, by the folded name.

    Numbers are given one after the other, so most below it are taken: powers of two
    first, then sixteenths of the gap in which the taken ones end.
    """
    gaps = dict.fromkeys(names, (1, _HIGHEST))
    probes = {name: [2**power for power in range(1, _POWERS)] for name in names}
    while probes:
        spelled = [
            with_number(name, number)
            for name, tried in probes.items()
            for number in tried
        ]
        taken = _taken(spelled)
        for name, tried in probes.items():
            low, high = gaps[name]
            is_free = [with_number(name, each).lower() not in taken for each in tried]
            place = is_free.index(True) if True in is_free else len(tried)
            gaps[name] = (
                tried[place - 1] if place else low,
                tried[place] if place < len(tried) else high,
            )
        probes = {
            name: list(range(low + step, high, step))
            for name, (low, high) in gaps.items()
            if (step := (high - low) // _PARTS) and name in probes
        }
    return {name.lower(): low + 1 for name, (low, _) in gaps.items()}


def _colliding_names() -> Iterator[Wanted]:
    for _, group in groupby(fetch(_sql(_COLLIDING)), key=lambda row: row[0]):
        members = list(group)
        is_taken = members[0][3]
        wanting = members if is_taken else members[1:]
        if wanting:
            yield members[0][1], [customer_id for _, _, customer_id, _ in wanting]


def _taken(names: Iterable[str]) -> set[str]:
    folded = [name.lower() for name in names]
    return {row[0] for row in fetch(_sql(_TAKEN), {"names": folded})}


def _sql(text: str) -> sql.Composed:
    return sql.SQL(text).format(customers=CUSTOMERS.identifier, tenant=ACTIVE_TENANT)
