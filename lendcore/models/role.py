"""What a group of members may do in one tenant, and what they see masked."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from lendcore.history.records import TenantHistory
from lendcore.permissions import Masking
from lendcore.rules.dates import BirthDateMode
from lendcore.tenancy.models import TenantModel


class Role(TenantModel):
    """A role of one tenant. Built-in roles may be edited but never removed."""

    BIRTH_DATE_MODES = [
        (BirthDateMode.FULL, "Full date"),
        (BirthDateMode.YEAR_MASKED, "Year masked"),
        (BirthDateMode.DAY_YEAR_MASKED, "Day and year masked"),
        (BirthDateMode.MONTH_YEAR_MASKED, "Month and year masked"),
        (BirthDateMode.MASKED, "All masked"),
    ]

    name = models.CharField(max_length=60)
    description = models.CharField(max_length=200, blank=True)
    # The seeded roles: administrator, agent, read_only. Empty for the tenant's own.
    code = models.CharField(max_length=20, blank=True, editable=False)
    permissions = ArrayField(models.CharField(max_length=40), default=list)
    reveals_tax_number = models.BooleanField("SSN, SIN and EIN", default=False)
    reveals_driver_license = models.BooleanField("driver's license", default=False)
    birth_date_mode = models.CharField(
        "date of birth",
        max_length=20,
        choices=BIRTH_DATE_MODES,
        default=BirthDateMode.MASKED,
    )
    shows_bank_numbers = models.BooleanField("bank account numbers", default=False)
    shows_gender = models.BooleanField("gender", default=False)
    shows_photo = models.BooleanField("photo", default=False)

    history = TenantHistory()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                "tenant",
                models.functions.Lower("name"),
                name="lendcore_role_name",
                violation_error_message="Another role has this name.",
            ),
            models.UniqueConstraint(
                fields=["tenant", "code"],
                condition=~models.Q(code=""),
                name="lendcore_role_code",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def masking(self) -> Masking:
        return Masking(
            reveals_tax_number=self.reveals_tax_number,
            reveals_driver_license=self.reveals_driver_license,
            birth_date=BirthDateMode(self.birth_date_mode),
            shows_bank_numbers=self.shows_bank_numbers,
            shows_gender=self.shows_gender,
            shows_photo=self.shows_photo,
        )
