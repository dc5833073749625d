"""A loan, a lease or a line of credit."""

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Concat, Lower

from accounts.models.statuses import (
    AccountStatus,
    AccountSubStatus,
    Portfolio,
    SourceCompany,
)
from accounts.models.templates import Kind, LineProgram
from customers.models.customer import Fold
from lendcore.history.records import TenantHistory
from lendcore.tenancy.constraints import RowRule
from lendcore.tenancy.fields import TenantForeignKey
from lendcore.tenancy.models import TenantModel

FROZEN = "accounts_account_frozen_terms"


class Account(TenantModel):
    """An account of one tenant; it exists with or without customers.

    terms: what was agreed, as the engine's JSON has it; `accounts.mapping` alone turns
    it into terms. They can't be changed while the account is active.
    """

    Kind = Kind

    kind = models.CharField(max_length=5, choices=Kind.choices)
    number = models.CharField(max_length=40)
    title = models.CharField(max_length=120, blank=True)
    import_id = models.CharField("import ID", max_length=64, blank=True)
    status = TenantForeignKey(AccountStatus, models.PROTECT, related_name="accounts")
    sub_status = TenantForeignKey(
        AccountSubStatus, models.PROTECT, related_name="accounts", null=True, blank=True
    )
    portfolio = TenantForeignKey(
        Portfolio, models.PROTECT, related_name="accounts", null=True, blank=True
    )
    source_company = TenantForeignKey(
        SourceCompany, models.PROTECT, related_name="accounts", null=True, blank=True
    )
    program = TenantForeignKey(
        LineProgram, models.PROTECT, related_name="lines", null=True, blank=True
    )
    terms = models.JSONField(default=dict)
    is_active = models.BooleanField("activated", default=False)
    activated_at = models.DateTimeField(null=True, blank=True, editable=False)
    archived_at = models.DateTimeField(null=True, blank=True, editable=False)
    # When it came to a closed status.
    closed_on = models.DateField(null=True, blank=True, editable=False)

    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    # Computed by the database
    number_folded = models.GeneratedField(
        expression=Lower("number"),
        output_field=models.CharField(max_length=40, db_collation="C"),
        db_persist=True,
    )
    search = models.GeneratedField(
        expression=Concat(
            Value(" "),
            Fold(
                Concat(
                    F("number"),
                    Value(" "),
                    F("title"),
                    output_field=models.TextField(),
                )
            ),
            output_field=models.TextField(),
        ),
        output_field=models.TextField(),
        db_persist=True,
    )

    history = TenantHistory(
        excluded_fields=["version", "updated_at", "number_folded", "search"]
    )

    class Meta(TenantModel.Meta):
        indexes = [
            models.Index(
                fields=["tenant", "status", "number_folded", "id"],
                name="accounts_by_status",
            ),
            models.Index(
                fields=["tenant", "program", "number_folded", "id"],
                name="accounts_by_program",
            ),
            models.Index(
                fields=["tenant", "portfolio", "number_folded", "id"],
                name="accounts_by_portfolio",
            ),
            models.Index(
                "tenant",
                OpClass(F("import_id"), "text_pattern_ops"),
                name="accounts_by_import_id",
            ),
            GinIndex(
                F("tenant"),
                OpClass(F("search"), "gin_trgm_ops"),
                name="accounts_search",
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "number_folded"],
                name="accounts_account_number",
                violation_error_message="Another account has this number.",
            ),
            models.UniqueConstraint(
                fields=["tenant", "import_id"],
                condition=~Q(import_id=""),
                name="accounts_account_import_id",
                violation_error_message="Another account has this import ID.",
            ),
            models.CheckConstraint(
                condition=~Q(number=""),
                name="accounts_account_has_number",
                violation_error_message="An account needs a number.",
            ),
            models.CheckConstraint(
                condition=Q(kind=Kind.LINE, program__isnull=False)
                | (~Q(kind=Kind.LINE) & Q(program__isnull=True)),
                name="accounts_account_program",
                violation_error_message="A line starts from a program, and only a "
                "line has one.",
            ),
            models.CheckConstraint(
                condition=Q(is_active=False) | Q(activated_at__isnull=False),
                name="accounts_account_activated",
                violation_error_message="An active account was activated once.",
            ),
            RowRule(
                name=FROZEN,
                events="UPDATE",
                at_commit=False,
                broken_when=(
                    "OLD.is_active AND (OLD.kind, OLD.terms, OLD.program_id) "
                    "IS DISTINCT FROM (NEW.kind, NEW.terms, NEW.program_id)"
                ),
                sentence="Terms of an active account can't be changed.",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def is_archived(self) -> bool:
        return self.archived_at is not None
