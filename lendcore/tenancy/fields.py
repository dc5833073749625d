"""A foreign key inside a tenant."""

from typing import Any

from django.db import models


class TenantForeignKey(models.ForeignKey):
    """Foreign key to a row of the same tenant.

    Django sees one column; the database constraint and every join carry the
    tenant as well, so a row can neither point nor be joined across tenants.
    The constraint itself is a `TenantForeignKeyConstraint` on the model.
    """

    def __init__(self, to: Any, on_delete: Any = models.PROTECT, **kwargs: Any) -> None:
        kwargs["db_constraint"] = False
        # The index must begin with the tenant, so each model names its own.
        kwargs.setdefault("db_index", False)
        super().__init__(to, on_delete, **kwargs)

    def deconstruct(self) -> tuple[str, str, list, dict]:
        name, path, args, kwargs = super().deconstruct()
        kwargs.pop("db_constraint", None)
        kwargs["db_index"] = self.db_index
        return name, path, args, kwargs

    def get_joining_fields(self, reverse_join: bool = False) -> tuple:
        own = self.model._meta.get_field("tenant")
        target = self.remote_field.model._meta.get_field("tenant")
        pair = (target, own) if reverse_join else (own, target)
        return (pair, *super().get_joining_fields(reverse_join))

    def get_extra_descriptor_filter(self, instance: models.Model) -> dict[str, Any]:
        return {"tenant_id": instance.tenant_id}
