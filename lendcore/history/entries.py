"""What a history page shows: one entry per save, with before and after in words.

Rows of several history tables that share a change set are one entry. They are
read in one statement, as JSON with the row before each, so the number of
queries grows neither with tables nor with entries.
"""

import json
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from django.db import connection, models
from django.utils import timezone

from lendcore.tenancy.context import require_tenant_id

type Row = Mapping[str, Any]
EMPTY = ""
PAGE_ENTRIES = 20
SOURCES = {
    "web": "Web",
    "import": "Import",
    "operator": "Operator",
    "system": "System",
}


@dataclass(frozen=True)
class TrackedField:
    """How one column reads in history.

    name: the model's field. show: turns the stored value into words, given its
    whole row; it masks. column: where it differs from the name. expand: for a
    column of several values, the changes between two of it.
    """

    name: str
    label: str
    show: Callable[[Any, Row], str] = lambda value, row: str(value)
    is_protected: bool = False
    column: str = ""
    expand: Callable[[Any, Any], "Sequence[Change]"] | None = None

    def value(self, row: Row) -> Any:
        return row.get(self.column or self.name)


@dataclass(frozen=True)
class TrackedTable:
    """A history table of one page.

    owner: the column with the id of the page's entity. title: what an entry
    calls a change here. describe: names the row, before the field's label.
    """

    model: type[models.Model]
    owner: str
    noun: str
    title: str
    fields: tuple[TrackedField, ...]
    describe: Callable[[Row], str] = lambda row: ""


@dataclass(frozen=True)
class Change:
    """One field of one entry, in words."""

    field: str
    before: str
    after: str
    is_protected: bool = False


@dataclass(frozen=True)
class Entry:
    """One save."""

    change_set: uuid.UUID
    at: datetime
    author: str
    author_id: int | None
    ip_address: str
    source: str
    reason: str
    title: str
    changes: tuple[Change, ...]

    @property
    def initials(self) -> str:
        words = self.author.split()
        return "".join(word[0] for word in (words[:1] + words[1:][-1:])).upper()

    @property
    def origin(self) -> str:
        """Where the change came from, in a few words."""
        words = SOURCES.get(self.source, self.source)
        return " · ".join(
            part for part in (words, self.ip_address, self.reason) if part
        )

    @property
    def reference(self) -> str:
        return str(self.change_set)


@dataclass(frozen=True, kw_only=True)
class HistoryFilter:
    """Which entries to show. Days are whole days in the active time zone.

    field: "noun.name". after: the last entry of the page before.
    """

    author: str = ""
    field: str = ""
    since: date | None = None
    until: date | None = None
    after: tuple[datetime, uuid.UUID] | None = None


def list_entries(
    tables: Sequence[TrackedTable],
    owner_id: int,
    *,
    chosen: HistoryFilter,
    limit: int = PAGE_ENTRIES,
) -> tuple[list[Entry], bool]:
    """Return a page of entries, newest first, and whether there are more. Two
    queries.
    """
    found = find_change_sets(tables, owner_id, chosen=chosen, limit=limit + 1)
    wanted = found[:limit]
    rows = list_rows(tables, owner_id, wanted) if wanted else {}
    entries = [make_entry(tables, rows[change_set]) for change_set in wanted]
    return entries, len(found) > limit


def find_entry(
    tables: Sequence[TrackedTable], owner_id: int, change_set: uuid.UUID
) -> Entry | None:
    """Return one entry, or None. One query."""
    rows = list_rows(tables, owner_id, [change_set])
    return make_entry(tables, rows[change_set]) if change_set in rows else None


def list_authors(tables: Sequence[TrackedTable], owner_id: int) -> list[str]:
    """Return the names of all who changed the entity. One query."""
    quote = connection.ops.quote_name
    parts = [
        f"SELECT actor_name FROM {quote(table.model._meta.db_table)} "
        f"WHERE tenant_id = %s AND {quote(table.owner)} = %s"
        for table in tables
    ]
    with connection.cursor() as cursor:
        cursor.execute(
            f"{' UNION '.join(parts)} ORDER BY 1",
            [require_tenant_id(), owner_id] * len(tables),
        )
        return [row[0] for row in cursor.fetchall()]


# Reading ----------------------------------------------------------------------


def find_change_sets(
    tables: Sequence[TrackedTable],
    owner_id: int,
    *,
    chosen: HistoryFilter,
    limit: int,
) -> list[uuid.UUID]:
    """Return change sets, newest first. One query."""
    params: list[Any] = []
    parts = [change_sets_of(table, owner_id, chosen, params) for table in tables]
    having = ""
    if chosen.after:
        having = "HAVING (max(at), change_set) < (%s, %s)"
        params += chosen.after
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT change_set FROM ({' UNION ALL '.join(parts)}) AS found "
            f"GROUP BY change_set {having} "
            "ORDER BY max(at) DESC, change_set DESC LIMIT %s",
            [*params, limit],
        )
        return [row[0] for row in cursor.fetchall()]


