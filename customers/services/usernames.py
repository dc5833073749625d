"""The username for the customer website.

The seed's rule: the e-mail address, else first and last name as one word; an
organization's company name. A taken default gets the next free number.
"""

import re

from django.db import connection

from customers.models import Customer


def default_username(customer: Customer) -> str:
    """Return the default before looking whether it is taken; may be empty."""
    if customer.email:
        return customer.email
    if customer.is_individual:
        names = (customer.first_name, customer.last_name)
    else:
        names = (customer.company_name,)
    return re.sub(r"\s+", "", "".join(names)).lower()


def apply_default(customer: Customer) -> None:
    """Give a customer without a username the default. Up to two queries."""
    if customer.username:
        return
    default = default_username(customer)
    if default:
        customer.username = free_username(default, customer.pk)


def free_username(wanted: str, customer_id: int) -> str:
    """Return the username, or the first of username2, username3 … that is free.

    A lock on the name keeps two saves from taking the same number.
    """
    name = wanted.lower()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended("
            "current_setting('app.tenant_id') || ':username:' || %s, 0))",
            [name],
        )
    taken = set(
        Customer.objects.exclude(pk=customer_id)
        .filter(username_folded__prefix=name)
        .values_list("username_folded", flat=True)[:10_000]
    )
    if name not in taken:
        return wanted
    number = 2
    while f"{name}{number}" in taken:
        number += 1
    return f"{wanted}{number}"
