"""Error pages that say what happened and what to do next."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Say which permission is missing, and who can grant it."""
    return render(request, "403.html", {"missing": exception}, status=403)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Say that the form was too old; nothing was saved."""
    return render(request, "403_csrf.html", status=403)
