"""A tenant: one lender's closed world, production or sandbox."""

from zoneinfo import available_timezones

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from lendcore.actors import TenantFacts
from lendcore.tenancy.constraints import Grants
from lendcore.tenancy.hosts import check_own_host


def check_time_zone(name: str) -> None:
    """Refuse a name that is no time zone of the IANA database."""
    if name not in available_timezones():
        raise ValidationError(f"{name} is not a time zone, such as America/Denver.")


# Words that stand in the place of a slug in an address already.
RESERVED_SLUGS = frozenset({"again"})


def check_slug(slug: str) -> None:
    """Refuse a slug that would hide another page."""
    if slug in RESERVED_SLUGS:
        raise ValidationError(f"{slug} is taken by a page of its own.")


class Tenant(models.Model):
    """A control-plane row, outside row security: read it through
    `lendcore.tenancy.directory` only.
    """

    class Environment(models.TextChoices):
        PRODUCTION = "production", "Production"
        SANDBOX = "sandbox", "Sandbox"

    class Country(models.TextChoices):
        US = "US", "United States"
        CA = "CA", "Canada"

    class DateFormat(models.TextChoices):
        MDY = "mdy", "Apr 17, 1988"
        DMY = "dmy", "17 Apr 1988"
        YMD = "ymd", "1988-04-17"

    class NameStyle(models.TextChoices):
        FIRST_UPPER = "first_upper", "First letter upper, all others lower"
        AS_WRITTEN = "as_written", "The way people write names"

    name = models.CharField(max_length=100)
    slug = models.SlugField(
        max_length=50,
        unique=True,
        validators=[check_slug],
        help_text="Stands in the address of the log-in page.",
    )
    environment = models.CharField(
        max_length=10, choices=Environment.choices, default=Environment.PRODUCTION
    )
    country = models.CharField(
        max_length=2, choices=Country.choices, default=Country.US
    )
    time_zone = models.CharField(
        max_length=50, default="America/New_York", validators=[check_time_zone]
    )
    date_format = models.CharField(
        max_length=3, choices=DateFormat.choices, default=DateFormat.MDY
    )
    name_style = models.CharField(
        "formatting of last names",
        max_length=12,
        choices=NameStyle.choices,
        default=NameStyle.FIRST_UPPER,
    )
    domain = models.CharField(
        max_length=200,
        blank=True,
        help_text="A host name of the tenant's own. It then decides the tenant.",
    )
    requires_second_factor = models.BooleanField(default=True)
    idle_minutes = models.PositiveSmallIntegerField(
        "idle time-out, minutes",
        default=30,
        validators=[MinValueValidator(5), MaxValueValidator(480)],
    )
    session_hours = models.PositiveSmallIntegerField(
        "session lifetime, hours",
        default=12,
        validators=[MinValueValidator(1), MaxValueValidator(24)],
    )
    # Entries dated before it are refused: the books are closed until then.
    cut_off_date = models.DateField(null=True, blank=True, editable=False)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                models.functions.Lower("domain"),
                condition=~models.Q(domain=""),
                name="lendcore_tenant_domain",
                violation_error_message="Another tenant has this domain.",
            ),
            Grants(
                name="lendcore_tenant_grants", rights=("SELECT", "INSERT", "UPDATE")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.get_environment_display()})"

    def clean(self) -> None:
        """Refuse a domain that can't be the tenant's own; fold its case."""
        self.domain = self.domain.strip().lower()
        if self.domain:
            try:
                check_own_host(self.domain)
            except ValidationError as error:
                raise ValidationError({"domain": error}) from error

    @property
    def facts(self) -> TenantFacts:
        return TenantFacts(
            id=self.id,
            slug=self.slug,
            name=self.name,
            country=self.country,
            time_zone=self.time_zone,
            date_format=self.date_format,
            name_style=self.name_style,
            is_sandbox=self.environment == self.Environment.SANDBOX,
            domain=self.domain,
            cut_off_date=self.cut_off_date,
        )
