"""Links & Access: what the page shows."""

import re
from datetime import date

import pytest
from django.urls import reverse

from accounts import tasks
from accounts.models import AccountCustomer, AccountSnapshot, Kind, Role
from accounts.queries import todays_figures
from accounts.services import accounts
from accounts.services.snapshots import refresh_snapshot
from accounts.views import customer_links
from lendcore.tenancy.context import activate_tenant
from tests import builders
from tests.builders_accounts import link, make_account, post
from tests.builders_customers import make_customer

pytestmark = pytest.mark.usefixtures("clock", "in_tenant")
HTMX = {"HX-Request": "true"}


@pytest.fixture
def customer(in_tenant, actor):
    return make_customer(actor)


@pytest.fixture
def loan(actor, customer):
    account = make_account(actor, "LN-100482", title="2020 Toyota RAV4")
    link(actor, account, (customer, Role.PRIMARY))
    return account


def url(customer, query=""):
    return reverse("links:list", args=[customer.pk]) + query


def page_of(browser, customer, query=""):
    response = browser.get(url(customer, query))
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


@pytest.mark.usefixtures("loan")
def test_the_columns_are_the_products_in_order(signed_in, customer):
    page = page_of(signed_in, customer)

    head = page[page.index("<thead>") : page.index("</thead>")]
    names = (
        "Account Status Payoff Principal balance|Next due date|Next due amount|DPD|APD|"
        "Role|E-mail|Web|SMS"
    ).replace(" Status Payoff ", "|Status|Payoff|")
    places = [head.index(f">{name}<") for name in names.split("|")]
    assert places == sorted(places)


@pytest.mark.usefixtures("loan")
def test_an_account_shows_its_figures_role_and_access(signed_in, customer):
    page = page_of(signed_in, customer)

    assert "LN-100482" in page
    assert "2020 Toyota RAV4" in page
    assert "$10,000.00" in page
    assert "Dec 1, 2026" in page
    assert '<span class="badge badge-bad">292</span>' in page
    assert 'aria-label="SMS access to LN-100482" title="by default"' in page
    assert "Owed as primary or secondary" in page
    assert "On the one account" in page


def test_every_kind_has_its_icon_and_name(actor, customer, signed_in):
    for kind in Kind:
        link(actor, make_account(actor, f"A-{kind}", kind), (customer, Role.PRIMARY))

    page = page_of(signed_in, customer)

    for kind in Kind:
        assert f'<span class="visually-hidden">{kind.label}</span>' in page


def test_days_past_due_are_amber_below_thirty_and_stand_in_the_header(
    actor, customer, loan, signed_in
):
    for month in range(2, 11):
        post(actor, loan, "payment", f"2026-{month:02}-01", "888.49")

    page = page_of(signed_in, customer)

    assert '<span class="badge badge-warn">19</span>' in page
    assert "19 days past due</span>" in page


def test_nothing_past_due_stands_plain_and_not_in_the_header(
    actor, customer, loan, signed_in
):
    post(actor, loan, "payment", "2026-11-01", "8884.90")

    page = page_of(signed_in, customer)

    assert '<span class="muted">0</span>' in page
    assert "past due</span>" not in page


def test_an_account_not_activated_shows_dashes(actor, customer, signed_in):
    account = make_account(actor, is_active=False)
    link(actor, account, (customer, Role.PRIMARY))

    page = page_of(signed_in, customer)

    assert "Not activated" in page
    assert "On 0 of 1 account<" in page


def test_a_customer_without_accounts_is_told_what_to_do(signed_in, customer):
    page = page_of(signed_in, customer)

    assert "No accounts" in page
    assert reverse("links:add", args=[customer.pk]) in page
    assert "<table" not in page


def test_htmx_gets_the_record_alone(signed_in, customer, loan):
    response = signed_in.get(url(customer), headers=HTMX)

    page = response.content.decode()
    assert page.strip().startswith('<div id="record">')
    assert "HX-Request" in response["Vary"]
    assert loan.number in page


