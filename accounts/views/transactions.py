"""Transactions of an account: the list of all, and one of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Self
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.forms.posting import forms_for
from accounts.queries.account_page import AccountPage
from accounts.queries.entries import EntryDetail, find_entry
from accounts.queries.entry_rows import EntryRow
from accounts.views.account import page_context
from lendcore.decorators import require_permission
from lendcore.lists.numbered import NumberedPage, number_pages

LIST = "accounts/account/transactions.html"
ENTRY = "accounts/account/entry.html"
ON_A_PAGE = 100
GROUPS = {
    "": "All",
    "payments": "Payments",
    "charges": "Charges",
    "changes": "Changes",
}


@dataclass(frozen=True)
class Tab:
    """A kind of entries, and how many there are."""

    label: str
    count: int
    url: str
    is_current: bool


@dataclass(frozen=True, kw_only=True)
class EntryList:
    """One page of an account's entries, the latest first, and the ways to others.

    asked: the number of the page, as typed. query: what the address says beside these
    choices, such as the day.
    """

    rows: Sequence[EntryRow]
    group: str
    shows_reversed: bool
    asked: str
    query: dict[str, str]

    @classmethod
    def read(cls, data: QueryDict, page: AccountPage, *, is_today: bool) -> Self:
        """Return the entries that an address asks for; odd choices are overlooked."""
        group = data.get("show", "")
        day = data.get("as_of", "")
        return cls(
            rows=page.entries if is_today else page.entries_until_its_day,
            group=group if group in GROUPS else "",
            shows_reversed=data.get("reversed") != "hide",
            asked=data.get("page", ""),
            query={"as_of": day} if day else {},
        )

    @property
    def tabs(self) -> list[Tab]:
        return [
            Tab(
                label,
                sum(1 for row in self.shown if group in ("", row.group)),
                self.url(show=group),
                group == self.group,
            )
            for group, label in GROUPS.items()
        ]

    @property
    def has_reversed(self) -> bool:
        return any(row.is_reversed for row in self.rows)

    @property
    def reversed_url(self) -> str:
        return self.url(reversed="hide" if self.shows_reversed else "")

    @property
    def extent(self) -> str:
        """What it is narrowed to, in words; "" where it is not."""
        kind = f", {self.group} only" if self.group else ""
        return f"{kind}{'' if self.shows_reversed else ', without reversed'}"

    @cached_property
    def shown(self) -> list[EntryRow]:
        """All kinds of entries, without reversed pairs where they are hidden."""
        if self.shows_reversed:
            return list(self.rows)
        return [row for row in self.rows if not (row.is_reversed or row.is_reversal)]

    @cached_property
    def matching(self) -> list[EntryRow]:
        return [row for row in self.shown if self.group in ("", row.group)]

    @cached_property
    def pages(self) -> NumberedPage:
        def url(number: int) -> str:
            return self.url(page=str(number))

        return number_pages(self.matching, self.asked, size=ON_A_PAGE, url=url)

    def url(self, **changes: str) -> str:
        """Return the address of these entries with some choices made otherwise; on the
        first page where nothing else is said."""
        hides = "" if self.shows_reversed else "hide"
        chosen = {"show": self.group, "reversed": hides} | changes
        return f"?{urlencode(self.query | {k: v for k, v in chosen.items() if v})}"


@require_safe
@require_permission("accounts.view")
def transactions(request: HttpRequest, pk: int) -> HttpResponse:
    """What was posted, where it went, and what was owed after it."""
    context = page_context(request, pk, "transactions")
    context["list"] = EntryList.read(
        request.GET, context["page"], is_today=context["as_of"].is_today
    )
    return render(request, LIST, context | entry_actions(request, context))


@require_safe
@require_permission("accounts.view")
def entry(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """What was entered, where its money went, and what took it back."""
    context = page_context(request, pk, "transactions")
    context["detail"] = get_entry(context["page"], number)
    return render(request, ENTRY, context | entry_actions(request, context))


def entry_actions(request: HttpRequest, context: dict[str, Any]) -> dict[str, Any]:
    """Return what may be done here: nothing as of another day, or on an account on
    which nothing can be posted."""
    page = context["page"]
    is_open = context["as_of"].is_today and not page.why_no_posting
    may_post = is_open and request.actor.may("payments.post")
    found = forms_for(page.account.kind) if may_post else {}
    return {
        "may_post": may_post,
        "may_reverse": is_open and request.actor.may("payments.reverse"),
        "kinds": [
            (word, form.title) for word, form in found.items() if word != "payment"
        ],
    }


def get_entry(page: AccountPage, number: int) -> EntryDetail:
    """Return an entry of the page's account. Raises Http404."""
    detail = find_entry(page, number)
    if detail is None:
        raise Http404("There is no such entry.")
    return detail
