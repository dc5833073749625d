"""A promise to pay."""

from django.db import models
from django.db.models import Q

from accounts.models.account import Account
from lendcore.history.records import TenantHistory
from lendcore.tenancy.fields import TenantForeignKey
from lendcore.tenancy.models import TenantModel


class Promise(TenantModel):
    """An amount that somebody promised to pay by a day.

    Whether it was kept is never stored: what was posted until the day says it.
    after_entry: the account's last entry when it was made; only later ones can keep it.
    """

    account = TenantForeignKey(Account, models.PROTECT, related_name="promises")
    promised_on = models.DateField()
    due_date = models.DateField("by")
    amount = models.DecimalField(max_digits=14, decimal_places=2)
    after_entry = models.PositiveIntegerField(default=0)
    note = models.CharField(max_length=500, blank=True)
    made_by = models.CharField(max_length=150)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    history = TenantHistory(owner_field="account_id")

    class Meta(TenantModel.Meta):
        indexes = [
            models.Index(
                fields=["tenant", "account", "-due_date"], name="accounts_promises_of"
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(amount__gt=0),
                name="accounts_promise_amount",
                violation_error_message="Give an amount above zero.",
            ),
            models.CheckConstraint(
                condition=Q(due_date__gte=models.F("promised_on")),
                name="accounts_promise_day",
                violation_error_message="A promise is for its own day or a later one.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.amount} by {self.due_date}"
