"""History rows: django-simple-history, with tenant, author and change set.

Rows are append-only: the app role may insert and read them, nothing else.
A save that changes nothing writes no row.
"""

from collections.abc import Sequence
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from simple_history.models import HistoricalRecords

from lendcore.history.recording import current_recording
from lendcore.tenancy.constraints import APPEND_ONLY
from lendcore.tenancy.models import TenantManager, TenantModelBase


class HistoryRow(models.Model, metaclass=TenantModelBase):
    """What every history row carries beside the tracked row's own columns."""

    actor_name = models.CharField(max_length=150)
    ip_address = models.GenericIPAddressField(null=True)
    source = models.CharField(max_length=20)
    change_set = models.UUIDField()
    # Names of the fields that differ from the row before; empty for the first.
    changed_fields = ArrayField(models.CharField(max_length=63), default=list)

    is_history = True
    database_rights = APPEND_ONLY

    class Meta:
        abstract = True


class TenantHistory(HistoricalRecords):
    """Tracks a tenant model.

    owner_field: the column that says whose page shows the row (`customer_id`
    on a child; the row's own id otherwise). The history index begins with it.
    also_by: a second such column, for a row that belongs to two pages.
    excluded_fields: columns that are computed, or never enter history (blind
    indexes, generated search columns).
    """

    def __init__(
        self, *, owner_field: str = "id", also_by: str = "", **kwargs: Any
    ) -> None:
        self.owner_field = owner_field
        self.also_by = also_by
        kwargs.setdefault("bases", (HistoryRow,))
        kwargs.setdefault("history_id_field", models.BigAutoField())
        kwargs.setdefault("history_user_id_field", models.BigIntegerField(null=True))
        kwargs.setdefault(
            "history_change_reason_field", models.CharField(max_length=200, blank=True)
        )
        super().__init__(**kwargs)

    def finalize(self, sender: type[models.Model], **kwargs: Any) -> None:
        """Let the model be asked for its tracker."""
        super().finalize(sender, **kwargs)
        sender._meta.simple_history_tracker = self

    def create_history_model(
        self, model: type[models.Model], inherited: bool
    ) -> type[models.Model]:
        """Return the model of history rows, and keep it at hand: the manager that knows
        it too builds a class of its own each time it is asked."""
        self.history_model = super().create_history_model(model, inherited)
        return self.history_model

    def copy_fields(self, model: type[models.Model]) -> dict[str, models.Field]:
        """Copy columns without their indexes; the history has its own two."""
        fields = super().copy_fields(model)
        for field in fields.values():
            field.db_index = False
        return fields

    def get_extra_fields(
        self, model: type[models.Model], fields: dict[str, models.Field]
    ) -> dict[str, Any]:
        extra = super().get_extra_fields(model, fields)
        extra["objects"] = TenantManager()
        extra["owner_field"] = self.owner_field
        return extra

    def get_meta_options(self, model: type[models.Model]) -> dict[str, Any]:
        options = super().get_meta_options(model)
        # Django allows an index name of 30 letters.
        short = f"{model._meta.app_label[:4]}_{model._meta.model_name[:16]}_h"
        owner = self.owner_field.removesuffix("_id")
        options["ordering"] = ()
        options["indexes"] = [
            models.Index(fields=["tenant", "id", "history_id"], name=f"{short}_row"),
        ]
        if owner != "id":
            options["indexes"].append(
                models.Index(
                    fields=["tenant", owner, "history_id"], name=f"{short}_owner"
                )
            )
        if self.also_by:
            options["indexes"].append(
                models.Index(
                    fields=["tenant", self.also_by.removesuffix("_id"), "history_id"],
                    name=f"{short}_also",
                )
            )
        return options

    def create_historical_record(
        self, instance: models.Model, history_type: str, using: str | None = None
    ) -> None:
        """Write one row in the recording's name, unless nothing changed."""
        fields = self.fields_included(instance)
        row = self.make_row(instance, history_type)
        row.changed_fields = changed_fields(row, fields) if history_type == "~" else []
        if history_type == "~" and not row.changed_fields:
            return
        row.save(force_insert=True, using=using)

    def make_row(self, instance: models.Model, history_type: str) -> models.Model:
        """Return an unsaved history row in the recording's name."""
        recording = current_recording()
        fields = self.fields_included(instance)
        values = {field.attname: getattr(instance, field.attname) for field in fields}
        return self.history_model(
            history_date=recording.actor.at,
            history_type=history_type,
            history_user_id=recording.actor.user_id,
            history_change_reason=recording.reason,
            actor_name=recording.actor.name,
            ip_address=recording.actor.ip_address,
            source=recording.actor.source,
            change_set=recording.actor.change_set,
            **values,
        )


def create_tracked[Row: models.Model](rows: Sequence[Row]) -> None:
    """Insert new rows of one tracked model with their history, in two queries."""
    if not rows:
        return
    model = type(rows[0])
    model.objects.insert_without_history(rows)
    tracker = model._meta.simple_history_tracker
    history = [tracker.make_row(row, "+") for row in rows]
    model.history.model.objects.bulk_create(history)


def changed_fields(row: models.Model, fields: list[models.Field]) -> list[str]:
    """Return the names of the fields that differ from the row's last record.

    One query. Without an earlier record every field counts as changed.
    """
    names = [field.attname for field in fields]
    before = (
        type(row)
        .objects.filter(id=row.id)
        .order_by("-history_id")
        .values(*names)
        .first()
    )
    if before is None:
        return [field.name for field in fields]
    return [
        field.name
        for field in fields
        if comparable(before[field.attname]) != comparable(getattr(row, field.attname))
    ]


def comparable(value: Any) -> Any:
    """Return bytes for what the driver hands over as a memory view."""
    return bytes(value) if isinstance(value, memoryview) else value
