"""The member's own second factor: set up, replace, remove, recovery codes."""

from datetime import datetime, timedelta

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from lendcore.decorators import require_member
from lendcore.forms.people import ConfirmForm, SetUpForm
from lendcore.services import second_factor
from lendcore.services import sign_in as services
from lendcore.tenancy.client_address import client_address
from lendcore.tenancy.middleware import (
    CODE_GIVEN_SESSION_KEY,
    SECOND_FACTOR_SESSION_KEY,
    moment,
)
from lendcore.views.account import is_own_password
from lendcore.views.entry import add_code_error, own_membership, posted
from lendcore.views.set_up import drop_secret, keep_secret, secret_context

CONFIRMED_SESSION_KEY = "second_factor_confirmed_at"
CONFIRMED_FOR = timedelta(minutes=10)
# What may be done after password and code, with the heading and the button.
ACTIONS = {
    "set-up": ("Set up your second factor", "Continue"),
    "replace": ("Replace your authenticator", "Continue"),
    "recovery-codes": ("Make new recovery codes", "Make new codes"),
    "remove": ("Remove your second factor", "Remove"),
}


@require_member
@never_cache
@sensitive_post_parameters("current")
@require_http_methods(["GET", "HEAD", "POST"])
def confirm_second_factor(request: HttpRequest, action: str) -> HttpResponse:
    """Ask for password and code, then do what was chosen."""
    has_device = second_factor.find_device(request.user) is not None
    if not is_possible(request, action, has_device=has_device):
        raise Http404
    form = ConfirmForm(posted(request), has_device=has_device)
    is_confirmed = (
        request.method == "POST"
        and form.is_valid()
        and is_own_password(request, form)
        and (not has_device or is_own_code(request, form))
    )
    if is_confirmed:
        return act(request, action)
    heading, verb = ACTIONS[action]
    context = {"form": form, "heading": heading, "verb": verb, "action": action}
    status = 422 if form.errors else 200
    return render(request, "people/confirm_second_factor.html", context, status=status)


def is_possible(request: HttpRequest, action: str, *, has_device: bool) -> bool:
    """Return whether the action makes sense for this member now."""
    if action not in ACTIONS or has_device == (action == "set-up"):
        return False
    is_required = own_membership(request).tenant.requires_second_factor
    return action != "remove" or not is_required


def is_own_code(request: HttpRequest, form: ConfirmForm) -> bool:
    now = timezone.now()
    try:
        second_factor.check_any_code(
            user=request.user, code=form.cleaned_data["code"], at=now
        )
    except second_factor.CodeRefused as refusal:
        services.record_refused_code(
            membership=own_membership(request),
            refusal=refusal,
            at=now,
            ip_address=client_address(request),
        )
        add_code_error(form, refusal)
        if not form.errors:
            form.add_error("code", "Too many wrong codes. Try again in 15 minutes.")
        return False
    return True


def act(request: HttpRequest, action: str) -> HttpResponse:
    facts = {
        "membership": own_membership(request),
        "at": timezone.now(),
        "ip_address": client_address(request),
    }
    if action == "recovery-codes":
        return render_codes(request, services.renew_recovery_codes(**facts))
    if action == "remove":
        services.remove_second_factor(**facts)
        # It must not open another tenant that requires one.
        request.session.pop(CODE_GIVEN_SESSION_KEY, None)
        messages.success(request, "Second factor removed.")
        return redirect("account")
    drop_secret(request)
    request.session[CONFIRMED_SESSION_KEY] = facts["at"].isoformat()
    return redirect("own_set_up")


@require_member
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def own_set_up(request: HttpRequest) -> HttpResponse:
    """Show a new secret and take its first code; the former one ends then."""
    now = timezone.now()
    if not is_confirmed_lately(request, now):
        return redirect("account")
    secret = keep_secret(request)
    form = SetUpForm(posted(request))
    if request.method != "POST" or not form.is_valid():
        return render_set_up(request, form, secret)
    try:
        codes = services.set_up_second_factor(
            membership=own_membership(request),
            secret=secret,
            code=form.cleaned_data["code"],
            at=now,
            ip_address=client_address(request),
        )
    except second_factor.WrongCode:
        form.add_error("code", "That code did not match. Type the one shown now.")
        return render_set_up(request, form, secret)
    drop_secret(request)
    del request.session[CONFIRMED_SESSION_KEY]
    request.session[SECOND_FACTOR_SESSION_KEY] = now.isoformat()
    request.session[CODE_GIVEN_SESSION_KEY] = True
    return render_codes(request, codes)


def is_confirmed_lately(request: HttpRequest, now: datetime) -> bool:
    confirmed_at = moment(request.session.get(CONFIRMED_SESSION_KEY))
    return confirmed_at is not None and now - confirmed_at < CONFIRMED_FOR


def render_set_up(request: HttpRequest, form: SetUpForm, secret: str) -> HttpResponse:
    context = {"form": form, **secret_context(request.user, secret)}
    status = 422 if form.errors else 200
    return render(request, "people/own_set_up.html", context, status=status)


def render_codes(request: HttpRequest, codes: list[str]) -> HttpResponse:
    return render(request, "people/own_recovery_codes.html", {"codes": codes})


@require_member
@require_POST
def download_recovery_codes(request: HttpRequest) -> HttpResponse:
    """Give back, as a text file, the codes that the page has just shown.

    They are not stored, so the page sends them; only the member's own are taken.
    """
    codes = request.POST.getlist("code")
    if not second_factor.are_recovery_codes_of(request.user, codes):
        raise Http404
    return HttpResponse(
        "\n".join(["lendcore recovery codes, each good for one sign-in", *codes, ""]),
        content_type="text/plain; charset=utf-8",
        headers={
            "Content-Disposition": 'attachment; filename="lendcore-recovery-codes.txt"'
        },
    )
