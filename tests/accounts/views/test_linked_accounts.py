"""The accounts that are linked to an account."""

from datetime import timedelta

import pytest
from django.core import signing
from django.urls import reverse

from accounts.models import AccountLink, Kind, Role
from accounts.queries import linked_accounts as queries
from accounts.services import account_links
from accounts.services.account_links import TieInput
from accounts.services.snapshots import refresh_snapshot
from accounts.views.linked_accounts import UNDO_SALT
from lendcore.tenancy.context import activate_tenant
from tests import builders
from tests.builders_accounts import link, make_account, post
from tests.builders_customers import make_customer

pytestmark = pytest.mark.usefixtures("in_tenant")
HTMX = {"HX-Request": "true"}


@pytest.fixture
def customer(actor):
    return make_customer(actor)


@pytest.fixture
def loan(actor, customer):
    account = make_account(actor, "LN-100", title="2022 pickup")
    link(actor, account, (customer, Role.PRIMARY))
    return account


@pytest.fixture
def line(actor):
    return make_account(actor, "LC-200", Kind.LINE)


@pytest.fixture
def tie(actor, loan, line):
    return account_links.tie(actor=actor, from_id=loan.pk, to_id=line.pk)


def url(name, account, *args):
    return reverse(f"accounts:{name}", args=[account.pk, *args])


def switch(client, account, tie, **posted):
    return client.post(url("linked_switch", account, tie.pk), posted, headers=HTMX)


def undo(client, account, answer):
    token = answer.wsgi_request.undo["token"]
    return client.post(url("linked_undo", account), {"token": token}, headers=HTMX)


# The list ---------------------------------------------------------------------------


def test_each_account_shows_the_other_with_figures(signed_in, loan, line, tie):
    day = {"as_of": "2026-11-21"}
    to = signed_in.get(url("linked", loan), day).context["linked"]
    from_ = signed_in.get(url("linked", line), day).context["linked"]

    (other,) = to.to
    assert (other.account.number, other.leads_to) == ("LC-200", True)
    assert to.from_ == ()
    (back,) = from_.from_
    assert (back.account.number, back.primary) == ("LN-100", "Marisol Vega")
    assert back.figures.principal == 10_000
    assert back.figures.days_past_due == 293
    assert not back.leads_to


def test_the_linked_account_stands_in_the_header_of_the_first_alone(
    signed_in, loan, line, tie
):
    here = signed_in.get(url("detail", loan)).content.decode()
    there = signed_in.get(url("detail", line)).content.decode()

    assert "linked-facts" in here
    assert "LC-200" in here
    assert "linked-facts" not in there


def test_more_than_three_in_the_header_are_counted(signed_in, actor, line):
    for number in range(5):
        other = make_account(actor, f"LN-{number}")
        account_links.tie(actor=actor, from_id=line.pk, to_id=other.pk)

    page = signed_in.get(url("detail", line)).content.decode()

    assert "LN-2</a>" in page
    assert "LN-3</a>" not in page
    assert "+2 more" in page


def test_an_account_that_is_not_activated_has_no_figures(signed_in, actor, loan):
    asleep = make_account(actor, "LN-101", is_active=False)
    account_links.tie(actor=actor, from_id=loan.pk, to_id=asleep.pk)

    page = signed_in.get(url("linked", loan)).content.decode()

    assert page.count("Not activated") == 2


def test_as_of_another_day_shows_the_ties_of_that_day(signed_in, actor, loan, line):
    later = actor.anew(actor.at + timedelta(days=3))
    tie = account_links.tie(actor=actor, from_id=loan.pk, to_id=line.pk)
    account_links.set_switch(
        actor=later, link_id=tie.pk, switch="copies_payments", is_on=True
    )

    def shown(day):
        context = signed_in.get(url("linked", loan), {"as_of": day}).context
        return context["linked"].to, context["may_edit"]

    assert shown("2026-11-19") == ((), False)
    (then,), may_edit = shown("2026-11-21")
    (after,), _ = shown("2026-12-31")
    assert not may_edit
    assert [each.is_on for each in then.switches] == [True, False, False, True]
    assert [each.is_on for each in after.switches] == [True, True, False, True]


def test_figures_of_a_day_equal_those_of_the_other_accounts_page(
    signed_in, actor, loan, line, tie
):
    post(actor, line, "advance", "2026-02-01", "500.00")
    post(actor, line, "payment", "2026-04-01", "100.00")

    for day in ("2026-03-01", "2026-11-21", "2027-01-15"):
        context = signed_in.get(url("linked", loan), {"as_of": day}).context
        result = signed_in.get(url("detail", line), {"as_of": day}).context["result"]
        rows = context["linked"].to
        if rows:
            assert rows[0].figures.payoff == result.payoff().amount
            assert rows[0].figures.days_past_due == result.days_past_due


