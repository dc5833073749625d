"""Links & Access: switches, roles, linking and unlinking."""

import pytest
from django.core import signing
from django.urls import reverse

from accounts.models import AccountCustomer, Role, Source
from accounts.services import access
from accounts.views.customer_link_changes import UNDO_SALT
from customers.models import CustomerStanding
from lendcore.tenancy.context import activate_tenant
from tests import builders
from tests.builders_accounts import link, make_account
from tests.builders_customers import make_customer

pytestmark = pytest.mark.usefixtures("in_tenant")
HTMX = {"HX-Request": "true"}


@pytest.fixture
def customer(in_tenant, actor):
    return make_customer(actor)


@pytest.fixture
def spouse(in_tenant, actor):
    return make_customer(actor, first_name="Tomás", email="tomas@example.com")


@pytest.fixture
def loan(actor, customer, spouse):
    account = make_account(actor, "LN-100482")
    link(actor, account, (customer, Role.PRIMARY), (spouse, Role.SECONDARY))
    return account


def link_of(account, customer):
    return AccountCustomer.objects.get(account=account, customer=customer)


def url(name, row):
    return reverse(f"links:{name}", args=[row.customer_id, row.pk])


def role_of(account, customer):
    return link_of(account, customer).role


# Access -----------------------------------------------------------------------------


def test_a_switch_acts_at_once_and_undo_restores_its_source(signed_in, loan, customer):
    row = link_of(loan, customer)

    answer = signed_in.post(url("access", row), {"sms": "on"}, headers=HTMX)

    page = answer.content.decode()
    row.refresh_from_db()
    assert (row.sms_access, row.sms_source) == (True, Source.HAND)
    assert "SMS access turned on for LN-100482." in page
    assert 'title="set by hand"' in page
    assert ">Undo<" in page
    undone = signed_in.post(
        reverse("links:undo", args=[customer.pk]),
        {"token": answer.wsgi_request.undo["token"]},
        headers=HTMX,
    )
    row.refresh_from_db()
    assert "Undone." in undone.content.decode()
    assert (row.sms_access, row.sms_source) == (False, Source.DEFAULT)


def test_a_switch_works_without_script(signed_in, loan, customer):
    row = link_of(loan, customer)

    answer = signed_in.post(url("access", row), {"email": "off"}, follow=True)

    row.refresh_from_db()
    assert not row.email_access
    assert answer.redirect_chain == [(reverse("links:list", args=[customer.pk]), 302)]
    assert "E-mail access turned off for LN-100482." in answer.content.decode()


def test_undo_is_refused_once_the_switch_was_moved(signed_in, loan, customer, actor):
    row = link_of(loan, customer)
    answer = signed_in.post(url("access", row), {"sms": "on"}, headers=HTMX)
    access.set_access(actor=actor, link_id=row.pk, channel="sms", is_on=False)

    undone = signed_in.post(
        reverse("links:undo", args=[customer.pk]),
        {"token": answer.wsgi_request.undo["token"]},
        headers=HTMX,
    )

    row.refresh_from_db()
    assert "Nothing was undone" in undone.content.decode()
    assert row.sms_source == Source.HAND


def test_a_made_up_token_undoes_nothing(signed_in, loan, customer):
    row = link_of(loan, customer)
    change = {"link_id": row.pk, "channel": "email", "is_now": True}
    token = signing.dumps(change | {"is_on": False, "source": "hand"}, salt="x")

    assert UNDO_SALT != "x"
    answer = signed_in.post(
        reverse("links:undo", args=[customer.pk]), {"token": token}, headers=HTMX
    )

    row.refresh_from_db()
    assert "too late" in answer.content.decode()
    assert row.email_access


def test_another_customers_link_is_not_found(signed_in, loan, customer, spouse):
    mixed = reverse("links:access", args=[customer.pk, link_of(loan, spouse).pk])

    assert signed_in.post(mixed, {"sms": "on"}).status_code == 404


@pytest.mark.parametrize(
    "posted", [{}, {"fax": "on"}, {"sms": "maybe"}, {"sms": "on", "web": "off"}]
)
def test_what_is_no_switch_changes_nothing(signed_in, loan, customer, posted):
    row = link_of(loan, customer)

    answer = signed_in.post(url("access", row), posted, headers=HTMX)

    row.refresh_from_db()
    assert answer.status_code == 422
    assert "Choose e-mail, web or SMS." in answer.content.decode()
    assert not row.sms_access
    assert row.web_access


# Role -------------------------------------------------------------------------------


def test_a_new_primary_makes_the_former_one_secondary(
    signed_in, loan, customer, spouse
):
    row = link_of(loan, spouse)
    page = signed_in.get(reverse("links:list", args=[spouse.pk])).content.decode()

    answer = signed_in.post(url("role", row), {"role": "primary"}, headers=HTMX)

    assert f"{customer} becomes secondary" in page
    said = answer.content.decode()
    assert f"Primary on LN-100482 now. {customer} is secondary." in said
    assert role_of(loan, spouse) == Role.PRIMARY
    assert role_of(loan, customer) == Role.SECONDARY


def test_a_role_changes_without_script(signed_in, loan, spouse):
    row = link_of(loan, spouse)

    answer = signed_in.post(url("role", row), {"role": "authorized"}, follow=True)

    assert role_of(loan, spouse) == Role.AUTHORIZED
    assert "Authorized user on LN-100482 now." in answer.content.decode()


