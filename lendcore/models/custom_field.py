"""A tenant's own fields on an entity, and the mirror that makes them filterable.

Values stand in one JSONB column of the entity, under the field's key, so they
share its history. Under row security a JSONB operator loses its index, so the
values of filterable fields are mirrored into an indexed table.
"""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Lower

from lendcore.history.records import TenantHistory
from lendcore.tenancy.fields import TenantForeignKey
from lendcore.tenancy.models import TenantModel


class CustomField(TenantModel):
    """The definition of one field. Type and key are fixed once values exist."""

    class Entity(models.TextChoices):
        CUSTOMER = "customer", "Customer"

    class Kind(models.TextChoices):
        TEXT = "text", "Text"
        NUMBER = "number", "Number"
        CURRENCY = "currency", "Currency"
        PERCENTAGE = "percentage", "Percentage"
        DATE = "date", "Date"
        DATETIME = "datetime", "Date and time"
        TIME = "time", "Time"
        CHECKBOX = "checkbox", "Checkbox"
        SELECT = "select", "Choice"
        MULTI_SELECT = "multi_select", "Several choices"
        PHONE = "phone", "Phone"
        URL = "url", "URL"

    entity = models.CharField(
        max_length=20, choices=Entity.choices, default=Entity.CUSTOMER
    )
    key = models.SlugField(
        max_length=40, db_index=False, help_text="For imports and the API."
    )
    label = models.CharField(max_length=80)
    kind = models.CharField("type", max_length=20, choices=Kind.choices)
    group = models.CharField(max_length=60, blank=True)
    position = models.PositiveSmallIntegerField(default=0)
    help_text = models.CharField(max_length=200, blank=True)
    is_required = models.BooleanField("required", default=False)
    is_filterable = models.BooleanField("filterable", default=False)
    on_summary = models.BooleanField("shown on summary", default=False)
    # As stored in JSON: see lendcore.custom_values.
    default_value = models.JSONField(null=True, blank=True)
    max_length = models.PositiveSmallIntegerField(null=True, blank=True)
    choices = ArrayField(models.CharField(max_length=80), default=list, blank=True)
    # Choices that can no longer be picked; values that have one keep it.
    retired_choices = ArrayField(
        models.CharField(max_length=80), default=list, blank=True
    )
    is_active = models.BooleanField(default=True)

    history = TenantHistory()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "entity", "key"],
                name="lendcore_customfield_key",
                violation_error_message="Another field has this key.",
            ),
            models.UniqueConstraint(
                "tenant",
                "entity",
                Lower("label"),
                name="lendcore_customfield_label",
                violation_error_message="Another field has this label.",
            ),
        ]

    def __str__(self) -> str:
        return self.label


class CustomValueBase(TenantModel):
    """The mirror of one filterable value; one of the three columns is filled.

    number_value: whole numbers as they are, money and percentages in ten
    thousandths, times in seconds, checkboxes as 0 or 1; a bigint, since a
    numeric comparison loses its index.
    """

    field = TenantForeignKey(CustomField, models.PROTECT, related_name="+")
    text_value = models.CharField(max_length=250, blank=True, db_collation="C")
    number_value = models.BigIntegerField(null=True)
    date_value = models.DateField(null=True)

    class Meta(TenantModel.Meta):
        abstract = True
