"""Every address, run signed out, with a wrong role, for another tenant's rows, with the
right role, and by a wrong method.
"""

import io

import pytest
from django.conf import settings as project_settings
from django.contrib import admin
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client, override_settings
from django.urls import URLResolver, get_resolver, reverse
from PIL import Image

from customers.models import Customer
from customers.services import photos
from lendcore.history.recording import recorded
from lendcore.models import Role
from lendcore.permissions import PERMISSIONS
from lendcore.tenancy.context import activate_tenant
from tests.builders_settings import HTMX, browser_of
from tests.project.url_table import BOTH, MEMBER, POSTS_ASK_FOR, PUBLIC, ROWS

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE")
CLOSED = [row for row in ROWS.values() if row.permission != PUBLIC]
OPEN = [row for row in ROWS.values() if row.permission == PUBLIC]
ASKING = [row for row in CLOSED if row.permission != MEMBER]
ids = str


def row_ids(row):
    return sorted(set(argument_names(row)) - row.words)


def argument_names(row):
    return [] if row.args.__name__ == "no_arguments" else pattern_arguments(row.name)


def patterns(resolver=None, space=""):
    """Yield name and pattern of every address; the admin's are left to the admin."""
    for pattern in (resolver or get_resolver()).url_patterns:
        if not isinstance(pattern, URLResolver):
            yield ":".join(filter(None, (space, pattern.name))), pattern
        elif pattern.namespace != admin.site.name:
            below = ":".join(filter(None, (space, pattern.namespace)))
            yield from patterns(pattern, below)


def pattern_arguments(name):
    found = dict(patterns())[name]
    return list(found.pattern.converters)


ADDRESSED = [row for row in CLOSED if row_ids(row)]


# The table -------------------------------------------------------------------------


def test_every_address_has_a_row_and_every_row_an_address():
    names = [name for name, _ in patterns()]

    assert len(names) == len(set(names)), "two addresses have one name"
    assert set(names) == set(ROWS)


def test_only_debugging_has_a_style_guide():
    assert not project_settings.DEBUG
    assert "styleguide" not in ROWS


@pytest.mark.parametrize("row", ROWS.values(), ids=ids)
def test_a_view_declares_the_permission_of_its_row(row):
    view = dict(patterns())[row.name].callback

    assert view.permission == row.permission
    assert row.permission in {PUBLIC, MEMBER, *PERMISSIONS}


# Running ---------------------------------------------------------------------------


@pytest.fixture(scope="module")
def site(worlds, tmp_path_factory):
    """Both tenants with a photo, in a storage of their own."""
    with override_settings(MEDIA_ROOT=tmp_path_factory.mktemp("media")):
        for world in worlds:
            add_photo(world)
        yield worlds


def add_photo(world):
    picture = io.BytesIO()
    Image.new("RGB", (8, 8)).save(picture, "PNG")
    upload = SimpleUploadedFile("a.png", picture.getvalue(), "image/png")
    with activate_tenant(world.tenant.pk):
        photos.set_photo(
            actor=world.actor, customer_id=world.customer.pk, upload=upload
        )
        world.rows["customer"] = Customer.objects.get(pk=world.customer.pk)


@pytest.fixture(scope="module")
def cookies(site):
    """The cookies of a signed-in browser of each member of the first tenant."""
    world = site[0]
    return {
        role: browser_of(user, world.tenant).cookies.output(header="", sep=";")
        for role, user in world.members.items()
    }


@pytest.fixture
def browsers(cookies):
    """A signed-in browser of each member: some addresses sign it out."""
    found = {role: Client(headers={"Host": "localhost"}) for role in cookies}
    for role, browser in found.items():
        browser.cookies.load(cookies[role])
    return found


@pytest.fixture
def ours(site):
    with transaction.atomic():
        yield site[0]
        transaction.set_rollback(True)


@pytest.fixture
def theirs(site):
    return site[1]


@pytest.fixture
def administrator(browsers):
    return browsers["administrator"]


def give_outsider_all_but(world, permission):
    """Let the outsider do everything but one thing."""
    with activate_tenant(world.tenant.pk), recorded(world.actor):
        role = Role.objects.get(name="Outsider")
        role.permissions = sorted(set(PERMISSIONS) - {permission})
        role.save()


def open_address(browser, row, world, method=None, **changed):
    address = reverse(row.name, kwargs={**row.args(world), **changed})
    method = method or row.methods[0]
    with activate_tenant(None):
        response = browser.generic(method, address, **posted(row, world, method))
        if response.streaming:
            response.read = b"".join(response.streaming_content)
    return response


