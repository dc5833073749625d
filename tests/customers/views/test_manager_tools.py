import pytest
from django.urls import reverse

from lendcore.models import CustomField, SavedView
from tests.builders_lists import add_customer, add_field

pytestmark = pytest.mark.usefixtures("in_tenant")
HTMX = {"HX-Request": "true"}


def test_the_popover_gets_the_form_of_one_filter(signed_in, actor):
    add_customer(actor)

    answer = signed_in.get(
        reverse("customers:filter", args=["region"]),
        {"view": "all", "q": "vega", "type": "individual", "after": 9},
        headers=HTMX,
    )

    form = answer.content.decode()
    assert 'name="region"' in form
    assert '<input type="hidden" name="type" value="individual">' in form
    assert '<input type="hidden" name="q" value="vega">' in form
    assert "after" not in form
    assert "1 customer matches" in form


def test_without_script_the_form_stands_on_the_page(signed_in, actor):
    add_customer(actor)

    answer = signed_in.get(reverse("customers:filter", args=["has_email"]), follow=True)

    assert 'name="has_email"' in answer.content.decode()
    assert "edit=has_email" in answer.request["QUERY_STRING"]


def test_an_unknown_filter_is_not_found(signed_in):
    url = reverse("customers:filter", args=["gender"])

    assert signed_in.get(url, headers=HTMX).status_code == 404


def test_the_count_follows_what_is_typed(signed_in, actor):
    add_customer(actor, region="UT")
    add_customer(actor, region="ID")

    answer = signed_in.get(
        reverse("customers:match_count"), {"region": "UT"}, headers=HTMX
    )

    assert "1 customer matches" in answer.content.decode()


@pytest.mark.parametrize(
    ("kind", "value", "matching", "other"),
    [
        ("select", "Gold", {"": "Gold"}, {"": "-"}),
        ("text", "Gólden", {"": "gol"}, {"": "old"}),
        ("checkbox", True, {"": "yes"}, {"": "no"}),
        ("currency", "12.50", {"_from": "12"}, {"_to": "12.49"}),
        ("percentage", "0.125", {"_to": "12.5"}, {"_from": "13"}),
        ("number", 7, {"_from": "7", "_to": "7"}, {"_from": "8"}),
        ("date", "2026-03-01", {"_to": "2026-03-01"}, {"_from": "2026-03-02"}),
        ("time", "14:30", {"_from": "14:30"}, {"_to": "14:29"}),
        ("phone", "+18015550142", {"": "(801) 555"}, {"": "555"}),
        ("url", "https://example.com", {"": "https://ex"}, {"": "ex"}),
    ],
)
def test_custom_fields_filter_by_their_type(
    signed_in, actor, kind, value, matching, other
):
    field = add_field(actor, "tier", kind, choices=["Gold", "Silver"])
    add_customer(actor, custom_values={"tier": value})
    url = reverse("customers:match_count")

    def count(parameters):
        data = {f"custom_{field.pk}{end}": text for end, text in parameters.items()}
        return signed_in.get(url, data, headers=HTMX).content.decode()

    assert "1 customer matches" in count(matching)
    assert "0 customers match" in count(other)


def test_fields_that_are_not_filterable_are_no_filter(signed_in, actor):
    field = add_field(actor, "tier", CustomField.Kind.TEXT, is_filterable=False)
    url = reverse("customers:filter", args=[f"custom_{field.pk}"])

    assert signed_in.get(url, headers=HTMX).status_code == 404


def columns_of(client):
    page = client.get(f"{reverse('customers:list')}?view=all").content.decode()
    head = page.split("<thead>")[1].split("</thead>")[0]
    labels = ("ID", "Email", "Username", "Tier")
    found = [(head.find(f">{label}"), label) for label in labels]
    return [label for place, label in sorted(found) if place >= 0]


def test_columns_are_chosen_in_order_and_reset(signed_in, actor):
    field = add_field(actor, "tier", CustomField.Kind.TEXT)
    add_customer(actor)
    url = reverse("customers:columns")

    chosen = ["username", f"custom_{field.pk}", "id", "gender"]
    answer = signed_in.post(url, {"columns": chosen})

    assert answer.status_code == 302
    assert columns_of(signed_in) == ["Username", "Tier", "ID"]
    signed_in.post(url, {"reset": "1", "columns": chosen})
    assert columns_of(signed_in) == ["ID", "Email"]


def test_without_script_a_button_moves_a_column(signed_in, actor):
    add_customer(actor)
    url = reverse("customers:columns")

    signed_in.post(url, {"columns": ["id", "email", "username"], "up": "username"})

    assert columns_of(signed_in) == ["ID", "Username", "Email"]


def test_columns_are_saved_to_an_own_view_alone(signed_in, actor, agent, tenant):
    own = SavedView.objects.create(
        list_name="customers", name="Mine", made_by_id=agent.pk, query="sort=name"
    )
    url = f"{reverse('customers:columns')}?view={own.pk}"

    signed_in.post(url, {"columns": ["email"], "save": "1"})

    own.refresh_from_db()
    assert own.columns == ["email"]
    assert own.query == "sort=name"