def test_the_primary_can_not_take_another_role(signed_in, loan, customer):
    row = link_of(loan, customer)

    answer = signed_in.post(url("role", row), {"role": "additional"}, headers=HTMX)

    assert answer.status_code == 422
    assert "Make somebody else primary instead." in answer.content.decode()
    assert role_of(loan, customer) == Role.PRIMARY


@pytest.mark.parametrize("role", ["unassigned", "owner", ""])
def test_what_is_no_role_is_refused(signed_in, loan, spouse, role):
    row = link_of(loan, spouse)

    answer = signed_in.post(url("role", row), {"role": role}, headers=HTMX)

    assert answer.status_code == 422
    assert "Choose one of the roles." in answer.content.decode()
    assert role_of(loan, spouse) == Role.SECONDARY


def test_the_header_follows_the_role(signed_in, loan, spouse):
    row = link_of(loan, spouse)
    before = signed_in.get(reverse("links:list", args=[spouse.pk])).content.decode()

    answer = signed_in.post(url("role", row), {"role": "additional"}, headers=HTMX)

    assert "days past due</span>" in before
    assert "days past due</span>" not in answer.content.decode()


# Unlinking --------------------------------------------------------------------------


def test_the_menu_and_the_page_ask_before_a_link_ends(signed_in, loan, spouse):
    row = link_of(loan, spouse)

    page = signed_in.get(reverse("links:list", args=[spouse.pk])).content.decode()
    asked = signed_in.get(url("unlink", row)).content.decode()

    assert f'<dialog id="unlink-{row.pk}"' in page
    assert "Unlink LN-100482" in asked
    assert "button-danger" in asked


def test_a_link_ends(signed_in, loan, spouse):
    row = link_of(loan, spouse)

    answer = signed_in.post(url("unlink", row), follow=True)

    assert "Unlinked from LN-100482." in answer.content.decode()
    assert not AccountCustomer.objects.filter(customer=spouse).exists()
    assert CustomerStanding.objects.get(customer=spouse).oldest_due_date is None


def test_the_primary_can_not_go_while_others_stay(signed_in, loan, customer):
    row = link_of(loan, customer)

    page = signed_in.get(reverse("links:list", args=[customer.pk])).content.decode()
    asked = signed_in.get(url("unlink", row)).content.decode()
    answer = signed_in.post(url("unlink", row), headers=HTMX)

    assert "can’t go while others stay" in page
    assert f'<dialog id="unlink-{row.pk}"' not in page
    assert "can’t go while others stay" in asked
    assert "button-danger" not in asked
    assert answer.status_code == 422
    assert role_of(loan, customer) == Role.PRIMARY


# Linking ----------------------------------------------------------------------------


def add_url(customer, query=""):
    return reverse("links:add", args=[customer.pk]) + query


def test_an_account_is_found_and_linked(signed_in, actor, customer, spouse):
    account = make_account(actor, "LN-7", title="Boat")
    link(actor, account, (spouse, Role.PRIMARY))

    found = signed_in.get(add_url(customer, "?q=boat")).content.decode()
    posted = {"account": account.pk, "role": "secondary", "q": "boat"}
    answer = signed_in.post(add_url(customer), posted, follow=True)

    assert "LN-7" in found
    assert f"Primary, {spouse} becomes secondary" in found
    assert "Linked. Secondary on LN-7 now." in answer.content.decode()
    assert role_of(account, customer) == Role.SECONDARY


def test_linking_as_primary_says_who_makes_room(signed_in, loan, actor):
    third = make_customer(actor, first_name="Cleo", email="cleo@example.com")

    posted = {"account": loan.pk, "role": "primary"}
    answer = signed_in.post(add_url(third), posted, follow=True)

    page = answer.content.decode()
    assert "Linked. Primary on LN-100482 now. Marisol Vega" in page
    assert "is secondary." in page
    assert role_of(loan, third) == Role.PRIMARY


def test_what_is_linked_already_is_shown_and_refused(signed_in, loan, customer):
    found = signed_in.get(add_url(customer, "?q=ln-1")).content.decode()
    posted = {"account": loan.pk, "role": "secondary", "q": "ln-1"}
    answer = signed_in.post(add_url(customer), posted)

    page = answer.content.decode()
    assert "Linked already" in found
    assert answer.status_code == 422
    assert "<title>Error: Link account" in page
    assert "This customer is linked already." in page
    assert "LN-100482" in page


def test_nothing_found_says_so(signed_in, customer):
    page = signed_in.get(add_url(customer, "?q=zeppelin")).content.decode()

    assert "No account matches" in page


def test_another_tenants_account_can_not_be_linked(signed_in, customer, other_tenant):
    with activate_tenant(other_tenant.pk):
        stranger = builders.make_member(other_tenant)
        theirs = make_account(builders.actor_of(stranger, other_tenant), "LN-9")

    answer = signed_in.post(
        add_url(customer), {"account": theirs.pk, "role": "primary"}
    )

    assert answer.status_code == 422
    assert "Choose an account of the list." in answer.content.decode()
    assert not AccountCustomer.objects.exists()


def test_who_may_only_look_changes_nothing(client, tenant, loan, customer):
    reader = builders.make_member(tenant, "read_only")
    builders.sign_in(client, reader, tenant)
    row = link_of(loan, customer)

    assert client.post(url("access", row)).status_code == 403
    assert client.post(url("role", row), {"role": "additional"}).status_code == 403
    assert client.post(url("unlink", row)).status_code == 403
    assert client.get(add_url(customer)).status_code == 403
