"""Finding customers by a whole tax number: logged, and only for some roles."""

from collections.abc import Mapping
from typing import Any

from customers.queries.search import find_ids, tax_number_filters
from customers.services.secrets import tax_number_indexes
from lendcore.actors import Actor
from lendcore.models import AccessRecord
from lendcore.search import SearchText
from lendcore.services.access import record

MOST_FOUND = 100


class MayNotSearchByTaxNumber(Exception):
    """The role may not reveal tax numbers, so it may not try them either."""

    def __init__(self) -> None:
        super().__init__(
            "Your role does not allow searching by a whole tax number. Search by its "
            "last four digits instead."
        )


def find_by_tax_number(
    *,
    actor: Actor,
    digits: str,
    rest: SearchText,
    conditions: Mapping[str, Any] | None = None,
    sort: str = "name",
) -> list[int]:
    """Return the ids of customers who have the number, at most 100, and log the search.

    The digits are looked up by their blind indexes alone: whatever else has nine
    digits, such as an import ID, is not found.
    rest: what was typed beside the number. conditions: filters in use.
    Raises MayNotSearchByTaxNumber. The record does not hold the number.
    """
    if not actor.masking.reveals_tax_number:
        raise MayNotSearchByTaxNumber
    filters = tax_number_filters(tax_number_indexes(digits), rest)
    ids = find_ids({**(conditions or {}), **filters}, sort=sort, limit=MOST_FOUND)
    record(
        actor=actor,
        kind=AccessRecord.Kind.TAX_NUMBER_SEARCH,
        entity="customer",
        what=f"{len(ids)} found",
    )
    return ids
