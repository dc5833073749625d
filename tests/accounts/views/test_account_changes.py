"""What may be done with an account as a whole."""

import pytest
from django.urls import reverse

from accounts.models import Account, AccountStatus, AccountSubStatus, Role
from accounts.services import accounts
from tests import builders
from tests.builders_accounts import LOAN, TYPED_LOAN, link, make_account, post
from tests.builders_customers import make_customer
from tests.builders_settings import HTMX, browser_of


@pytest.fixture
def account(actor, in_tenant):
    return make_account(actor, is_active=False)


def url(name, account):
    return reverse(f"accounts:{name}", args=[account.pk])


def fresh(account):
    return Account.objects.get(pk=account.pk)


# The page of an account ------------------------------------------------------


def test_an_inactive_account_offers_to_be_activated(browser, account):
    page = browser.get(url("detail", account)).content.decode()

    assert url("activate", account) in page
    assert "Planned schedule" in page
    assert "$888.49" in page
    assert url("terms_edit", account) in page


def test_an_active_account_offers_to_be_deactivated(browser, account, actor):
    accounts.activate(actor=actor, account_id=account.pk)

    page = browser.get(url("detail", account)).content.decode()

    assert url("deactivate", account) in page
    assert url("terms_edit", account) not in page


def test_nothing_is_offered_as_of_another_day_or_to_readers(browser, account, tenant):
    reader = browser_of(builders.make_member(tenant, "read_only"), tenant)
    other_day = browser.get(f"{url('detail', account)}?as_of=2026-01-05")

    assert url("activate", account) not in other_day.content.decode()
    assert (
        url("labels", account)
        not in reader.get(url("detail", account)).content.decode()
    )


def test_terms_are_said_in_words_with_what_has_no_field(browser, actor, in_tenant):
    account = make_account(
        actor, terms={**LOAN, "holidays": {"weekend": [6]}}, is_active=False
    )

    page = browser.get(url("terms", account)).content.decode()

    assert "12.00%" in page
    assert "Jan 1, 2026" in page
    assert "Holidays" in page


# Activity --------------------------------------------------------------------


def test_activating_says_what_it_does_and_does_it(browser, account, actor):
    link(actor, account, (make_customer(actor), Role.PRIMARY))

    page = browser.get(url("activate", account)).content.decode()
    assert "The schedule begins" in page
    assert "terms are frozen" in page
    assert "Access of the 1 customer follows" in page
    answer = browser.post(url("activate", account), follow=True)

    assert fresh(account).is_active
    assert "LN-1 is active. Its figures begin." in answer.content.decode()


def test_activating_twice_is_harmless(browser, account):
    for _ in range(2):
        assert browser.post(url("activate", account)).status_code == 302
    assert Account.history.filter(id=account.pk).count() == 2


def test_an_archived_account_is_not_activated(browser, account, actor):
    accounts.set_archived(actor=actor, account_id=account.pk, is_archived=True)

    answer = browser.post(url("activate", account))

    assert answer.status_code == 422
    assert "Take it out of the archive first." in answer.content.decode()


def test_deactivating_asks_why_and_keeps_what_was_posted(browser, account, actor):
    accounts.activate(actor=actor, account_id=account.pk)
    post(actor, account, "payment", "2026-02-01", "888.49")

    refused = browser.post(url("deactivate", account), {"reason": " "})
    assert refused.status_code == 422
    assert fresh(account).is_active
    browser.post(url("deactivate", account), {"reason": "Wrong rate"})

    assert not fresh(account).is_active
    newest = Account.history.filter(id=account.pk).order_by("-history_id").first()
    assert newest.history_change_reason == "Wrong rate"
    page = browser.get(url("activate", account)).content.decode()
    assert "1 entry, is replayed again" in page


def test_the_archive_takes_what_does_not_run(browser, account, actor):
    browser.post(url("archive", account))
    assert fresh(account).is_archived
    browser.post(url("unarchive", account))
    assert not fresh(account).is_archived

    accounts.activate(actor=actor, account_id=account.pk)
    answer = browser.post(url("archive", account), follow=True)

    assert not fresh(account).is_archived
    assert "Close or deactivate it first." in answer.content.decode()


# Labels ----------------------------------------------------------------------


def test_labels_are_changed(browser, account):
    browser.post(
        url("labels", account),
        {"number": "LN-9", "title": "Truck", "version": account.version},
    )

    assert (fresh(account).number, fresh(account).title) == ("LN-9", "Truck")


