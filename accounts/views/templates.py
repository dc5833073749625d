"""Settings: templates that new loans and leases start from."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from accounts.forms.origins import TemplateNameForm
from accounts.forms.terms import TEMPLATE_FORMS, TermsForm, differences
from accounts.models import AccountTemplate, Kind
from accounts.queries.origins import list_templates
from accounts.services import templates as services
from accounts.services.errors import AccountRefused
from accounts.views.posted import posted_number
from lendcore.decorators import require_permission
from lendcore.sections import render_section

LIST = "settings/account_templates.html"
PAGE = "settings/account_template.html"


@require_permission("settings.view")
@require_safe
def template_list(request: HttpRequest) -> HttpResponse:
    """Show the templates of loans and leases."""
    return render_section(request, LIST, {"templates": list_templates()})


@require_permission("settings.edit")
@require_http_methods(["GET", "HEAD", "POST"])
def template_add(request: HttpRequest, kind: str) -> HttpResponse:
    """Make a template of a kind."""
    if kind not in TEMPLATE_FORMS:
        raise Http404("There are no templates of this kind.")
    data = request.POST if request.method == "POST" else None
    name, terms = TemplateNameForm(data), make_form(request, kind, {}, data)
    if data is not None and name.is_valid() and terms.is_valid():
        try:
            services.add_template(
                actor=request.actor,
                kind=kind,
                name=name.cleaned_data["name"],
                terms=terms.terms,
            )
        except AccountRefused as refusal:
            name.add_error("name", str(refusal))
        else:
            return done(request, f"Template {name.cleaned_data['name']} added.")
    return show(request, name, terms, kind=Kind(kind))


@require_permission("settings.view")
@require_http_methods(["GET", "HEAD", "POST"])
def template_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a template, and change it."""
    template = get_object_or_404(AccountTemplate, pk=pk)
    if request.method == "POST":
        return change(request, template)
    name = TemplateNameForm(initial={"name": template.name})
    terms = make_form(request, template.kind, template.terms)
    return show(request, name, terms, template=template)


@require_permission("settings.edit")
def change(request: HttpRequest, template: AccountTemplate) -> HttpResponse:
    """Save a posted template, or say what somebody else made of it meanwhile."""
    name = TemplateNameForm(request.POST)
    terms = make_form(request, template.kind, template.terms, request.POST)
    meanwhile = None
    if name.is_valid() and terms.is_valid():
        try:
            services.change_template(
                actor=request.actor,
                template_id=template.pk,
                version=posted_number(request, "version"),
                name=name.cleaned_data["name"],
                terms=terms.terms,
            )
        except services.TemplateStale:
            meanwhile = differences(terms, terms.terms, template.terms)
        except AccountRefused as refusal:
            name.add_error("name", str(refusal))
        else:
            return done(request, f"Template {name.cleaned_data['name']} saved.")
    return show(request, name, terms, template=template, meanwhile=meanwhile)


@require_permission("settings.edit")
@require_POST
def template_activate(request: HttpRequest, pk: int, is_active: bool) -> HttpResponse:
    """Offer a template for new accounts again, or no more."""
    template = get_object_or_404(AccountTemplate, pk=pk)
    services.set_template_active(
        actor=request.actor, template_id=pk, is_active=is_active
    )
    state = "offered again" if is_active else "offered no more"
    return done(request, f"Template {template} is {state}.")


def make_form(
    request: HttpRequest, kind: str, base: dict[str, Any], data: Any = None
) -> TermsForm:
    date_format = request.actor.tenant.date_format
    return TEMPLATE_FORMS[kind](data, base=base, date_format=date_format)


def done(request: HttpRequest, text: str) -> HttpResponse:
    messages.success(request, text)
    return redirect("settings:account_templates")


def show(
    request: HttpRequest,
    name: TemplateNameForm,
    terms: TermsForm,
    *,
    kind: Kind | None = None,
    template: AccountTemplate | None = None,
    meanwhile: Any = None,
) -> HttpResponse:
    """Render the form. meanwhile: what somebody else's save made different."""
    judged = [name, terms]
    has_errors = any(form.is_bound and form.errors for form in judged)
    context = {
        "name": name,
        "terms": terms,
        "judged": judged,
        "has_errors": has_errors,
        "kind": kind or Kind(template.kind),
        "template": template,
        "meanwhile": meanwhile,
    }
    status = 422 if has_errors or meanwhile is not None else 200
    return render_section(request, PAGE, context, status=status)
