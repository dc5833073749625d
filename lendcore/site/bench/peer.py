"""The peer: Django's own admin over the same customers, as it comes.

It exists in the process of the benchmark alone: this module is the address table
while the peer is measured. It stands behind the same middleware, session and row
security; its list shows as many rows and about as many columns as ours, and
searches the way that `search_fields` does by default.
"""

from collections.abc import Generator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.contrib import admin
from django.http import HttpRequest
from django.test import override_settings
from django.urls import path, reverse
from django.utils.http import urlencode

from accounts.models import Account
from customers.models import Customer
from lendcore.lists.preferences import USUAL_SIZE
from lendcore.site.bench.browser import Browser, Request
from lendcore.site.bench.inputs import Inputs
from lendcore.site.bench.scenarios import Maker, Scenario


class PeerSite(admin.AdminSite):
    """Open to every member: whoever is signed in is the benchmark."""

    def has_permission(self, request: HttpRequest) -> bool:
        return request.actor is not None


class OpenAdmin(admin.ModelAdmin):
    """Django's defaults for whoever is signed in."""

    list_per_page = USUAL_SIZE

    def has_module_permission(self, request: HttpRequest) -> bool:
        return True

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return True

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return True


class PeerAdmin(OpenAdmin):
    """Customers."""

    list_display = (
        "display_name",
        "id",
        "status",
        "email",
        "city",
        "region",
        "import_id",
        "created_at",
    )
    search_fields = ("first_name", "last_name", "company_name", "email")


class PeerAccountAdmin(OpenAdmin):
    """Accounts, without figures: those are not columns of theirs."""

    list_display = ("number", "title", "kind", "status", "sub_status", "created_at")
    list_select_related = ("status", "sub_status")
    search_fields = ("number", "title")
    raw_id_fields = ("program", "portfolio", "source_company")


peer_site = PeerSite(name="peer")
peer_site.register(Customer, PeerAdmin)
peer_site.register(Account, PeerAccountAdmin)
urlpatterns = [path("peer/", peer_site.urls)]


@contextmanager
def peer_served() -> Generator[None]:
    """Serve the peer instead of the site inside the block, with its own templates."""
    templates = [engine | {"DIRS": []} for engine in settings.TEMPLATES]
    with override_settings(ROOT_URLCONF=__name__, TEMPLATES=templates):
        yield


def _list(**parameters: Any) -> Request:
    query = urlencode(parameters)
    return Request(f"{reverse('peer:customers_customer_changelist')}?{query}")


def _change(_: Browser, inputs: Inputs) -> Request:
    args = [inputs.person_id()]
    return Request(reverse("peer:customers_customer_change", args=args))


def peer_scenarios(pages: int) -> list[Scenario]:
    """Return the peer's list, searches and change page. pages: of the whole list."""
    searches: list[tuple[str, Maker]] = [
        ("search: one rare name", lambda _, i: _list(q=i.rare_last_name())),
        ("search: a common first name", lambda _, i: _list(q=i.common_first_name())),
        ("search: two terms", lambda _, i: _list(q=i.two_terms())),
        ("search: no match", lambda _, i: _list(q=i.no_match())),
    ]
    lines: list[tuple[str, Maker]] = [
        ("list, first page", lambda _, i: _list()),
        ("list, page in the middle", lambda _, i: _list(p=i.rng.randint(1, pages))),
        ("list by city", lambda _, i: _list(o=5)),
        *searches,
        ("change page", _change),
    ]
    return [Scenario("Django admin", label, make, None) for label, make in lines]


def peer_account_scenarios(pages: int) -> list[Scenario]:
    """Return the peer's list and change page of accounts. pages: of the whole list."""
    listing = "peer:accounts_account_changelist"
    lines: list[tuple[str, Maker]] = [
        ("list, first page", lambda _, i: Request(reverse(listing))),
        (
            "list, page in the middle",
            lambda _, i: Request(f"{reverse(listing)}?p={i.rng.randint(1, pages)}"),
        ),
        (
            "change page",
            lambda _, i: Request(
                reverse("peer:accounts_account_change", args=[i.account_id()])
            ),
        ),
    ]
    return [Scenario("Django admin", label, make, None) for label, make in lines]
