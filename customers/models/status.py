"""A tenant's own list of customer statuses."""

from lendcore.history.records import TenantHistory
from lendcore.models.label import Label


class CustomerStatus(Label):
    """A status, seeded with Active, Inactive and Lead.

    New customers start with the built-in "active"; an import's `remove` sets the
    built-in "inactive".
    """

    history = TenantHistory()

    class Meta(Label.Meta):
        verbose_name = "customer status"
        verbose_name_plural = "customer statuses"
