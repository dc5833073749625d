import pytest
from psycopg import sql

from customers.models import Customer, Phone
from lendcore.imports import history_sql
from lendcore.imports.history_sql import (
    UnfilledHistory,
    insert_with_history,
    stored_columns,
    tracked_columns,
)


def test_columns_that_the_database_computes_are_not_written():
    columns = stored_columns(Customer)

    assert {"id", "status_id", "import_id", "custom_values"} <= set(columns)
    assert not {"tenant_id", "search", "sort_name", "email_folded"} & set(columns)


def test_history_repeats_what_the_model_tracks():
    tracked = tracked_columns(Customer)

    assert {"id", "status_id", "tax_number_encrypted"} <= set(tracked)
    assert not {"tax_number_index", "web_password", "city", "version"} & set(tracked)


def test_a_history_column_that_nothing_fills_stops_the_import(monkeypatch):
    known = tuple(name for name in history_sql.HISTORY_VALUES if name != "source")
    monkeypatch.setattr(history_sql, "HISTORY_VALUES", known)

    with pytest.raises(UnfilledHistory, match="source"):
        insert_with_history(Phone, sql.SQL("FROM staged"), ["number"])
