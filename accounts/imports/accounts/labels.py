"""Portfolios and source companies that a batch names."""

from collections.abc import Iterator

from django.db.models import Max
from psycopg import sql

from accounts.imports.accounts.staging import ACCOUNTS
from accounts.models import Portfolio, SourceCompany
from lendcore.actors import Actor
from lendcore.history.recording import recorded
from lendcore.imports.history_sql import ACTIVE_TENANT
from lendcore.imports.mapping import BoundMapping
from lendcore.imports.problems import Problem, shown
from lendcore.imports.refusals import ImportRefused
from lendcore.imports.staging import fetch, run

# More than anybody chooses from: the column holds something else.
MOST_MADE = 500
_UNKNOWN = "There is none of this name. Make it, or use --create-labels."
_MODELS = {"portfolio": Portfolio, "source_company": SourceCompany}

_MISSING = """
    SELECT min(named.name), array_agg(named.line ORDER BY named.line), label.is_active
    FROM (
        SELECT line, {name} AS name, lower({name}) AS folded
        FROM {accounts} WHERE {name} <> ''
    ) AS named LEFT JOIN {table} AS label
        ON label.tenant_id = {tenant} AND lower(label.name) = named.folded
    WHERE label.is_active IS NOT TRUE
    GROUP BY named.folded, label.is_active ORDER BY 1
"""
_SET = """
    UPDATE {accounts} AS staged SET {column} = label.id
    FROM {table} AS label
    WHERE label.tenant_id = {tenant} AND lower(label.name) = lower(staged.{name})
"""
_EMPTY = "UPDATE {accounts} SET {column} = NULL WHERE {name} = ''"


class Labels:
    """Gives each name its label; makes those that are missing, if it may."""

    def __init__(
        self, *, actor: Actor, mapping: BoundMapping, reason: str, creates: bool
    ) -> None:
        self._actor = actor
        self._mapping = mapping
        self._reason = reason
        self._creates = creates
        self._made = 0

    def find_errors(self) -> Iterator[Problem]:
        """Yield the lines whose labels can't be had."""
        for column in _MODELS:
            label = self._mapping.label(column)
            for name, lines, is_active in fetch(_query(_MISSING, column)):
                is_unknown = is_active is None
                if is_unknown and self._creates:
                    continue
                reason = _UNKNOWN if is_unknown else "It is inactive."
                for line in lines:
                    yield Problem(line, label, shown(name), reason)

    def set_ids(self) -> None:
        """Put the labels' ids into the staged accounts; make those that are missing.

        Lines with problems are gone by now, so that none of them leaves a label.
        """
        for column, model in _MODELS.items():
            for name, _, _ in fetch(_query(_MISSING, column)):
                self._make(model, name)
            run(_query(_EMPTY, column))
            run(_query(_SET, column))

    def _make(self, model: type[Portfolio | SourceCompany], name: str) -> None:
        self._made += 1
        if self._made > MOST_MADE:
            raise ImportRefused(
                f"The file would make more than {MOST_MADE} labels. Look whether the "
                "right columns are mapped to portfolio and source_company."
            )
        last = model.objects.aggregate(last=Max("position"))["last"] or 0
        with recorded(self._actor, reason=self._reason):
            model.objects.create(name=name, position=last + 1)


def _query(text: str, column: str) -> sql.Composed:
    return sql.SQL(text).format(
        accounts=ACCOUNTS.identifier,
        table=sql.Identifier(_MODELS[column]._meta.db_table),
        tenant=ACTIVE_TENANT,
        name=sql.Identifier(f"{column}_name"),
        column=sql.Identifier(f"{column}_id"),
    )
