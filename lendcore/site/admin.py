"""The operator's pages: tenants, users, memberships and roles."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from lendcore.models import Membership, Role, Tenant, User
from lendcore.operator_site import (
    OperatorModelAdmin,
    TenantModelForm,
    TenantTableAdmin,
)
from lendcore.permissions import AREAS
from lendcore.services import operator_members, people
from lendcore.services.roles import with_view
from lendcore.site.services.tenants import create_tenant

LEVEL_NAMES = {
    "view": "view",
    "edit": "view and edit",
    "run": "allowed",
    "post": "post",
    "reverse": "post and reverse",
}


class TenantForm(forms.ModelForm):
    """A tenant's facts.

    operator: who sends it; set by the page.
    """

    operator: User

    def clean_environment(self) -> str:
        # Else who joined a sandbox would be let into a production tenant by it.
        environment = self.cleaned_data["environment"]
        is_change = self.instance.pk and "environment" in self.changed_data
        goes_live = is_change and environment == Tenant.Environment.PRODUCTION
        if goes_live and self.is_operator_a_member():
            raise ValidationError(
                "You are a member of this sandbox. An administrator of it has to end "
                "your membership before it can be a production tenant."
            )
        return environment

    def is_operator_a_member(self) -> bool:
        own = Membership.objects.filter(user=self.operator, tenant=self.instance)
        return own.filter(is_active=True).exists()


@admin.register(Tenant)
class TenantAdmin(OperatorModelAdmin):
    """Opens tenants with all that they start with; never deletes one."""

    form = TenantForm
    list_display = ("name", "slug", "environment", "country", "is_active")
    list_filter = ("environment", "country", "is_active")
    search_fields = ("name", "slug")
    ordering = ("name",)
    fieldsets = (
        (None, {"fields": ("name", "slug", "environment", "is_active")}),
        (
            "Place and form",
            {"fields": ("country", "time_zone", "date_format", "name_style", "domain")},
        ),
        (
            "Signing in",
            {"fields": ("requires_second_factor", "idle_minutes", "session_hours")},
        ),
    )

    def get_readonly_fields(
        self, request: HttpRequest, obj: Tenant | None = None
    ) -> tuple[str, ...]:
        if obj is None:
            return ()
        # The slug stands in addresses that people keep. Real data is no test data,
        # nor is a production tenant opened to the operator by calling it a sandbox.
        is_live = obj.environment == Tenant.Environment.PRODUCTION
        return ("slug", "environment") if is_live else ("slug",)

    def get_form(
        self, request: HttpRequest, obj: Tenant | None = None, **kwargs: Any
    ) -> type[forms.ModelForm]:
        form_class = super().get_form(request, obj, **kwargs)
        form_class.operator = request.user
        return form_class

    def save_model(
        self, request: HttpRequest, obj: Tenant, form: Any, change: bool
    ) -> None:
        if change:
            obj.save()
            return
        name = request.user.name or request.user.email
        create_tenant(tenant=obj, actor_name=name, at=timezone.now())


@admin.register(User)
class UserAdmin(OperatorModelAdmin):
    """Users by address. Nobody but they change their address or password."""

    list_display = ("email", "name", "is_staff", "is_active", "last_login")
    list_filter = ("is_staff", "is_active")
    search_fields = ("email", "name")
    ordering = ("email",)
    fields = ("email", "name", "is_active", "is_staff", "last_login")

    def get_readonly_fields(
        self, request: HttpRequest, obj: User | None = None
    ) -> tuple[str, ...]:
        if obj is None:
            return ("last_login",)
        own = ("is_active", "is_staff") if obj.pk == request.user.pk else ()
        return ("email", "last_login", *own)

    def save_model(
        self, request: HttpRequest, obj: User, form: Any, change: bool
    ) -> None:
        if not change:
            obj.email = User.objects.normalize_email(obj.email).strip()
            obj.set_unusable_password()
        obj.save()
        if not change:
            self.message_user(
                request,
                "The user has no password. A link to set one is mailed when they are "
                "made a member of a tenant.",
                messages.INFO,
            )


class MembershipForm(forms.ModelForm):
    """Who works in the chosen tenant, as what."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].queryset = Role.objects.order_by("name", "pk")


