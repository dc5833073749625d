"""Anyone on file: a person, a company, or a flooring dealer."""

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Concat, Lower

from customers.models.status import CustomerStatus
from lendcore.history.records import TenantHistory
from lendcore.tenancy.fields import TenantForeignKey
from lendcore.tenancy.models import TenantModel


class Fold(models.Func):
    """The owner's function that folds text for search and order.

    It is the same folding as `lendcore.rules.fold.fold`.
    """

    function = "lendcore_fold"
    output_field = models.TextField()


def joined(*names: str) -> Concat:
    """Join columns with spaces; folding squeezes those around empty ones."""
    parts: list = [F(names[0])]
    for name in names[1:]:
        parts += [Value(" "), F(name)]
    return Concat(*parts, output_field=models.TextField())


class Customer(TenantModel):
    """A customer of one tenant; accounts and cards link to it.

    Columns under "List facts" repeat the primary address and phones, so that
    the list can search, filter and sort within one table; only
    `customers.services` writes them.
    """

    class Kind(models.TextChoices):
        INDIVIDUAL = "individual", "Individual"
        COMPANY = "company", "Company"
        FLOORING = "flooring", "Flooring"

    class Gender(models.TextChoices):
        NOT_GIVEN = "na", "N/A"
        FEMALE = "female", "Female"
        MALE = "male", "Male"
        OTHER = "other", "Other"

    class Generation(models.TextChoices):
        NONE = "none", "None"
        JUNIOR = "jr", "Jr."
        SENIOR = "sr", "Sr."
        II = "ii", "II"
        III = "iii", "III"
        IV = "iv", "IV"
        V = "v", "V"
        VI = "vi", "VI"
        VII = "vii", "VII"
        VIII = "viii", "VIII"
        IX = "ix", "IX"

    class TaxNumberKind(models.TextChoices):
        SSN = "ssn", "SSN"
        ITIN = "itin", "ITIN"
        SIN = "sin", "SIN"
        EIN = "ein", "EIN"
        BUSINESS_NUMBER = "bn", "Business number"

    customer_type = models.CharField(
        max_length=10, choices=Kind.choices, default=Kind.INDIVIDUAL
    )
    status = TenantForeignKey(CustomerStatus, models.PROTECT, related_name="customers")
    import_id = models.CharField("import ID", max_length=64, blank=True)

    # Names
    first_name = models.CharField(max_length=80, blank=True)
    middle_name = models.CharField(max_length=80, blank=True)
    last_name = models.CharField(max_length=80, blank=True)
    do_not_case_format = models.BooleanField("do not case format", default=False)
    generation_code = models.CharField(
        max_length=4, choices=Generation.choices, default=Generation.NONE
    )
    company_name = models.CharField(max_length=160, blank=True)
    contact_name = models.CharField(max_length=160, blank=True)

    # Identity. The number itself is encrypted under the customer's own key.
    tax_number_kind = models.CharField(
        max_length=4, choices=TaxNumberKind.choices, blank=True
    )
    tax_number_encrypted = models.BinaryField(null=True)
    tax_number_index = models.BinaryField(null=True)
    tax_number_last_four = models.CharField(max_length=4, blank=True)
    # Why the number can't be right; such numbers may be saved, flagged.
    tax_number_problem = models.CharField(max_length=200, blank=True)
    driver_license_encrypted = models.BinaryField(null=True)
    driver_license_index = models.BinaryField(null=True)
    # Fewer of a short number: at most half of it stands in clear.
    driver_license_last_four = models.CharField(max_length=4, blank=True)
    driver_license_region = models.CharField(max_length=2, blank=True)
    birth_date = models.DateField("date of birth", null=True, blank=True)
    gender = models.CharField(
        max_length=6, choices=Gender.choices, default=Gender.NOT_GIVEN
    )
    may_sell_information = models.BooleanField(
        "sell/transfer personal information", default=True
    )
    # Flooring dealers only: the most that the lender finances at a time.
    credit_limit = models.DecimalField(
        max_digits=14, decimal_places=2, null=True, blank=True
    )

    # Contact and web access
    email = models.EmailField(max_length=254, blank=True)
    mailing_same_as_primary = models.BooleanField(default=True)
    username = models.CharField(max_length=254, blank=True)
    web_password = models.CharField(max_length=200, blank=True)
    web_password_set_at = models.DateTimeField(null=True, blank=True)
    # The stored name of the photo's folder in private storage, new at each upload.
    photo = models.CharField(max_length=40, blank=True)
    custom_values = models.JSONField(default=dict, blank=True)

    # List facts
    region = models.CharField(max_length=2, blank=True, db_collation="C")
    city = models.CharField(max_length=80, blank=True)
    postal_code = models.CharField(max_length=10, blank=True, db_collation="C")
    is_do_not_call = models.BooleanField(default=False)
    is_phone_verified = models.BooleanField(default=False)
    is_address_verified = models.BooleanField(default=False)

    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    # Computed by the database
    email_folded = models.GeneratedField(
        expression=Lower("email"),
        output_field=models.CharField(max_length=254, db_collation="C"),
        db_persist=True,
    )
    username_folded = models.GeneratedField(
        expression=Lower("username"),
        output_field=models.CharField(max_length=254, db_collation="C"),
        db_persist=True,
    )
    city_folded = models.GeneratedField(
        expression=Fold("city"),
        output_field=models.CharField(max_length=80, db_collation="C"),
        db_persist=True,
    )
    sort_name = models.GeneratedField(
        expression=Fold(
            models.Case(
                models.When(
                    customer_type="individual",
                    then=joined("first_name", "middle_name", "last_name"),
                ),
                default=F("company_name"),
                output_field=models.TextField(),
            )
        ),
        output_field=models.CharField(max_length=250, db_collation="C"),
        db_persist=True,
    )
    search = models.GeneratedField(
        # A space before the first word: the start of every word is then findable
        # as " wo", by the trigram index too.
        expression=Concat(
            Value(" "),
            Fold(
                joined(
                    "first_name",
                    "middle_name",
                    "last_name",
                    "company_name",
                    "contact_name",
                    "email",
                    "city",
                )
            ),
            output_field=models.TextField(),
        ),
        output_field=models.TextField(),
        db_persist=True,
    )

    history = TenantHistory(
        excluded_fields=[
            "tax_number_index",
            "driver_license_index",
            "web_password",
            "region",
            "city",
            "postal_code",
            "is_do_not_call",
            "is_phone_verified",
            "is_address_verified",
            "version",
            "updated_at",
            "email_folded",
            "username_folded",
            "city_folded",
            "sort_name",
            "search",
        ]
    )

    allocates_ids = True

    class Meta(TenantModel.Meta):
        indexes = [
            models.Index(
                fields=["tenant", "sort_name", "id"], name="customers_by_name"
            ),
            models.Index(
                fields=["tenant", "created_at", "id"], name="customers_by_created"
            ),
            models.Index(
                fields=["tenant", "city_folded", "region", "id"],
                name="customers_by_city",
            ),
            # The region stands last, so that status and region together read the
            # rows of both alone.
            models.Index(
                fields=["tenant", "status", "sort_name", "id", "region"],
                name="customers_by_status",
            ),
            models.Index(
                fields=["tenant", "region", "sort_name", "id"],
                name="customers_by_region",
            ),
            # Every combination of yes-or-no filters is found here: the search names
            # the flags that were not asked for too, with both values.
            models.Index(
                "tenant",
                "is_do_not_call",
                "is_phone_verified",
                "is_address_verified",
                models.ExpressionWrapper(Q(email=""), models.BooleanField()),
                "customer_type",
                name="customers_by_flags",
            ),
            models.Index(fields=["tenant", "email_folded"], name="customers_by_email"),
            models.Index(
                fields=["tenant", "postal_code"], name="customers_by_postal_code"
            ),
            models.Index(
                fields=["tenant", "tax_number_last_four"], name="customers_by_tax_four"
            ),
            models.Index(
                fields=["tenant", "tax_number_index"], name="customers_by_tax_number"
            ),
            models.Index(
                "tenant",
                OpClass(F("import_id"), "text_pattern_ops"),
                name="customers_by_import_id",
            ),
            GinIndex(
                F("tenant"),
                OpClass(F("search"), "gin_trgm_ops"),
                name="customers_search",
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "import_id"],
                condition=~Q(import_id=""),
                name="customers_customer_import_id",
                violation_error_message="Another customer has this import ID.",
            ),
            models.UniqueConstraint(
                fields=["tenant", "username_folded"],
                condition=~Q(username=""),
                name="customers_customer_username",
                violation_error_message="Another customer has this username.",
            ),
            # Placeholders that can't be right are left out: they repeat in real
            # books and say nothing about the person.
            models.UniqueConstraint(
                fields=["tenant", "tax_number_index", "birth_date"],
                condition=Q(
                    tax_number_index__isnull=False,
                    birth_date__isnull=False,
                    tax_number_problem="",
                ),
                name="customers_customer_same_person",
                violation_error_message="Another customer has the same tax number "
                "and date of birth.",
            ),
            models.CheckConstraint(
                condition=(
                    Q(customer_type="individual")
                    & (~Q(first_name="") | ~Q(last_name=""))
                )
                | (~Q(customer_type="individual") & ~Q(company_name="")),
                name="customers_customer_has_name",
                violation_error_message="A person needs a first or last name, an "
                "organization its company name.",
            ),
            models.CheckConstraint(
                condition=Q(credit_limit=None)
                | Q(credit_limit__gte=0, customer_type="flooring"),
                name="customers_customer_credit_limit",
                violation_error_message="Only a flooring customer has a credit limit, "
                "and it is not negative.",
            ),
        ]

    def __str__(self) -> str:
        return self.display_name

    @property
    def is_individual(self) -> bool:
        return self.customer_type == self.Kind.INDIVIDUAL

    @property
    def display_name(self) -> str:
        """The name that pages show, without the generation code."""
        if not self.is_individual:
            return self.company_name
        return " ".join(
            part for part in (self.first_name, self.middle_name, self.last_name) if part
        )

    @property
    def full_name(self) -> str:
        """The name with the generation code: father and son differ in nothing else."""
        return f"{self.display_name} {self.generation_label}".rstrip()

    @property
    def generation_label(self) -> str:
        if self.generation_code == self.Generation.NONE:
            return ""
        return self.get_generation_code_display()
