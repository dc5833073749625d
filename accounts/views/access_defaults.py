"""Settings: access that comes with a role while an account has a status."""

from functools import partial

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from accounts.models import AccountStatus, Role
from accounts.models.links import CHANNELS
from accounts.queries import access_defaults as queries
from accounts.queries.customer_links import CHANNEL_LABELS, CHOOSABLE_ROLES
from accounts.services import access
from lendcore.decorators import require_permission
from lendcore.sections import answer_change, render_section
from lendcore.undo import offer_undo, read_undo

PAGE = "settings/access_defaults.html"
UNDO_SALT = "accounts.access_defaults.undo"


@require_safe
@require_permission("settings.view")
def defaults(request: HttpRequest) -> HttpResponse:
    """Show the switches of each role under each status."""
    return show_defaults(request)


@require_POST
@require_permission("settings.edit")
def set_default(
    request: HttpRequest, status_id: int, role: str, channel: str
) -> HttpResponse:
    """Turn one switch on or off, as posted; without a value, the other way."""
    status = get_object_or_404(AccountStatus, pk=status_id)
    if role not in CHOOSABLE_ROLES or channel not in CHANNELS:
        raise Http404("There is no such default.")
    before = queries.is_default_on(queries.find_default(status_id, role), channel)
    is_on = request.POST.get("is_on", "off" if before else "on") == "on"
    change = {"status_id": status_id, "role": role, "channel": channel}
    access.set_default(actor=request.actor, is_on=is_on, **change)
    inverse = change | {"is_now": is_on, "is_on": before}
    offer_undo(
        request, reverse("settings:access_default_undo"), inverse, salt=UNDO_SALT
    )
    return answer(request, sentence(status, role, channel, is_on))


@require_POST
@require_permission("settings.edit")
def undo(request: HttpRequest) -> HttpResponse:
    """Take back the switch that a toast offered, unless it was moved since."""
    change = read_undo(request, salt=UNDO_SALT)
    if change is None:
        return answer(request, refused="It is too late to undo this.")
    is_now = change.pop("is_now")
    stored = queries.find_default(change["status_id"], change["role"])
    if queries.is_default_on(stored, change["channel"]) != is_now:
        return answer(
            request, refused="The default was changed since. Nothing was undone."
        )
    access.set_default(actor=request.actor, **change)
    return answer(request, "Undone.")


def sentence(status: AccountStatus, role: str, channel: str, is_on: bool) -> str:
    label = Role(role).label
    state = "on" if is_on else "off"
    return f"{CHANNEL_LABELS[channel]} access of {label} under {status} is {state}."


def answer(request: HttpRequest, said: str = "", *, refused: str = "") -> HttpResponse:
    show, page = partial(show_defaults, request), "settings:access_defaults"
    return answer_change(request, show, page, said=said, refused=refused)


def show_defaults(request: HttpRequest, *, status: int = 200) -> HttpResponse:
    context = {
        "rows": queries.list_access_defaults(),
        "roles": [role.label for role in CHOOSABLE_ROLES],
        "channels": list(CHANNEL_LABELS.values()),
    }
    return render_section(request, PAGE, context, status=status)
