"""A list page's filters, columns and order, kept under a name."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from lendcore.tenancy.models import TenantModel


class SavedView(TenantModel):
    """A view of a list: private to its maker, or shared with the tenant."""

    list_name = models.CharField(max_length=30)
    name = models.CharField(max_length=60)
    made_by = models.ForeignKey(
        "lendcore.User", models.CASCADE, related_name="+", db_index=False
    )
    is_shared = models.BooleanField(default=False)
    # The list opens with it, for its maker.
    is_default = models.BooleanField(default=False)
    # Query string of filters, search and sort, as it stands in the address.
    query = models.CharField(max_length=1000, blank=True)
    columns = ArrayField(models.CharField(max_length=40), default=list, blank=True)

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                "tenant",
                "list_name",
                "made_by",
                models.functions.Lower("name"),
                name="lendcore_savedview_name",
                violation_error_message="You have a view of this name.",
            ),
            models.UniqueConstraint(
                fields=["tenant", "list_name", "made_by"],
                condition=models.Q(is_default=True),
                name="lendcore_savedview_default",
            ),
        ]

    def __str__(self) -> str:
        return self.name
