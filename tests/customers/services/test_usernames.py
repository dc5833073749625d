import pytest

from customers.services.usernames import LONGEST, free_username, with_number
from tests.builders_customers import make_customer

pytestmark = pytest.mark.usefixtures("in_tenant")


def test_a_number_is_cut_in_where_the_name_is_too_long():
    assert with_number("vega", 1) == "vega"
    assert with_number("vega", 12) == "vega12"
    assert len(with_number("x" * LONGEST, 12)) == LONGEST
    assert with_number("x" * LONGEST, 12).endswith("x12")


@pytest.mark.parametrize("taken", [0, 1, 15, 16, 17, 50])
def test_the_first_free_number_is_given(actor, taken):
    for number in range(1, taken + 1):
        make_customer(actor, username=with_number("AnnLee", number), import_id="")

    assert free_username("annlee", customer_id=0) == with_number("annlee", taken + 1)


def test_a_customers_own_username_is_free_to_them(actor):
    own = make_customer(actor, username="annlee")

    assert free_username("annlee", own.pk) == "annlee"
