"""Who may run a view: put on every view but the public ones."""

import re
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode

from lendcore.permissions import PERMISSIONS, MissingPermission

# What a tenant's cookie may hold; anybody can send anything.
SLUG = re.compile(r"[-a-zA-Z0-9_]{1,50}")

type View = Callable[..., HttpResponse]


def require_permission(permission: str) -> Callable[[View], View]:
    """Let a view run only for a signed-in member whose role holds a permission.

    Signed out answers with the log-in page (401 to htmx), a missing permission
    with 403. The code stands on the view for the URL table test.
    """
    if permission not in PERMISSIONS:
        raise LookupError(f"{permission} is not a permission.")

    def decorate(view: View) -> View:
        @wraps(view)
        def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if request.actor is None:
                return ask_to_sign_in(request)
            if not request.actor.may(permission):
                raise MissingPermission(permission)
            return view(request, *args, **kwargs)

        checked.permission = permission
        return checked

    return decorate


def require_member(view: View) -> View:
    """Let a view run for any signed-in member of the active tenant."""

    @wraps(view)
    def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.actor is None:
            return ask_to_sign_in(request)
        return view(request, *args, **kwargs)

    checked.permission = "member"
    return checked


def public(view: View) -> View:
    """Mark a view that anybody may open, for the URL table test."""
    view.permission = "public"
    return view


def ask_to_sign_in(request: HttpRequest) -> HttpResponse:
    """Answer with the way to the log-in page, which knows the tenant worked in last.

    htmx gets 401 and an event instead: the page opens a log-in dialog and keeps
    what was typed.
    """
    if request.headers.get("HX-Request"):
        return HttpResponse(status=401, headers={"HX-Trigger": "session-ended"})
    came_from = request.get_full_path() if request.method == "GET" else ""
    query = f"?{urlencode({'next': came_from})}" if came_from not in ("", "/") else ""
    slug = request.COOKIES.get("lendcore_tenant", "")
    known = SLUG.fullmatch(slug)
    address = reverse("sign_in_to", args=[slug]) if known else reverse("sign_in")
    return redirect(address + query)
