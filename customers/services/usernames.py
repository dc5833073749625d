"""The username for the customer website.

The seed's rule: the e-mail address, else first and last name as one word; an
organization's company name. A taken default gets the next free number.
"""

import re

from django.db import connection

from customers.models import Customer

LONGEST = Customer._meta.get_field("username").max_length


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
    first, count = 1, 16
    while True:
        # Those without a username are not in the index.
        names = [with_number(wanted, number) for number in range(first, first + count)]
        taken = set(
            Customer.objects.exclude(pk=customer_id)
            .exclude(username="")
            .filter(username_folded__in=[each.lower() for each in names])
            .values_list("username_folded", flat=True)
        )
        free = [each for each in names if each.lower() not in taken]
        if free:
            return free[0]
        first, count = first + count, count * 2


def with_number(name: str, number: int) -> str:
    """Return a username with a number behind it, from 2 on, cut to what the column
    holds.
    """
    end = str(number) if number > 1 else ""
    return name[: LONGEST - len(end)] + end
