"""Who belongs to an account, and which accounts belong together."""

from django.db import models
from django.db.models import F, Q

from accounts.models.account import Account
from accounts.models.statuses import AccountStatus
from customers.models import Customer
from lendcore.history.records import TenantHistory
from lendcore.tenancy.constraints import RowRule
from lendcore.tenancy.fields import TenantForeignKey
from lendcore.tenancy.models import TenantModel

ONE_PRIMARY = "accounts_customer_one_primary"
ONE_LINK = "accounts_link_one_from_a_loan"
ACCOUNT_TABLE = "accounts_account"


class Role(models.TextChoices):
    """What a customer is on an account. UNASSIGNED comes from imports only."""

    PRIMARY = "primary", "Primary"
    SECONDARY = "secondary", "Secondary"
    ADDITIONAL = "additional", "Other"
    AUTHORIZED = "authorized", "Authorized user"
    UNASSIGNED = "unassigned", "Unassigned"


class Ecoa(models.TextChoices):
    """How a customer is bound, as credit reports have it (Metro 2, ECOA codes)."""

    NONE = "", "Not given"
    INDIVIDUAL = "1", "Individual"
    JOINT = "2", "Joint contractual"
    AUTHORIZED = "3", "Authorized user"
    COSIGNER = "5", "Co-maker or guarantor"
    MAKER = "7", "Maker"
    BUSINESS = "W", "Business or commercial"


class Source(models.TextChoices):
    """Where a switch of access comes from."""

    DEFAULT = "default", "Default of status and role"
    HAND = "hand", "Set by hand"


CHANNELS = ("email", "web", "sms")
# What a tie between two accounts can do.
SWITCHES = ("shows_header", "copies_payments", "copies_charges", "splits_payments")
# Who owes, and whose lateness counts as the customer's own.
LIABLE_ROLES = (Role.PRIMARY, Role.SECONDARY)
# 12 CFR 1002.10 has lenders report spouses; the seed: only these are reported.
REPORTED_ROLES = (Role.PRIMARY, Role.AUTHORIZED)


class AccountCustomer(TenantModel):
    """A customer on an account, with role and access.

    With any customers, exactly one is primary.
    """

    account = TenantForeignKey(Account, models.PROTECT, related_name="customer_links")
    customer = TenantForeignKey(Customer, models.PROTECT, related_name="account_links")
    role = models.CharField(max_length=10, choices=Role.choices)
    ecoa_code = models.CharField(
        "ECOA code", max_length=1, choices=Ecoa.choices, blank=True
    )
    email_access = models.BooleanField("e-mail", default=False)
    email_source = models.CharField(
        max_length=7, choices=Source.choices, default=Source.DEFAULT
    )
    web_access = models.BooleanField("web", default=False)
    web_source = models.CharField(
        max_length=7, choices=Source.choices, default=Source.DEFAULT
    )
    sms_access = models.BooleanField("SMS", default=False)
    sms_source = models.CharField(
        max_length=7, choices=Source.choices, default=Source.DEFAULT
    )
    linked_at = models.DateTimeField()

    history = TenantHistory(owner_field="account_id", also_by="customer_id")

    class Meta(TenantModel.Meta):
        indexes = [
            models.Index(
                fields=["tenant", "customer", "account"], name="accounts_of_customer"
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "account", "customer"],
                name="accounts_customer_once",
                violation_error_message="This customer is linked already.",
            ),
            RowRule(
                name=ONE_PRIMARY,
                events="INSERT OR UPDATE OR DELETE",
                locks=(ACCOUNT_TABLE, "account_id"),
                broken_when="""(
                    SELECT count(*) > 0
                        AND count(*) FILTER (WHERE role = 'primary') <> 1
                    FROM public.accounts_accountcustomer
                    WHERE tenant_id = row.tenant_id AND account_id = row.account_id
                )""",
                sentence="An account with customers has one primary customer.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()} of {self.account_id}"

    @property
    def is_reported(self) -> bool:
        """Whether the customer may stand on credit reports of the account."""
        return self.role in REPORTED_ROLES


class AccessDefault(TenantModel):
    """What a role may receive and see while an account has a status."""

    status = TenantForeignKey(
        AccountStatus, models.PROTECT, related_name="access_defaults"
    )
    role = models.CharField(max_length=10, choices=Role.choices)
    email_access = models.BooleanField("e-mail", default=False)
    web_access = models.BooleanField("web", default=False)
    sms_access = models.BooleanField("SMS", default=False)

    history = TenantHistory()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "status", "role"], name="accounts_accessdefault_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()} while {self.status_id}"


class AccountLink(TenantModel):
    """A tie from one account to another.

    shows_header: the other's figures stand in the header of the first. copies_payments,
    copies_charges: what is posted on the first is posted on the other too, not the
    other way round. splits_payments: a payment may be split between them.
    """

    from_account = TenantForeignKey(
        Account, models.PROTECT, related_name="links_to_others"
    )
    to_account = TenantForeignKey(
        Account, models.PROTECT, related_name="links_from_others"
    )
    shows_header = models.BooleanField("header", default=True)
    copies_payments = models.BooleanField("payments", default=False)
    copies_charges = models.BooleanField("charges", default=False)
    splits_payments = models.BooleanField("split payments", default=True)
    linked_at = models.DateTimeField()

    history = TenantHistory(owner_field="from_account_id", also_by="to_account_id")

    class Meta(TenantModel.Meta):
        indexes = [
            models.Index(fields=["tenant", "to_account"], name="accounts_links_from"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "from_account", "to_account"],
                name="accounts_link_once",
                violation_error_message="These accounts are linked already.",
            ),
            models.CheckConstraint(
                condition=~Q(from_account=F("to_account")),
                name="accounts_link_two",
                violation_error_message="An account can't be linked to itself.",
            ),
            RowRule(
                name=ONE_LINK,
                events="INSERT OR UPDATE",
                at_commit=False,
                locks=(ACCOUNT_TABLE, "from_account_id"),
                broken_when="""(
                    SELECT count(*) > 1 FROM public.accounts_accountlink l
                    JOIN public.accounts_account a
                        ON (a.tenant_id, a.id) = (l.tenant_id, l.from_account_id)
                    WHERE l.tenant_id = row.tenant_id
                        AND l.from_account_id = row.from_account_id
                        AND a.kind <> 'line'
                )""",
                sentence="A loan or lease is linked to one account at most.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.from_account_id} to {self.to_account_id}"
