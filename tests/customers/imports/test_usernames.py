import pytest

from customers.models import Customer
from tests.builders_customers import make_customer
from tests.builders_imports import reasons, run_import, write

pytestmark = pytest.mark.usefixtures("in_tenant")


def test_a_name_of_which_many_are_taken_finds_the_next_free_one(
    tenant, tmp_path, actor
):
    rows = [
        {"import_id": f"A-{number}", "first_name": "Ann", "last_name": "Lee"}
        for number in range(40)
    ]
    make_customer(actor, username="ANNLEE", email="", import_id="")
    run_import(tenant, write(tmp_path, rows))

    result = run_import(
        tenant, write(tmp_path, [{**rows[0], "import_id": "B-1"}], "more.csv")
    )

    assert reasons(result) == []
    usernames = Customer.objects.exclude(import_id="").values_list(
        "import_id", "username"
    )
    assert dict(usernames) == {
        **{f"A-{number}": f"annlee{number + 2}" for number in range(40)},
        "B-1": "annlee42",
    }


def test_a_name_is_numbered_on_from_batch_to_batch(tenant, tmp_path, monkeypatch):
    monkeypatch.setattr("lendcore.imports.run.ROWS_AT_ONCE", 7)
    rows = [
        {"import_id": f"A-{place}", "first_name": "Ann", "last_name": "Lee"}
        for place in range(30)
    ]

    run_import(tenant, write(tmp_path, rows))

    usernames = Customer.objects.order_by("pk").values_list("username", flat=True)
    assert list(usernames) == ["annlee", *(f"annlee{n}" for n in range(2, 31))]


def test_a_name_that_ends_in_a_number_keeps_clear_of_the_others(tenant, tmp_path):
    names = ["ann", "ann", "ann2", "ann2", "ann"]
    rows = [
        {"import_id": f"A-{place}", "last_name": name}
        for place, name in enumerate(names)
    ]

    run_import(tenant, write(tmp_path, rows))

    usernames = Customer.objects.values_list("username", flat=True)
    assert len(set(usernames)) == 5
    assert {"ann", "ann2"} <= set(usernames)
