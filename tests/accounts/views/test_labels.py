"""Settings: account statuses and what stands below them, portfolios, sources."""

import pytest
from django.urls import reverse

from accounts.labels import PORTFOLIOS, SOURCE_COMPANIES, STATUSES, SUB_STATUSES
from accounts.models import AccessDefault, Account, AccountStatus, AccountSubStatus
from accounts.services import accounts, statuses
from lendcore.services import labels
from lendcore.tenancy.context import activate_tenant
from lendcore.views.settings import labels as views
from tests import builders
from tests.builders_accounts import make_account
from tests.builders_settings import HTMX, browser_of

LISTS = ["account_statuses", "portfolios", "source_companies"]


@pytest.fixture
def administrator(tenant):
    return builders.make_member(tenant, "administrator", name="Lena Morozova")


@pytest.fixture
def author(administrator, tenant):
    return builders.actor_of(administrator, tenant)


@pytest.fixture
def browser(administrator, tenant):
    return browser_of(administrator, tenant)


@pytest.fixture
def hardship(author, in_tenant):
    return statuses.add_status(
        actor=author, labels=STATUSES, name="Hardship", tone="warn"
    )


@pytest.fixture
def open_status(in_tenant):
    return AccountStatus.objects.get(code="open")


def url(name, *args):
    return reverse(f"settings:{name}", args=args)


@pytest.mark.parametrize("name", LISTS)
def test_each_list_opens_whole_and_in_part(browser, name):
    page = browser.get(url(name))
    part = browser.get(url(name), headers=HTMX)

    assert page.status_code == 200
    assert part.content.decode().lstrip().startswith('<div id="section"')


@pytest.mark.parametrize("name", LISTS)
def test_an_agent_may_not_look(agent, tenant, name):
    assert browser_of(agent, tenant).get(url(name)).status_code == 403


def test_sub_statuses_stand_below_each_status(browser, open_status):
    page = browser.get(url("account_statuses")).content.decode()

    assert "Repaying, Fraud process" in page
    assert url("account_sub_statuses", open_status.pk) in page
    assert "Default for new accounts" in page


def test_a_status_is_added_with_defaults_that_are_off(browser, in_tenant):
    browser.post(url("account_status_add"), {"name": "Hardship", "tone": "warn"})

    added = AccountStatus.objects.get(name="Hardship")
    assert AccessDefault.objects.filter(status=added).count() == 5


def test_a_sub_status_is_added_and_moved_among_its_own(browser, open_status):
    list_url = url("account_sub_statuses", open_status.pk)

    answer = browser.post(
        url("account_sub_status_add", open_status.pk), {"name": "Skip tracing"}
    )
    added = AccountSubStatus.objects.get(name="Skip tracing")
    browser.post(url("account_sub_status_move", added.pk), {"to": "up"})

    assert answer.url == list_url
    assert added.status == open_status
    rows = AccountSubStatus.objects.filter(status=open_status).order_by("position")
    assert [each.name for each in rows][-2:] == ["Skip tracing", "Bankruptcy"]


def test_a_sub_status_needs_a_name_of_its_own(browser, open_status):
    add = url("account_sub_status_add", open_status.pk)

    taken = browser.post(add, {"name": "paid off"}, headers=HTMX)
    empty = browser.post(add, {"name": ""}, headers=HTMX)

    assert (taken.status_code, empty.status_code) == (422, 422)
    assert "Another sub-status has this name." in taken.content.decode()
    assert "Give the sub-status a name." in empty.content.decode()


def test_editing_leads_back_to_the_list_of_its_status(browser, open_status):
    row = AccountSubStatus.objects.get(name="Bankruptcy")

    form = browser.get(url("account_sub_status_edit", row.pk))
    answer = browser.post(url("account_sub_status_edit", row.pk), {"name": "Chapter 7"})

    assert 'value="Bankruptcy"' in form.content.decode()
    assert answer.url == url("account_sub_statuses", open_status.pk)
    row.refresh_from_db()
    assert (row.name, row.tone) == ("Chapter 7", "ok")


def test_accounts_are_moved_while_a_status_is_inactivated(
    browser, author, hardship, open_status
):
    account = make_account(author)
    accounts.set_status(actor=author, account_id=account.pk, status=hardship)
    ask = url("account_status_inactivate", hardship.pk)

    question = browser.get(ask).content.decode()
    answer = browser.post(ask, {"then": "move", "move_to": open_status.pk}, follow=True)

    account.refresh_from_db()
    assert "1 account has this status" in question
    assert "access follows the other status" in question
    assert account.status == open_status
    assert "1 account moved to Open." in answer.content.decode()


def test_many_accounts_are_moved_behind_the_page(
    browser,
    author,
    hardship,
    open_status,
    monkeypatch,
    django_capture_on_commit_callbacks,
):
    monkeypatch.setattr(views, "COUNT_CAP", 0)
    account = make_account(author)
    accounts.set_status(actor=author, account_id=account.pk, status=hardship)

    with django_capture_on_commit_callbacks(execute=True):
        browser.post(
            url("account_status_inactivate", hardship.pk),
            {"then": "move", "move_to": open_status.pk},
        )

    account.refresh_from_db()
    entry = account.history.order_by("-history_id").first()
    assert account.status == open_status
    assert entry.actor_name == "Lena Morozova"


@pytest.mark.parametrize(
    ("labels_of", "name"),
    [(PORTFOLIOS, "portfolio"), (SOURCE_COMPANIES, "source_company")],
)
def test_accounts_that_keep_a_label_are_counted(
    browser, author, in_tenant, labels_of, name
):
    label = labels.add_label(actor=author, labels=labels_of, name="Westside")
    make_account(author, **{name: label})

    browser.post(url(f"{name}_inactivate", label.pk), {"then": "leave"})
    page = browser.get(url(LISTS[1] if name == "portfolio" else LISTS[2]))

    assert "1 account still has it" in page.content.decode()
    assert Account.objects.get().number == "LN-1"


def test_a_label_that_an_account_has_is_not_deleted(browser, author, in_tenant):
    label = labels.add_label(actor=author, labels=PORTFOLIOS, name="Westside")
    make_account(author, portfolio=label)

    answer = browser.post(url("portfolio_inactivate", label.pk), {"then": "delete"})

    assert answer.status_code == 422
    with pytest.raises(labels.LabelInUse, match="Accounts have this portfolio"):
        labels.delete_label(actor=author, labels=PORTFOLIOS, label_id=label.pk)


def test_accounts_go_only_to_a_sub_status_of_the_same_status(
    browser, author, open_status
):
    row = labels.add_label(
        actor=author, labels=SUB_STATUSES, name="Skip", parent_id=open_status.pk
    )
    elsewhere = AccountSubStatus.objects.get(name="Settled")
    account = make_account(author)
    accounts.set_status(
        actor=author, account_id=account.pk, status=open_status, sub_status=row
    )

    answer = browser.post(
        url("account_sub_status_inactivate", row.pk),
        {"then": "move", "move_to": elsewhere.pk},
    )

    account.refresh_from_db()
    assert answer.status_code == 422
    assert account.sub_status == row


def test_lists_of_another_tenant_are_not_found(browser, other_tenant):
    with activate_tenant(other_tenant.pk):
        theirs = AccountStatus.objects.get(code="open")
        below = AccountSubStatus.objects.get(name="Settled")

    assert browser.get(url("account_sub_statuses", theirs.pk)).status_code == 404
    assert browser.get(url("account_status_edit", theirs.pk)).status_code == 404
    assert browser.get(url("account_sub_status_edit", below.pk)).status_code == 404
