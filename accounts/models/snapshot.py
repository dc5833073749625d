"""What a replay found, kept until the day on which it stops being true."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from accounts.models.account import Account
from lendcore.tenancy.fields import TenantForeignKey
from lendcore.tenancy.models import TenantModel


class AccountSnapshot(TenantModel):
    """The figures of an account on a day; only `services.snapshots` writes them.

    They hold from as_of to true_until. The payoff of a day in between is payoff_fixed
    plus, for each place of the two lists, round(accrued + per_diem x days, 2); days
    past due are counted from oldest_due_date. payoff_cents: as of as_of.
    entries: how many transactions the replay went through.
    """

    account = TenantForeignKey(Account, models.PROTECT, related_name="snapshots")
    as_of = models.DateField()
    true_until = models.DateField()
    entries = models.PositiveIntegerField(default=0)

    principal_cents = models.BigIntegerField()
    interest_cents = models.BigIntegerField()
    fees_cents = models.BigIntegerField()
    unapplied_cents = models.BigIntegerField()
    payoff_cents = models.BigIntegerField()
    payoff_fixed = models.DecimalField(max_digits=16, decimal_places=2)
    accrued = ArrayField(models.DecimalField(max_digits=60, decimal_places=40))
    per_diem = ArrayField(models.DecimalField(max_digits=60, decimal_places=40))
    next_due_date = models.DateField(null=True)
    next_due_cents = models.BigIntegerField(default=0)
    oldest_due_date = models.DateField(null=True)
    past_due_cents = models.BigIntegerField(default=0)
    last_current_date = models.DateField()
    # Of a line
    available_cents = models.BigIntegerField(null=True)

    class Meta(TenantModel.Meta):
        indexes = [
            models.Index(
                fields=["tenant", "true_until", "id"], name="accounts_to_roll"
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "account"], name="accounts_snapshot_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.account_id} on {self.as_of}"
