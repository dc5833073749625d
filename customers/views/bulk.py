"""Changing the status of many customers at once: preview, then do."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from customers.models import Customer, CustomerStatus
from customers.queries.listing import count_by_status
from customers.queries.search import find_ids
from customers.services.customers import set_status
from customers.services.errors import CustomerError
from customers.views.manager_list import CUSTOMER_LIST
from lendcore.actors import Actor
from lendcore.decorators import require_permission
from lendcore.lists.download import selected_conditions
from lendcore.lists.query import read_id
from lendcore.lists.state import ListState, read_state

PAGE = "customers/manager/status_change.html"
# Each customer is a save with its history; a thousand take a few seconds.
MOST_CHANGED = 1_000


@require_permission("contact.edit")
@require_POST
def status_change(request: HttpRequest) -> HttpResponse:
    """Ask for the new status, show what it would change, then change that.

    The preview posts its customers back: searched again, "all that match" could
    hold others by then.
    """
    state = read_state(request, CUSTOMER_LIST)
    shown = previewed_ids(request)
    ids = shown or find_ids(selected_conditions(request, state), limit=MOST_CHANGED + 1)
    back = state.query.url
    if not ids or len(ids) > MOST_CHANGED:
        messages.error(request, selection_problem(ids))
        return redirect(back)
    status = find_status(state, request.POST.get("status", ""))
    if status is None or not shown or "confirm" not in request.POST:
        return render(request, PAGE, preview_context(state, ids, status))
    failures = change_all(state.actor, ids, status)
    report(request, len(ids) - len(failures), failures, status)
    return redirect(back)


def previewed_ids(request: HttpRequest) -> list[int]:
    """Return the customers that a preview was about, without repeats."""
    found = map(read_id, request.POST.get("previewed", "").split(","))
    return list(dict.fromkeys(one for one in found if one is not None))


def selection_problem(ids: Sequence[int]) -> str:
    if not ids:
        return "Select at least one customer first."
    return f"Select at most {MOST_CHANGED:,} customers at a time."


def find_status(state: ListState, text: str) -> CustomerStatus | None:
    return next((one for one in pickable(state) if str(one.pk) == text), None)


def pickable(state: ListState) -> list[CustomerStatus]:
    return [status for status in state.offer.statuses if status.is_active]


@dataclass(frozen=True)
class Effect:
    """How many customers go from one status to the new one, or have it already."""

    from_name: str
    count: int
    stays: bool


def preview_context(
    state: ListState, ids: Sequence[int], status: CustomerStatus | None
) -> dict[str, object]:
    """Return what the page asks and shows before anything is changed. One query."""
    counts = count_by_status(ids)
    effects = [
        Effect(name, count, status is not None and pk == status.pk)
        for pk, name, count in counts
    ]
    return {
        "query": state.query,
        "previewed": ",".join(map(str, ids)),
        "total": sum(effect.count for effect in effects),
        "statuses": pickable(state),
        "status": status,
        "effects": effects,
        "changing": sum(effect.count for effect in effects if not effect.stays),
    }


def change_all(actor: Actor, ids: Sequence[int], status: CustomerStatus) -> list[str]:
    """Return a line for each customer that could not be changed; the others were."""
    failures = []
    for one in ids:
        try:
            set_status(
                actor=actor,
                customer_id=one,
                status=status,
                reason="Changed with others from the list",
            )
        except Customer.DoesNotExist:
            failures.append(f"#{one} is gone.")
        except CustomerError as error:
            failures.append(f"#{one}: {error}")
    return failures


def report(
    request: HttpRequest, changed: int, failures: list[str], status: CustomerStatus
) -> None:
    noun = "customer now has" if changed == 1 else "customers now have"
    if changed:
        messages.success(request, f"{changed:,} {noun} the status {status.name}.")
    if failures:
        shown = " ".join(failures[:5])
        messages.error(request, f"{len(failures):,} could not be changed. {shown}")
