"""The Account Manager: what the page shows, searches, keeps and exports."""

import re
from datetime import date

import pytest
from django.urls import reverse

from accounts.models import (
    Account,
    AccountSnapshot,
    AccountSubStatus,
    Kind,
    SourceCompany,
)
from accounts.models import Role as OnAccount
from accounts.views import manager
from lendcore.history.recording import recorded
from lendcore.models import AccessRecord, Role, SavedView
from lendcore.tenancy.context import activate_tenant
from tests import builders
from tests.builders_account_lists import TODAY, add_listed, days_ago
from tests.builders_accounts import link, make_account
from tests.builders_customers import make_customer

pytestmark = pytest.mark.usefixtures("in_tenant")
SSN = "536-22-8714"


@pytest.fixture(autouse=True)
def clock(monkeypatch):
    """It is 20 November 2026, for sessions and pages alike."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: builders.NOW)


@pytest.fixture
def url():
    return reverse("accounts:list")


def text_of(response):
    return " ".join(response.content.decode().split())


def numbers_in(response):
    found = r'class="cell-name"><a [^>]*>([^<]*)</a>'
    return re.findall(found, response.content.decode())


def test_the_worst_account_comes_first_and_one_without_figures_last(
    signed_in, actor, url
):
    add_listed(actor, "LN-1")
    add_listed(actor, "LN-2", late=17, past_due="95.00", next_due=14)
    add_listed(actor, "LN-3", figures=False, title="2022 Nissan Rogue")

    page = signed_in.get(url)

    assert numbers_in(page) == ["LN-2", "LN-1", "LN-3"]
    assert "3 in all" in text_of(page)
    assert "Figures as of today, Nov 20, 2026" in text_of(page)
    assert 'aria-sort="descending"' in text_of(page)
    assert 'badge badge-warn">17<' in text_of(page)
    assert '<td class="cell-number cell-wide negative">$95.00' in text_of(page)
    assert "2022 Nissan Rogue" in text_of(page)


def test_an_account_without_figures_shows_dashes_and_says_why(signed_in, actor, url):
    make_account(actor, "LN-1", is_active=False)

    page = signed_in.get(url)

    assert text_of(page).split("<tbody>")[1].split("</tbody>")[0].count(">—<") == 7
    assert "Not activated" in text_of(page)
    assert "$0.00" not in text_of(page)


def test_a_row_names_the_primary_customer_and_counts_the_others(signed_in, actor, url):
    people = [make_customer(actor, first_name=name) for name in ("Ana", "Bo", "Cy")]
    account = add_listed(actor, "LN-1")
    roles = (OnAccount.SECONDARY, OnAccount.PRIMARY, OnAccount.AUTHORIZED)
    link(actor, account, *zip(people, roles, strict=True))

    page = text_of(signed_in.get(url))

    name = f'<a href="/customers/{people[1].pk}/">{people[1].display_name}</a>'
    assert name in page
    assert 'title="2 more customers">+2<' in page


def test_a_due_date_that_is_near_says_so(signed_in, actor, url):
    for number, days in (("A", 0), ("B", 1), ("C", 5), ("D", 8)):
        add_listed(actor, number, next_due=days)

    page = text_of(signed_in.get(f"{url}?sort=next_due"))

    near = re.findall(r"2026<small>([^<]*)</small>", page)
    assert near == ["today", "tomorrow", "in 5 days"]


def test_figures_are_todays_although_older_ones_are_stored(signed_in, actor, url):
    account = make_account(actor, "LN-1")
    stored = AccountSnapshot.objects.get(account=account)

    later = text_of(signed_in.get(url))

    assert stored.as_of == TODAY
    assert f"{stored.past_due_cents / 100:,.2f}" in later
    assert f'badge-bad">{(TODAY - date(2026, 2, 1)).days}<' in later


def test_figures_that_have_ended_are_replayed_and_left_to_a_worker(
    signed_in, actor, url, monkeypatch
):
    queued = []
    monkeypatch.setattr(manager, "enqueue", lambda *args, **kw: queued.append(kw))
    account = make_account(actor, "LN-1")
    AccountSnapshot.objects.update(
        true_until=days_ago(2), as_of=days_ago(9), past_due_cents=1, payoff_cents=2
    )

    page = text_of(signed_in.get(url))

    assert [each["ids"] for each in queued] == [str(account.pk)]
    assert "$0.01" not in page
    assert "$0.02" not in page
    assert AccountSnapshot.objects.get().payoff_cents == 2


def test_thirty_rows_cost_as_many_queries_as_three(
    signed_in, actor, url, django_assert_max_num_queries
):
    url = f"{url}?rows=50&view=all"
    people = [make_customer(actor, first_name=name) for name in "AB"]
    roles = (OnAccount.PRIMARY, OnAccount.SECONDARY)

    def count_with(names):
        for name in names:
            link(actor, add_listed(actor, name), *zip(people, roles, strict=True))
        signed_in.get(url)
        with django_assert_max_num_queries(12) as queries:
            assert signed_in.get(url).status_code == 200
        return len(queries)

    assert count_with(["A", "B", "C"]) == count_with([f"X{n}" for n in range(27)])


# Search and filters ------------------------------------------------------------------


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


# Views, columns, export --------------------------------------------------------------


def test_the_default_view_opens_the_list(signed_in, actor, agent, url):
    add_listed(actor, "LN-1")
    add_listed(actor, "LN-2", late=3)
    SavedView.objects.create(
        list_name="accounts",
        name="Late ones",
        made_by_id=agent.pk,
        query="sort=-apd&dpd_from=1",
        columns=["dpd"],
        is_default=True,
    )

    opened = signed_in.get(url)

    assert numbers_in(opened) == ["LN-2"]
    assert 'Late ones <span class="tab-count">1</span>' in text_of(opened)
    assert numbers_in(signed_in.get(f"{url}?view=all")) == ["LN-2", "LN-1"]


def test_a_view_is_saved_from_the_list_as_it_stands(signed_in, actor, agent):
    answer = signed_in.post(
        f"{reverse('accounts:views_create')}?sort=-apd&dpd_from=30", {"name": "Worst"}
    )

    view = SavedView.objects.get(list_name="accounts")
    assert answer["Location"] == f"{reverse('accounts:list')}?view={view.pk}"
    assert view.query == "sort=-apd&dpd_from=30"


def test_a_view_of_customers_is_none_of_accounts(signed_in, agent):
    view = SavedView.objects.create(
        list_name="customers", name="Leads", made_by_id=agent.pk
    )

    answer = signed_in.get(reverse("accounts:views_change", args=[view.pk]))

    assert answer.status_code == 404


def test_columns_are_chosen_and_kept(signed_in, actor, url):
    add_listed(actor, "LN-1", title="Boat")

    signed_in.post(
        f"{reverse('accounts:columns')}?view=all",
        {"columns": ["status", "title", "import_id"]},
    )

    page = text_of(signed_in.get(f"{url}?view=all"))
    head = page.split("<thead>")[1].split("</thead>")[0]
    assert "Title" in head
    assert "Payoff" not in head


def test_the_file_holds_what_the_list_shows_and_is_recorded(signed_in, actor):
    person = make_customer(actor, first_name="Ana", last_name="=Vega")
    account = add_listed(
        actor, "LN-1", late=5, past_due="12.30", payoff="2000", title="Boat"
    )
    link(actor, account, (person, OnAccount.PRIMARY))
    add_listed(actor, "LN-2", figures=False)

    answer = signed_in.post(reverse("accounts:export"), {"scope": "matching"})

    lines = b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()
    assert lines[0] == (
        "Account,Primary customer,Kind,Status,DPD,APD,Principal,Payoff,Next due,"
        "Amount due"
    )
    assert lines[1].startswith("LN-1,")
    assert ",5,12.3,1000,2000," in lines[1].replace(".00", "").replace("12.30", "12.3")
    assert lines[2].endswith(",,,,,")
    assert AccessRecord.objects.filter(kind="export", entity="account").count() == 2


def test_ticked_accounts_leave_alone(signed_in, actor):
    one, _ = add_listed(actor, "LN-1"), add_listed(actor, "LN-2")

    answer = signed_in.post(
        reverse("accounts:export"), {"scope": "selected", "selected": [one.pk]}
    )

    lines = b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()
    assert [line.split(",")[0] for line in lines] == ["Account", "LN-1"]


# Neighbours, nav, palette ------------------------------------------------------------


def test_the_account_page_leads_to_its_neighbours_in_the_list(signed_in, actor, url):
    ids = [add_listed(actor, number).pk for number in ("A", "B", "C")]
    signed_in.get(f"{url}?sort=number")

    page = text_of(signed_in.get(reverse("accounts:detail", args=[ids[1]])))

    assert f'data-shortcut="[" href="/accounts/{ids[0]}/"' in page
    assert f'data-shortcut="]" href="/accounts/{ids[2]}/"' in page


def test_the_palette_finds_accounts_by_number(signed_in, actor):
    account = add_listed(actor, "LN-100482", title="2020 Toyota RAV4")

    page = text_of(signed_in.post(reverse("palette"), {"query": "100482"}))

    assert f'href="/accounts/{account.pk}/"' in page
    assert "LN-100482 · 2020 Toyota RAV4" in page
    assert "$1,010.00 payoff" in page


def test_the_menu_and_the_palette_have_accounts_only_for_who_may_see_them(
    signed_in, actor
):
    add_listed(actor, "LN-100482")
    link_in_menu = 'data-shortcut="g a"'
    assert link_in_menu in text_of(signed_in.get(reverse("customers:list")))

    with recorded(actor):
        for role in Role.objects.all():
            role.permissions = [
                each for each in role.permissions if not each.startswith("accounts")
            ]
            role.save()

    assert link_in_menu not in text_of(signed_in.get(reverse("customers:list")))
    page = text_of(signed_in.post(reverse("palette"), {"query": "100482"}))
    assert "LN-100482" not in page
    assert signed_in.get(reverse("accounts:list")).status_code == 403


def test_another_tenants_accounts_never_appear(signed_in, other_tenant, url):
    stranger = builders.make_member(other_tenant, "administrator")
    with activate_tenant(other_tenant.pk):
        add_listed(builders.actor_of(stranger, other_tenant), "LN-9")

    assert numbers_in(signed_in.get(url)) == []
    assert Account.objects.count() == 0
