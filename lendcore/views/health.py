"""Two addresses for the machine that watches: alive, and ready to serve.

They answer before host check, session and tenancy, so a probe needs no host name
and makes no session.
"""

from collections.abc import Callable

from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse

from lendcore.database.role_check import role_problem


class HealthMiddleware:
    """Answers /healthz and /readyz, and passes everything else on."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path == "/healthz":
            return JsonResponse({"status": "ok"})
        if request.path == "/readyz":
            problems = readiness_problems()
            return JsonResponse(
                {"status": "not ready" if problems else "ok", "problems": problems},
                status=503 if problems else 200,
            )
        return self.get_response(request)


def readiness_problems() -> list[str]:
    """Return what keeps this process from serving; nothing secret is named."""
    try:
        with connection.cursor() as cursor:
            problem = role_problem(cursor)
        executor = MigrationExecutor(connection)
        missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except ImproperlyConfigured:
        return ["The database role is not the app role."]
    except DatabaseError:
        return ["The database does not answer."]
    problems = ["The database role is not the app role."] if problem else []
    if missing:
        problems.append(f"{len(missing)} migrations are not applied.")
    return problems
