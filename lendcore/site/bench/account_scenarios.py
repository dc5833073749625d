"""The pages of accounts that are measured, with the budgets of the design."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.urls import reverse

from lendcore.site.bench.browser import Request
from lendcore.site.bench.inputs import Inputs
from lendcore.site.bench.scenarios import SECTION, Scenario

LINKS, PAGE = "Links & Access", "Account page"
# Days back of the other day.
_EARLIER = 30
_LATER = 20


def links_scenarios() -> list[Scenario]:
    """Return a customer's accounts: today and as of other days, of few and of many."""
    return [
        _links("today", Inputs.customer_id),
        _links("today, of a customer with the most accounts", Inputs.busy_customer_id),
        _links("as of an earlier day", Inputs.customer_id, -_EARLIER),
        _links("as of a later day", Inputs.customer_id, _LATER),
        _links(
            "as of an earlier day, of a customer with the most accounts",
            Inputs.busy_customer_id,
            -_EARLIER,
        ),
    ]


def page_scenarios() -> list[Scenario]:
    """Return the sections of an account's page."""
    sections = [
        _section(label, name)
        for name, label in (
            ("detail", "Summary"),
            ("schedule", "Schedule or Statements"),
            ("transactions", "Transactions"),
            ("terms", "Terms"),
        )
    ]
    return [
        *sections,
        _section("Summary as of a later day", "detail", _LATER),
        Scenario(
            PAGE,
            "explain the payoff",
            lambda _, inputs: Request(
                reverse("accounts:explain", args=[inputs.account_id(), "payoff"])
            ),
            SECTION,
        ),
    ]


def manager_scenarios() -> list[Scenario]:
    """Return what agents do in the Account Manager: none while there is none.

    Beside `scenarios.list_scenarios` of customers, its pages, sorts, filters and
    searches belong here, under a group and a budget of their own.
    """
    return []


def account_scenarios() -> list[Scenario]:
    """Return everything about accounts that is measured in the large tenant."""
    return [*manager_scenarios(), *links_scenarios(), *page_scenarios()]


def _links(
    label: str, customer: Callable[[Inputs], int], days: int | None = None
) -> Scenario:
    return Scenario(
        LINKS,
        label,
        lambda _, inputs: _request("links:list", customer(inputs), inputs, days),
        SECTION,
    )


def _section(label: str, name: str, days: int | None = None) -> Scenario:
    return Scenario(
        PAGE,
        label,
        lambda _, inputs: _request(
            f"accounts:{name}", inputs.account_id(), inputs, days
        ),
        SECTION,
    )


def _request(name: str, pk: int, inputs: Inputs, days: int | None) -> Request:
    path = reverse(name, args=[pk])
    if days is None:
        return Request(path)
    day: Any = inputs.today + timedelta(days=days)
    return Request(f"{path}?as_of={day.isoformat()}")