def change_sets_of(
    table: TrackedTable, owner_id: int, chosen: HistoryFilter, params: list[Any]
) -> str:
    """Return the SQL of one table's share, and add its values to `params`."""
    quote = connection.ops.quote_name
    conditions = ["tenant_id = %s", f"{quote(table.owner)} = %s"]
    params += [require_tenant_id(), owner_id]
    if chosen.author:
        conditions.append("actor_name = %s")
        params.append(chosen.author)
    if chosen.since:
        conditions.append("history_date >= %s")
        params.append(start_of(chosen.since))
    if chosen.until:
        conditions.append("history_date < %s")
        params.append(start_of(chosen.until + timedelta(days=1)))
    if chosen.field:
        noun, _, name = chosen.field.partition(".")
        # A row that was added or deleted changed all its fields.
        changed = "(history_type <> '~' OR %s = ANY(changed_fields))"
        conditions.append(changed if noun == table.noun else "false")
        params += [name] if noun == table.noun else []
    return (
        f"SELECT change_set, history_date AS at "
        f"FROM {quote(table.model._meta.db_table)} WHERE {' AND '.join(conditions)}"
    )


def start_of(day: date) -> datetime:
    return datetime.combine(day, time.min, tzinfo=timezone.get_current_timezone())


def list_rows(
    tables: Sequence[TrackedTable], owner_id: int, change_sets: Sequence[uuid.UUID]
) -> dict[uuid.UUID, list[tuple[str, Row, Row | None]]]:
    """Return noun, row and row before of each change set. One query."""
    quote = connection.ops.quote_name
    parts, params = [], []
    for position, table in enumerate(tables):
        name = quote(table.model._meta.db_table)
        parts.append(
            f"SELECT {position} AS place, h.history_id, h.change_set, "
            f"to_jsonb(h)::text AS row, (SELECT to_jsonb(p)::text FROM {name} p "
            "WHERE p.tenant_id = h.tenant_id AND p.id = h.id "
            "AND p.history_id < h.history_id ORDER BY p.history_id DESC LIMIT 1) "
            f"AS before FROM {name} h WHERE h.tenant_id = %s "
            f"AND h.{quote(table.owner)} = %s AND h.change_set = ANY(%s)"
        )
        params += [require_tenant_id(), owner_id, list(change_sets)]
    found: dict[uuid.UUID, list] = {}
    with connection.cursor() as cursor:
        cursor.execute(f"{' UNION ALL '.join(parts)} ORDER BY 1, 2", params)
        for place, _, change_set, row, before in cursor.fetchall():
            pair = (_read(row), _read(before) if before else None)
            found.setdefault(change_set, []).append((tables[place].noun, *pair))
    return found


def _read(row: str) -> Row:
    """Return a row; amounts stay exact."""
    return json.loads(row, parse_float=Decimal)


# Wording ----------------------------------------------------------------------


def make_entry(
    tables: Sequence[TrackedTable], rows: list[tuple[str, Row, Row | None]]
) -> Entry:
    by_noun = {table.noun: table for table in tables}
    changes: list[Change] = []
    titles: dict[str, None] = {}
    for noun, row, before in rows:
        found = changes_of(by_noun[noun], row, before)
        changes += found
        if found:
            titles[by_noun[noun].title] = None
    head = rows[0][1]
    return Entry(
        change_set=uuid.UUID(head["change_set"]),
        at=datetime.fromisoformat(head["history_date"]),
        author=head["actor_name"],
        author_id=head["history_user_id"],
        ip_address=head["ip_address"] or "",
        source=head["source"],
        reason=head["history_change_reason"],
        title=title_of(tables[0].noun, rows, list(titles)),
        changes=tuple(changes),
    )


def title_of(main_noun: str, rows: list, titles: list[str]) -> str:
    """Return what happened, in a few words."""
    if any(noun == main_noun and row["history_type"] == "+" for noun, row, _ in rows):
        return f"Added the {main_noun}"
    if not titles:
        return f"Saved the {main_noun}"
    if len(titles) > 2:
        return f"Updated {titles[0]} and {len(titles) - 1} more"
    return f"Updated {' and '.join(titles)}"


def changes_of(table: TrackedTable, row: Row, before: Row | None) -> list[Change]:
    """Return what one history row changed, in words."""
    kind = row["history_type"]
    old: Row = {} if kind == "+" or before is None else before
    new: Row = {} if kind == "-" else row
    if kind == "-":
        old = row
    name = table.describe(row)
    found: list[Change] = []
    for field in table.fields:
        if kind == "~" and field.name not in row["changed_fields"]:
            continue
        found += field_changes(field, old, new, name)
    return found


def field_changes(field: TrackedField, old: Row, new: Row, name: str) -> list[Change]:
    if field.expand is not None:
        return list(field.expand(field.value(old), field.value(new)))
    before = words_of(field, old)
    after = words_of(field, new)
    if not old and field.value(new) is False:
        # Boxes of a new row that nobody ticked are no news.
        return []
    if before == after and (not old or not new):
        return []
    label = f"{name} · {field.label}" if name else field.label
    return [Change(label, before, after, field.is_protected)]


def words_of(field: TrackedField, row: Row) -> str:
    value = field.value(row)
    if value in (None, "", [], {}):
        return EMPTY
    return field.show(value, row) or EMPTY
