"""What is packed comes out of the database as it went in."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.db import connection, models
from psycopg import sql

from lendcore.imports.copy_text import packed_rows


class Colour(models.TextChoices):
    RED = "red", "Red"


VALUES = {
    "text": [
        "",
        "plain",
        "a\tb\nc\rd\\e",
        r"\N",
        r"\.",
        "\\",
        "ünï ✓ 👋 \u202eright",
        "'quoted' \"twice\"",
        Colour.RED,
        None,
    ],
    "boolean": [True, False, None],
    "bigint": [0, -1, 2**62],
    "numeric": [Decimal("-12.340"), Decimal("1E+3")],
    "date": [date(2024, 2, 29)],
    "timestamptz": [datetime(2024, 3, 10, 2, 30, 0, 123456, tzinfo=UTC)],
    "bytea": [b"", b"\x00\xff\\", memoryview(b"key")],
    "varchar[]": [[], ["a", 'b"c', "d,e", "f\\g", "", "NULL", "h i"], ("x",)],
    "jsonb": ['{"a": "tab\\tback\\\\slash"}'],
}


@pytest.mark.django_db
@pytest.mark.parametrize("kind", VALUES)
def test_a_value_arrives_as_it_was(kind):
    rows = [(place, value) for place, value in enumerate(VALUES[kind])]
    plain = sql.SQL("SELECT %s::{}").format(sql.SQL(kind))
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TEMPORARY TABLE packed (place int, value {kind})")
        with cursor.copy("COPY packed (place, value) FROM STDIN") as copy:
            copy.write(packed_rows(rows))
        cursor.execute("SELECT value FROM packed ORDER BY place")
        found = [row[0] for row in cursor.fetchall()]
        wanted = []
        for _, value in rows:
            value = list(value) if isinstance(value, tuple) else value
            wanted.append(cursor.execute(plain, [value]).fetchone()[0])

    assert [as_plain(each) for each in found] == [as_plain(each) for each in wanted]


def as_plain(value):
    return bytes(value) if isinstance(value, memoryview) else value


def test_what_no_import_has_is_refused():
    with pytest.raises(TypeError, match="dict"):
        packed_rows([({},)])
