"""System checks of tenancy: key, policy and foreign keys of each tenant model.

They look at what the code declares; the role is checked against the database
(`manage.py check --database default`), and the tests read the catalog.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from django.apps import apps
from django.core.checks import CheckMessage, Error, Tags, register
from django.core.exceptions import ImproperlyConfigured
from django.db import connections, models

from lendcore.tenancy.constraints import (
    Grants,
    TenantForeignKeyConstraint,
    TenantKey,
    TenantPolicy,
)
from lendcore.tenancy.fields import TenantForeignKey
from lendcore.tenancy.models import TenantModelBase


def tenant_models() -> list[type[models.Model]]:
    """Return every concrete model with a tenant, histories included."""
    return [model for model in apps.get_models() if isinstance(model, TenantModelBase)]


@register(Tags.models)
def check_tenant_models(app_configs: Sequence | None, **kwargs: Any) -> list:
    """Report tenant models that lack a wall, and links that would pass one."""
    found: list[CheckMessage] = []
    for model in tenant_models():
        found += missing_rules(model)
    for model in apps.get_models():
        found += plain_links_to_tenants(model)
    return found


def missing_rules(model: type[models.Model]) -> Iterator[CheckMessage]:
    kinds = {type(rule) for rule in model._meta.constraints}
    for kind, what in (
        (TenantKey, "the key (tenant_id, id)"),
        (TenantPolicy, "a row security policy"),
        (Grants, "its grants"),
    ):
        if kind not in kinds:
            yield Error(
                f"{model._meta.label} lacks {what}.",
                hint="Derive it from TenantModel and leave Meta.constraints a list.",
                obj=model,
                id="lendcore.E001",
            )
    if getattr(model, "is_history", False):
        return
    linked = {
        rule.field
        for rule in model._meta.constraints
        if isinstance(rule, TenantForeignKeyConstraint)
    }
    for field in model._meta.local_fields:
        if isinstance(field, TenantForeignKey) and field.name not in linked:
            yield Error(
                f"{model._meta.label}.{field.name} has no two-column foreign key.",
                obj=field,
                id="lendcore.E002",
            )


def plain_links_to_tenants(model: type[models.Model]) -> Iterator[CheckMessage]:
    for field in model._meta.local_many_to_many:
        hidden = field.remote_field.through
        if hidden._meta.auto_created and isinstance(
            field.remote_field.model, TenantModelBase
        ):
            yield Error(
                f"{model._meta.label}.{field.name} links to a tenant model through a "
                "hidden table, which has neither tenant nor policy.",
                hint="Write the table between them as a TenantModel.",
                obj=field,
                id="lendcore.E003",
            )
    for field in model._meta.local_fields:
        if not isinstance(field, models.ForeignKey):
            continue
        target = field.remote_field.model
        inside = isinstance(target, TenantModelBase)
        if inside and not isinstance(field, TenantForeignKey):
            yield Error(
                f"{model._meta.label}.{field.name} is a plain ForeignKey to a tenant "
                "model.",
                hint="Use TenantForeignKey, which carries the tenant.",
                obj=field,
                id="lendcore.E003",
            )


@register(Tags.database)
def check_role(databases: Sequence[str] | None = None, **kwargs: Any) -> list:
    """Report an app connection whose role row security would not hold."""
    if "default" not in (databases or ()):
        return []
    try:
        connections["default"].ensure_connection()
    except ImproperlyConfigured as problem:
        return [Error(str(problem), id="lendcore.E004")]
    return []
