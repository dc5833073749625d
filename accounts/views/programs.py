"""Settings: programs of lines of credit."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from accounts.forms.origins import ProgramRulesForm
from accounts.forms.terms import ProgramTermsForm, differences
from accounts.models import LineProgram
from accounts.queries.origins import get_program_row, list_programs
from accounts.services import programs as services
from accounts.services.errors import AccountRefused
from accounts.views.posted import posted_number
from lendcore.decorators import require_permission
from lendcore.sections import render_section

LIST = "settings/line_programs.html"
PAGE = "settings/line_program.html"


@require_permission("settings.view")
@require_safe
def program_list(request: HttpRequest) -> HttpResponse:
    """Show the programs, with how many lines each has."""
    return render_section(request, LIST, {"programs": list_programs()})


@require_permission("settings.edit")
@require_http_methods(["GET", "HEAD", "POST"])
def program_add(request: HttpRequest) -> HttpResponse:
    """Make a program."""
    data = request.POST if request.method == "POST" else None
    rules, terms = ProgramRulesForm(data), make_form(request, {}, data)
    if data is not None and rules.is_valid() and terms.is_valid():
        try:
            services.add_program(actor=request.actor, data=input_of(rules, terms))
        except AccountRefused as refusal:
            rules.add_error("name", str(refusal))
        else:
            return done(request, f"Program {rules.cleaned_data['name']} added.")
    return show(request, rules, terms)


@require_permission("settings.view")
@require_http_methods(["GET", "HEAD", "POST"])
def program_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a program, and change it."""
    program = get_object_or_404(LineProgram, pk=pk)
    if request.method == "POST":
        return change(request, program)
    terms = make_form(request, program.terms)
    return show(request, ProgramRulesForm(program=program), terms, program=program)


@require_permission("settings.edit")
def change(request: HttpRequest, program: LineProgram) -> HttpResponse:
    """Save a posted program, or say what somebody else made of it meanwhile."""
    rules = ProgramRulesForm(request.POST)
    terms = make_form(request, program.terms, request.POST)
    meanwhile = None
    if rules.is_valid() and terms.is_valid():
        try:
            services.change_program(
                actor=request.actor,
                program_id=program.pk,
                version=posted_number(request, "version"),
                data=input_of(rules, terms),
            )
        except services.ProgramStale:
            meanwhile = differences(terms, terms.terms, program.terms)
        except AccountRefused as refusal:
            rules.add_error("name", str(refusal))
        else:
            return done(request, f"Program {rules.cleaned_data['name']} saved.")
    return show(request, rules, terms, program=program, meanwhile=meanwhile)


@require_permission("settings.edit")
@require_POST
def program_activate(request: HttpRequest, pk: int, is_active: bool) -> HttpResponse:
    """Offer a program for new lines again, or no more."""
    program = get_object_or_404(LineProgram, pk=pk)
    services.set_program_active(actor=request.actor, program_id=pk, is_active=is_active)
    state = "offered again" if is_active else "offered no more; its lines go on"
    return done(request, f"Program {program} is {state}.")


def make_form(
    request: HttpRequest, base: dict[str, Any], data: Any = None
) -> ProgramTermsForm:
    date_format = request.actor.tenant.date_format
    return ProgramTermsForm(data, base=base, date_format=date_format)


def input_of(rules: ProgramRulesForm, terms: ProgramTermsForm) -> services.ProgramInput:
    return services.ProgramInput(terms=terms.terms, **rules.cleaned_data)


def done(request: HttpRequest, text: str) -> HttpResponse:
    messages.success(request, text)
    return redirect("settings:line_programs")


def show(
    request: HttpRequest,
    rules: ProgramRulesForm,
    terms: ProgramTermsForm,
    *,
    program: LineProgram | None = None,
    meanwhile: Any = None,
) -> HttpResponse:
    """Render the form. meanwhile: what somebody else's save made different."""
    judged = [rules, terms]
    has_errors = any(form.is_bound and form.errors for form in judged)
    context = {
        "rules": rules,
        "terms": terms,
        "judged": judged,
        "has_errors": has_errors,
        "program": program,
        "row": get_program_row(program) if program else None,
        "meanwhile": meanwhile,
    }
    status = 422 if has_errors or meanwhile is not None else 200
    return render_section(request, PAGE, context, status=status)