def test_an_ended_snapshot_is_replayed_and_nothing_is_written(loan, line, tie, actor):
    refresh_snapshot(line, actor.today - timedelta(days=200))

    found = queries.list_linked(loan.pk, actor.today)

    assert found.to[0].figures.as_of == actor.today


def test_a_list_that_is_too_long_is_cut(signed_in, actor, line, monkeypatch):
    monkeypatch.setattr(queries, "MOST_SHOWN", 2)
    for number in range(3):
        other = make_account(actor, f"LN-{number}", is_active=False)
        account_links.tie(actor=actor, from_id=other.pk, to_id=line.pk)

    page = signed_in.get(url("linked", line)).content.decode()

    assert "The first 2 are shown" in page
    assert "LN-2" not in page


# Switches ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("copies_payments", "Payments on LN-100 are posted on LC-200 too"),
        ("copies_charges", "Charges on LN-100 are posted on LC-200 too"),
    ],
)
def test_a_switch_acts_at_once_and_can_be_undone(
    signed_in, loan, line, tie, name, sentence
):
    answer = switch(signed_in, loan, tie, **{name: "on"})

    page = answer.content.decode()
    assert sentence in page
    assert ">Undo<" in page
    assert getattr(AccountLink.objects.get(), name)
    undone = undo(signed_in, loan, answer)
    assert "Undone." in undone.content.decode()
    assert not getattr(AccountLink.objects.get(), name)


def test_turning_the_header_off_answers_with_the_header(signed_in, loan, line, tie):
    answer = switch(signed_in, loan, tie, shows_header="off")

    page = answer.content.decode()
    assert 'id="account-header"' in page
    assert "linked-facts" not in page
    assert "LC-200 no longer stands in the header of LN-100." in page


def test_a_switch_can_be_moved_from_the_other_account_too(signed_in, line, tie):
    answer = switch(signed_in, line, tie, splits_payments="off")

    assert "no longer split between LN-100 and LC-200" in answer.content.decode()
    assert not AccountLink.objects.get().splits_payments


def test_a_switch_works_without_script(signed_in, loan, tie):
    answer = signed_in.post(
        url("linked_switch", loan, tie.pk), {"copies_charges": "on"}, follow=True
    )

    assert answer.redirect_chain == [(url("linked", loan), 302)]
    assert "Charges on LN-100 are posted" in answer.content.decode()


@pytest.mark.parametrize(
    "posted", [{}, {"linked_at": "on"}, {"shows_header": "perhaps"}]
)
def test_what_is_no_switch_changes_nothing(signed_in, loan, tie, posted):
    answer = switch(signed_in, loan, tie, **posted)

    assert answer.status_code == 422
    assert "Choose one of the switches." in answer.content.decode()


def test_undo_is_refused_once_the_switch_was_moved(signed_in, actor, loan, tie):
    answer = switch(signed_in, loan, tie, copies_payments="on")
    account_links.set_switch(
        actor=actor, link_id=tie.pk, switch="copies_payments", is_on=False
    )

    undone = undo(signed_in, loan, answer)

    assert "Nothing was undone" in undone.content.decode()


def test_a_made_up_token_undoes_nothing(signed_in, loan, tie):
    change = {"link_id": tie.pk, "switch": "shows_header"}
    token = signing.dumps(change | {"is_now": True, "is_on": False}, salt=UNDO_SALT)

    answer = signed_in.post(url("linked_undo", loan), {"token": token}, headers=HTMX)

    assert "too late" in answer.content.decode()
    assert AccountLink.objects.get().shows_header


# Linking ----------------------------------------------------------------------------


@pytest.mark.parametrize("typed", ["ln-10", "pickup", "marisol vega"])
def test_an_account_is_found_by_number_title_and_customer(signed_in, loan, line, typed):
    found = signed_in.get(url("linked_add", line), {"q": typed}).context["found"]

    assert [(each.account.number, each.refusal) for each in found] == [("LN-100", "")]


def test_itself_and_what_is_linked_already_can_not_be_chosen(signed_in, loan, tie):
    page = signed_in.get(url("linked_add", loan), {"q": "l"})
    refusals = {each.account.number: each.refusal for each in page.context["found"]}

    assert refusals == {"LC-200": "Linked already", "LN-100": "This account"}


