"""Where the bare address leads."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from lendcore.decorators import public


@public
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Lead to the Customer Manager, where the day begins; it asks to sign in."""
    return redirect("customers:list")
