"""Settings: until which day the books are closed."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from lendcore.decorators import require_permission
from lendcore.forms.books import BooksForm
from lendcore.sections import render_section
from lendcore.services import books as services

PAGE = "settings/books.html"


@require_permission("settings.view")
@require_http_methods(["GET", "HEAD", "POST"])
def show_books(request: HttpRequest) -> HttpResponse:
    """Show the cut-off date, and move it."""
    if request.method == "POST":
        return change(request)
    day = request.actor.tenant.cut_off_date
    initial = {"cut_off_date": day, "known": day and day.isoformat()}
    return show_form(request, BooksForm(actor=request.actor, initial=initial))


@require_permission("settings.edit")
def change(request: HttpRequest) -> HttpResponse:
    """Save a posted date."""
    form = BooksForm(request.POST, actor=request.actor)
    if form.is_valid():
        try:
            services.set_cut_off_date(actor=request.actor, **form.cleaned_data)
        except services.BooksRefused as refusal:
            form.add_error(refusal.field, str(refusal))
        else:
            messages.success(request, "Cut-off date saved.")
            return redirect("settings:books")
    return show_form(request, form)


def show_form(request: HttpRequest, form: BooksForm) -> HttpResponse:
    status = 422 if form.errors else 200
    return render_section(request, PAGE, {"form": form}, status=status)
