import re

import pytest
from django.urls import reverse

from customers.models import CustomerStatus
from customers.services.secrets import tax_number_index
from lendcore.models import AccessRecord, SavedView
from lendcore.rules.tax_numbers import TaxNumberKind
from lendcore.tenancy.context import activate_tenant
from tests import builders
from tests.builders_lists import add_customer, add_many

pytestmark = pytest.mark.usefixtures("in_tenant")
SSN = "536-22-8714"


@pytest.fixture
def url():
    return reverse("customers:list")


def text_of(response):
    return response.content.decode()


def names_in(response):
    return re.findall(r'class="cell-name"><a [^>]*>([^<]*)</a>', text_of(response))


def add_with_tax_number(actor, **changes):
    digits = SSN.replace("-", "")
    return add_customer(
        actor,
        tax_number_kind="ssn",
        tax_number_last_four=digits[-4:],
        tax_number_index=tax_number_index(TaxNumberKind.SSN, digits),
        **changes,
    )


def test_the_list_shows_customers_by_name(signed_in, actor, url):
    for name in ("Zoe", "Ana", "Émile"):
        add_customer(actor, first_name=name)

    page = signed_in.get(url)

    assert names_in(page) == ["Ana Vega", "Émile Vega", "Zoe Vega"]
    assert "3 in all" in text_of(page)
    assert 'aria-sort="ascending"' in text_of(page)


def count_queries(client, url, django_assert_max_num_queries):
    with django_assert_max_num_queries(30) as queries:
        assert client.get(url).status_code == 200
    return len(queries)


def test_thirty_rows_cost_as_many_queries_as_three(
    signed_in, actor, url, django_assert_max_num_queries
):
    url = f"{url}?rows=50&view=all"
    add_many(actor, 3)
    signed_in.get(url)
    few = count_queries(signed_in, url, django_assert_max_num_queries)
    add_many(actor, 27, import_id="")

    signed_in.get(url)
    many = count_queries(signed_in, url, django_assert_max_num_queries)

    assert few == many <= 12


def test_an_empty_book_says_how_to_begin(signed_in, url):
    assert "No customers yet" in text_of(signed_in.get(url))


def test_a_search_is_posted_and_becomes_an_address(signed_in, actor, url):
    add_customer(actor, first_name="Ana")
    add_customer(actor, first_name="Bo")

    answer = signed_in.post(f"{url}?view=all&sort=-id&after=4", {"q": " ana "})

    assert answer.status_code == 303
    assert answer["Location"] == f"{url}?view=all&q=ana&sort=-id"
    assert names_in(signed_in.get(answer["Location"])) == ["Ana Vega"]


def test_a_whole_tax_number_is_found_without_an_address(signed_in, actor, url):
    add_with_tax_number(actor, first_name="Ida")
    add_customer(actor, first_name="Bo")

    page = signed_in.post(url, {"q": f"vega {SSN}"})

    assert page.status_code == 200
    assert names_in(page) == ["Ida Vega"]
    assert "536" not in text_of(page)
    assert "22-8714" not in text_of(page)
    record = AccessRecord.objects.get(kind="tax_number_search")
    assert record.what == "1 found"
    assert "8714" not in str(vars(record))


@pytest.mark.parametrize(
    "typed",
    [f"{SSN},", f"(vega {SSN})", f"SSN:{SSN}", "536 - 22 - 8714", f"\u202d{SSN}\u202c"],
)
def test_nothing_beside_a_tax_number_lets_it_into_the_address(
    signed_in, actor, url, typed
):
    add_with_tax_number(actor, first_name="Ida")

    page = signed_in.post(url, {"q": typed})

    assert page.status_code == 200
    assert names_in(page) == ["Ida Vega"]
    assert signed_in.session["last_lists"]["customers"]["search"] is None


def test_a_name_is_found_with_the_joiners_that_it_is_spelled_with(
    signed_in, actor, url
):
    add_customer(actor, first_name="نیک\u200cپور")

    page = signed_in.get(url, {"q": "نیک\u200cپور"})

    assert names_in(page) == ["نیک\u200cپور Vega"]


def test_a_number_that_nobody_has_is_recorded_too(signed_in, url):
    page = signed_in.post(url, {"q": "536 22 8714"})

    assert "No customer has this tax number" in text_of(page)
    assert AccessRecord.objects.get(kind="tax_number_search").what == "0 found"


def test_an_import_id_of_nine_digits_is_found_when_it_is_said_to_be_one(
    signed_in, actor, url
):
    add_customer(actor, first_name="Bo", import_id="536228714")

    as_number = signed_in.post(url, {"q": "536228714"})
    as_import_id = signed_in.get(url, {"q": "import=536228714"})

    assert "put import= before it" in text_of(as_number)
    assert names_in(as_import_id) == ["Bo Vega"]


def test_nothing_of_a_tax_number_search_stays_in_the_session(signed_in, actor, url):
    add_with_tax_number(actor)

    signed_in.post(url, {"q": SSN})

    assert signed_in.session["last_lists"]["customers"]["search"] is None
    assert "22" not in str(signed_in.session["last_lists"]["customers"]["search"])