def test_labels_of_another_account_or_none_are_refused(browser, account, actor):
    make_account(actor, "LN-2", is_active=False)
    for number in ("", "ln-2"):
        answer = browser.post(
            url("labels", account), {"number": number, "version": account.version}
        )
        assert answer.status_code == 422
    assert fresh(account).number == "LN-1"


def test_labels_that_somebody_changed_meanwhile_are_shown_beside(
    browser, account, actor
):
    stale = account.version
    browser.post(url("labels", account), {"number": "LN-7", "version": stale})

    answer = browser.post(url("labels", account), {"number": "LN-8", "version": stale})

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Somebody has changed this account meanwhile" in page
    assert "LN-7" in page
    assert 'value="LN-8"' in page
    again = {"number": "LN-8", "version": fresh(account).version}
    assert browser.post(url("labels", account), again).status_code == 302


# Status ----------------------------------------------------------------------


def test_status_and_sub_status_are_chosen_in_one_list(browser, account):
    closed = AccountStatus.objects.get(code="closed")
    settled = AccountSubStatus.objects.get(status=closed, name="Settled")

    page = browser.get(url("status", account)).content.decode()
    assert "Closed · Settled" in page
    answer = browser.post(
        url("status", account), {"state": f"{closed.pk}-{settled.pk}"}, follow=True
    )

    assert (fresh(account).status, fresh(account).sub_status) == (closed, settled)
    assert "Status is Closed · Settled now." in answer.content.decode()


def test_a_closed_account_is_reopened_by_its_status(browser, account):
    closed = AccountStatus.objects.get(code="closed")
    browser.post(url("activate", account))
    before = browser.get(url("detail", account)).content.decode()
    browser.post(url("status", account), {"state": str(closed.pk)})
    path = url("status", account) + "?to=open"

    page = browser.get(url("detail", account)).content.decode()
    form = browser.get(path).content.decode()

    assert path not in before
    assert f'href="{path}"' in page
    opened = AccountStatus.objects.get(code="open")
    assert f'<option value="{opened.pk}" selected>' in form
    browser.post(path, {"state": str(opened.pk)})
    assert fresh(account).closed_on is None
    assert path not in browser.get(url("detail", account)).content.decode()


def test_a_status_that_there_is_not_is_refused(browser, account):
    settled = AccountSubStatus.objects.get(name="Settled")
    for state in ("", "0", f"{account.status_id}-{settled.pk}"):
        answer = browser.post(url("status", account), {"state": state})
        assert answer.status_code == 422
    assert fresh(account).status.code == "application"


# Terms -----------------------------------------------------------------------


def typed(account, **changes):
    return {**TYPED_LOAN, "version": fresh(account).version, **changes}


def test_terms_of_an_inactive_account_are_changed(browser, account):
    page = browser.get(url("terms_edit", account)).content.decode()
    assert 'value="10000.00"' in page
    assert "$888.49" in page

    answer = browser.post(url("terms_edit", account), typed(account, rate_annual="13"))

    assert answer["Location"] == url("terms", account)
    assert fresh(account).terms == {**LOAN, "rate_annual": "0.13"}


def test_terms_of_an_active_account_are_not(browser, account, actor):
    accounts.activate(actor=actor, account_id=account.pk)

    answer = browser.post(url("terms_edit", account), typed(account), follow=True)

    assert answer.redirect_chain == [(url("terms", account), 302)]
    assert "The account is active." in answer.content.decode()


def test_wrong_terms_change_nothing(browser, account):
    answer = browser.post(url("terms_edit", account), typed(account, amount="0"))

    assert answer.status_code == 422
    assert "Give an amount above zero." in answer.content.decode()
    assert fresh(account).terms == LOAN


def test_terms_are_previewed_as_they_are_typed(browser, account):
    right = browser.post(
        url("terms_preview", account), typed(account, rate_annual="0"), headers=HTMX
    )
    wrong = browser.post(
        url("terms_preview", account), typed(account, rate_annual="x"), headers=HTMX
    )

    assert "$833.33" in right.content.decode()
    assert "Annual rate: Enter a percentage" in wrong.content.decode()
    assert "$888.49" in wrong.content.decode()
    assert fresh(account).terms == LOAN


def test_stale_terms_show_what_is_saved_now(browser, account):
    stale = typed(account, rate_annual="14")
    browser.post(url("terms_edit", account), typed(account, rate_annual="13"))

    answer = browser.post(url("terms_edit", account), stale)

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Somebody has changed this account meanwhile" in page
    assert "14.00%" in page
    assert "13.00%" in page
    browser.post(url("terms_edit", account), typed(account, rate_annual="14"))
    assert fresh(account).terms["rate_annual"] == "0.14"
