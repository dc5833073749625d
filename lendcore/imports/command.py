"""What every import command of manage.py takes, does and says."""

import getpass
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from lendcore import processes
from lendcore.actors import Actor, TenantFacts
from lendcore.imports.problems import Problem
from lendcore.imports.progress import Progress
from lendcore.imports.refusals import ImportRefused, ImportStopped
from lendcore.imports.run import Options, Result
from lendcore.models import ImportRun
from lendcore.permissions import Masking
from lendcore.rules.dates import BirthDateMode
from lendcore.tenancy import directory
from lendcore.tenancy.context import activate_tenant

MOST_PRINTED = 20
# An import sets what no role of the operator hides from it.
_SEES_ALL = Masking(birth_date=BirthDateMode.FULL, shows_gender=True, shows_photo=True)
_OUTCOMES = {
    ImportRun.Outcome.DONE: "Imported",
    ImportRun.Outcome.REJECTED: "Rejected; nothing was imported",
    ImportRun.Outcome.DRY_RUN: "Dry run; nothing was imported. It would be",
}


class ImportCommand(BaseCommand):
    """Exit status 1 when a row keeps the file out, or the file can't be used.

    update_help: what --update-existing does. opens_books: whether it may write before
    the tenant's cut-off date.
    """

    opens_books = False
    update_help = "an added row that is known already updates what is on file"

    def import_file(self, **arguments: Any) -> Result:
        """Run the import of the command's entity."""
        raise NotImplementedError

    def read_options(self, options: dict[str, Any]) -> Options:
        """Return the options of the command line as the import takes them."""
        return Options(**common_options(options))

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="CSV in UTF-8, or such a .gz")
        parser.add_argument("--tenant", required=True, metavar="SLUG")
        parser.add_argument("--mapping", type=Path, metavar="FILE.toml")
        parser.add_argument(
            "--dry-run", action="store_true", help="check everything, write nothing"
        )
        parser.add_argument(
            "--on-error",
            choices=("file", "line"),
            default="file",
            help="one bad line keeps the whole file out (default), or only itself",
        )
        parser.add_argument(
            "--update-existing",
            action="store_true",
            help=self.update_help,
        )
        parser.add_argument(
            "--report", type=Path, metavar="FILE.csv", help="write all problems there"
        )
        parser.add_argument(
            "--actor", metavar="EMAIL", help="the member in whose name history is kept"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        tenant = directory.find_tenant(options["tenant"])
        if tenant is None:
            raise CommandError(f"There is no active tenant {options['tenant']}.")
        _refuse_same_file(options)
        if self.opens_books and tenant.cut_off_date:
            self.stderr.write(
                f"The books are closed before {tenant.cut_off_date}. Imports may write "
                "before that day, and this one does where the file says so."
            )
        with (
            activate_tenant(tenant.pk),
            processes.stop_signals(_stop),
        ):
            try:
                result = self.import_file(
                    actor=make_actor(tenant.facts, options["actor"]),
                    options=self.read_options(options),
                    progress=Progress(self.stderr),
                    clock=timezone.now,
                )
            except ImportRefused as refusal:
                raise CommandError(f"{refusal} Nothing was imported.") from refusal
            except ImportStopped as stopped:
                raise CommandError("Stopped. Nothing was imported.") from stopped
        self.summarize(result)
        if result.counts.rejected and options["on_error"] == "file":
            raise CommandError("Correct the rows above, or use --on-error line.")

    def summarize(self, result: Result) -> None:
        """Print the first problems and what became of the rows."""
        counts, log = result.counts, result.log
        printed = log.kept[:MOST_PRINTED]
        for problem in printed:
            self.stderr.write(_line(problem))
        more = log.errors + log.warnings - len(printed)
        if more > 0:
            self.stderr.write(f"… and {more:,} more; --report writes all to a file.")
        run = result.run
        seconds = (run.finished_at - run.started_at).total_seconds()
        self.stdout.write(
            f"{run.file_name}: {counts.read:,} rows read in {seconds:,.1f} s, "
            f"{log.errors:,} errors, {log.warnings:,} warnings."
        )
        self.stdout.write(f"{_OUTCOMES[run.outcome]}: {counts}.")


def _line(problem: Problem) -> str:
    mark = "warning" if problem.is_warning else "error"
    return f"{mark}: {problem}"


def _stop(number: int) -> None:
    raise ImportStopped


def _refuse_same_file(options: dict[str, Any]) -> None:
    report = options["report"]
    if report is None or not report.exists():
        return
    for path in (options["file"], options["mapping"]):
        if path is not None and path.exists() and path.samefile(report):
            raise CommandError(f"The report would overwrite {path}.")


def common_options(options: dict[str, Any]) -> dict[str, Any]:
    """Return what every import takes of the command line."""
    return {
        "path": options["file"],
        "mapping": options["mapping"],
        "report": options["report"],
        "is_dry_run": options["dry_run"],
        "takes_good_lines": options["on_error"] == "line",
        "updates_existing": options["update_existing"],
    }


def make_actor(tenant: TenantFacts, email: str | None) -> Actor:
    """Return the author of the import: a member, or who runs the command.

    Raises CommandError when the address is no active member's.
    """
    name, user_id = _operator_name(), None
    if email:
        with transaction.atomic():
            user = directory.find_user(email)
            member = user and directory.find_membership(user.pk, tenant.id)
        if not member:
            raise CommandError(f"{email} is no active member of {tenant.slug}.")
        name, user_id = user.name or user.email, user.pk
    return Actor(
        name=name[:150],
        tenant=tenant,
        at=timezone.now(),
        user_id=user_id,
        source="import",
        masking=_SEES_ALL,
    )


def _operator_name() -> str:
    try:
        return f"{getpass.getuser()} (import)"
    except OSError:
        # A container may run as a number without a name.
        return "operator (import)"
