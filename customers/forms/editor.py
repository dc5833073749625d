"""The whole edit page as one: customer, addresses, phones, profiles, custom fields."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.forms import BaseFormSet
from django.http import QueryDict

from customers.forms import addresses, phones, social_profiles
from customers.forms.addresses import AddressForm
from customers.forms.custom_fields import CustomFieldsForm
from customers.forms.customer import CustomerForm
from customers.forms.fields import DATE_SHOWN
from customers.forms.phones import PhoneFormSet
from customers.forms.social_profiles import SocialProfileFormSet
from customers.inputs import AddressInput, CustomerInput
from customers.models import Address, Customer, CustomerStatus, Phone, SocialProfile
from lendcore.actors import Actor
from lendcore.models import CustomField
from lendcore.rules.names import SplitName, split_full_name


@dataclass(frozen=True)
class SavedCustomer:
    """A customer with the rows that the edit page shows."""

    customer: Customer
    phones: list[Phone] = field(default_factory=list)
    primary: Address | None = None
    mailing: Address | None = None
    social_profiles: list[SocialProfile] = field(default_factory=list)


@dataclass(frozen=True)
class Problem:
    """One line of the error summary: what is wrong, and which input."""

    message: str
    input_id: str
    card: str


CARDS = ("general", "contact", "mailing", "web", "additional")
CARD_OF_FIELD = {
    "email": "contact",
    "mailing_same_as_primary": "mailing",
    "username": "web",
    "web_password": "web",
}


class CustomerEditor:
    """The forms of the edit page, bound together or filled from a saved customer."""

    def __init__(
        self,
        *,
        actor: Actor,
        custom_fields: list[CustomField],
        saved: SavedCustomer | None = None,
        data: QueryDict | None = None,
        first_status: CustomerStatus | None = None,
        typed_name: str = "",
    ) -> None:
        self.actor = actor
        self.saved = saved
        self.data = data
        customer = saved.customer if saved else None
        self.customer = CustomerForm(
            data,
            actor=actor,
            customer=customer,
            initial=initial_of(customer, first_status, actor) | named(typed_name),
        )
        self.primary = self.make_address("primary", saved.primary if saved else None)
        self.mailing = self.make_address("mailing", saved.mailing if saved else None)
        self.phones = self.make_phones(saved.phones if saved else [])
        self.social_profiles = SocialProfileFormSet(
            data,
            prefix="social",
            initial=social_profiles.initial_of(saved.social_profiles if saved else []),
        )
        self.custom = CustomFieldsForm(
            data,
            prefix="custom",
            fields=custom_fields,
            stored=customer.custom_values if customer else {},
            is_new=customer is None,
            actor=actor,
        )

    def make_address(self, prefix: str, address: Address | None) -> AddressForm:
        return AddressForm(
            self.data,
            prefix=prefix,
            home_country=self.actor.tenant.country,
            initial=addresses.initial_of(address),
        )

    def make_phones(self, saved: list[Phone]) -> BaseFormSet:
        region = self.actor.tenant.country
        return PhoneFormSet(
            self.data,
            prefix="phones",
            region=region,
            initial=phones.initial_of(saved, region=region),
        )

    @property
    def is_new(self) -> bool:
        return self.saved is None

    def is_valid(self) -> bool:
        """Check every form, each to the end, so that all problems show at once."""
        uses_mailing = not self.customer["mailing_same_as_primary"].data
        checks = [
            self.customer.is_valid(),
            self.primary.is_valid(),
            self.mailing.is_valid() if uses_mailing else True,
            self.phones.is_valid(),
            self.social_profiles.is_valid(),
            self.custom.is_valid(),
        ]
        self.customer.check_tax_number(self.country)
        return all(checks) and not self.customer.errors

    @property
    def country(self) -> str:
        """The country of the customer: of the address, or the tenant's."""
        values = getattr(self.primary, "cleaned_data", {})
        has_address = any(values.get(part) for part in addresses.PARTS[:-1])
        if has_address and values.get("country"):
            return values["country"]
        return self.actor.tenant.country

    def to_input(self) -> CustomerInput:
        """Return what the service takes, from valid forms."""
        values = self.customer.cleaned_data
        same = values["mailing_same_as_primary"]
        license_number: str | None = values["driver_license"] or None
        if values["removes_driver_license"]:
            license_number = ""
        return CustomerInput(
            values=self.customer.plain_values(),
            tax_number=self.customer.checked_tax_number,
            removes_tax_number=values["removes_tax_number"],
            driver_license=license_number,
            web_password=values["web_password"] or None,
            primary_address=self.primary.to_input(),
            mailing_address=AddressInput() if same else self.mailing.to_input(),
            phones=self.phones.to_inputs(),
            social_profiles=self.social_profiles.to_inputs(),
            custom_values=self.custom.to_column(),
        )

    # Problems ------------------------------------------------------------------

    @property
    def problems(self) -> list[Problem]:
        """Every error of every form, in the order of the page."""
        found = list(self.find_problems())
        return sorted(found, key=lambda problem: CARDS.index(problem.card))

    def find_problems(self) -> Iterator[Problem]:
        for form, card in self.forms_with_cards():
            for name, errors in form.errors.items():
                bound = form[name] if name in form.fields else None
                where = CARD_OF_FIELD.get(name, card) if form is self.customer else card
                for message in errors:
                    label = f"{bound.label}: " if bound and needs_label(message) else ""
                    yield Problem(
                        f"{label}{message}", bound.id_for_label if bound else "", where
                    )

        for formset, card in (
            (self.phones, "general"),
            (self.social_profiles, "contact"),
        ):
            for message in formset.non_form_errors():
                yield Problem(message, "", card)

    def forms_with_cards(self) -> Iterator[tuple[forms.Form, str]]:
        yield self.customer, "general"
        for form in self.phones.forms:
            yield form, "general"
        yield self.primary, "contact"
        for form in self.social_profiles.forms:
            yield form, "contact"
        if not self.customer["mailing_same_as_primary"].data:
            yield self.mailing, "mailing"
        yield self.custom, "additional"

    @property
    def problem_counts(self) -> dict[str, int]:
        """The number of problems on each card, for the side list."""
        if not self.customer.is_bound:
            return {}
        return Counter(problem.card for problem in self.problems)


