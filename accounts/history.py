"""What the history of an account shows: its own changes and those of its parts."""

from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet

from accounts.models import (
    Account,
    AccountCustomer,
    AccountLink,
    AccountStatus,
    AccountSubStatus,
    Kind,
    LineProgram,
    Portfolio,
    Promise,
    Role,
    Source,
    SourceCompany,
)
from accounts.models.links import Ecoa
from accounts.queries.entry_rows import in_words
from customers.models import Customer
from lendcore.actors import Actor
from lendcore.history.entries import EMPTY, Change, Row, TrackedField, TrackedTable
from lendcore.history.words import Show, choice, history_names, names_at, yes, yes_or_no
from lendcore.templatetags.lendcore import day, money

_LABELS = (AccountStatus, AccountSubStatus, Portfolio, SourceCompany, LineProgram)


def tracked_tables(actor: Actor, account_id: int) -> tuple[TrackedTable, ...]:
    """Return the tables of an account's history. Two queries: the names that labels and
    other accounts had, and the customers.
    """
    *labels, number = names_at(
        *(history_names(each) for each in _LABELS),
        history_names(Account, "number").filter(id__in=_ever_linked(account_id)),
    )
    customer_name = _customer_names(account_id)
    links = AccountLink.history.model
    return (
        TrackedTable(
            Account.history.model,
            "id",
            "account",
            "account",
            _account_fields(actor, labels),
        ),
        TrackedTable(
            AccountCustomer.history.model,
            "account_id",
            "customer",
            "customers",
            _CUSTOMER_FIELDS,
            lambda row: customer_name(row["customer_id"]),
        ),
        TrackedTable(
            Promise.history.model,
            "account_id",
            "promise",
            "promises",
            _promise_fields(actor),
            lambda row: f"Promise by {_day(actor)(row['due_date'], row)}",
        ),
        _table_of_links(links, "from", "to", number),
        _table_of_links(links, "to", "from", number),
    )


# Fields ------------------------------------------------------------------------------


def _account_fields(actor: Actor, labels: Sequence[Show]) -> tuple[TrackedField, ...]:
    status, sub_status, portfolio, source_company, program = labels
    return (
        TrackedField("kind", "Kind", choice(Kind)),
        TrackedField("number", "Number"),
        TrackedField("title", "Title"),
        TrackedField("import_id", "Import ID"),
        TrackedField("status", "Status", status, column="status_id"),
        TrackedField("sub_status", "Sub-status", sub_status, column="sub_status_id"),
        TrackedField("portfolio", "Portfolio", portfolio, column="portfolio_id"),
        TrackedField(
            "source_company",
            "Source company",
            source_company,
            column="source_company_id",
        ),
        TrackedField("program", "Program", program, column="program_id"),
        TrackedField("terms", "Terms", expand=_terms),
        TrackedField("is_active", "Activated", yes_or_no),
        TrackedField("archived_at", "Archived", yes),
        TrackedField("closed_on", "Closed on", _day(actor)),
    )


def _promise_fields(actor: Actor) -> tuple[TrackedField, ...]:
    return (
        TrackedField("promised_on", "Promised on", _day(actor)),
        TrackedField("due_date", "By", _day(actor)),
        TrackedField("amount", "Amount", lambda value, row: money(Decimal(value))),
        TrackedField("note", "Note"),
        TrackedField("made_by", "Taken by"),
        TrackedField("withdrawn_at", "Withdrawn", yes),
    )


def _by_hand(value: str, row: Row) -> str:
    return "Yes" if value == Source.HAND else EMPTY


_CUSTOMER_FIELDS = (
    TrackedField("role", "Role", choice(Role)),
    TrackedField("ecoa_code", "ECOA code", choice(Ecoa)),
    TrackedField("email_access", "E-mail access", yes_or_no),
    TrackedField("email_source", "E-mail access set by hand", _by_hand),
    TrackedField("web_access", "Web access", yes_or_no),
    TrackedField("web_source", "Web access set by hand", _by_hand),
    TrackedField("sms_access", "SMS access", yes_or_no),
    TrackedField("sms_source", "SMS access set by hand", _by_hand),
)
_LINK_FIELDS = (
    TrackedField("shows_header", "In the header", yes_or_no),
    TrackedField("copies_payments", "Payments copied", yes_or_no),
    TrackedField("copies_charges", "Charges copied", yes_or_no),
    TrackedField("splits_payments", "Payments may be split", yes_or_no),
)


def _table_of_links(model: Any, own: str, other: str, number: Show) -> TrackedTable:
    """Return the ties in which an account stands at one end.

    own, other: "from" and "to", or the other way round.
    """
    column = f"{other}_account_id"
    label = "Linked to" if other == "to" else "Linked from"
    return TrackedTable(
        model,
        f"{own}_account_id",
        f"link_{other}",
        "linked accounts",
        (
            TrackedField(f"{other}_account", label, number, column=column),
            *_LINK_FIELDS,
        ),
        lambda row: number(row[column], row),
    )


def _day(actor: Actor) -> Show:
    return lambda value, row: day(date.fromisoformat(value), actor)


def _terms(old: dict | None, new: dict | None) -> list[Change]:
    """Return one change for each term that differs."""
    old, new = old or {}, new or {}
    return [
        Change(
            name.replace("_", " ").capitalize(),
            in_words(old[name]) if name in old else EMPTY,
            in_words(new[name]) if name in new else EMPTY,
        )
        for name in {**old, **new}
        if old.get(name) != new.get(name)
    ]


# Names -------------------------------------------------------------------------------


def _customer_names(account_id: int) -> Callable[[int], str]:
    """Return a function from a customer's id to their name now. One query."""
    history = AccountCustomer.history.model.objects.filter(account_id=account_id)
    people = Customer.objects.filter(pk__in=history.order_by().values("customer_id"))
    names = {each.pk: str(each) for each in people.defer("search")}
    return lambda pk: names.get(pk, f"Customer {pk}")


def _ever_linked(account_id: int) -> QuerySet:
    """Return the ids of all accounts that were ever linked to or from one."""
    links = AccountLink.history.model.objects.order_by()
    linked_to = links.filter(from_account_id=account_id).values("to_account_id")
    linked_from = links.filter(to_account_id=account_id).values("from_account_id")
    return linked_to.union(linked_from)


# Offered by the field filter of the page, as "noun.column".
FILTER_FIELDS = (
    ("account.status", "Status"),
    ("account.sub_status", "Sub-status"),
    ("account.terms", "Terms"),
    ("account.is_active", "Activated"),
    ("account.number", "Number"),
    ("account.title", "Title"),
    ("account.portfolio", "Portfolio"),
    ("account.source_company", "Source company"),
    ("customer.role", "Role of a customer"),
    ("customer.email_access", "E-mail access"),
    ("customer.web_access", "Web access"),
    ("customer.sms_access", "SMS access"),
    ("promise.due_date", "Promise"),
    ("link_to.copies_payments", "Payments copied"),
    ("link_to.copies_charges", "Charges copied"),
)
