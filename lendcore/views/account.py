"""The member's own page: name, looks, address, password."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.dateformat import time_format
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from lendcore.decorators import public, require_member
from lendcore.forms.people import (
    ChangeEmailForm,
    ChangePasswordForm,
    NameForm,
    PreferencesForm,
    ThemeForm,
)
from lendcore.services import mail_links
from lendcore.services import sign_in as services
from lendcore.services.second_factor import count_recovery_codes, find_device
from lendcore.tenancy import directory
from lendcore.tenancy.client_address import client_address
from lendcore.views.entry import own_membership, render_door

EMAIL_SESSION_KEY = "email_link"


@require_member
@never_cache
@require_safe
def account(request: HttpRequest) -> HttpResponse:
    """Show what a member may change about themselves."""
    return render_account(request)


@require_member
@require_POST
def change_name(request: HttpRequest) -> HttpResponse:
    """Change how the member is called."""
    form = NameForm(request.POST, prefix="profile")
    if not form.is_valid():
        return render_account(request, name_form=form)
    services.change_profile(user=request.user, **form.cleaned_data)
    messages.success(request, "Name saved.")
    return redirect("account")


@require_member
@require_POST
def change_preferences(request: HttpRequest) -> HttpResponse:
    """Change theme and shortcuts."""
    form = PreferencesForm(request.POST, prefix="preferences")
    if not form.is_valid():
        return render_account(request, preferences_form=form)
    services.change_profile(user=request.user, **form.cleaned_data)
    messages.success(request, "Preferences saved.")
    return redirect("account")


@require_member
@require_POST
def set_theme(request: HttpRequest) -> HttpResponse:
    """Change the theme from the account menu, and stay on the page."""
    form = ThemeForm(request.POST)
    if not form.is_valid():
        return HttpResponse(status=400)
    services.change_profile(user=request.user, **form.cleaned_data)
    if request.htmx:
        return HttpResponse(status=204)
    page = request.headers.get("Referer", "")
    is_ours = url_has_allowed_host_and_scheme(page, allowed_hosts={request.get_host()})
    return redirect(page if is_ours else "account")


@require_member
@sensitive_post_parameters("password-current", "password-password")
@require_POST
def change_password(request: HttpRequest) -> HttpResponse:
    """Change the member's password; their other sessions end."""
    form = ChangePasswordForm(request.POST, user=request.user, prefix="password")
    if not form.is_valid() or not is_own_password(request, form):
        return render_account(request, password_form=form)
    services.change_password(
        membership=own_membership(request),
        password=form.cleaned_data["password"],
        at=timezone.now(),
        ip_address=client_address(request),
    )
    update_session_auth_hash(request, request.user)
    messages.success(request, "Password changed. Your other sessions have ended.")
    return redirect("account")


# A new address -----------------------------------------------------------------


@require_member
@sensitive_post_parameters("email-current")
@require_POST
def change_email(request: HttpRequest) -> HttpResponse:
    """Send a link to the new address; the answer is the same for a taken one."""
    form = ChangeEmailForm(request.POST, prefix="email")
    is_valid = form.is_valid()
    if is_valid and is_own_email(request, form.cleaned_data["email"]):
        form.add_error("email", "This is your address already.")
    if form.errors or not is_own_password(request, form):
        return render_account(request, email_form=form)
    try:
        services.request_email_link(
            membership=own_membership(request),
            email=form.cleaned_data["email"],
            at=timezone.now(),
            ip_address=client_address(request),
        )
    except services.TooManyLinks as refusal:
        form.add_error("email", str(refusal))
        return render_account(request, email_form=form)
    messages.success(
        request,
        f"We sent a link to {form.cleaned_data['email']}. It is good for one hour.",
    )
    return redirect("account")


def is_own_email(request: HttpRequest, email: str) -> bool:
    return directory.fold_email(email) == directory.fold_email(request.user.email)


@public
@never_cache
@require_safe
def open_email_link(request: HttpRequest, token: str) -> HttpResponse:
    """Check a mailed link and go on to an address without the token in it.

    Opening changes nothing yet: mail programs open links by themselves.
    """
    if mail_links.open_email_token(token) is None:
        return render_door(request, "dead_email_link.html", None, {}, status=404)
    request.session[EMAIL_SESSION_KEY] = token
    return redirect("confirm_email")


@public
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def confirm_email(request: HttpRequest) -> HttpResponse:
    """Change the address of the link's user, by a button."""
    token = request.session.get(EMAIL_SESSION_KEY, "")
    opened = mail_links.open_email_token(token)
    if opened and request.method != "POST":
        context = {"email": opened[1]}
        return render_door(request, "confirm_email.html", None, context)
    request.session.pop(EMAIL_SESSION_KEY, None)
    try:
        user = services.change_email_by_link(token=token)
    except (LookupError, services.EmailTaken):
        return render_door(request, "dead_email_link.html", None, {}, status=404)
    messages.success(request, f"Your e-mail address is {user.email} from now on.")
    return redirect("account" if request.actor else "sign_in")


# The page ----------------------------------------------------------------------


def is_own_password(request: HttpRequest, form: Form) -> bool:
    """Return whether `current` is the member's password; say at the field if not.

    Wrong ones count as at the log-in page, so a borrowed session can't try on.
    """
    try:
        services.check_password(
            request=request,
            email=request.user.email,
            password=form.cleaned_data["current"],
            at=timezone.now(),
        )
    except services.WrongPassword as refusal:
        tries = "1 try" if refusal.tries_left == 1 else f"{refusal.tries_left} tries"
        form.add_error("current", f"This is not your password. {tries} left.")
    except services.SignInPaused as refusal:
        until = time_format(timezone.localtime(refusal.until), "g:i A")
        form.add_error("current", f"Too many wrong passwords. Try again at {until}.")
    return not form.errors


def render_account(request: HttpRequest, **changed: Form) -> HttpResponse:
    """Return the page; with a form that was sent and refused, as 422."""
    user = request.user
    forms: dict[str, Callable[[], Form]] = {
        "name_form": lambda: NameForm(initial={"name": user.name}, prefix="profile"),
        "preferences_form": lambda: PreferencesForm(
            initial={"theme": user.theme, "single_keys": user.single_keys},
            prefix="preferences",
        ),
        "password_form": lambda: ChangePasswordForm(user=user, prefix="password"),
        "email_form": lambda: ChangeEmailForm(prefix="email"),
    }
    context: dict[str, Any] = {
        name: changed.get(name) or make() for name, make in forms.items()
    }
    context |= {
        "refused": next(iter(changed.values()), None),
        "device": find_device(user),
        "recovery_codes_left": count_recovery_codes(user),
        "is_required": own_membership(request).tenant.requires_second_factor,
    }
    return render(request, "people/account.html", context, status=status_of(changed))


def status_of(changed: dict[str, Form]) -> int:
    return 422 if changed else 200
