"""A tenant's own lists of labels for accounts."""

from django.db import models

from lendcore.history.records import TenantHistory
from lendcore.models.label import Label
from lendcore.tenancy.fields import TenantForeignKey


class AccountStatus(Label):
    """Where an account stands, seeded with Application, Open and Closed.

    New accounts start with the built-in "application"; activation sets "open".
    """

    history = TenantHistory()

    class Meta(Label.Meta):
        verbose_name = "account status"
        verbose_name_plural = "account statuses"


class AccountSubStatus(Label):
    """A closer word for a status, such as Repaying for Open."""

    status = TenantForeignKey(
        AccountStatus, models.PROTECT, related_name="sub_statuses"
    )

    history = TenantHistory()

    class Meta(Label.Meta):
        verbose_name = "account sub-status"
        verbose_name_plural = "account sub-statuses"


class Portfolio(Label):
    """A part of the lender's book, for whoever looks at it as one."""

    history = TenantHistory()

    class Meta(Label.Meta):
        pass


class SourceCompany(Label):
    """Who brought an account."""

    history = TenantHistory()

    class Meta(Label.Meta):
        verbose_name_plural = "source companies"
