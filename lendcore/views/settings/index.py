"""The way into the settings."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from lendcore.decorators import require_member
from lendcore.permissions import MissingPermission


@require_member
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Lead to the first settings page that the role may open.

    Raises MissingPermission when there is none.
    """
    if request.actor.may("settings.view"):
        return redirect("settings:statuses")
    if request.actor.may("import.view"):
        return redirect("settings:import_runs")
    raise MissingPermission("settings.view")
