"""What accounts begin from: templates of loans and leases, programs of lines."""

from django.db import models

from lendcore.history.records import TenantHistory
from lendcore.tenancy.models import TenantModel


class Kind(models.TextChoices):
    """What an account is. The codes are those of the money engine."""

    LOAN = "loan", "Loan"
    LEASE = "lease", "Lease"
    LINE = "line", "Line of credit"


class AccountTemplate(TenantModel):
    """Terms that a new loan or lease starts from; it keeps no tie to them.

    terms: as the engine's JSON has them, without what each account says for itself.
    """

    kind = models.CharField(max_length=5, choices=Kind.choices)
    name = models.CharField(max_length=80)
    terms = models.JSONField(default=dict)
    is_active = models.BooleanField(default=True)
    version = models.PositiveIntegerField(default=1)

    history = TenantHistory(excluded_fields=["version"])

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                "tenant",
                models.functions.Lower("name"),
                name="accounts_template_name",
                violation_error_message="Another template has this name.",
            ),
            models.CheckConstraint(
                condition=models.Q(kind__in=[Kind.LOAN, Kind.LEASE]),
                name="accounts_template_kind",
                violation_error_message="A line of credit starts from a program.",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class LineProgram(TenantModel):
    """What lines of credit start from, and what goes on to hold for them.

    terms: copied to a line when it is made; the end of the draw period stands in them
    as days from the line's opening (`draw_end_days`). The columns below them are rules
    that are read each time: changing them changes what every line of the program may
    do.
    """

    name = models.CharField(max_length=80)
    terms = models.JSONField(default=dict)
    is_active = models.BooleanField(default=True)
    # Rules
    refuses_over_limit = models.BooleanField(
        "refuse draws over the limit", default=True
    )
    refuses_late_draws = models.BooleanField(
        "refuse draws after the draw period", default=True
    )
    # More days past due than this, and nothing may be drawn; empty for no rule.
    most_days_past_due = models.PositiveSmallIntegerField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    history = TenantHistory(excluded_fields=["version"])

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                "tenant",
                models.functions.Lower("name"),
                name="accounts_program_name",
                violation_error_message="Another program has this name.",
            ),
        ]

    def __str__(self) -> str:
        return self.name