def posted(row, world, method):
    if method != "POST":
        return {}
    pairs = "&".join(f"{name}={value}" for name, value in row.data(world).items())
    return {"data": pairs, "content_type": "application/x-www-form-urlencoded"}


def each_method(row):
    return [method for method in row.methods if method != "HEAD"]


@pytest.mark.parametrize("row", CLOSED, ids=ids)
def test_signed_out_leads_to_the_log_in_page(row, ours):
    for method in each_method(row):
        response = open_address(Client(), row, ours, method)
        to_htmx = open_address(Client(headers=HTMX), row, ours, method)

        assert response.status_code == 302
        assert response["Location"].startswith("/login/")
        assert to_htmx.status_code == 401
        assert to_htmx["HX-Trigger"] == "session-ended"
        assert to_htmx.content == b""


@pytest.mark.parametrize("row", OPEN, ids=ids)
def test_a_public_address_answers_a_stranger(row, ours):
    assert open_address(Client(), row, ours).status_code == row.signed_out


@pytest.mark.parametrize("row", ASKING, ids=ids)
def test_a_role_without_the_permission_is_refused(row, ours, browsers):
    for permission in (row.permission, *row.also):
        give_outsider_all_but(ours, permission)
        for method in each_method(row):
            response = open_address(browsers["outsider"], row, ours, method)
            assert response.status_code == 403, f"{method} without {permission}"


@pytest.mark.parametrize("name", POSTS_ASK_FOR)
def test_a_page_that_may_be_looked_at_is_not_saved_with_that_right(
    name, ours, browsers
):
    give_outsider_all_but(ours, POSTS_ASK_FOR[name])
    browser, row = browsers["outsider"], ROWS[name]

    assert row.methods == BOTH
    assert open_address(browser, row, ours, "GET").status_code == 200
    assert open_address(browser, row, ours, "POST").status_code == 403


@pytest.mark.parametrize("row", ADDRESSED, ids=ids)
def test_rows_of_another_tenant_are_not_found(row, ours, theirs, administrator):
    strange, own = row.args(theirs), row.args(ours)
    tried = [{name: strange[name]} for name in row_ids(row)]
    for method in each_method(row):
        for changed in (strange, *tried):
            response = open_address(administrator, row, ours, method, **changed)
            assert response.status_code == 404, f"{method} {changed} beside {own}"


@pytest.mark.parametrize("row", ADDRESSED, ids=ids)
def test_an_address_of_nothing_is_not_found(row, ours, administrator):
    numbers = [name for name, value in row.args(ours).items() if isinstance(value, int)]
    for name in numbers:
        for nothing in (0, 9_223_372_036_854_775_807, 10**25):
            response = open_address(administrator, row, ours, **{name: nothing})
            assert response.status_code == 404, f"{name}={nothing}"


@pytest.mark.parametrize("row", CLOSED, ids=ids)
def test_the_right_role_is_answered(row, ours, administrator):
    for method in each_method(row):
        with transaction.atomic():
            response = open_address(administrator, row, ours, method)
            transaction.set_rollback(True)

        is_door = response.get("Location", "").startswith("/login/")
        assert response.status_code in row.answers, method
        assert not is_door or row.name == "sign_out"
        # Nothing of a member is kept by a cache that others share.
        assert "private" in response["Cache-Control"]
        assert "public" not in response["Cache-Control"]


@pytest.mark.parametrize("row", ROWS.values(), ids=ids)
def test_other_methods_are_refused(row, ours, administrator):
    for method in METHODS:
        if method not in row.methods:
            response = open_address(administrator, row, ours, method)
            assert response.status_code == 405, method


# What stands apart --------------------------------------------------------------------


def test_the_operators_admin_asks_for_its_own_sign_in(ours, browsers):
    for browser in (Client(), browsers["administrator"]):
        for address in admin_addresses():
            response = browser.get(address)

            assert response.status_code in {302, 403, 404}, address
            if response.status_code == 302:
                assert response["Location"].startswith("/admin/"), address


def admin_addresses():
    yield reverse("admin:index")
    for model in admin.site._registry:
        options = model._meta
        for page in ("changelist", "add"):
            yield reverse(f"admin:{options.app_label}_{options.model_name}_{page}")


def test_customers_are_not_in_the_operators_admin():
    # Its log stands outside the tenants, and would copy names out of them.
    apps = {model._meta.app_label for model in admin.site._registry}

    assert apps & {"accounts", "cards", "customers.customer"} == set()
    assert Customer not in admin.site._registry


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/healthz", "/readyz"])
def test_probes_are_answered_without_a_session(address):
    response = Client().get(address)

    assert response.status_code == 200
    assert response.json()["status"] == "ok"
    assert not response.cookies
