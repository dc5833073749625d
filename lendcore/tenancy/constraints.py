"""The database's share of tenancy, as model constraints.

Each class below is a `BaseConstraint`, so that `makemigrations` writes the key,
the policy, the grants and the two-column foreign keys by itself, and
`makemigrations --check` notices when one is missing.

Statements are deferred to the end of their migration, since a foreign key
needs its target's two-column key to exist first.
"""

from typing import Any

from django.conf import settings
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.backends.ddl_references import Statement
from django.db.models import Model
from django.db.models.constraints import BaseConstraint

# No sub-select: Citus refuses one in a policy. nullif, because a custom setting
# reads as empty text, not NULL, once a SET LOCAL has ended.
ACTIVE_TENANT_SQL = "nullif(current_setting('app.tenant_id', true), '')::bigint"

READ_ONLY = ("SELECT",)
APPEND_ONLY = ("SELECT", "INSERT")
EDITABLE = ("SELECT", "INSERT", "UPDATE", "DELETE")


class SqlConstraint(BaseConstraint):
    """A constraint that is plain SQL, compared by its deconstruction."""

    def constraint_sql(self, model: type[Model], schema_editor: Any) -> None:
        """Defer our SQL; nothing goes inside CREATE TABLE."""
        schema_editor.deferred_sql.append(self.statement(model, schema_editor))

    def create_sql(
        self, model: type[Model], schema_editor: BaseDatabaseSchemaEditor
    ) -> None:
        schema_editor.deferred_sql.append(self.statement(model, schema_editor))

    def statement(self, model: type[Model], schema_editor: Any) -> Statement:
        raise NotImplementedError

    def validate(self, *args: Any, **kwargs: Any) -> None:
        """Leave the check to the database."""

    def __eq__(self, other: object) -> bool:
        if type(self) is not type(other):
            return NotImplemented
        return self.deconstruct() == other.deconstruct()

    def __hash__(self) -> int:
        return hash((type(self), self.name))


class TenantKey(SqlConstraint):
    """Primary key (tenant_id, id) in the database; Django's pk stays `id`.

    It goes before all other deferred statements, which point at it.
    """

    def constraint_sql(self, model: type[Model], schema_editor: Any) -> None:
        schema_editor.deferred_sql.insert(0, self.statement(model, schema_editor))

    def create_sql(self, model: type[Model], schema_editor: Any) -> Statement:
        return self.statement(model, schema_editor)

    def statement(self, model: type[Model], schema_editor: Any) -> Statement:
        return self._primary_key(model, schema_editor, columns="tenant_id, {pk}")

    def remove_sql(self, model: type[Model], schema_editor: Any) -> Statement:
        return self._primary_key(model, schema_editor, columns="{pk}")

    def _primary_key(self, model: type[Model], editor: Any, columns: str) -> Statement:
        quote = editor.quote_name
        table = model._meta.db_table
        key = quote(f"{table}_pkey")
        columns = columns.format(pk=quote(model._meta.pk.column))
        return Statement(
            f"ALTER TABLE {quote(table)} DROP CONSTRAINT {key}, "
            f"ADD CONSTRAINT {key} PRIMARY KEY ({columns})"
        )


class TenantPolicy(SqlConstraint):
    """Row security: a row is seen and written by its own tenant alone.

    It is not forced on the owner, which migrates data and owns the search
    functions.
    """

    def statement(self, model: type[Model], schema_editor: Any) -> Statement:
        quote = schema_editor.quote_name
        table = quote(model._meta.db_table)
        own = f"tenant_id = {ACTIVE_TENANT_SQL}"
        return Statement(
            f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY; "
            f"CREATE POLICY {quote(self.name)} ON {table} "
            f"USING ({own}) WITH CHECK ({own})"
        )

    def remove_sql(self, model: type[Model], schema_editor: Any) -> Statement:
        quote = schema_editor.quote_name
        table = quote(model._meta.db_table)
        return Statement(
            f"DROP POLICY {quote(self.name)} ON {table}; "
            f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY"
        )


class Grants(SqlConstraint):
    """What the app role may do with a table; nothing else is granted.

    allocates_ids: it may also take ids before it has rows, for secrets are bound
    to the id of their customer.
    """

    def __init__(
        self, *, name: str, rights: tuple[str, ...], allocates_ids: bool = False
    ) -> None:
        super().__init__(name=name)
        self.rights = tuple(rights)
        self.allocates_ids = allocates_ids

    def deconstruct(self) -> tuple[str, tuple, dict]:
        path, args, kwargs = super().deconstruct()
        kwargs["rights"] = self.rights
        if self.allocates_ids:
            kwargs["allocates_ids"] = True
        return path, args, kwargs

    def statement(self, model: type[Model], schema_editor: Any) -> Statement:
        quote = schema_editor.quote_name
        table = quote(model._meta.db_table)
        role = quote(settings.DATABASE_APP_ROLE)
        sql = (
            f"REVOKE ALL ON {table} FROM {role}; "
            f"GRANT {', '.join(self.rights)} ON {table} TO {role}"
        )
        if self.allocates_ids:
            sequence = quote(f"{model._meta.db_table}_id_seq")
            sql += f"; GRANT USAGE ON SEQUENCE {sequence} TO {role}"
        return Statement(sql)

    def remove_sql(self, model: type[Model], schema_editor: Any) -> Statement:
        quote = schema_editor.quote_name
        return Statement(
            f"REVOKE ALL ON {quote(model._meta.db_table)} "
            f"FROM {quote(settings.DATABASE_APP_ROLE)}"
        )


