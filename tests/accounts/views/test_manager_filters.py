"""The Account Manager: searching and filtering."""

import pytest
from django.urls import reverse

from accounts.models import (
    AccountSubStatus,
    Kind,
    SourceCompany,
)
from lendcore.history.recording import recorded
from tests.builders_account_lists import add_listed, numbers_in, text_of

pytestmark = pytest.mark.usefixtures("clock", "in_tenant")
SSN = "536-22-8714"


@pytest.fixture
def url():
    return reverse("accounts:list")


def test_a_search_is_posted_and_becomes_an_address(signed_in, actor, url):
    add_listed(actor, "LN-1", title="Boat")
    add_listed(actor, "LN-2")

    answer = signed_in.post(f"{url}?view=all&sort=-payoff&after=4", {"q": " boat "})

    assert answer.status_code == 303
    assert answer["Location"] == f"{url}?view=all&q=boat&sort=-payoff"
    assert numbers_in(signed_in.get(answer["Location"])) == ["LN-1"]


@pytest.mark.parametrize("typed", [SSN, f"vega {SSN}", "536 22 8714", "536228714"])
def test_a_whole_tax_number_is_neither_searched_nor_sent_back(signed_in, url, typed):
    posted = signed_in.post(url, {"q": typed})
    in_address = signed_in.get(url, {"q": typed})

    for answer in (posted, in_address):
        assert answer.status_code == 303
        assert "8714" not in answer["Location"]
    page = text_of(signed_in.get(posted["Location"]))
    assert "put # before it" in page
    assert "8714" not in page


def test_an_account_number_of_nine_digits_is_found_behind_a_sign(signed_in, actor, url):
    add_listed(actor, "536228714")

    answer = signed_in.post(url, {"q": "#536228714"})

    assert numbers_in(signed_in.get(answer["Location"])) == ["536228714"]


@pytest.mark.parametrize(
    ("query", "wanted", "chip"),
    [
        ("dpd_from=30", ["C"], "at least 30"),
        ("dpd_from=1&dpd_to=29", ["B"], "1 to 29"),
        ("dpd_to=0", ["A"], "at most 0"),
        ("apd_from=1,000", ["C"], "at least $1,000.00"),
        ("payoff_to=$500", ["A"], "at most $500.00"),
        ("due=7", ["A"], "within 7 days"),
        ("due_from=2026-11-28", ["B"], "from Nov 28, 2026"),
        ("kind=line", ["L"], "is Line of credit"),
        ("archived=yes", [], "only"),
    ],
)
def test_each_filter_narrows_the_list_and_stands_in_a_chip(
    signed_in, actor, url, query, wanted, chip
):
    add_listed(actor, "A", payoff="500", next_due=7)
    add_listed(actor, "B", late=29, past_due="50", next_due=8)
    add_listed(actor, "C", late=30, past_due="1000")
    add_listed(actor, "L", kind=Kind.LINE, figures=False)

    page = signed_in.get(f"{url}?{query}")

    assert numbers_in(page) == wanted
    assert f"<b>{chip}</b>" in text_of(page)


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("dpd_from=-1", "Enter a number from 0 to 36,500."),
        ("dpd_from=99999999", "Enter a number from 0 to 36,500."),
        ("apd_from=12,50", "Enter an amount, such as 1,234.50."),
        ("due_from=yesterday", "Enter a date, such as 2026-04-17."),
    ],
)
def test_a_filter_that_can_not_be_read_is_shown_with_a_sentence(
    signed_in, actor, url, query, sentence
):
    add_listed(actor, "LN-1")

    page = signed_in.get(f"{url}?{query}")

    assert sentence in text_of(page)
    assert numbers_in(page) == ["LN-1"]


def test_the_filters_of_labels_that_a_tenant_lacks_are_not_offered(signed_in, url):
    page = text_of(signed_in.get(url))

    assert "filter-link-status" in page
    assert "filter-link-program" not in page
    assert "filter-link-portfolio" not in page


def test_labels_are_offered_with_what_they_are_called(signed_in, actor, url):
    with recorded(actor):
        broker = SourceCompany.objects.create(name="Northgate Brokers", position=1)
    add_listed(actor, "LN-1", source_company=broker)
    add_listed(actor, "LN-2")
    repaying = AccountSubStatus.objects.get(name="Repaying")

    by_source = signed_in.get(url, {"source": broker.pk})
    by_sub_status = signed_in.get(url, {"sub_status": repaying.pk})

    assert numbers_in(by_source) == ["LN-1"]
    assert "<b>is Northgate Brokers</b>" in text_of(by_source)
    assert numbers_in(by_sub_status) == []
    assert "<b>is Open: Repaying</b>" in text_of(by_sub_status)


def test_nothing_found_leads_to_the_archive(signed_in, actor, url):
    add_listed(actor, "LN-1")

    page = text_of(signed_in.get(url, {"q": "ln-77"}))

    assert "No account matches “ln-77”" in page
    assert f"{url}?view=all&amp;q=ln-77&amp;sort=-dpd&amp;archived=yes" in page


def test_an_empty_book_says_how_to_begin(signed_in, url):
    assert "No accounts yet" in text_of(signed_in.get(url))


def test_a_filters_form_counts_before_it_is_applied(signed_in, actor):
    add_listed(actor, "LN-1", late=5)
    add_listed(actor, "LN-2")

    note = signed_in.get(reverse("accounts:match_count"), {"dpd_from": "1"})
    form = signed_in.get(
        reverse("accounts:filter", args=["dpd"]), headers={"HX-Request": "true"}
    )

    assert "1 account matches" in text_of(note)
    assert "2 accounts match" in text_of(form)
    assert 'name="dpd_from"' in text_of(form)