@admin.register(Membership)
class MembershipAdmin(OperatorModelAdmin):
    """Memberships of the chosen tenant.

    The table stands outside row security; its roles do not, so it too is shown
    for one tenant at a time. Changes go through the services of the members page.
    """

    needs_tenant = True
    form = MembershipForm
    list_display = ("user", "role", "is_active", "last_sign_in_at")
    list_filter = ("is_active",)
    list_select_related = ("user", "role")
    search_fields = ("user__email", "user__name")
    autocomplete_fields = ("user",)
    ordering = ("user__email",)
    fields = ("user", "role", "is_active", "last_sign_in_at")
    actions = ("reset_second_factor",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Membership]:
        rows = super().get_queryset(request)
        tenant = request.working_in
        return rows.filter(tenant=tenant) if tenant else rows.none()

    def get_readonly_fields(
        self, request: HttpRequest, obj: Membership | None = None
    ) -> tuple[str, ...]:
        return ("user", "last_sign_in_at") if obj else ("is_active", "last_sign_in_at")

    def get_form(
        self, request: HttpRequest, obj: Membership | None = None, **kwargs: Any
    ) -> type[forms.ModelForm]:
        form_class = super().get_form(request, obj, **kwargs)
        tenant, operator = request.working_in, request.operator

        class InTenant(form_class):
            """The same, for a membership of the chosen tenant."""

            def __init__(self, *args: Any, **values: Any) -> None:
                super().__init__(*args, **values)
                self.instance.tenant = tenant

            def clean_user(self) -> User:
                user = self.cleaned_data["user"]
                try:
                    operator_members.check_addition(operator, user)
                except people.PeopleError as refusal:
                    raise ValidationError(str(refusal)) from refusal
                return user

            def _get_validation_exclusions(self) -> set[str]:
                # One membership for each user and tenant: the tenant counts too.
                return super()._get_validation_exclusions() - {"tenant"}

        return InTenant

    def save_model(
        self, request: HttpRequest, obj: Membership, form: Any, change: bool
    ) -> None:
        if change:
            self.change(request, obj, form)
        else:
            operator_members.add_member(actor=request.operator, membership=obj)

    def change(self, request: HttpRequest, obj: Membership, form: Any) -> None:
        """Let the services change it, with their rules and records."""
        is_active, role = obj.is_active, obj.role
        try:
            if "role" in form.changed_data:
                people.change_role(actor=request.operator, membership=obj, role=role)
            if "is_active" in form.changed_data:
                set_active = (
                    operator_members.restore_member
                    if is_active
                    else people.end_membership
                )
                set_active(actor=request.operator, membership=obj)
        except people.PeopleError as refusal:
            self.message_user(request, str(refusal), messages.ERROR)

    @admin.action(description="Reset the second factor")
    def reset_second_factor(
        self, request: HttpRequest, queryset: QuerySet[Membership]
    ) -> None:
        for membership in queryset:
            try:
                people.reset_second_factor(
                    actor=request.operator, membership=membership
                )
            except people.PeopleError as refusal:
                self.message_user(request, str(refusal), messages.ERROR)


class RoleForm(TenantModelForm):
    """A role; who edits may also view."""

    permissions = forms.MultipleChoiceField(
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=[
            (code, f"{area.label}: {LEVEL_NAMES[code.rpartition('.')[2]]}")
            for area in AREAS
            for code in area.permissions
        ],
    )

    def clean_permissions(self) -> list[str]:
        return with_view(self.cleaned_data["permissions"])


@admin.register(Role)
class RoleAdmin(TenantTableAdmin):
    """Roles of the chosen tenant."""

    form = RoleForm
    list_display = ("name", "description", "code")
    ordering = ("name",)
    fields = (
        "name",
        "description",
        "permissions",
        "reveals_tax_number",
        "reveals_driver_license",
        "birth_date_mode",
        "shows_bank_numbers",
        "shows_gender",
        "shows_photo",
    )
