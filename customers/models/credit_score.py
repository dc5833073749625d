"""Credit scores of the three bureaus, as of one day."""

from decimal import ROUND_HALF_UP, Decimal

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from customers.models.customer import Customer
from lendcore.history.records import TenantHistory
from lendcore.tenancy.fields import TenantForeignKey
from lendcore.tenancy.models import TenantModel

# The range of FICO Score 8 and VantageScore 3.0 and later.
LOWEST_SCORE, HIGHEST_SCORE = 300, 850
SCORE_RANGE = [MinValueValidator(LOWEST_SCORE), MaxValueValidator(HIGHEST_SCORE)]


def in_range(bureau: str) -> Q:
    return Q(**{bureau: None}) | Q(
        **{f"{bureau}__gte": LOWEST_SCORE, f"{bureau}__lte": HIGHEST_SCORE}
    )


class CreditScore(TenantModel):
    """One set of scores, entered by hand with its date."""

    BUREAUS = ("equifax", "experian", "transunion")

    customer = TenantForeignKey(Customer, models.PROTECT, related_name="credit_scores")
    scored_on = models.DateField("date")
    equifax = models.PositiveSmallIntegerField(
        "Equifax", null=True, blank=True, validators=SCORE_RANGE
    )
    experian = models.PositiveSmallIntegerField(
        "Experian", null=True, blank=True, validators=SCORE_RANGE
    )
    transunion = models.PositiveSmallIntegerField(
        "TransUnion", null=True, blank=True, validators=SCORE_RANGE
    )
    entered_by = models.CharField(max_length=150)

    history = TenantHistory(owner_field="customer_id")

    class Meta(TenantModel.Meta):
        indexes = [
            models.Index(
                fields=["tenant", "customer", "-scored_on"], name="customers_score_of"
            )
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "customer", "scored_on"],
                name="customers_creditscore_day",
                violation_error_message="There are scores of this date already.",
            ),
            models.CheckConstraint(
                condition=in_range("equifax")
                & in_range("experian")
                & in_range("transunion"),
                name="customers_creditscore_range",
                violation_error_message="A score lies between 300 and 850.",
            ),
            models.CheckConstraint(
                condition=~Q(equifax=None, experian=None, transunion=None),
                name="customers_creditscore_filled",
                violation_error_message="Give the score of at least one bureau.",
            ),
        ]

    def __str__(self) -> str:
        return f"Scores of {self.scored_on}"

    @property
    def known_bureaus(self) -> list[str]:
        return [name for name in self.BUREAUS if getattr(self, name) is not None]

    @property
    def average(self) -> int:
        """The mean of the scores present, to the nearest whole number."""
        present = [Decimal(getattr(self, name)) for name in self.known_bureaus]
        mean = sum(present, Decimal(0)) / len(present)
        return int(mean.quantize(Decimal(1), rounding=ROUND_HALF_UP))
