"""Accounts found by what somebody types: a number, or words of the title."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db import connection
from django.http import Http404

from accounts.models import Account, AccountCustomer, Role
from customers.queries.search import find_ids
from lendcore.rules.fold import fold
from lendcore.search import MOST_WORDS, clean_text
from lendcore.tenancy.context import require_tenant_id

MOST_FOUND = 20


@dataclass(frozen=True, kw_only=True)
class FoundAccount:
    """An account that may be linked to a customer.

    primary: the name of its primary customer, empty without one. is_linked: the
    customer has it already.
    """

    account: Account
    primary: str
    is_linked: bool


def find_accounts(text: str, *, customer_id: int) -> list[FoundAccount]:
    """Return at most 20 accounts by number or title, numbers that begin so first.

    Three queries; none for an empty text.
    """
    ids = find_account_ids(text, most=MOST_FOUND)
    if not ids:
        return []
    rows = Account.objects.filter(pk__in=ids).select_related("status").defer("search")
    accounts = {account.pk: account for account in rows}
    primaries, linked = _customers_of(ids, customer_id)
    return [
        FoundAccount(
            account=accounts[each],
            primary=primaries.get(each, ""),
            is_linked=each in linked,
        )
        for each in ids
        if each in accounts
    ]


def find_account_ids(text: str, *, most: int) -> list[int]:
    """Return ids of accounts by number or title. One query; none for an empty text."""
    terms = fold(clean_text(text)).split()[:MOST_WORDS]
    if not terms:
        return []
    require_tenant_id()
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM account_find(%s, %s)", [json.dumps(terms), most])
        return [row[0] for row in cursor.fetchall()]


def find_account_ids_of_customers(text: str, *, most: int) -> list[int]:
    """Return ids of accounts by words of a customer's name, the newest first. Two
    queries; none for an empty text."""
    terms = fold(clean_text(text)).split()[:MOST_WORDS]
    if not terms:
        return []
    people = find_ids({"terms": terms}, sort="id", descending=True, limit=most)
    links = AccountCustomer.objects.filter(customer_id__in=people)
    found = links.order_by("-account_id").values_list("account_id", flat=True)
    return list(found.distinct()[:most])


def list_primaries(account_ids: Iterable[int]) -> dict[int, str]:
    """Return the names of primary customers by account. One query."""
    links = AccountCustomer.objects.filter(
        account_id__in=list(account_ids), role=Role.PRIMARY
    )
    return {
        link.account_id: link.customer.full_name
        for link in links.select_related("customer")
    }


def get_account(pk: int) -> Account:
    """Return an account. One query. Raises Http404."""
    account = Account.objects.filter(pk=pk).defer("search").first()
    if account is None:
        raise Http404("There is no such account.")
    return account


def _customers_of(
    account_ids: list[int], customer_id: int
) -> tuple[Mapping[int, str], set[int]]:
    """Return primary customers by account, and which a customer has. One query."""
    links = AccountCustomer.objects.filter(account_id__in=account_ids)
    found = list(links.select_related("customer"))
    primaries = {
        link.account_id: link.customer.full_name
        for link in found
        if link.role == Role.PRIMARY
    }
    return primaries, {
        each.account_id for each in found if each.customer_id == customer_id
    }
