"""Settings: who looked at protected data, signed in, or changed members or books."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from lendcore.decorators import require_permission
from lendcore.forms.settings import AccessFilterForm
from lendcore.queries import access_log as queries
from lendcore.sections import render_section

PAGE = "settings/access_log.html"


@require_permission("settings.view")
@require_safe
def access_log(request: HttpRequest) -> HttpResponse:
    """Show one page of the log, by kind and person."""
    form = AccessFilterForm(request.GET, people=queries.list_people())
    form.is_valid()
    chosen = {name: value for name, value in form.cleaned_data.items() if value}
    records, next_place = queries.list_access_records(
        **chosen, after=queries.Place.read(request.GET.get("after", ""))
    )
    context = {
        "records": records,
        "next_place": next_place,
        "form": form,
        "is_filtered": bool(chosen),
        "is_first": "after" not in request.GET,
    }
    return render_section(request, PAGE, context)
