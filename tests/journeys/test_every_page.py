"""Each page on the narrowest screen and on a phone: nothing is cut, all can be hit."""

import pytest

from lendcore.tenancy.context import activate_tenant
from tests.builders_world import make_world
from tests.journeys.visitor import NARROWEST, PHONE
from tests.journeys.world import NUMBERS, Member

SIGNED_OUT = (
    "/login/",
    "/login/{slug}/",
    "/password/forgotten/{slug}/",
    "/login/again/?company={slug}&email=agent@{slug}.example",
)
LISTS = (
    "/customers/",
    "/customers/?q=nobody",
    "/customers/?edit=status",
    "/customers/views/new/",
    "/customers/views/{saved_view}/",
    "/customers/views/{saved_view}/delete/",
    "/account/",
    "/account/second-factor/set-up/",
    "/switch/",
)
RECORDS = (
    "/customers/new/",
    "/customers/{customer}/",
    "/customers/{customer}/contact/",
    "/customers/{customer}/additional/",
    "/customers/{customer}/history/",
    "/customers/{customer}/edit/",
    "/customers/{customer}/links/",
    "/customers/{customer}/links/?as_of=2027-01-31",
    "/customers/{customer}/links/add/?q=l",
    "/customers/{customer}/links/{link}/unlink/",
)
SETTINGS = (
    "/settings/statuses/",
    "/settings/statuses/add/",
    "/settings/statuses/{status}/inactivate/",
    "/settings/custom-fields/",
    "/settings/custom-fields/{custom_field}/",
    "/settings/custom-fields/add/",
    "/settings/account-statuses/",
    "/settings/account-statuses/{account_status}/sub-statuses/add/",
    "/settings/account-statuses/{own_account_status}/inactivate/",
    "/settings/portfolios/",
    "/settings/source-companies/add/",
    "/settings/books/",
    "/settings/access-defaults/",
    "/settings/account-templates/",
    "/settings/account-templates/add/lease/",
    "/settings/account-templates/{template}/",
    "/settings/line-programs/",
    "/settings/line-programs/add/",
    "/settings/line-programs/{program}/",
    "/settings/members/",
    "/settings/members/invite/",
    "/settings/members/{agent_membership}/end/",
    "/settings/roles/",
    "/settings/roles/add/",
    "/settings/imports/",
    "/settings/imports/{import_run}/",
    "/settings/access-log/",
)
ACCOUNTS = (
    "/accounts/",
    "/accounts/?q=nobody",
    "/accounts/?edit=dpd",
    "/accounts/views/new/",
    "/accounts/{loan}/",
    "/accounts/{loan}/?as_of=2027-01-31",
    "/accounts/{loan}/schedule/",
    "/accounts/{loan}/transactions/",
    "/accounts/{loan}/terms/",
    "/accounts/{loan}/linked/",
    "/accounts/{loan}/linked/?as_of=2027-01-31",
    "/accounts/{loan}/linked/add/?q=l",
    "/accounts/{loan}/linked/{tie}/unlink/",
    "/accounts/{loan}/history/",
    "/accounts/{loan}/explain/payoff/",
    "/accounts/{loan}/entries/1/",
    "/accounts/{loan}/entries/1/reverse/",
    "/accounts/{loan}/post/payment/",
    "/accounts/{loan}/split/",
    "/accounts/{loan}/quote/",
    "/accounts/{loan}/promise/",
    "/accounts/{loan}/customers/",
    "/accounts/{loan}/customers/tools/",
    "/accounts/{loan}/customers/link/?q=a",
    "/accounts/{loan}/customers/{link}/unlink/",
    "/accounts/{line}/",
    "/accounts/{line}/schedule/",
    "/accounts/{inactive}/",
    "/accounts/{inactive}/activate/",
    "/accounts/{inactive}/terms/edit/",
    "/accounts/{loan}/deactivate/",
    "/accounts/{loan}/labels/",
    "/accounts/{loan}/status/",
)
NEW_ACCOUNT = (
    "/accounts/new/",
    "/accounts/new/terms/",
    "/accounts/new/customers/",
    "/accounts/new/review/",
    "/accounts/new/discard/",
)
PAGES = {
    "lists": LISTS,
    "records": RECORDS,
    "accounts": ACCOUNTS,
    "new account": NEW_ACCOUNT,
    "settings": SETTINGS,
}
SCREENS = {"320 px": NARROWEST, "390 px": PHONE}


@pytest.fixture
def world():
    """A tenant with a row of everything, whose view belongs to the visitor."""
    world = make_world(f"everywhere-{next(NUMBERS)}")
    with activate_tenant(world.tenant.pk):
        world.saved_view.made_by = world.members["administrator"]
        world.saved_view.save()
    return world


@pytest.fixture
def address(world):
    """Fill the ids of the world into an address."""
    ids = {name: row.pk for name, row in world.rows.items() if hasattr(row, "pk")}
    return lambda path: path.format(slug=world.tenant.slug, **ids)


@pytest.mark.parametrize("paths", PAGES.values(), ids=PAGES)
@pytest.mark.parametrize("screen", SCREENS.values(), ids=SCREENS)
def test_pages_of_members_fit_a_narrow_screen(visit, world, address, screen, paths):
    member = Member(world.members["administrator"], world.tenant)
    look_at(visit(member=member, viewport=screen), map(address, paths), screen)


@pytest.mark.parametrize("screen", SCREENS.values(), ids=SCREENS)
def test_pages_at_the_door_fit_a_narrow_screen(visit, address, screen):
    look_at(visit(viewport=screen), map(address, SIGNED_OUT), screen)


def look_at(visitor, paths, screen):
    """The narrowest screen is only measured: axe has looked at the phone's."""
    for path in paths:
        visitor.open(path)
        if screen is PHONE:
            visitor.audit(f"{path} on a phone")
        else:
            visitor.refuse_sideways_scroll(path)
