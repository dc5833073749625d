"""What the Account Manager finds and orders accounts by."""

from datetime import date

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Mod
from django.db.models.lookups import Exact

from accounts.models.account import Account
from accounts.models.statuses import (
    AccountStatus,
    AccountSubStatus,
    Portfolio,
    SourceCompany,
)
from accounts.models.templates import Kind, LineProgram
from customers.models import Customer
from lendcore.tenancy.constraints import READ_ONLY
from lendcore.tenancy.fields import TenantForeignKey
from lendcore.tenancy.models import TenantModel

# An order needs a value in every row. Dates are listed the soonest first and amounts
# the highest first, and both end with what has none.
NO_DATE = date(9999, 12, 30)
NO_FIGURES = date(9999, 12, 31)
NO_AMOUNT = -(2**63)
# The texts of an eighth of the accounts are in an index of their own too: blocks of
# neighbours, whose rows lie together.
SAMPLE_BLOCK, SAMPLE_OF = 256, 8


class AccountListing(TenantModel):
    """An account's labels and stored figures, together in one narrow row.

    A filter on one and an order by the other then share an index, which no two tables
    can. It repeats `Account` and `AccountSnapshot`; only `services.listings` writes it.
    NO_DATE: nothing past due, or nothing to come. NO_FIGURES, NO_AMOUNT: not activated.
    """

    account = TenantForeignKey(Account, models.PROTECT, related_name="listings")
    number_folded = models.CharField(max_length=40, db_collation="C")
    kind = models.CharField(max_length=5, choices=Kind.choices)
    status = TenantForeignKey(AccountStatus, models.PROTECT, related_name="+")
    program = TenantForeignKey(LineProgram, models.PROTECT, related_name="+", null=True)
    portfolio = TenantForeignKey(Portfolio, models.PROTECT, related_name="+", null=True)
    sub_status = TenantForeignKey(
        AccountSubStatus, models.PROTECT, related_name="+", null=True
    )
    source_company = TenantForeignKey(
        SourceCompany, models.PROTECT, related_name="+", null=True
    )
    is_archived = models.BooleanField()

    oldest_due_date = models.DateField()
    past_due_cents = models.BigIntegerField()
    principal_cents = models.BigIntegerField()
    payoff_cents = models.BigIntegerField()
    next_due_date = models.DateField()
    # The day of the stored figures.
    figures_on = models.DateField(null=True)

    class Meta(TenantModel.Meta):
        indexes = [
            models.Index(
                fields=["tenant", "is_archived", "number_folded", "account"],
                name="listings_by_number",
            ),
            models.Index(
                fields=["tenant", "is_archived", "oldest_due_date", "account"],
                name="listings_by_dpd",
            ),
            models.Index(
                fields=["tenant", "is_archived", "past_due_cents", "account"],
                name="listings_by_apd",
            ),
            models.Index(
                fields=["tenant", "is_archived", "principal_cents", "account"],
                name="listings_by_principal",
            ),
            models.Index(
                fields=["tenant", "is_archived", "payoff_cents", "account"],
                name="listings_by_payoff",
            ),
            models.Index(
                fields=["tenant", "is_archived", "next_due_date", "account"],
                name="listings_by_next_due",
            ),
            # Each label in the usual order of the list: whoever has the label may all
            # stand at the end of it, as closed accounts do.
            models.Index(
                fields=["tenant", "is_archived", "kind", "oldest_due_date", "account"],
                name="listings_by_kind",
            ),
            models.Index(
                fields=[
                    "tenant",
                    "is_archived",
                    "status",
                    "oldest_due_date",
                    "account",
                ],
                name="listings_by_status",
            ),
            models.Index(
                fields=[
                    "tenant",
                    "is_archived",
                    "program",
                    "oldest_due_date",
                    "account",
                ],
                name="listings_by_program",
                condition=Q(program__isnull=False),
            ),
            models.Index(
                fields=[
                    "tenant",
                    "is_archived",
                    "portfolio",
                    "oldest_due_date",
                    "account",
                ],
                name="listings_by_portfolio",
                condition=Q(portfolio__isnull=False),
            ),
            models.Index(
                fields=[
                    "tenant",
                    "is_archived",
                    "sub_status",
                    "oldest_due_date",
                    "account",
                ],
                name="listings_by_sub_status",
                condition=Q(sub_status__isnull=False),
            ),
            models.Index(
                fields=[
                    "tenant",
                    "is_archived",
                    "source_company",
                    "oldest_due_date",
                    "account",
                ],
                name="listings_by_source",
                condition=Q(source_company__isnull=False),
            ),
            models.Index(
                fields=["tenant", "figures_on"], name="listings_by_figures_on"
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "account"], name="accounts_listing_once"
            ),
        ]

    def __str__(self) -> str:
        return self.number_folded


class AccountSearchText(TenantModel):
    """What an account is found by: a row for its number and title, and one for the name
    of each customer.

    customer: None in the account's own row. text: folded, behind a space. is_archived:
    as of the account, so that matches are counted without its listing. The database
    writes them, see `accounts.search_text_sql`; they have a table of their own, since
    figures change far more often than names, and so that a change of name never waits
    for a posting.
    """

    account = TenantForeignKey(Account, models.PROTECT, related_name="search_texts")
    customer = TenantForeignKey(Customer, models.PROTECT, related_name="+", null=True)
    is_archived = models.BooleanField()
    text = models.TextField()

    database_rights = READ_ONLY

    class Meta(TenantModel.Meta):
        indexes = [
            models.Index(
                fields=["tenant", "customer"],
                name="accounts_search_text_of",
                condition=Q(customer__isnull=False),
            ),
            GinIndex(
                F("tenant"),
                OpClass(F("text"), "gin_trgm_ops"),
                name="accounts_search_text",
            ),
            # Whether a name is that of more accounts than are counted is seen here.
            GinIndex(
                F("tenant"),
                OpClass(F("text"), "gin_trgm_ops"),
                name="accounts_search_text_sample",
                condition=Q(Exact(Mod(F("account") / SAMPLE_BLOCK, SAMPLE_OF), 0)),
            ),
        ]
        constraints = [
            # The text is in the index, for it is read row by row along an order.
            models.UniqueConstraint(
                fields=["tenant", "account", "customer"],
                include=["text"],
                nulls_distinct=False,
                name="accounts_search_text_once",
            ),
        ]

    def __str__(self) -> str:
        return self.text
