"""An account that somebody is about to make."""

import uuid

from django.db import models

from accounts.models.account import Account
from accounts.models.templates import AccountTemplate, Kind, LineProgram
from lendcore.tenancy.fields import TenantForeignKey
from lendcore.tenancy.models import TenantModel


class AccountDraft(TenantModel):
    """What a member has put into the pages of a new account; each has one at most.

    key: of this account to be, so that a form of an earlier one makes none. version:
    counts what was saved, so that a review of other values makes none. origin_version,
    origin_terms: the template or program as the member saw it. typed: the forms of
    terms and labels, as typed. terms: the last that were right, to go on showing what
    they come to. people: customers with roles, in their order. account: what became of
    the draft; the second click of a double click finds it here.
    """

    made_by = models.ForeignKey(
        "lendcore.User", models.CASCADE, related_name="+", db_index=False
    )
    key = models.UUIDField(default=uuid.uuid4)
    version = models.PositiveIntegerField(default=1)
    kind = models.CharField(max_length=5, choices=Kind.choices)
    template = TenantForeignKey(
        AccountTemplate, models.PROTECT, related_name="drafts", null=True, blank=True
    )
    program = TenantForeignKey(
        LineProgram, models.PROTECT, related_name="drafts", null=True, blank=True
    )
    origin_version = models.PositiveIntegerField(default=0)
    origin_terms = models.JSONField(default=dict)
    typed = models.JSONField(default=dict)
    terms = models.JSONField(default=dict)
    people = models.JSONField(default=list)
    account = TenantForeignKey(
        Account, models.PROTECT, related_name="drafts", null=True, blank=True
    )
    saved_at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "made_by"], name="accounts_draft_of_member"
            ),
        ]

    def __str__(self) -> str:
        return f"Draft of a {self.get_kind_display().lower()}"

    @property
    def origin(self) -> AccountTemplate | LineProgram | None:
        """What the account starts from, if anything."""
        return self.program or self.template
