"""The pages of accounts that are measured, with the budgets of the design."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.urls import reverse
from django.utils.http import urlencode

from lendcore.site.bench.browser import Browser, Request
from lendcore.site.bench.inputs import Inputs
from lendcore.site.bench.scenarios import LIST, SECTION, Scenario

LINKS, PAGE, MANAGER = "Links & Access", "Account page", "Account Manager"
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
    """Return what agents do in the Account Manager: orders, filters, searches."""
    sorts = [
        _listed(f"sort by {label}", lambda _, sort=sort: {"sort": sort})
        for sort, label in (
            ("-dpd", "days past due"),
            ("-apd", "amount past due"),
            ("-principal", "principal"),
            ("-payoff", "payoff"),
            ("next_due", "next due date"),
            ("number", "number"),
        )
    ]
    filters = [
        _listed(f"filter: {label}", lambda _, asked=asked: asked)
        for label, asked in (
            ("loans", {"kind": "loan"}),
            ("30 to 60 days past due", {"dpd_from": "30", "dpd_to": "60"}),
            ("past due at all", {"dpd_from": "1"}),
            ("1,000.00 past due or more", {"apd_from": "1000"}),
            ("payoff of 5,000.00 at most", {"payoff_to": "5000"}),
            ("due within 7 days", {"due": "7"}),
        )
    ]
    return [
        _listed("first page", lambda _: {}),
        *sorts,
        _listed("page in the middle", lambda i: {"after": i.account_id()}),
        *filters,
        _listed("search: a number", lambda i: {"q": i.account_number()}),
        _listed("search: a rare last name", lambda i: {"q": i.rare_last_name()}),
        _listed("search: a common first name", lambda i: {"q": i.common_first_name()}),
        _listed("search: a common last name", lambda i: {"q": i.common_last_name()}),
        _listed(
            "search: a common last name, past due",
            lambda i: {"q": i.common_last_name(), "dpd_from": "1"},
        ),
    ]


def _listed(label: str, parameters: Callable[[Inputs], dict[str, Any]]) -> Scenario:
    def make(_: Browser, inputs: Inputs) -> Request:
        query = urlencode({"view": "all"} | parameters(inputs))
        return Request(f"{reverse('accounts:list')}?{query}")

    return Scenario(MANAGER, label, make, LIST)


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
