"""The real books of the reference data, through the mappings that we ship."""

import csv
import pathlib

import pytest
from django.conf import settings

from customers.models import Address, Customer, CustomerKey
from tests.builders_imports import reasons, run_import

pytestmark = pytest.mark.usefixtures("in_tenant")
MAPPINGS = pathlib.Path(settings.BASE_DIR) / "docs" / "mappings"


def read(path):
    text = path.read_text(encoding="utf-8-sig", newline="")
    return list(csv.DictReader(text.splitlines(keepends=True)))


def squeezed(text):
    return " ".join(text.split())


def test_business_borrowers_become_companies_as_they_are_written(tenant, reference_dir):
    path = reference_dir / "imports" / "business-borrowers.csv"
    rows = read(path)

    result = run_import(tenant, path, mapping=MAPPINGS / "business-borrowers.toml")

    assert reasons(result) == []
    assert result.counts.added == len(rows) == 732
    assert set(Customer.objects.values_list("customer_type", flat=True)) == {"company"}
    names = Customer.objects.values_list("company_name", flat=True)
    assert sorted(names) == sorted(squeezed(row["BusinessName"]) for row in rows)
    places = Address.objects.values_list("street", "city", "region", "postal_code")
    assert sorted(places) == sorted(
        (squeezed(row["Address"]), squeezed(row["City"]), row["State"], row["Zip"])
        for row in rows
    )
    usernames = Customer.objects.values_list("username_folded", flat=True)
    assert len(set(usernames)) == 732
    assert not CustomerKey.objects.exists()


def test_business_borrowers_are_known_again(tenant, reference_dir):
    path = reference_dir / "imports" / "business-borrowers.csv"
    mapping = MAPPINGS / "business-borrowers.toml"
    run_import(tenant, path, mapping=mapping)

    again = run_import(tenant, path, mapping=mapping)
    by_line = run_import(tenant, path, mapping=mapping, takes_good_lines=True)

    for result in (again, by_line):
        assert reasons(result) == []
        assert (result.counts.added, result.counts.unchanged) == (0, 732)
    assert Customer.history.model.objects.count() == 732


def test_of_consumer_loans_the_borrowers_are_taken(tenant, reference_dir):
    path = reference_dir / "imports" / "consumer-loans.csv"
    rows = read(path)

    result = run_import(tenant, path, mapping=MAPPINGS / "consumer-loans.toml")

    assert reasons(result) == []
    assert result.counts.added == len(rows) == 2500
    stored = Customer.objects.values_list("import_id", "last_name", "region")
    assert sorted(stored) == sorted(
        (f"LOAN-{row['id']}", row["id"], row["state"]) for row in rows
    )