def test_a_role_that_may_not_reveal_may_not_try_numbers(client, actor, tenant, url):
    add_with_tax_number(actor)
    builders.sign_in(client, builders.make_member(tenant, "read_only"), tenant)

    page = client.post(url, {"q": SSN})

    assert page.status_code == 403
    assert "Your role does not allow searching by a whole tax number" in text_of(page)
    assert names_in(page) == []
    assert not AccessRecord.objects.filter(kind="tax_number_search").exists()


@pytest.mark.parametrize("typed", [SSN, "536228714", f"vega {SSN}"])
def test_a_tax_number_in_an_address_is_dropped(signed_in, url, typed):
    answer = signed_in.get(url, {"q": typed, "type": "company"})

    assert answer.status_code == 302
    assert answer["Location"] == f"{url}?view=all&sort=name&type=company"


def test_no_role_sees_more_than_the_last_four(signed_in, actor, url):
    add_with_tax_number(actor)
    signed_in.post(reverse("customers:columns"), {"columns": ["tax_number", "id"]})

    assert "•••-••-8714" in text_of(signed_in.get(url))


def test_filters_show_as_chips_that_take_them_away(signed_in, actor, url):
    add_customer(actor, first_name="Ana", region="UT")
    add_customer(actor, first_name="Bo", region="ID")
    active = CustomerStatus.objects.get(code="active").pk

    page = signed_in.get(url, {"region": "UT", "status": active, "status_is": "not"})

    assert names_in(page) == []
    assert "Remove filter: State or province is Utah" in text_of(page)
    assert "Remove filter: Status is not Active" in text_of(page)
    assert "Remove “Status is not Active”" in text_of(page)
    assert "1 customer matches without" in text_of(page)


def test_filters_that_can_not_be_read_are_shown_to_be_mended(signed_in, actor, url):
    add_customer(actor)

    page = signed_in.get(url, {"created_from": "2026-13-45"})

    assert "Enter a date, such as 2026-04-17." in text_of(page)
    assert names_in(page) == ["Marisol Vega"]


def test_gender_is_no_filter_and_no_column(signed_in, actor, url):
    add_customer(actor, gender="female")

    page = signed_in.get(url, {"gender": "male", "sort": "gender"})

    assert names_in(page) == ["Marisol Vega"]
    assert "ender" not in text_of(page)


@pytest.mark.parametrize("sort", ["name", "-name", "id", "created", "-city"])
def test_next_and_previous_lead_through_the_list(signed_in, actor, url, sort):
    add_many(actor, 45)
    found, address = [], f"{url}?rows=20&view=all&sort={sort}"

    for _ in range(3):
        page = signed_in.get(address)
        found.append(re.findall(r'name="selected" value="(\d+)"', text_of(page)))
        following = re.search(r'href="([^"]*)" rel="next"', text_of(page))
        address = following[1].replace("&amp;", "&") if following else address
    back = re.search(r'href="([^"]*)" rel="prev"', text_of(page))
    previous = text_of(signed_in.get(back[1].replace("&amp;", "&")))

    assert [len(ids) for ids in found] == [20, 20, 5]
    assert len({row_id for ids in found for row_id in ids}) == 45
    assert re.findall(r'name="selected" value="(\d+)"', previous) == found[1]


def test_a_page_that_shows_all_needs_no_count(
    signed_in, actor, url, django_assert_max_num_queries
):
    add_customer(actor)
    signed_in.get(url)

    with django_assert_max_num_queries(12) as queries:
        signed_in.get(url)

    assert not any("customer_count" in query["sql"] for query in queries)


def test_an_exact_count_is_made_on_demand(signed_in, actor, url, monkeypatch):
    monkeypatch.setattr("lendcore.lists.page.COUNT_CAP", 22)
    monkeypatch.setattr("lendcore.queries.counts.COUNT_CAP", 22)
    add_many(actor, 25)

    capped = text_of(signed_in.get(url, {"rows": 20}))
    counted = text_of(signed_in.get(url, {"rows": 20, "view": "all", "count": "all"}))

    assert "22+ in all" in capped
    assert "count=all" in capped
    assert "25 in all" in counted


def test_a_name_with_markup_is_shown_as_text(signed_in, actor, url):
    add_customer(actor, first_name="<script>alert(1)</script>", last_name="X")

    assert "<script>alert(1)" not in text_of(signed_in.get(url))


def test_another_tenants_customers_never_appear(signed_in, other_tenant, url):
    stranger = builders.make_member(other_tenant, "administrator")
    with activate_tenant(other_tenant.pk):
        add_customer(builders.actor_of(stranger, other_tenant))

    assert names_in(signed_in.get(url)) == []


def test_the_default_view_opens_the_list(signed_in, actor, agent, url):
    add_customer(actor, first_name="Ana")
    add_customer(actor, first_name="Bo")
    SavedView.objects.create(
        list_name="customers",
        name="Anas",
        made_by_id=agent.pk,
        query="q=ana&sort=name",
        columns=["email"],
        is_default=True,
    )

    opened = signed_in.get(url)

    assert names_in(opened) == ["Ana Vega"]
    assert (
        "Primary phone" not in text_of(opened).split("<tbody>")[0].split("<thead>")[1]
    )
    assert names_in(signed_in.get(f"{url}?view=all")) == ["Ana Vega", "Bo Vega"]
    assert len(names_in(signed_in.get(f"{url}?sort=name"))) == 2


def test_signed_out_and_wrong_methods_get_nothing(client, url):
    assert client.get(url).status_code == 302
    assert client.post(reverse("customers:export")).status_code == 302
