"""The operator's admin site: control-plane tables, and one tenant at a time.

Tables of a tenant are reached only after a tenant was picked, which then stays
active for the whole request, its rendering included. What is changed there goes
into the tenant's own history in the operator's name; Django's admin log, which
stands outside the tenants, learns nothing of it.
"""

from collections.abc import Callable, Generator
from contextlib import contextmanager
from datetime import timedelta
from functools import wraps
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.contrib import admin
from django.contrib.admin.forms import AdminAuthenticationForm
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import rotate_token
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, URLResolver, path, reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme, urlencode

from lendcore.actors import Actor
from lendcore.history.recording import recorded
from lendcore.models import Tenant
from lendcore.services import second_factor
from lendcore.tenancy import lockout, middleware
from lendcore.tenancy.client_address import client_address
from lendcore.tenancy.context import activate_tenant, require_tenant_id

type View = Callable[..., HttpResponse]

TENANT_KEY = "admin_tenant_id"
OPERATOR_KEY = "operator_signed_in_at"
OPERATOR_SESSION = timedelta(hours=8)
# What a session holds that was begun at a tenant's log-in page.
MEMBER_KEYS = (
    middleware.TENANT_SESSION_KEY,
    middleware.SIGNED_IN_SESSION_KEY,
    middleware.SEEN_SESSION_KEY,
    middleware.SECOND_FACTOR_SESSION_KEY,
)


class OperatorLogInForm(AdminAuthenticationForm):
    """Address and password, and a code from who has set up an authenticator."""

    code = forms.CharField(
        required=False,
        max_length=20,
        label="Code",
        help_text="If you have set up an authenticator: its code, or a recovery code.",
        widget=forms.TextInput({"autocomplete": "one-time-code"}),
    )

    def clean(self) -> dict[str, Any]:
        refusal = None
        # A burst of tries waits here, so that each is counted; and the count must
        # outlive the refusal, which is therefore raised after the transaction.
        with transaction.atomic():
            lockout.hold_tries(self.request, self.cleaned_data.get("username") or "")
            try:
                super().clean()
            except ValidationError as error:
                refusal = error
        if refusal:
            raise refusal
        if self.get_user() is not None:
            self.check_code()
        return self.cleaned_data

    def check_code(self) -> None:
        user = self.get_user()
        if second_factor.find_device(user) is None:
            return
        code = "".join(self.cleaned_data.get("code", "").split())
        try:
            second_factor.check_any_code(user=user, code=code, at=timezone.now())
        except second_factor.CodesPaused as refusal:
            raise ValidationError("Too many wrong codes. Wait a while.") from refusal
        except second_factor.CodeRefused as refusal:
            text = "This code is wrong." if code else "Give the code too."
            raise ValidationError(text) from refusal


