"""Saved views of the Customer Manager, some shared and some private."""

from urllib.parse import urlencode

from customers.columns import DEFAULT_COLUMNS, LIST_NAME, custom_key
from customers.models import CustomerStatus
from lendcore.actors import Actor
from lendcore.models import CustomField
from lendcore.services.saved_views import save_view
from lendcore.site.demo.members import DANA, LENA, RAJ, Person, Staff
from lendcore.site.demo.moments import Moments

type Filters = list[tuple[str, str]]


def add_views(staff: Staff, moments: Moments) -> None:
    """Save views as several members would."""
    statuses = {row.name: str(row.pk) for row in CustomerStatus.objects.all()}
    tier = CustomField.objects.get(key="risk_tier")
    western = [("region", code) for code in ("AB", "BC", "MB", "SK")]
    views: tuple[tuple[Person, str, bool, str, Filters], ...] = (
        (LENA, "Leads", True, "-created", [("status", statuses["Lead"])]),
        (LENA, "Do not call", True, "name", [("do_not_call", "yes")]),
        (LENA, "Western Canada", True, "city", western),
        (RAJ, "Subprime", True, "name", [(custom_key(tier), "Subprime")]),
        (
            DANA,
            "My follow-ups",
            False,
            "-created",
            [("status", statuses["Pending"]), ("phone_verified", "no")],
        ),
        (DANA, "Without e-mail", False, "name", [("has_email", "no")]),
        (LENA, "Dealers", False, "name", [("type", "flooring")]),
    )
    for person, name, is_shared, sort, filters in views:
        columns = [*DEFAULT_COLUMNS[:5], custom_key(tier)]
        _save(
            staff.actor(person, moments.days_ago(200)),
            name,
            is_shared=is_shared,
            query=urlencode([("sort", sort), *filters]),
            columns=columns if name == "Subprime" else [],
        )


def _save(
    actor: Actor, name: str, *, is_shared: bool, query: str, columns: list[str]
) -> None:
    save_view(
        actor=actor,
        list_name=LIST_NAME,
        name=name,
        query=query,
        columns=columns,
        is_shared=is_shared,
    )
