"""Settings: past imports and their reports."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from lendcore import csv
from lendcore.decorators import require_permission
from lendcore.models import ImportRun
from lendcore.queries import import_runs as queries
from lendcore.sections import render_section

PROBLEMS_SHOWN = 100
REPORT_HEAD = ("Line", "Kind", "Column", "Value", "Reason")


@require_permission("import.view")
@require_safe
def run_list(request: HttpRequest) -> HttpResponse:
    """Show past imports, newest first."""
    before = request.GET.get("before", "")
    place = int(before[:18]) if before.isascii() and before.isdigit() else None
    runs, has_older = queries.list_import_runs(before=place)
    context = {"runs": runs, "has_older": has_older, "is_first": place is None}
    return render_section(request, "settings/import_runs.html", context)


@require_permission("import.view")
@require_safe
def run_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one import and the first of its problems."""
    run = get_object_or_404(ImportRun, pk=pk)
    context = {"run": run, "problems": run.problems[:PROBLEMS_SHOWN]}
    return render_section(request, "settings/import_run.html", context)


@require_permission("import.view")
@require_safe
def run_report(request: HttpRequest, pk: int) -> HttpResponse:
    """Download the problems as CSV; no cell of it can run as a formula."""
    run = get_object_or_404(ImportRun, pk=pk)
    rows = (
        (
            problem["line"],
            "warning" if problem.get("is_warning") else "error",
            problem["column"],
            problem["value"],
            problem["reason"],
        )
        for problem in run.problems
    )
    text = csv.BYTE_ORDER_MARK + csv.csv_lines([REPORT_HEAD, *rows])
    response = HttpResponse(text, content_type="text/csv; charset=utf-8")
    name = f"import-{run.pk}-problems.csv"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
