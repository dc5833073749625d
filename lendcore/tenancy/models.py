"""The base of every tenant table."""

from typing import Any

from django.db import models
from django.db.models.base import ModelBase

from lendcore.tenancy.constraints import (
    EDITABLE,
    Grants,
    TenantForeignKeyConstraint,
    TenantKey,
    TenantPolicy,
)
from lendcore.tenancy.context import require_tenant_id
from lendcore.tenancy.fields import TenantForeignKey


class UntrackedUpdate(TypeError):
    """A bulk write would change tracked rows without writing their history."""


class TenantQuerySet(models.QuerySet):
    """Rows of one tenant; forward links are fetched for all peers at once."""

    def update(self, *, without_history: bool = False, **values: Any) -> int:
        """Update in bulk. On a tracked model it must be said that history is
        not written (`without_history=True`), for columns that history leaves out.
        """
        if hasattr(self.model, "history") and not without_history:
            raise UntrackedUpdate(
                f"{self.model.__name__} has a history: save() each row, or say "
                "without_history=True for columns that history leaves out."
            )
        return super().update(**values)

    update.alters_data = True

    def bulk_create(self, objects: Any, *args: Any, **kwargs: Any) -> Any:
        """Insert in bulk into the active tenant; never on a tracked model."""
        if hasattr(self.model, "history"):
            raise UntrackedUpdate(
                f"{self.model.__name__} has a history: save() each row."
            )
        return self.insert_without_history(objects, *args, **kwargs)

    def insert_without_history(self, objects: Any, *args: Any, **kwargs: Any) -> Any:
        """Insert in bulk; `lendcore.history` writes the history of tracked rows."""
        tenant_id = require_tenant_id()
        objects = list(objects)
        for row in objects:
            if row.tenant_id is None:
                row.tenant_id = tenant_id
        return super().bulk_create(objects, *args, **kwargs)


class TenantManager(models.Manager.from_queryset(TenantQuerySet)):
    """Refuses to answer when no tenant is active, and filters by it otherwise."""

    def get_queryset(self) -> TenantQuerySet:
        queryset = super().get_queryset().fetch_mode(models.FETCH_PEERS)
        return queryset.filter(tenant_id=require_tenant_id())


def unscoped(model: type[models.Model], *, reason: str) -> models.QuerySet:
    """Return all rows of a model that the connection may see.

    For the operator's admin, commands and tests only. Row security still holds
    for the app role: without an active tenant it sees nothing.
    """
    if len(reason) < 10:
        raise ValueError("Say in a few words why the tenant filter is left out.")
    return TenantQuerySet(model)


class TenantModelBase(ModelBase):
    """Adds key, policy, grants and two-column foreign keys to each table."""

    def __new__(
        mcs, name: str, bases: tuple, attrs: dict, **kwargs: Any
    ) -> type[models.Model]:
        model = super().__new__(mcs, name, bases, attrs, **kwargs)
        options = model._meta
        if options.abstract or options.proxy:
            return model
        added = tenant_constraints(model)
        names = {constraint.name for constraint in added}
        kept = [rule for rule in options.constraints if rule.name not in names]
        options.constraints = [*kept, *added]
        options.original_attrs["constraints"] = options.constraints
        return model


def tenant_constraints(model: type[models.Model]) -> list[models.BaseConstraint]:
    """Return the constraints that make a model's table a tenant table."""
    table = model._meta.db_table
    rights = getattr(model, "database_rights", EDITABLE)
    rules: list[models.BaseConstraint] = [TenantKey(name=f"{table}_tenant_key")]
    if not getattr(model, "is_history", False):
        rules += [
            TenantForeignKeyConstraint(
                name=f"{table}_{field.name}_tenant_fk", field=field.name
            )
            for field in model._meta.local_fields
            if isinstance(field, TenantForeignKey)
        ]
    rules += [
        TenantPolicy(name=f"{table}_own_tenant"),
        Grants(
            name=f"{table}_grants",
            rights=rights,
            allocates_ids=getattr(model, "allocates_ids", False),
        ),
    ]
    for rule in rules:
        if len(rule.name) > 63:
            raise ValueError(f"{rule.name} is longer than PostgreSQL's 63 letters.")
    return rules


class TenantModel(models.Model, metaclass=TenantModelBase):
    """A row that belongs to one tenant.

    `database_rights` says what the app role may do with the table, and
    `allocates_ids` whether it may take ids ahead of rows.
    """

    tenant = models.ForeignKey(
        "lendcore.Tenant",
        models.PROTECT,
        db_index=False,
        related_name="+",
        editable=False,
    )

    objects = TenantManager()

    database_rights: tuple[str, ...] = EDITABLE
    allocates_ids: bool = False

    class Meta:
        abstract = True
        base_manager_name = "objects"
        default_manager_name = "objects"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save into the active tenant; a row never changes its tenant."""
        active = require_tenant_id()
        if self.tenant_id is None:
            self.tenant_id = active
        super().save(*args, **kwargs)

    def _do_update(
        self, base_qs: Any, using: str, pk_val: Any, values: list, *args: Any
    ) -> Any:
        # The tenant is part of the row's key: Citus refuses to set it, even to the
        # same value, and row security would refuse another.
        values = [entry for entry in values if entry[0].name != "tenant"]
        return super()._do_update(base_qs, using, pk_val, values, *args)
