"""The pages and searches that are measured, each with its budget.

The budgets are those of the design: 60 ms and 12 queries for a section of the
customer page, 50 ms for the list, 30 ms for the palette; each at the 95th percentile.
"""

from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from django.urls import reverse
from django.utils.http import urlencode

from lendcore.site.bench.browser import Browser, Request
from lendcore.site.bench.figures import Budget
from lendcore.site.bench.inputs import Inputs

SECTION = Budget(60, 12)
SAVE = Budget(60)
LIST = Budget(50)
PALETTE = Budget(30)

# Makes the next request with fresh inputs; what it looks up for that is not timed.
type Maker = Callable[[Browser, Inputs], Request]


@dataclass(frozen=True)
class Scenario:
    """One line of the table. No budget: shown for comparison."""

    group: str
    label: str
    make: Maker
    budget: Budget | None


def listing(**parameters: Any) -> Request:
    """Return the Customer Manager with these parameters, those with a value."""
    given = {name: value for name, value in parameters.items() if value}
    return Request(f"{reverse('customers:list')}?{urlencode(given, doseq=True)}")


def _list(label: str, parameters: Callable[[Inputs], dict[str, Any]]) -> Scenario:
    return Scenario(
        "Customer Manager",
        label,
        lambda _, inputs: listing(view="all", **parameters(inputs)),
        LIST,
    )


def _search(label: str, typed: Callable[[Inputs], str]) -> Scenario:
    return _list(f"search: {label}", lambda inputs: {"q": typed(inputs)})


def list_scenarios() -> list[Scenario]:
    """Return first pages, pages in the middle, and every sort."""
    sorts = [
        _list(f"sort by {label}{turned}", lambda _, sort=sort: {"sort": sort})
        for sort, label, turned in _turned_sorts()
    ]
    pages = [
        _list(
            f"page in the middle, by {label}{turned}",
            lambda inputs, sort=sort: {"sort": sort, "after": inputs.customer_id()},
        )
        for sort, label, turned in _turned_sorts()
    ]
    return [
        _list("first page", lambda _: {}),
        *sorts,
        *pages,
        _list(
            "page before a customer", lambda inputs: {"before": inputs.customer_id()}
        ),
    ]


def _turned_sorts() -> list[tuple[str, str, str]]:
    sorts = (("name", "name"), ("id", "ID"), ("created", "created"), ("city", "city"))
    return [
        (f"{sign}{name}", label, turned)
        for name, label in sorts
        for sign, turned in (("", ""), ("-", ", descending"))
    ]


def filter_scenarios() -> list[Scenario]:
    """Return every filter alone, then filters together."""
    flags = [
        _list(f"filter: {label}", lambda _, name=name, value=value: {name: value})
        for name, value, label in (
            ("has_email", "yes", "e-mail on file"),
            ("has_email", "no", "e-mail missing"),
            ("do_not_call", "yes", "do not call"),
            ("phone_verified", "yes", "phone verified (nobody's is)"),
            ("phone_verified", "no", "phone not verified"),
            ("address_verified", "yes", "address verified (nobody's is)"),
            ("address_verified", "no", "address not verified"),
        )
    ]
    return [
        _list("filter: status active", lambda i: {"status": i.statuses["active"]}),
        _list("filter: status lead", lambda i: {"status": i.statuses["lead"]}),
        _list(
            "filter: status is not active",
            lambda i: {"status": i.statuses["active"], "status_is": "not"},
        ),
        _list("filter: type company", lambda _: {"type": "company"}),
        _list("filter: type flooring", lambda _: {"type": "flooring"}),
        _list("filter: state", lambda i: {"region": i.region()}),
        _list("filter: three states", lambda i: {"region": ["UT", "NV", i.region()]}),
        _list("filter: created this year", lambda _: {"created": "year"}),
        _list("filter: created on a day", Inputs.created_filter),
        *flags,
        _list("filter: custom choice", Inputs.branch_filter),
        _list("filter: custom number", Inputs.income_filter),
        _list(
            "filters: status, state, e-mail on file",
            lambda i: {
                "status": i.statuses["active"],
                "region": i.region(),
                "has_email": "yes",
            },
        ),
        _list(
            "filters: custom choice, state",
            lambda i: {"region": i.region(), **i.branch_filter()},
        ),
    ]


def search_scenarios() -> list[Scenario]:
    """Return what agents type, alone."""
    return [
        _search("one rare name", Inputs.rare_last_name),
        _search("half a rare name", Inputs.half_a_name),
        _search("a common first name", Inputs.common_first_name),
        _search("a common last name", Inputs.common_last_name),
        _search("two terms", Inputs.two_terms),
        _search(
            "two common names",
            lambda i: f"{i.common_first_name()} {i.common_last_name()}",
        ),
        _search("three terms", Inputs.three_terms),
        _search("no match", Inputs.no_match),
        _search("two letters", lambda i: i.common_first_name()[:2]),
        _search("company", Inputs.company),
        _search("whole e-mail", Inputs.mail),
        _search("beginning of an e-mail", Inputs.mail_beginning),
        _search("phone", Inputs.phone),
        _search("beginning of a phone", Inputs.phone_beginning),
        _search("last four digits", Inputs.four_digits),
        _search("import ID", Inputs.import_id),
        _search("id=", lambda i: f"id={i.customer_id()}"),
        _search("city", Inputs.city),
        _search("ZIP code", Inputs.postal_code),
    ]


