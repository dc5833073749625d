"""What the tools of lendcore say of customers: addresses, credit, use of their data."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import F, Window
from django.db.models.functions import RowNumber

from customers.models import Address, CreditScore, Customer
from customers.queries.summary import Credit, credit_of

# The newest set, and the one that it is compared with.
_SETS = 2


@dataclass(frozen=True, kw_only=True)
class CustomerTools:
    """The last word of each tool on one customer.

    mailing: None where the primary address serves, and where there is none.
    """

    primary: Address | None
    mailing: Address | None
    is_mailing_same: bool
    credit: Credit | None
    may_sell_information: bool


def list_tools(customers: Iterable[Customer]) -> dict[int, CustomerTools]:
    """Return what the tools say of some customers, by their ids. Two queries."""
    customers = list(customers)
    ids = [each.pk for each in customers]
    addresses = {
        (row.customer_id, row.purpose): row
        for row in Address.objects.filter(customer__in=ids)
    }
    scores = _newest_scores(ids)
    return {each.pk: _tools_of(each, addresses, scores[each.pk]) for each in customers}


def _tools_of(
    customer: Customer,
    addresses: Mapping[tuple[int, str], Address],
    scores: list[CreditScore],
) -> CustomerTools:
    same = customer.mailing_same_as_primary
    mailing = addresses.get((customer.pk, Address.Purpose.MAILING))
    return CustomerTools(
        primary=addresses.get((customer.pk, Address.Purpose.PRIMARY)),
        mailing=None if same else mailing,
        is_mailing_same=same,
        credit=credit_of(scores),
        may_sell_information=customer.may_sell_information,
    )


def _newest_scores(ids: Sequence[int]) -> dict[int, list[CreditScore]]:
    newest_first = [F("scored_on").desc(), F("pk").desc()]
    place = Window(RowNumber(), partition_by="customer_id", order_by=newest_first)
    found = CreditScore.objects.filter(customer__in=ids).annotate(place=place)
    scores: dict[int, list[CreditScore]] = defaultdict(list)
    for row in found.filter(place__lte=_SETS).order_by("customer_id", "place"):
        scores[row.customer_id].append(row)
    return scores