@pytest.mark.usefixtures("loan")
def test_who_may_only_look_sees_words_and_no_controls(client, tenant, customer):
    reader = builders.make_member(tenant, "read_only")
    builders.sign_in(client, reader, tenant)

    page = page_of(client, customer)

    assert 'role="switch"' not in page
    assert "Link account" not in page
    assert "Actions for" not in page
    assert ", by default</span>" in page


def test_a_long_list_stays_light(actor, customer, signed_in):
    other = make_customer(actor, first_name="Tomás", email="tomas@example.com")
    for number in range(30):
        kind = list(Kind)[number % len(Kind)]
        account = make_account(actor, f"A-{number}", kind, title="2020 Toyota RAV4")
        link(actor, account, (other, Role.PRIMARY), (customer, Role.SECONDARY))

    content = signed_in.get(url(customer)).content

    assert content.count(b'role="switch"') == 45
    assert len(content) < 130_000
    assert b'<dialog id="unlink-' not in content


@pytest.fixture
def many(actor, customer):
    """Thirty accounts of one customer, and their links."""
    accounts = [make_account(actor, f"A-{n:02}", is_active=False) for n in range(30)]
    for account in accounts:
        link(actor, account, (customer, Role.PRIMARY))
    return list(AccountCustomer.objects.order_by("account__number"))


def test_more_than_fifteen_accounts_make_pages_under_totals_of_all(
    signed_in, customer, many
):
    first, second = (page_of(signed_in, customer, f"?page={n}") for n in (1, 2))

    assert numbers_in(first) == [f"A-{n:02}" for n in range(15)]
    assert numbers_in(second) == [f"A-{n:02}" for n in range(15, 30)]
    assert "1 to 15 of 30" in first
    assert "16 to 30 of 30" in second
    assert "On 0 of 30 accounts" in second
    assert f'href="{url(customer)}?page=1"' in second
    assert numbers_in(page_of(signed_in, customer, "?page=9"))[0] == "A-15"
    assert numbers_in(page_of(signed_in, customer, "?page=x"))[0] == "A-00"


def test_a_change_answers_with_the_page_that_it_was_made_on(signed_in, customer, many):
    path = reverse("links:access", args=[customer.pk, many[28].pk]) + "?page=2"
    page = page_of(signed_in, customer, "?page=2")

    answer = signed_in.post(path, {"sms": "on"}, headers=HTMX)
    redirect = signed_in.post(path, {"sms": "off"})

    assert f'hx-post="{path}"' in page
    assert "16 to 30 of 30" in answer.content.decode()
    assert f"{reverse('links:undo', args=[customer.pk])}?page=2" in (
        answer.content.decode()
    )
    assert redirect["Location"] == f"{url(customer)}?page=2"


def test_many_accounts_of_another_day_are_replayed_a_page_at_a_time(
    actor, signed_in, customer, many, monkeypatch
):
    late = many[28].account
    accounts.activate(actor=actor, account_id=late.pk)
    replays = []
    replay = todays_figures.replayed
    monkeypatch.setattr(
        todays_figures,
        "replayed",
        lambda found, day: replays.append(len(found)) or replay(found, day),
    )

    first = page_of(signed_in, customer, "?as_of=2026-12-02")
    second = page_of(signed_in, customer, "?as_of=2026-12-02&page=2")
    every = page_of(signed_in, customer, "?as_of=2026-12-02&totals=all")

    assert replays == [1, 1]
    assert numbers_in(first) == [f"A-{n:02}" for n in range(15)]
    assert '<span class="badge badge-bad">304</span>' in second
    assert "Owed as primary" not in first
    totals = "?as_of=2026-12-02&amp;totals=all"
    assert f'<a href="{totals}">Add up all 30 accounts</a>' in first
    assert numbers_in(every)[0] == "A-28"
    assert "On 1 of 30 accounts" in every
    assert f"{totals}&amp;page=2" in every


