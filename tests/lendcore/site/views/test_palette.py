import re

import pytest
from django.urls import reverse

from customers.services.secrets import tax_number_index
from lendcore.models import AccessRecord
from lendcore.rules.tax_numbers import TaxNumberKind
from lendcore.tenancy.context import activate_tenant
from tests import builders
from tests.builders_lists import add_customer, add_many

pytestmark = pytest.mark.usefixtures("in_tenant")
HTMX = {"HX-Request": "true"}


def ask(client, text):
    answer = client.post(reverse("palette"), {"query": text}, headers=HTMX)
    assert answer.status_code == 200
    return answer.content.decode()


def names_in(text):
    found = re.findall(r"<b>(.*?)</b>", text)
    return [re.sub("</?mark>", "", name) for name in found]


def test_customers_are_found_with_the_match_marked(signed_in, actor):
    customer = add_customer(actor, city="Lehi", region="UT", phone="8015550142")

    text = ask(signed_in, "lehi veg")

    assert "Marisol <mark>Veg</mark>a" in text
    assert f"#{customer.pk} · Lehi, UT · (801) 555-0142" in text
    assert f'href="{reverse("customers:detail", args=[customer.pk])}"' in text
    assert text.lstrip().startswith("<div role")


def test_names_that_begin_so_come_first(signed_in, actor):
    add_customer(actor, first_name="Bo", last_name="Annandale")
    add_customer(actor, first_name="Ann", last_name="Zorn")
    add_customer(actor, first_name="Joanna", last_name="Abt")

    assert names_in(ask(signed_in, "ann")) == [
        "Ann Zorn",
        "Bo Annandale",
        "Joanna Abt",
    ]


def test_the_typed_id_comes_first(signed_in, actor):
    target = add_customer(actor, first_name="Zoe")
    add_customer(actor, first_name="Ana", import_id=f"{target.pk}00")

    text = str(target.pk)

    assert names_in(ask(signed_in, text))[0] == "Zoe Vega"
    assert names_in(ask(signed_in, f"#{text}")) == ["Zoe Vega"]


def test_at_most_eight_are_shown_and_a_line_for_the_rest(signed_in, actor):
    add_many(actor, 12)

    text = ask(signed_in, "diaz")

    assert len(names_in(text)) == 8
    assert "Show all 12 customers that match “diaz”" in text
    assert "?view=all&amp;q=diaz" in text
    assert "New customer named “diaz”" in text


def test_without_text_the_customers_opened_last_are_offered(signed_in, actor):
    customer = add_customer(actor)
    session = signed_in.session
    session["recent"] = {"customers": [customer.pk]}
    session.save()

    text = ask(signed_in, "  ")

    assert "Recent" in text
    assert names_in(text) == ["Marisol Vega"]


def test_a_greater_than_sign_asks_for_actions_alone(signed_in, actor):
    add_customer(actor, first_name="Newton")

    text = ask(signed_in, "> new")

    assert "New customer" in text
    assert names_in(text) == []
    assert "All customers" not in text


@pytest.mark.parametrize(
    "text", ["nobody", "%", "\0", "x" * 10_000, "'; SELECT 1", ">", "> zzz", "#"]
)
def test_any_text_gets_an_answer(signed_in, actor, text):
    add_customer(actor)

    assert names_in(ask(signed_in, text)) == []


def test_a_whole_tax_number_is_found_logged_and_not_repeated(signed_in, actor):
    add_customer(
        actor,
        tax_number_index=tax_number_index(TaxNumberKind.SSN, "536228714"),
        tax_number_kind="ssn",
        tax_number_last_four="8714",
    )

    text = ask(signed_in, "536-22-8714")

    assert names_in(text) == ["Marisol Vega"]
    assert "536" not in text
    assert AccessRecord.objects.get(kind="tax_number_search").what == "1 found"


def test_a_role_that_may_not_reveal_may_not_try_numbers(client, tenant, actor):
    builders.sign_in(client, builders.make_member(tenant, "read_only"), tenant)

    text = ask(client, "536-22-8714")

    assert "Your role does not allow" in text
    assert "New customer" not in text
    assert not AccessRecord.objects.filter(kind="tax_number_search").exists()


def test_another_tenants_customers_are_not_found(signed_in, other_tenant):
    stranger = builders.make_member(other_tenant, "administrator")
    with activate_tenant(other_tenant.pk):
        theirs = add_customer(builders.actor_of(stranger, other_tenant))

    assert names_in(ask(signed_in, "vega")) == []
    assert names_in(ask(signed_in, f"#{theirs.pk}")) == []


def test_without_script_a_page_answers(signed_in, actor):
    add_customer(actor)

    page = signed_in.post(reverse("palette"), {"query": "vega"}).content.decode()

    assert "Search for “vega”" in page
    assert "Vega" in page
