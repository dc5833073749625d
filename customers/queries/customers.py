"""One customer, and what its page shows."""

from dataclasses import dataclass, field
from datetime import date

from django.db.models import F, QuerySet
from django.http import Http404

from customers.models import (
    Address,
    CreditScore,
    Customer,
    CustomerStatus,
    Phone,
    SocialProfile,
)
from lendcore.models import CustomField


def get_customer(pk: int) -> Customer:
    """Return a customer of the active tenant with its status. One query.

    It carries `oldest_due_date`, the oldest that is unpaid on any account on which the
    customer owes. Raises Http404 for none, and for another tenant's.
    """
    customers = Customer.objects.select_related("status").annotate(
        oldest_due_date=F("standings__oldest_due_date")
    )
    customer = customers.filter(pk=pk).first()
    if customer is None:
        raise Http404("No customer has this ID.")
    return customer


@dataclass
class Record:
    """A customer with the rows that the header and every tab show."""

    customer: Customer
    phones: list[Phone] = field(default_factory=list)
    primary: Address | None = None
    mailing: Address | None = None

    @property
    def primary_phone(self) -> Phone | None:
        return next((phone for phone in self.phones if phone.is_primary), None)

    @property
    def secondary_phone(self) -> Phone | None:
        return next((phone for phone in self.phones if phone.is_secondary), None)

    def days_past_due(self, today: date) -> int:
        """Return the days past due of the account that is worst."""
        oldest = self.customer.oldest_due_date
        return max((today - oldest).days, 0) if oldest else 0


def get_record(pk: int) -> Record:
    """Return a customer with phones and addresses. Three queries. Raises Http404."""
    customer = get_customer(pk)
    addresses = {row.purpose: row for row in Address.objects.filter(customer=customer)}
    return Record(
        customer=customer,
        phones=list_phones(customer),
        primary=addresses.get(Address.Purpose.PRIMARY),
        mailing=addresses.get(Address.Purpose.MAILING),
    )


def list_phones(customer: Customer) -> list[Phone]:
    """Return the phones, the primary first. One query."""
    phones = Phone.objects.filter(customer=customer)
    return list(phones.order_by("-is_primary", "-is_secondary", "position", "pk"))


def list_social_profiles(customer: Customer) -> list[SocialProfile]:
    """Return the social profiles. One query."""
    return list(SocialProfile.objects.filter(customer=customer).order_by("pk"))


def list_credit_scores(customer: Customer) -> list[CreditScore]:
    """Return the two newest sets of scores. One query."""
    scores = CreditScore.objects.filter(customer=customer)
    return list(scores.order_by("-scored_on", "-pk")[:2])


def list_custom_fields() -> list[CustomField]:
    """Return the active customer fields in the tenant's order. One query."""
    fields: QuerySet[CustomField] = CustomField.objects.filter(
        entity=CustomField.Entity.CUSTOMER, is_active=True
    )
    return list(fields.order_by("group", "position", "pk"))


def find_first_status() -> CustomerStatus | None:
    """Return the status of new customers. One query."""
    return CustomerStatus.objects.filter(code="active").first()
