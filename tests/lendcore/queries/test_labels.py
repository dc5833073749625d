import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from customers.labels import STATUSES
from customers.models import Customer
from lendcore.history.recording import recorded
from lendcore.queries import counts
from lendcore.queries.labels import list_labels

pytestmark = pytest.mark.usefixtures("in_tenant")


def make_customers(actor, status, count):
    with recorded(actor):
        for number in range(count):
            Customer.objects.create(
                last_name=f"Vega{number}",
                status=status,
                created_at=actor.at,
                updated_at=actor.at,
            )


def test_each_status_says_how_many_have_it_in_one_query(actor):
    with CaptureQueriesContext(connection) as queries:
        before = list_labels(STATUSES)
    make_customers(actor, before[1].label, 2)

    after = list_labels(STATUSES)

    assert len(queries) == 1
    assert [(row.label.name, row.count) for row in after] == [
        ("Active", 0),
        ("Lead", 2),
        ("Inactive", 0),
    ]


def test_counting_stops_at_the_cap(actor, monkeypatch):
    monkeypatch.setattr(counts, "COUNT_CAP", 2)
    status = list_labels(STATUSES)[0].label
    make_customers(actor, status, 4)

    row = list_labels(STATUSES)[0]

    assert row.count == 3
    assert row.count_label == "2+"
