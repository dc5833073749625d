"""Settings: roles and what they see masked."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from lendcore.decorators import require_permission
from lendcore.forms.settings import RoleForm
from lendcore.models import Role
from lendcore.queries import settings as queries
from lendcore.sections import render_section
from lendcore.services import roles as services

PAGE = "settings/roles.html"


@require_permission("settings.view")
@require_safe
def role_list(request: HttpRequest) -> HttpResponse:
    """Lead to the first role; a tenant always has some."""
    return redirect("settings:role", queries.list_roles()[0].role.pk)


@require_permission("settings.edit")
@require_http_methods(["GET", "HEAD", "POST"])
def role_add(request: HttpRequest) -> HttpResponse:
    """Add a role, perhaps as a copy: `?copy=<id>` fills the form with another."""
    copied = None
    if request.GET.get("copy", "").isdecimal():
        copied = get_object_or_404(Role, pk=int(request.GET["copy"][:18]))
    form = RoleForm(
        request.POST or None,
        role=copied,
        initial={"name": f"Copy of {copied.name}"[:60]} if copied else {},
        date_format=request.actor.tenant.date_format,
    )
    if form.is_valid():
        try:
            role = services.add_role(actor=request.actor, data=form.to_input())
        except services.RoleNameTaken as refusal:
            form.add_error("name", str(refusal))
        else:
            messages.success(request, f"Role {role.name} added.")
            return redirect("settings:role", role.pk)
    return show_page(request, form)


@require_permission("settings.view")
@require_http_methods(["GET", "HEAD", "POST"])
def role_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a role, and change it."""
    role = get_object_or_404(Role, pk=pk)
    if request.method == "POST":
        return change(request, role)
    form = RoleForm(role=role, date_format=request.actor.tenant.date_format)
    return show_page(request, form, role)


@require_permission("settings.edit")
def change(request: HttpRequest, role: Role) -> HttpResponse:
    """Save a posted role."""
    form = RoleForm(
        request.POST, role=role, date_format=request.actor.tenant.date_format
    )
    if form.is_valid():
        try:
            services.update_role(
                actor=request.actor, role_id=role.pk, data=form.to_input()
            )
        except services.RoleNameTaken as refusal:
            form.add_error("name", str(refusal))
        except services.LocksOut as refusal:
            form.add_error("level_settings", str(refusal))
        else:
            messages.success(request, "Role saved.")
            return redirect("settings:role", role.pk)
    return show_page(request, form, role)


@require_permission("settings.edit")
@require_POST
def role_delete(request: HttpRequest, pk: int) -> HttpResponse:
    """Delete a role that nobody has."""
    role = get_object_or_404(Role, pk=pk)
    try:
        services.delete_role(actor=request.actor, role_id=role.pk)
    except services.RoleRefused as refusal:
        messages.error(request, str(refusal))
        return redirect("settings:role", role.pk)
    messages.success(request, f"Role {role.name} deleted.")
    return redirect("settings:roles")


def show_page(
    request: HttpRequest, form: RoleForm, role: Role | None = None
) -> HttpResponse:
    """Render the list of roles beside one of them, or a new one."""
    rows = queries.list_roles()
    current = next((row for row in rows if role and row.role.pk == role.pk), None)
    context = {"rows": rows, "current": current, "form": form}
    return render_section(request, PAGE, context, status=422 if form.errors else 200)
