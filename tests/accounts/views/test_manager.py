"""The Account Manager: what the page shows, searches, keeps and exports."""

import re
from datetime import date

import pytest
from django.urls import reverse

from accounts.models import (
    Account,
    AccountSnapshot,
)
from accounts.models import Role as OnAccount
from accounts.views import manager
from lendcore.history.recording import recorded
from lendcore.models import AccessRecord, Role, SavedView
from lendcore.tenancy.context import activate_tenant
from tests import builders
from tests.builders_account_lists import (
    TODAY,
    add_listed,
    days_ago,
    numbers_in,
    text_of,
)
from tests.builders_accounts import link, make_account
from tests.builders_customers import make_customer

pytestmark = pytest.mark.usefixtures("clock", "in_tenant")
SSN = "536-22-8714"


@pytest.fixture
def url():
    return reverse("accounts:list")


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
