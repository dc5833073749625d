"""Settings: the members of the tenant."""

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from lendcore.decorators import require_permission
from lendcore.forms.settings import InviteForm, RoleChoiceForm
from lendcore.models import Invitation, Membership, Role
from lendcore.queries import members as queries
from lendcore.sections import render_section
from lendcore.services import people as services
from lendcore.services import second_factor
from lendcore.tenancy import directory

PAGE = "settings/members.html"
ROWS = 50
CODES_WAIT = (
    "A pause after wrong codes ends by itself, for the authenticator serves more than "
    "this company."
)


@require_permission("settings.view")
@require_safe
def member_list(request: HttpRequest) -> HttpResponse:
    """Show who may sign in, who was invited, and who has left."""
    return show_list(request)


@require_permission("settings.edit")
@require_http_methods(["GET", "HEAD", "POST"])
def member_invite(request: HttpRequest) -> HttpResponse:
    """Invite an address; what is answered never tells whether it has a user."""
    form = InviteForm(request.POST or None)
    if form.is_valid():
        try:
            services.invite_member(actor=request.actor, **form.cleaned_data)
        except services.PeopleError as refusal:
            form.add_error("email", str(refusal))
        else:
            messages.success(request, f"{form.cleaned_data['email']} is invited.")
            return redirect("settings:members")
    return render_section(
        request,
        "settings/member_invite.html",
        {"form": form},
        status=422 if form.errors else 200,
    )


@require_permission("settings.edit")
@require_POST
def member_role(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a member another role."""
    member = get_member(pk)
    form = RoleChoiceForm(request.POST)
    if not form.is_valid():
        return answer(request, error="That role does not exist any more.")
    role = form.cleaned_data["role"]
    return do(
        request,
        f"{services.name_of(member)} is {role.name} now.",
        lambda: services.change_role(actor=request.actor, membership=member, role=role),
    )


@require_permission("settings.edit")
@require_http_methods(["GET", "HEAD", "POST"])
def member_end(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask, then end a membership."""
    member = get_member(pk)
    name = services.name_of(member)
    if request.method != "POST":
        return ask(
            request,
            title=f"End the membership of {name}?",
            text=f"{name} can't open {request.actor.tenant.name} any more, from the "
            "next click on. What they did stays in the history. You can restore it.",
            verb="End membership",
        )
    return do(
        request,
        f"The membership of {name} has ended.",
        lambda: services.end_membership(actor=request.actor, membership=member),
    )


@require_permission("settings.edit")
@require_http_methods(["GET", "HEAD", "POST"])
def member_reset_factor(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask, then take a member's second factor away."""
    member = get_member(pk)
    name = services.name_of(member)
    if request.method != "POST":
        return ask(
            request,
            title=f"Reset the second factor of {name}?",
            text=f"Do this when {name} lost the phone. Authenticator and recovery "
            "codes stop working; the next sign-in sets up new ones.",
            verb="Reset second factor",
        )
    return do(
        request,
        f"{name} sets up a new second factor at the next sign-in.",
        lambda: services.reset_second_factor(actor=request.actor, membership=member),
    )


@require_permission("settings.edit")
@require_POST
def member_restore(request: HttpRequest, pk: int) -> HttpResponse:
    """Let a former member in again, with their former role."""
    member = get_member(pk)
    return do(
        request,
        f"{services.name_of(member)} may sign in again as {member.role.name}.",
        lambda: services.restore_membership(actor=request.actor, membership=member),
    )


@require_permission("settings.edit")
@require_POST
def member_unlock(request: HttpRequest, pk: int) -> HttpResponse:
    """End a member's pause after wrong passwords, and after codes where it may be."""
    member = get_member(pk)
    name = services.name_of(member)
    try:
        with_codes = services.unlock_member(actor=request.actor, membership=member)
    except services.PeopleError as refusal:
        return answer(request, error=str(refusal))
    if with_codes:
        messages.success(request, f"{name} can try again.")
    else:
        messages.success(request, f"{name} can try passwords again. {CODES_WAIT}")
    return answer(request)


@require_permission("settings.edit")
@require_POST
def invitation_resend(request: HttpRequest, pk: int) -> HttpResponse:
    """Send an invitation again, with a new link."""
    invitation = get_invitation(pk)
    return do(
        request,
        f"{invitation.email} gets a new link; the former one is dead.",
        lambda: services.resend_invitation(actor=request.actor, invitation=invitation),
    )


@require_permission("settings.edit")
@require_POST
def invitation_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """End an invitation."""
    invitation = get_invitation(pk)
    return do(
        request,
        f"The invitation of {invitation.email} is withdrawn.",
        lambda: services.withdraw_invitation(
            actor=request.actor, invitation=invitation
        ),
    )


def get_member(pk: int) -> Membership:
    try:
        return directory.get_membership(pk)
    except Membership.DoesNotExist as error:
        raise Http404 from error


def get_invitation(pk: int) -> Invitation:
    try:
        return directory.get_invitation(pk)
    except Invitation.DoesNotExist as error:
        raise Http404 from error


def do(request: HttpRequest, text: str, change: Callable[[], object]) -> HttpResponse:
    """Make a change of the members; tell what happened, or why it was refused."""
    try:
        change()
    except services.PeopleError as refusal:
        return answer(request, error=str(refusal))
    messages.success(request, text)
    return answer(request)


def answer(request: HttpRequest, *, error: str = "") -> HttpResponse:
    if error:
        messages.error(request, error)
    if request.htmx:
        return show_list(request, status=422 if error else 200)
    return redirect("settings:members")


def ask(request: HttpRequest, **question: str) -> HttpResponse:
    return render_section(request, "settings/member_confirm.html", question)


def show_list(request: HttpRequest, *, status: int = 200) -> HttpResponse:
    """Render one page of the members that the address asks for."""
    asked = request.GET
    role = asked.get("role", "")
    state = asked.get("state", "")
    chosen = {
        "search": asked.get("q", "")[:100],
        "role_id": int(role[:18]) if role.isdecimal() else None,
        "state": state if state in {*queries.STATES, "all"} else "",
    }
    team = queries.get_team(
        now=request.actor.at,
        own_user_id=request.actor.user_id,
        code_pause_end=second_factor.pause_end,
        **chosen,
    )
    page = asked.get("page", "")
    start = (int(page[:6]) if page.isdecimal() else 0) * ROWS
    context = {
        "team": team,
        "rows": team.rows[start : start + ROWS],
        "page": start // ROWS,
        "has_next": len(team.rows) > start + ROWS,
        "roles": Role.objects.order_by("name", "pk"),
        "states": [(code, label) for code, (label, _) in queries.STATES.items()],
        "chosen": chosen,
        "is_filtered": any(chosen.values()),
    }
    return render_section(request, PAGE, context, status=status)