def numbers_in(page):
    body = page[page.index("<tbody>") : page.index("</tbody>")]
    return re.findall(r">(A-[0-9]+)</a>", body)


def test_another_tenants_customer_is_not_found(signed_in, other_tenant):
    with activate_tenant(other_tenant.pk):
        stranger = builders.make_member(other_tenant)
        theirs = make_customer(builders.actor_of(stranger, other_tenant))

    assert signed_in.get(url(theirs)).status_code == 404


def test_ended_figures_are_shown_right_and_left_to_a_worker(
    signed_in, customer, loan, monkeypatch
):
    queued = []
    monkeypatch.setattr(
        customer_links, "enqueue", lambda task, **values: queued.append((task, values))
    )
    fresh = page_of(signed_in, customer)
    refresh_snapshot(loan, date(2026, 2, 10))

    page = page_of(signed_in, customer)

    assert figures_in(page) == figures_in(fresh)
    assert "292" in figures_in(page)
    tenant_id = loan.tenant_id
    assert queued == [
        (tasks.refresh_accounts, {"tenant_id": tenant_id, "ids": str(loan.pk)})
    ]
    assert AccountSnapshot.objects.get().as_of == date(2026, 2, 10)


def figures_in(page):
    return page[page.index("<tbody>") : page.index('role="switch"')].split("<form")[0]


# Another day ------------------------------------------------------------------------


@pytest.mark.usefixtures("loan")
def test_another_day_is_marked_and_nothing_can_be_done(signed_in, customer):
    page = page_of(signed_in, customer, "?as_of=2026-12-02")

    assert "as they will stand on <b>Dec 2, 2026</b>" in page
    assert "as-of-bar" in page
    assert '<span class="badge badge-bad">304</span>' in page
    assert "304 days past due</span>" in page
    assert "<title>Links &amp; Access as of Dec 2, 2026" in page.replace(
        "& A", "&amp; A"
    )
    assert 'role="switch"' not in page
    assert "Actions for LN" not in page
    assert 'hx-post="/customers/' not in page[page.index("<main") :]
    assert "?as_of=2026-12-01" in page
    assert "?as_of=2026-12-03" in page


@pytest.mark.usefixtures("loan")
def test_a_day_before_the_link_says_so(signed_in, customer):
    page = page_of(signed_in, customer, "?as_of=2026-11-19")

    assert "as they stood at the end of <b>Nov 19, 2026</b>" in page
    assert "No accounts on that day" in page
    later = '<span class="nowrap">LN-100482</span>.'
    assert f"Linked after this day, so not shown: {later}" in page


def test_of_many_accounts_linked_later_some_are_named(signed_in, customer, many):
    page = page_of(signed_in, customer, "?as_of=2026-11-19")

    assert "A-09</span> and 20 more." in page
    assert "A-10" not in page


@pytest.mark.usefixtures("loan")
def test_today_asked_for_by_its_date_is_todays_page(signed_in, customer):
    page = page_of(signed_in, customer, "?as_of=2026-11-20")

    assert "as-of-bar" not in page
    assert 'role="switch"' in page


@pytest.mark.usefixtures("loan")
@pytest.mark.parametrize(
    ("text", "reason"),
    [("2026-02-30", "is not a date"), ("9999-12-31", "within 40 years")],
)
def test_what_is_no_day_shows_today_with_a_sentence(signed_in, customer, text, reason):
    page = page_of(signed_in, customer, f"?as_of={text}")

    assert reason in page
    assert 'role="switch"' in page
    assert "as-of-bar" not in page


@pytest.mark.usefixtures("loan")
def test_the_day_ends_where_the_tenant_is(client, agent, tenant, customer, monkeypatch):
    # 05:00 in UTC is still the 20th in Denver.
    late = builders.NOW.replace(day=21, hour=5)
    monkeypatch.setattr("django.utils.timezone.now", lambda: late)
    builders.sign_in(client, agent, tenant)

    page = page_of(client, customer, "?as_of=2026-11-20")

    assert "as-of-bar" not in page