def test_the_direction_and_the_switches_are_as_chosen(signed_in, loan, line):
    answer = signed_in.post(
        url("linked_add", line),
        {"account": loan.pk, "direction": "from", "copies_charges": "on"},
        follow=True,
    )

    tie = AccountLink.objects.get()
    assert (tie.from_account_id, tie.to_account_id) == (loan.pk, line.pk)
    assert (tie.copies_charges, tie.shows_header) == (True, False)
    assert "LN-100 is linked to LC-200." in answer.content.decode()


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"direction": "sideways"}, "Choose which way the link leads."),
        ({"account": ""}, "Choose an account."),
        ({"account": "999999"}, "Choose an account of the list."),
        ({"account": "9" * 40}, "less than or equal"),
    ],
)
def test_what_is_no_link_comes_back_with_a_sentence(
    signed_in, loan, line, changed, sentence
):
    posted = {"account": line.pk, "direction": "to", "q": "lc"} | changed

    answer = signed_in.post(url("linked_add", loan), posted)

    page = answer.content.decode()
    assert answer.status_code == 422
    assert sentence in page
    assert "LC-200" in page
    assert not AccountLink.objects.exists()


def test_each_rule_of_ties_has_its_sentence(signed_in, actor, loan, line, tie):
    third = make_account(actor, "LN-300")

    def refused(account, other, direction="to"):
        posted = {"account": other.pk, "direction": direction}
        answer = signed_in.post(url("linked_add", account), posted)
        assert answer.status_code == 422
        return answer.content.decode()

    assert "linked already" in refused(loan, line)
    assert "linked already" in refused(line, loan)
    assert "to one account only" in refused(loan, third)
    assert "t be linked to itself" in refused(third, third)


# Unlinking --------------------------------------------------------------------------


def test_unlinking_asks_first(signed_in, loan, tie):
    ask = url("linked_unlink", loan, tie.pk)

    question = signed_in.get(ask).content.decode()
    answer = signed_in.post(ask, follow=True)

    assert "Unlink LC-200" in question
    assert "LC-200 is no longer linked." in answer.content.decode()
    assert not AccountLink.objects.exists()


def test_a_second_click_on_unlink_is_not_found(signed_in, loan, tie):
    ask = url("linked_unlink", loan, tie.pk)
    signed_in.post(ask, headers=HTMX)

    assert signed_in.post(ask, headers=HTMX).status_code == 404


# Who may ----------------------------------------------------------------------------


def test_who_only_looks_sees_no_buttons(client, loan, tie, tenant):
    reader = builders.make_member(tenant, "read_only")
    builders.sign_in(client, reader, tenant)

    page = client.get(url("linked", loan)).content.decode()

    assert "Link account" not in page
    assert 'role="switch"' not in page
    assert switch(client, loan, tie, copies_charges="on").status_code == 403
    assert client.post(url("linked_unlink", loan, tie.pk)).status_code == 403


def test_a_tie_of_other_accounts_is_not_found(signed_in, actor, tie):
    third = make_account(actor, "LN-300")

    assert switch(signed_in, third, tie, copies_charges="on").status_code == 404
    assert signed_in.get(url("linked_unlink", third, tie.pk)).status_code == 404


def test_another_tenants_accounts_are_neither_found_nor_linked(
    signed_in, loan, other_tenant
):
    with activate_tenant(other_tenant.pk):
        other = builders.actor_of(builders.make_member(other_tenant), other_tenant)
        theirs = make_account(other, "LN-100")

    answer = signed_in.post(
        url("linked_add", loan), {"account": theirs.pk, "direction": "to"}
    )

    assert "Choose an account of the list." in answer.content.decode()
    assert signed_in.get(url("linked", theirs)).status_code == 404
    found = signed_in.get(url("linked_add", loan), {"q": "ln-100"}).context["found"]
    assert [each.refusal for each in found] == ["This account"]


def test_ties_made_with_all_switches_off_show_nothing_in_the_header(
    signed_in, actor, loan, line
):
    account_links.tie(
        actor=actor,
        from_id=loan.pk,
        to_id=line.pk,
        data=TieInput(shows_header=False, splits_payments=False),
    )

    assert "linked-facts" not in signed_in.get(url("detail", loan)).content.decode()


def test_a_copy_is_marked_among_the_transactions(signed_in, actor, loan, line, tie):
    account_links.set_switch(
        actor=actor, link_id=tie.pk, switch="copies_charges", is_on=True
    )

    post(actor, loan, "charge", "2026-02-05", "25.00")

    original = signed_in.get(url("transactions", loan)).content.decode()
    copy = signed_in.get(url("transactions", line)).content.decode()
    assert ">Copied<" not in original
    assert ">Copied<" in copy