class OperatorAdminSite(admin.AdminSite):
    """Django's admin for the operator, who picks a tenant and stays inside it."""

    site_header = "lendcore operator"
    site_title = "lendcore operator"
    index_title = "Operator"
    login_form = OperatorLogInForm
    login_template = "admin/operator_login.html"
    index_template = "admin/operator_index.html"
    enable_nav_sidebar = False

    def register(
        self, model_or_iterable: Any, admin_class: Any = None, **options: Any
    ) -> None:
        """Take our own pages only: libraries would bring keys of second factors,
        sign-in tries and the task table.
        """
        if admin_class is not None and issubclass(admin_class, OperatorModelAdmin):
            super().register(model_or_iterable, admin_class, **options)

    # Who may come in ------------------------------------------------------------

    def has_permission(self, request: HttpRequest) -> bool:
        """Let operators in who signed in here; a member's session is not enough."""
        is_here = OPERATOR_KEY in request.session and request.host_tenant_id is None
        return is_here and super().has_permission(request)

    def login(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        response = super().login(request, extra_context)
        if request.method == "POST" and response.status_code == 302:
            for key in MEMBER_KEYS:
                request.session.pop(key, None)
            request.session[OPERATOR_KEY] = timezone.now().isoformat()
            request.session.set_expiry(OPERATOR_SESSION)
        return response

    # Where they work ------------------------------------------------------------

    def admin_view(self, view: View, cacheable: bool = False) -> View:
        """Run a page within the chosen tenant, rendering included."""
        checked = super().admin_view(view, cacheable)
        page = getattr(view, "__self__", None)

        @wraps(checked)
        def within(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            request.working_in = self.find_working_tenant(request)
            is_lost = request.working_in is None and getattr(
                page, "needs_tenant", False
            )
            if is_lost and self.has_permission(request):
                return self.ask_for_tenant(request)
            with working(request):
                response = checked(request, *args, **kwargs)
                if isinstance(response, TemplateResponse):
                    # Django would render it when the tenant is put away again.
                    response.render()
                return response

        return within

    def find_working_tenant(self, request: HttpRequest) -> Tenant | None:
        tenant_id = request.session.get(TENANT_KEY)
        if tenant_id is None or not self.has_permission(request):
            return None
        return Tenant.objects.filter(pk=tenant_id).first()

    def ask_for_tenant(self, request: HttpRequest) -> HttpResponse:
        wanted = request.get_full_path() if request.method == "GET" else ""
        picker = reverse("admin:choose_tenant", current_app=self.name)
        return redirect(f"{picker}?{urlencode({'next': wanted})}")

    def choose_tenant(self, request: HttpRequest) -> HttpResponse:
        """Show all tenants; make the chosen one the place of work."""
        after = request.POST.get("next") or request.GET.get("next", "")
        if not url_has_allowed_host_and_scheme(after, {request.get_host()}):
            after = reverse("admin:index", current_app=self.name)
        chosen = request.POST.get("tenant", "")
        if request.method == "POST" and chosen.isdecimal():
            request.session[TENANT_KEY] = Tenant.objects.get(pk=int(chosen[:18])).pk
            # Forms that another tab still shows for the former tenant are void: what
            # is sent from there would be saved in this one.
            rotate_token(request)
            return redirect(after)
        context = {
            **self.each_context(request),
            "title": "Work in a tenant",
            "tenants": Tenant.objects.order_by("name", "pk"),
            "next": after,
        }
        return TemplateResponse(request, "admin/choose_tenant.html", context)

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        working_in = getattr(request, "working_in", None)
        return {**super().each_context(request), "working_in": working_in}

    def get_urls(self) -> list[URLPattern | URLResolver]:
        picker = path(
            "tenant/", self.admin_view(self.choose_tenant), name="choose_tenant"
        )
        return [picker, *super().get_urls()]


@contextmanager
def working(request: HttpRequest) -> Generator[None]:
    """Hold the chosen tenant, its time zone, and the operator as author of changes.

    Sets `request.operator`, an Actor; None while no tenant is chosen.
    """
    tenant = request.working_in
    request.operator = None
    if tenant is None:
        with activate_tenant(None):
            yield
        return
    request.operator = Actor(
        name=request.user.name or request.user.email,
        tenant=tenant.facts,
        at=timezone.now(),
        user_id=request.user.pk,
        email=request.user.email,
        source="operator",
        ip_address=client_address(request),
    )
    zone = ZoneInfo(tenant.time_zone)
    with (
        activate_tenant(tenant.pk),
        recorded(request.operator),
        timezone.override(zone),
    ):
        yield


class OperatorModelAdmin(admin.ModelAdmin):
    """A page of the operator's admin. Operators may do what a page offers."""

    needs_tenant = False
    show_full_result_count = False

    def has_module_permission(self, request: HttpRequest) -> bool:
        return True

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return True

    def has_add_permission(self, request: HttpRequest) -> bool:
        return True

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return True

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class TenantTableAdmin(OperatorModelAdmin):
    """A page of a tenant's table; its rows have a history of their own."""

    needs_tenant = True

    def log_addition(self, *args: Any, **kwargs: Any) -> None:
        """Leave no trace outside the tenant."""

    def log_change(self, *args: Any, **kwargs: Any) -> None:
        """Leave no trace outside the tenant."""

    def history_view(
        self,
        request: HttpRequest,
        object_id: str,
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Show the row's own history, by whomever."""
        row = self.get_object(request, object_id)
        if row is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        context = {
            **self.admin_site.each_context(request),
            "title": f"History of {row}",
            "entries": row.history.order_by("-history_id")[:200],
            "opts": self.opts,
            "original": row,
        }
        return TemplateResponse(request, "admin/row_history.html", context)


class TenantModelForm(forms.ModelForm):
    """A form of a tenant's row; unique rules are checked with the tenant."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.tenant_id is None:
            self.instance.tenant_id = require_tenant_id()

    def _get_validation_exclusions(self) -> set[str]:
        return super()._get_validation_exclusions() - {"tenant"}
