"""What was imported when, by whom, from which file, with which result."""

from django.db import models

from lendcore.tenancy.models import TenantModel


class ImportRun(TenantModel):
    """One run of an import command, kept with its report."""

    class Outcome(models.TextChoices):
        RUNNING = "running", "Running"
        DONE = "done", "Imported"
        REJECTED = "rejected", "Rejected, nothing imported"
        FAILED = "failed", "Stopped by an error, nothing imported"
        DRY_RUN = "dry_run", "Dry run, nothing imported"

    entity = models.CharField(max_length=20)
    file_name = models.CharField(max_length=200)
    file_sha256 = models.CharField(max_length=64)
    mapping_name = models.CharField(max_length=200, blank=True)
    mode = models.CharField(max_length=10)
    outcome = models.CharField(
        max_length=10, choices=Outcome.choices, default=Outcome.RUNNING
    )
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    run_by = models.CharField(max_length=150)
    change_set = models.UUIDField()
    rows_read = models.PositiveIntegerField(default=0)
    rows_added = models.PositiveIntegerField(default=0)
    rows_updated = models.PositiveIntegerField(default=0)
    rows_removed = models.PositiveIntegerField(default=0)
    rows_unchanged = models.PositiveIntegerField(default=0)
    rows_rejected = models.PositiveIntegerField(default=0)
    # A list of {line, column, value, reason}; secrets masked, the first 10,000.
    problems = models.JSONField(default=list)

    class Meta(TenantModel.Meta):
        indexes = [
            models.Index(fields=["tenant", "-started_at"], name="lendcore_import_at")
        ]

    def __str__(self) -> str:
        return f"{self.file_name}, {self.started_at:%Y-%m-%d %H:%M}"
