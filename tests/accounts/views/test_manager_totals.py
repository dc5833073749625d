"""The sums below the Account Manager's list, and the days of its payoffs."""

import re

import pytest
from django.urls import reverse

from accounts.models import AccountSnapshot, Kind
from accounts.services.snapshots import refresh_snapshot
from accounts.views import manager
from lendcore.lists import page as list_page
from lendcore.queries import counts
from tests.builders_account_lists import add_listed, days_ago
from tests.builders_accounts import make_account, post

pytestmark = pytest.mark.usefixtures("clock", "in_tenant")


@pytest.fixture
def url():
    return reverse("accounts:list")


def text_of(response):
    return " ".join(response.content.decode().split())


def foot_of(response):
    foot = text_of(response).split("<tfoot>")[1].split("</tfoot>")[0]
    return re.sub(r"<[^>]*>", " ", foot)


def test_totals_are_of_the_whole_view_not_of_the_page(signed_in, actor, url):
    for number in range(21):
        add_listed(actor, f"LN-{number}", late=3, past_due="1.10", payoff="2000.00")

    whole = foot_of(signed_in.get(f"{url}?rows=50"))
    first = foot_of(signed_in.get(f"{url}?rows=20"))

    assert first == whole
    assert "21 accounts in this view" in whole
    assert "$23.10" in whole
    assert "$42,000.00" in whole


def test_totals_equal_the_engines_to_the_cent_on_later_days(signed_in, actor, url):
    for number in range(21):
        kind = list(Kind)[number % len(Kind)]
        account = make_account(actor, f"LN-{number}", kind)
        post(actor, account, "payment", "2026-11-03", f"{100 + number}.37")
        refresh_snapshot(account, days_ago(1 + number % 3))

    assert {each.as_of for each in AccountSnapshot.objects.all()} == {
        days_ago(days) for days in (1, 2, 3)
    }
    one_page = foot_of(signed_in.get(f"{url}?rows=50"))
    many = foot_of(signed_in.get(f"{url}?rows=20"))

    assert one_page == many


def test_too_many_accounts_are_added_up_only_when_asked_for(
    signed_in, actor, url, monkeypatch
):
    for module in (list_page, counts, manager):
        monkeypatch.setattr(module, "COUNT_CAP", 20)
    monkeypatch.setattr("accounts.queries.search.COUNT_CAP", 20)
    for number in range(25):
        add_listed(actor, f"LN-{number}", principal="100.00")

    unasked = signed_in.get(f"{url}?rows=20")
    asked = signed_in.get(f"{url}?rows=20&view=all&count=all")

    assert "Totals are added up for 20 accounts or fewer." in foot_of(unasked)
    assert "count=all" in text_of(unasked)
    assert "$2,500.00" in foot_of(asked)


def test_totals_without_figures_are_dashes(signed_in, actor, url):
    add_listed(actor, "LN-1", figures=False)

    foot = foot_of(signed_in.get(url))

    assert "1 account in this view" in foot
    # One for each column, and one that only phones show.
    assert foot.count("—") == 5


def test_an_order_by_payoff_says_as_of_which_day(signed_in, actor, url):
    add_listed(actor, "LN-1", as_of=days_ago(3))

    by_payoff = text_of(signed_in.get(f"{url}?sort=-payoff"))
    filtered = text_of(signed_in.get(f"{url}?payoff_from=1"))
    usual = text_of(signed_in.get(url))

    sentence = "as they were last stored, on Nov 17, 2026 or later"
    assert sentence in by_payoff
    assert sentence in filtered
    assert sentence not in usual
