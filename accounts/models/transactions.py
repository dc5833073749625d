"""What was posted on accounts. Nothing here is ever changed or deleted."""

from django.db import models
from django.db.models import Q

from accounts.models.account import Account
from lendcore.tenancy.constraints import APPEND_ONLY, RowRule
from lendcore.tenancy.fields import TenantForeignKey
from lendcore.tenancy.models import TenantModel

SPLIT_SUM = "accounts_split_sum"
SPLIT_PARTS = "accounts_split_parts"


class Method(models.TextChoices):
    """How money came."""

    CASH = "cash", "Cash"
    ACH = "ach", "ACH"
    CHECK = "check", "Check"
    CARD = "card", "Card"
    MONEY_ORDER = "money_order", "Money order"
    WIRE = "wire", "Wire"


class ReversalReason(models.TextChoices):
    """Why an entry is taken back."""

    NSF = "nsf", "NSF"
    BOUNCED = "bounced", "Check bounced"
    CLERICAL = "clerical", "Clerical error"
    ACH_RETURN = "ach_return", "ACH return"
    OTHER = "other", "Other"


class Entered(TenantModel):
    """Who entered something, and when; a double click is known by its key."""

    entered_at = models.DateTimeField()
    entered_by = models.CharField(max_length=150)
    entered_by_id = models.BigIntegerField(null=True)
    change_set = models.UUIDField()
    idempotency_key = models.UUIDField(null=True)

    database_rights = APPEND_ONLY

    class Meta(TenantModel.Meta):
        abstract = True


class SplitPayment(Entered):
    """A payment that was placed on several accounts; its parts add up to it."""

    effective = models.DateField()
    amount = models.DecimalField(max_digits=14, decimal_places=2)

    class Meta(Entered.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "idempotency_key"],
                condition=Q(idempotency_key__isnull=False),
                name="accounts_split_key",
            ),
            RowRule(
                name=SPLIT_SUM,
                events="INSERT",
                broken_when="""(
                    SELECT coalesce(sum(amount), 0) <> row.amount
                    FROM public.accounts_transaction
                    WHERE tenant_id = row.tenant_id AND split_payment_id = row.id
                )""",
                sentence="The parts of a split must add up to it.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.amount} on {self.effective}"


class Transaction(Entered):
    """One entry of an account, as the engine replays it.

    entry: its place in the order of entry, from 1. code, effective, amount, reverses:
    as the engine has them; details: whatever else its code needs, in the engine's JSON
    (bucket, split, rates, dates, boarding figures). copied_from: the entry of a linked
    account that this one repeats. reason: of a reversal.
    """

    account = TenantForeignKey(Account, models.PROTECT, related_name="transactions")
    entry = models.PositiveIntegerField()
    code = models.CharField(max_length=20)
    effective = models.DateField()
    amount = models.DecimalField(max_digits=14, decimal_places=2)
    reverses = models.PositiveIntegerField(null=True, blank=True)
    details = models.JSONField(default=dict)

    method = models.CharField(max_length=11, choices=Method.choices, blank=True)
    reference = models.CharField("check or trace number", max_length=60, blank=True)
    payer = models.CharField(max_length=160, blank=True)
    note = models.CharField(max_length=500, blank=True)
    copied_from = TenantForeignKey(
        "self", models.PROTECT, related_name="copies", null=True, blank=True
    )
    reason = models.CharField(max_length=10, choices=ReversalReason.choices, blank=True)
    split_payment = TenantForeignKey(
        SplitPayment, models.PROTECT, related_name="parts", null=True, blank=True
    )

    class Meta(Entered.Meta):
        indexes = [
            models.Index(
                fields=["tenant", "account", "effective", "entry"],
                name="accounts_entries_of",
            ),
            models.Index(
                fields=["tenant", "split_payment"],
                condition=Q(split_payment__isnull=False),
                name="accounts_parts_of",
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "account", "entry"], name="accounts_entry_once"
            ),
            models.UniqueConstraint(
                fields=["tenant", "account", "reverses"],
                condition=Q(code="reversal"),
                name="accounts_reversed_once",
                violation_error_message="This entry is reversed already.",
            ),
            models.UniqueConstraint(
                fields=["tenant", "idempotency_key"],
                condition=Q(idempotency_key__isnull=False),
                name="accounts_entry_key",
            ),
            models.UniqueConstraint(
                fields=["tenant", "copied_from", "account"],
                condition=Q(copied_from__isnull=False),
                name="accounts_copied_once",
            ),
            models.CheckConstraint(
                condition=(Q(code="reversal") & Q(reverses__isnull=False))
                | ~Q(code="reversal"),
                name="accounts_entry_reverses",
            ),
            RowRule(
                name=SPLIT_PARTS,
                events="INSERT",
                broken_when="""row.split_payment_id IS NOT NULL AND (
                    SELECT sum(p.amount) <> max(s.amount)
                    FROM public.accounts_transaction p
                    JOIN public.accounts_splitpayment s
                        ON (s.tenant_id, s.id) = (p.tenant_id, p.split_payment_id)
                    WHERE p.tenant_id = row.tenant_id
                        AND p.split_payment_id = row.split_payment_id
                )""",
                sentence="The parts of a split must add up to it.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.entry} {self.code}"
