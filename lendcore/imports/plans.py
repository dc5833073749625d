"""Keeping the database's plans good while a book comes in."""

from collections.abc import Sequence

from django.db import models
from psycopg import sql

from lendcore.imports.staging import run


def keep_plans_good(looked_up: Sequence[type[models.Model]]) -> None:
    """Keep others from making every plan of the import anew.

    looked_up: the tables that a batch writes into and the next one's checks look at.

    An ANALYZE that runs meanwhile, as autovacuum does after a rolled back import,
    sees our pages and none of our rows. It notes an empty table: one index then looks
    as cheap as another, each check of a foreign key reads the whole tenant, and
    minutes become days. The locks keep ANALYZE away and bar no reader or writer; a
    second import, of any tenant, waits for them. Each batch looks up some thousand
    rows, so indexes and nested loops are always right.
    """
    tables = [model._meta.db_table for model in looked_up]
    run(sql.SQL("SELECT lendcore_keep_values(%s)"), [tables])
    for setting in ("bitmapscan", "hashjoin", "mergejoin"):
        run(sql.SQL(f"SET LOCAL enable_{setting} = off"))


def allow_hash_joins(*, are_allowed: bool) -> None:
    """Let the planner join a whole file at once, or no more."""
    value = "on" if are_allowed else "off"
    run(sql.SQL(f"SET LOCAL enable_hashjoin = {value}"))


def count_first_values(looked_up: Sequence[type[models.Model]]) -> None:
    """Let the planner know our first rows, where it knew of next to none."""
    tables = [model._meta.db_table for model in looked_up]
    run(sql.SQL("SELECT lendcore_count_values(%s)"), [tables])
