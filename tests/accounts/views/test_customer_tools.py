"""Customer Tools of an account, in the browser."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import AccountCustomer, Role
from customers.models import CreditScore
from customers.services import credit_scores
from tests import builders
from tests.builders_accounts import link, make_account
from tests.builders_customers import address, make_customer
from tests.builders_settings import HTMX, browser_of

pytestmark = pytest.mark.usefixtures("clock", "in_tenant")


@pytest.fixture
def people(actor):
    return [make_customer(actor, first_name=each) for each in ("Marisol", "Tomás")]


@pytest.fixture
def loan(actor, people):
    account = make_account(actor, "LN-1")
    link(actor, account, (people[0], Role.PRIMARY), (people[1], Role.SECONDARY))
    return account


def url(name, account, *more):
    return reverse(f"accounts:{name}", args=[account.pk, *more])


def page_of(browser, path):
    answer = browser.get(path)
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def cards_in(page):
    """Return the cards of a page, each as its text."""
    return page.split('<li class="card customer-card"')[1:]


def enter(actor, customer, day, **scores):
    none = dict.fromkeys(("equifax", "experian", "transunion"))
    credit_scores.enter_scores(
        actor=actor,
        customer_id=customer.pk,
        scored_on=date.fromisoformat(day),
        **none | scores,
    )


def data_of(row, **values):
    return {f"scores-{row.pk}-{name}": value for name, value in values.items()}


def test_each_customer_has_a_card_the_primary_first(browser, loan):
    page = page_of(browser, url("customer_tools", loan))

    first, second = cards_in(page)
    assert "Marisol" in first
    assert "Primary" in first
    assert "Tomás" in second
    assert "No scores" in second
    tab = f'href="{url("customer_tools", loan)}"'
    assert 'aria-current="page">Customer Tools' in page[page.index(tab) :]
    assert "<title>Customer Tools · LN-1" in page
    assert "Customer Tools" in page_of(browser, url("customers", loan))


def test_a_card_has_the_newest_scores_and_how_their_average_moved(
    browser, actor, people, loan
):
    enter(actor, people[0], "2026-05-04", equifax=800, experian=800)
    enter(actor, people[0], "2026-08-11", equifax=660, experian=670)
    enter(actor, people[0], "2026-11-02", equifax=681, experian=664)

    card = cards_in(page_of(browser, url("customer_tools", loan)))[0]

    assert '<b class="number">673</b> Good' in card
    assert "8 since Aug 11, 2026" in card
    assert '<span class="is-ok">' in card
    assert f"Nov 2, 2026, entered by {actor.name}" in card


def test_an_average_of_other_bureaus_is_not_compared(browser, actor, people, loan):
    enter(actor, people[0], "2026-08-11", equifax=660, experian=670)
    enter(actor, people[0], "2026-11-02", equifax=681)

    card = cards_in(page_of(browser, url("customer_tools", loan)))[0]

    assert '<b class="number">681</b> Good' in card
    assert "since" not in card


def cards_of(browser, actor, *people):
    """Return the cards of an account of some people, in their order."""
    account = make_account(actor, "LN-5")
    link(actor, account, (people[0], Role.PRIMARY), (people[1], Role.SECONDARY))
    return cards_in(page_of(browser, url("customer_tools", account)))


def test_a_card_says_what_is_known_of_the_addresses(browser, actor):
    ottawa = {"city": "Ottawa", "region": "ON", "postal_code": "K1P 5N7"}
    at_home = make_customer(
        actor,
        primary_address=address(),
        mailing_address=address(street=""),
        mailing_same_as_primary=False,
    )
    abroad = make_customer(
        actor, first_name="Tomás", primary_address=address(country="CA", **ottawa)
    )

    one, other = cards_of(browser, actor, at_home, abroad)

    assert "2214 W Canyon Rim Dr, Lehi, UT 84043" in one
    assert "Not verified</span>" in one
    assert "Its form is complete." in one
    assert "It is incomplete." in one
    assert "Ottawa" in other
    assert "Same as primary" in other
    assert "US only" in other


def test_a_card_says_whether_data_may_be_sold(browser, actor):
    refuses = make_customer(actor, may_sell_information=False)
    allows = make_customer(actor, first_name="Tomás", may_sell_information=True)

    one, other = cards_of(browser, actor, refuses, allows)

    assert "Opted out of sale" in one
    assert "May be sold or transferred" in other


def test_scores_are_entered_beside_the_account(browser, people, loan):
    row = AccountCustomer.objects.get(customer=people[1])
    path = url("customer_scores", loan, row.pk)

    answer = browser.post(
        path,
        data_of(row, scored_on="11/02/2026", equifax="681"),
        headers=HTMX,
    )

    score = CreditScore.objects.get()
    assert (score.customer_id, score.equifax) == (people[1].pk, 681)
    text = answer.content.decode()
    assert answer.status_code == 200
    assert "Scores of Tomás Vega saved." in text
    assert '<b class="number">681</b>' in cards_in(text)[1]
    assert browser.post(path, data_of(row, scored_on="11/03/2026", equifax="690"))[
        "Location"
    ] == url("customer_tools", loan)


def test_refused_scores_stay_in_their_card(browser, people, loan):
    row = AccountCustomer.objects.get(customer=people[1])
    path = url("customer_scores", loan, row.pk)

    answer = browser.post(
        path, data_of(row, scored_on="11/02/2026", equifax="851"), headers=HTMX
    )

    one, other = cards_in(answer.content.decode())
    whole = browser.post(path, data_of(row)).content.decode()
    assert "<title>Error: Customer Tools" in whole
    assert answer.status_code == 422
    assert 'value="851"' in other
    assert 'value="851"' not in one
    assert not CreditScore.objects.exists()


def test_scores_are_entered_for_customers_of_the_account_alone(
    browser, actor, people, loan
):
    other = make_account(actor, "LN-2")
    link(actor, other, (people[0], Role.PRIMARY))
    row = AccountCustomer.objects.get(account=other)

    answer = browser.post(
        url("customer_scores", loan, row.pk),
        data_of(row, scored_on="11/02/2026", equifax="681"),
    )

    assert answer.status_code == 404
    assert not CreditScore.objects.exists()


def test_who_may_only_look_enters_nothing(tenant, loan):
    browser = browser_of(builders.make_member(tenant, "read_only"), tenant)
    row = AccountCustomer.objects.filter(account=loan).first()

    page = page_of(browser, url("customer_tools", loan))
    answer = browser.post(url("customer_scores", loan, row.pk), data_of(row))

    assert "Enter scores" not in page
    assert answer.status_code == 403


def test_another_day_shows_whose_account_it_was_and_no_forms(
    agent, tenant, loan, monkeypatch
):
    later = builders.NOW.replace(month=12)
    monkeypatch.setattr("django.utils.timezone.now", lambda: later)
    browser = browser_of(agent, tenant)

    page = page_of(browser, url("customer_tools", loan) + "?as_of=2026-11-25")

    assert len(cards_in(page)) == 2
    assert "All else is of today." in page
    assert "Enter scores" not in page
    assert f'href="{url("customers", loan)}?as_of=2026-11-25"' in page


def test_an_account_without_customers_says_so(browser, actor):
    account = make_account(actor, "LN-9")

    assert "No customers yet" in page_of(browser, url("customer_tools", account))


def test_more_customers_cost_no_more_queries(browser, actor, people, loan):
    def count():
        with CaptureQueriesContext(connection) as queries:
            page_of(browser, url("customer_tools", loan))
        return len(queries)

    count()
    before = count()
    for number in range(4):
        another = make_customer(actor, first_name=f"Other {number}")
        link(actor, loan, (another, Role.ADDITIONAL))
        enter(actor, another, "2026-11-02", equifax=700)

    assert count() == before