class TenantForeignKeyConstraint(SqlConstraint):
    """FOREIGN KEY (tenant_id, x_id) REFERENCES target (tenant_id, id).

    Checked at once, not at commit: Citus and people both get a clear error.
    """

    def __init__(self, *, name: str, field: str) -> None:
        super().__init__(name=name)
        self.field = field

    def deconstruct(self) -> tuple[str, tuple, dict]:
        path, args, kwargs = super().deconstruct()
        return path, args, {**kwargs, "field": self.field}

    def statement(self, model: type[Model], schema_editor: Any) -> Statement:
        quote = schema_editor.quote_name
        field = model._meta.get_field(self.field)
        target = field.remote_field.model._meta.db_table
        return Statement(
            f"ALTER TABLE {quote(model._meta.db_table)} "
            f"ADD CONSTRAINT {quote(self.name)} "
            f"FOREIGN KEY (tenant_id, {quote(field.column)}) "
            f"REFERENCES {quote(target)} (tenant_id, id)"
        )

    def remove_sql(self, model: type[Model], schema_editor: Any) -> Statement:
        quote = schema_editor.quote_name
        return Statement(
            f"ALTER TABLE {quote(model._meta.db_table)} "
            f"DROP CONSTRAINT {quote(self.name)}"
        )


class RowRule(SqlConstraint):
    """A rule over several rows, checked by a trigger that the owner runs.

    It stands where no other constraint can. broken_when: a condition in SQL, in which
    `row` is the changed row (the old one of a deletion); the function sees past row
    security, so every look at a table must name `row.tenant_id`. sentence: said when it
    is broken, under the rule's name. events: such as "INSERT OR UPDATE". locks: table
    and column whose row is locked first, so that two transactions can't both pass.
    at_commit: checked when the transaction ends, else at once.
    """

    def __init__(
        self,
        *,
        name: str,
        events: str,
        broken_when: str,
        sentence: str,
        locks: tuple[str, str] | None = None,
        at_commit: bool = True,
    ) -> None:
        super().__init__(name=name)
        self.events = events
        self.broken_when = broken_when
        self.sentence = sentence
        self.locks = locks
        self.at_commit = at_commit

    def deconstruct(self) -> tuple[str, tuple, dict]:
        path, args, kwargs = super().deconstruct()
        kwargs |= {
            "events": self.events,
            "broken_when": self.broken_when,
            "sentence": self.sentence,
        }
        if self.locks is not None:
            kwargs["locks"] = self.locks
        if not self.at_commit:
            kwargs["at_commit"] = False
        return path, args, kwargs

    def statement(self, model: type[Model], schema_editor: Any) -> Statement:
        quote = schema_editor.quote_name
        table, name = quote(model._meta.db_table), quote(self.name)
        when = "DEFERRABLE INITIALLY DEFERRED " if self.at_commit else ""
        lock = ""
        if self.locks is not None:
            locked, column = map(quote, self.locks)
            lock = (
                f"PERFORM 1 FROM public.{locked} "
                f"WHERE tenant_id = row.tenant_id AND id = row.{column} FOR UPDATE;\n"
            )
        return Statement(
            f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql "
            "SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $rule$\n"
            f"DECLARE row public.{table} := coalesce(NEW, OLD);\n"
            f"BEGIN\n{lock}IF {self.broken_when} THEN\n"
            f"RAISE EXCEPTION {schema_editor.quote_value(self.sentence)} USING "
            f"ERRCODE = 'check_violation', "
            f"CONSTRAINT = {schema_editor.quote_value(self.name)};\n"
            "END IF;\nRETURN NULL;\nEND $rule$; "
            f"REVOKE ALL ON FUNCTION {name}() FROM PUBLIC; "
            f"CREATE CONSTRAINT TRIGGER {name} AFTER {self.events} ON {table} {when}"
            f"FOR EACH ROW EXECUTE FUNCTION {name}()"
        )

    def remove_sql(self, model: type[Model], schema_editor: Any) -> Statement:
        quote = schema_editor.quote_name
        table, name = quote(model._meta.db_table), quote(self.name)
        return Statement(f"DROP TRIGGER {name} ON {table}; DROP FUNCTION {name}()")
