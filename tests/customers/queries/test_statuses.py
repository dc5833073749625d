import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from customers.models import Customer
from customers.queries.statuses import list_statuses_with_counts
from lendcore.history.recording import recorded
from lendcore.queries import counts

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
        before = list_statuses_with_counts()
    make_customers(actor, before[1].status, 2)

    after = list_statuses_with_counts()

    assert len(queries) == 1
    assert [(row.status.name, row.customer_count) for row in after] == [
        ("Active", 0),
        ("Lead", 2),
        ("Inactive", 0),
    ]


def test_counting_stops_at_the_cap(actor, monkeypatch):
    monkeypatch.setattr(counts, "COUNT_CAP", 2)
    status = list_statuses_with_counts()[0].status
    make_customers(actor, status, 4)

    row = list_statuses_with_counts()[0]

    assert row.customer_count == 3
    assert row.count_label == "2+"
