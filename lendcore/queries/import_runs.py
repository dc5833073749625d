"""Past imports."""

from lendcore.models import ImportRun

ROWS = 50


def list_import_runs(*, before: int | None = None) -> tuple[list[ImportRun], bool]:
    """Return one page of runs, newest first, and whether there are older ones.

    before: id of the last run of the page before. One query, without the problems.
    """
    runs = ImportRun.objects.defer("problems").order_by("-pk")
    if before is not None:
        runs = runs.filter(pk__lt=before)
    found = list(runs[: ROWS + 1])
    return found[:ROWS], len(found) > ROWS
