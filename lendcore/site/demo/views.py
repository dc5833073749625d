"""Saved views of the lists of customers and accounts, some shared, some private."""

from collections.abc import Sequence
from urllib.parse import urlencode

from accounts.columns import LIST_NAME as ACCOUNTS
from customers.columns import DEFAULT_COLUMNS, custom_key
from customers.columns import LIST_NAME as CUSTOMERS
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
            CUSTOMERS,
            name,
            is_shared=is_shared,
            query=urlencode([("sort", sort), *filters]),
            columns=columns if name == "Subprime" else [],
        )


def add_account_views(staff: Staff, moments: Moments) -> None:
    """Save the views by which collectors and the office work."""
    views: tuple[tuple[Person, str, bool, str, Filters], ...] = (
        (
            LENA,
            "1 to 29 days past due",
            True,
            "-dpd",
            [("dpd_from", "1"), ("dpd_to", "29")],
        ),
        (LENA, "30 days or more", True, "-dpd", [("dpd_from", "30")]),
        (LENA, "Due within a week", True, "next_due", [("due", "7")]),
        (RAJ, "Lines of credit", True, "-principal", [("kind", "line")]),
        (DANA, "Large and late", False, "-apd", [("apd_from", "1000")]),
    )
    for person, name, is_shared, sort, filters in views:
        _save(
            staff.actor(person, moments.days_ago(190)),
            ACCOUNTS,
            name,
            is_shared=is_shared,
            query=urlencode([("sort", sort), *filters]),
        )


def _save(
    actor: Actor,
    list_name: str,
    name: str,
    *,
    is_shared: bool,
    query: str,
    columns: Sequence[str] = (),
) -> None:
    save_view(
        actor=actor,
        list_name=list_name,
        name=name,
        query=query,
        columns=columns,
        is_shared=is_shared,
    )
