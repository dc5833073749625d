"""A tenant's own list of labels, such as customer statuses."""

from django.db import models
from django.db.models.functions import Lower

from lendcore.tenancy.models import TenantModel


class Label(TenantModel):
    """One label of an ordered list. Inactivated, never deleted while in use."""

    class Tone(models.TextChoices):
        OK = "ok", "Green"
        WARN = "warn", "Amber"
        BAD = "bad", "Red"
        ACCENT = "accent", "Blue"
        MUTED = "muted", "Grey"

    name = models.CharField(max_length=60)
    # A code that the product itself relies on; such a label is built in.
    code = models.CharField(max_length=20, blank=True, editable=False)
    tone = models.CharField(max_length=10, choices=Tone.choices, default=Tone.MUTED)
    position = models.PositiveSmallIntegerField(default=0)
    is_active = models.BooleanField(default=True)
    inactivated_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta(TenantModel.Meta):
        abstract = True
        constraints = [
            models.UniqueConstraint(
                "tenant",
                Lower("name"),
                name="%(app_label)s_%(class)s_name",
                violation_error_message="Another label of this list has this name.",
            ),
            models.UniqueConstraint(
                fields=["tenant", "code"],
                condition=~models.Q(code=""),
                name="%(app_label)s_%(class)s_code",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_built_in(self) -> bool:
        return self.code != ""
