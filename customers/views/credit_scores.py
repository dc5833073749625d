"""Credit scores entered by hand."""

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_POST

from customers.forms.credit_scores import CreditScoreForm
from customers.models import CreditScore
from customers.queries import customers as queries
from customers.services import credit_scores
from customers.services.errors import Taken
from customers.views.contact import answer, show_summary
from lendcore.decorators import require_permission


@require_POST
@require_permission("contact.edit")
def enter(request: HttpRequest, pk: int) -> HttpResponse:
    """Enter a set of scores."""
    queries.get_customer(pk)
    form = CreditScoreForm(request.POST, actor=request.actor)
    if save_scores(form, pk):
        return answer(request, pk, "Scores saved.")
    return show_summary(request, pk, part="record", status=422, score_form=form)


def save_scores(form: CreditScoreForm, pk: int) -> bool:
    """Enter the scores of a form, and return whether they could be; it says why not."""
    if not form.is_valid():
        return False
    try:
        credit_scores.enter_scores(
            actor=form.actor, customer_id=pk, **form.cleaned_data
        )
    except Taken:
        form.add_error("scored_on", "There are scores of this date already.")
        return False
    return True


@require_POST
@require_permission("contact.edit")
def delete(request: HttpRequest, pk: int, score_id: int) -> HttpResponse:
    """Delete a set of scores entered by mistake."""
    queries.get_customer(pk)
    try:
        credit_scores.delete_scores(
            actor=request.actor, customer_id=pk, score_id=score_id
        )
    except CreditScore.DoesNotExist:
        raise Http404("No such scores.") from None
    return answer(request, pk, "Scores deleted.")