def combined_scenarios() -> list[Scenario]:
    """Return search, filter and sort together."""
    return [
        _list(
            "common name, state, by created",
            lambda i: {
                "q": i.common_first_name(),
                "region": i.region(),
                "sort": "-created",
            },
        ),
        _list(
            "common name, status, by city",
            lambda i: {
                "q": i.common_last_name(),
                "status": i.statuses["inactive"],
                "sort": "city",
            },
        ),
        _list(
            "rare name, custom choice",
            lambda i: {"q": i.rare_last_name(), **i.branch_filter()},
        ),
        _list(
            "common name, custom choice, by ID",
            lambda i: {"q": i.common_first_name(), "sort": "-id", **i.branch_filter()},
        ),
        _list(
            "common name, page in the middle",
            lambda i: {"q": i.common_first_name(), "after": i.customer_id()},
        ),
        _list(
            "status and state, page in the middle, by city",
            lambda i: {
                "status": i.statuses["active"],
                "region": i.region(),
                "sort": "city",
                "after": i.customer_id(),
            },
        ),
    ]


def count_scenarios() -> list[Scenario]:
    """Return the counts beside a list."""
    return [
        Scenario(
            "Customer Manager",
            "count of a filter's form, capped",
            lambda _, i: Request(
                f"{reverse('customers:match_count')}?"
                f"{urlencode({'view': 'all', 'region': i.region()})}",
                is_htmx=True,
            ),
            LIST,
        ),
        Scenario(
            "Customer Manager",
            "exact count of a state, when asked for",
            lambda _, i: listing(view="all", region=i.region(), count="all"),
            None,
        ),
    ]


def _typed(label: str, typed: Callable[[Inputs], str]) -> Scenario:
    def make(_: Browser, inputs: Inputs) -> Request:
        return Request(reverse("palette"), {"query": typed(inputs)}, is_htmx=True)

    return Scenario("Palette", label, make, PALETTE)


def palette_scenarios() -> list[Scenario]:
    """Return what is typed into the palette."""
    return [
        _typed("nothing: the customers opened last", lambda _: ""),
        _typed("a common first name", Inputs.common_first_name),
        _typed("first letters of a name", lambda i: i.common_first_name()[:3]),
        _typed("two letters", lambda i: i.common_first_name()[:2]),
        _typed("one rare name", Inputs.rare_last_name),
        _typed("two terms", Inputs.two_terms),
        _typed("three terms", Inputs.three_terms),
        _typed("no match", Inputs.no_match),
        _typed("last four digits", Inputs.four_digits),
        _typed("phone", Inputs.phone),
        _typed("whole e-mail", Inputs.mail),
        _typed("import ID", Inputs.import_id),
    ]


def page_scenarios() -> list[Scenario]:
    """Return the tabs of the customer page, its edit page and a save."""
    tabs = [
        Scenario(
            "Customer page",
            label,
            lambda _, inputs, name=name: Request(
                reverse(f"customers:{name}", args=[inputs.customer_id()])
            ),
            SECTION,
        )
        for name, label in (
            ("detail", "Summary"),
            ("contact", "Contact Information"),
            ("additional", "Additional Information"),
            ("history", "History"),
            ("edit", "Edit"),
        )
    ]
    return [*tabs, Scenario("Customer page", "Save of name and address", save, SAVE)]


def save(browser: Browser, inputs: Inputs) -> Request:
    """Return the edit form of a person, with another name and apartment."""
    path = reverse("customers:edit", args=[inputs.person_id()])
    form = browser.read_form(path, "version")
    form["middle_name"] = [inputs.common_last_name().capitalize()]
    form["primary-unit"] = [f"Apt {inputs.rng.randrange(1, 10_000)}"]
    return Request(path, form, expected=HTTPStatus.FOUND)


def all_scenarios() -> list[Scenario]:
    """Return everything that is measured in the large tenant."""
    return [
        *list_scenarios(),
        *filter_scenarios(),
        *search_scenarios(),
        *combined_scenarios(),
        *count_scenarios(),
        *palette_scenarios(),
        *page_scenarios(),
    ]


def small_scenarios() -> list[Scenario]:
    """Return a few of them, for a small tenant beside the large one."""
    wanted = {
        "first page",
        "page in the middle, by name",
        "filter: state",
        "filter: custom choice",
        "search: one rare name",
        "search: a common first name",
        "search: last four digits",
        "common name, state, by created",
        "Summary",
        "History",
    }
    return [scenario for scenario in all_scenarios() if scenario.label in wanted]