def named(text: str) -> dict[str, str]:
    """Return the name fields of a person who was searched for and not found."""
    name = split_full_name(text[:160]) if text.strip() else SplitName("", "", "", "")
    parts = {
        "first_name": name.first,
        "middle_name": name.middle,
        "last_name": name.last,
        "generation_code": name.generation,
    }
    return {field: value for field, value in parts.items() if value}


def needs_label(message: str) -> bool:
    """Return whether a message says nothing of its field, as Django's own do."""
    return message.startswith(("This field", "Enter a valid", "Ensure", "Select a"))


def initial_of(
    customer: Customer | None, first_status: CustomerStatus | None, actor: Actor
) -> dict[str, Any]:
    """Return what the customer form shows; secrets are never among it."""
    if customer is None:
        return {
            "customer_type": Customer.Kind.INDIVIDUAL,
            "status": first_status.pk if first_status else None,
            "generation_code": "none",
            "gender": Customer.Gender.NOT_GIVEN,
            "mailing_same_as_primary": True,
        }
    names = (
        "customer_type",
        "import_id",
        "first_name",
        "middle_name",
        "last_name",
        "do_not_case_format",
        "generation_code",
        "company_name",
        "contact_name",
        "driver_license_region",
        "gender",
        "credit_limit",
        "email",
        "mailing_same_as_primary",
        "username",
    )
    values = {name: getattr(customer, name) for name in names}
    values["status"] = customer.status_id
    values["may_sell_information"] = "yes" if customer.may_sell_information else "no"
    if customer.birth_date:
        shown = DATE_SHOWN[actor.tenant.date_format]
        values["birth_date"] = customer.birth_date.strftime(shown)
    return values
