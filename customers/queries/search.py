"""The customer search: what was typed as filters, and the calls of its functions.

`customers.search_sql` lists the filters and how they are answered.
"""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import connection

from lendcore.lists.paging import Found
from lendcore.rules.fold import fold
from lendcore.rules.phones import search_digits
from lendcore.search import MOST_ID_DIGITS, SearchText
from lendcore.tenancy.context import require_tenant_id

type Filters = Mapping[str, Any]

SORTS = ("name", "id", "created", "city")


def search_filters(typed: SearchText) -> dict[str, Any]:
    """Return the filters that find customers by what was typed."""
    filters: dict[str, Any] = {}
    if typed.exact_id is not None:
        filters["exact_id"] = typed.exact_id
    words = [word for word in typed.words if "&" not in word]
    if words:
        filters["terms"] = words
    groups = [
        *(_import_id_alternatives(begin) for begin in typed.import_ids),
        *(_and_alternatives(word) for word in typed.words if "&" in word),
        *([{"phone_prefix": digits}] for digits in typed.phones),
        *([{"postal_prefix": code}] for code in typed.postal_codes),
        *([{"email_prefix": mail}] for mail in typed.mails),
        *(_code_alternatives(code) for code in typed.codes),
        *(_number_alternatives(digits) for digits in typed.numbers),
    ]
    if groups:
        filters["any_of"] = groups
    return filters


def tax_number_filters(indexes: Sequence[bytes], rest: SearchText) -> dict[str, Any]:
    """Return the filters for a whole tax number, which no statement may carry.

    indexes: the blind indexes of the number. rest: what was typed beside it.
    """
    by_number = {"tax_indexes": [index.hex() for index in indexes]}
    return search_filters(rest) | by_number


def _and_alternatives(word: str) -> list[dict[str, Any]]:
    """ "A&B" is stored in one piece or in two."""
    parts = [part for part in word.split("&") if part]
    return [{"terms": [word]}, {"terms": parts}]


def _code_alternatives(code: str) -> list[dict[str, Any]]:
    """Letters with digits: "3M", "A1B2" of an import id, "K1A" of a postal code."""
    alternatives = [{"terms": [fold(code)]}, *_import_id_alternatives(code)]
    if len(code) == 3 and code[1].isdigit():
        alternatives.append({"postal_prefix": code.upper()})
    return alternatives


def _import_id_alternatives(begin: str) -> list[dict[str, Any]]:
    """As typed or in capitals: lower() would lose the index."""
    spellings = dict.fromkeys((begin, begin.upper()))
    return [{"import_id_prefix": spelling} for spelling in spellings]


def _number_alternatives(digits: str) -> list[dict[str, Any]]:
    """What a group of digits may be. Three digits alone are no phone number: an area
    code would find half the book."""
    alternatives: list[dict[str, Any]] = [{"terms": [digits]}]
    if len(digits) <= MOST_ID_DIGITS:
        alternatives.append({"exact_id": int(digits)})
    if len(digits) < 3:
        alternatives.append({"import_id": digits})
    else:
        alternatives.append({"import_id_prefix": digits})
    if len(digits) == 4:
        alternatives.append({"tax_four": digits})
    if len(digits) in (4, 5):
        alternatives.append({"postal_prefix": digits})
    if 4 <= len(digits) <= 15:
        alternatives.append({"phone_prefix": search_digits(digits)})
    return alternatives


def find_ids(
    filters: Filters,
    *,
    sort: str = "name",
    descending: bool = False,
    after_id: int | None = None,
    limit: int = 50,
) -> list[int]:
    """Return the ids of one page of customers in its order. One query.

    after_id: the last row of the page before; the list starts again if it is gone.
    limit: at most 5,000.
    """
    require_tenant_id()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT * FROM customer_search(%s, %s, %s, %s, %s)",
            [json.dumps(filters), sort, descending, after_id, limit],
        )
        return [row[0] for row in cursor.fetchall()]


def find_counted(
    filters: Filters,
    *,
    sort: str = "name",
    descending: bool = False,
    after_id: int | None = None,
    limit: int = 50,
) -> Found:
    """Return one page like `find_ids`, with the count where it came for nothing. One
    query.
    """
    require_tenant_id()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT ids, matches FROM customer_page(%s, %s, %s, %s, %s)",
            [json.dumps(filters), sort, descending, after_id, limit],
        )
        ids, matches = cursor.fetchone()
        return Found(ids or [], matches)


def count_matches(filters: Filters, *, cap: int | None = None) -> int:
    """Return how many customers match, counted up to `cap`. One query.

    Without a cap it may take seconds in a tenant of millions.
    """
    require_tenant_id()
    with connection.cursor() as cursor:
        cursor.execute("SELECT customer_count(%s, %s)", [json.dumps(filters), cap])
        return cursor.fetchone()[0]
