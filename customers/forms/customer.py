"""A customer's own columns, with every rule that spans several of them."""

from datetime import date
from typing import Any

from django import forms
from django.urls import reverse_lazy

from customers.forms.fields import BirthDateField, DriverLicenseField, PlainText
from customers.models import Customer, CustomerStatus
from lendcore.actors import Actor
from lendcore.rules import postal, tax_numbers, web_passwords
from lendcore.rules.dates import BirthDateMode, is_under_16
from lendcore.rules.names import NameStyle, format_last_name
from lendcore.rules.tax_numbers import CheckedTaxNumber, TaxNumberChoice

SELL_CHOICES = [
    ("", "Default: yes, and no when under 16"),
    ("yes", "Yes"),
    ("no", "No, opted out"),
]
TAX_NUMBER_CHOICES = [
    ("", "By type and country"),
    *[(choice.value, choice.label) for choice in TaxNumberChoice],
]
BUSINESS_CHOICES = {TaxNumberChoice.US_BUSINESS, TaxNumberChoice.CA_BUSINESS}
# Columns that go to the service by their names.
PLAIN_COLUMNS = (
    "customer_type",
    "status",
    "import_id",
    "first_name",
    "middle_name",
    "last_name",
    "do_not_case_format",
    "generation_code",
    "company_name",
    "contact_name",
    "driver_license_region",
    "birth_date",
    "gender",
    "credit_limit",
    "email",
    "mailing_same_as_primary",
    "username",
)
REGIONS = [
    ("", ""),
    *[
        (code, name)
        for names in postal.REGIONS.values()
        for code, name in names.items()
    ],
]


class CustomerForm(forms.Form):
    """The fields of General, Contact and Web Access Information."""

    customer_type = forms.ChoiceField(
        choices=Customer.Kind.choices, widget=forms.RadioSelect
    )
    status = forms.ModelChoiceField(queryset=None, empty_label=None)
    import_id = PlainText(max_length=64, required=False, label="Import ID")
    first_name = PlainText(max_length=80, required=False)
    middle_name = PlainText(max_length=80, required=False)
    last_name = PlainText(
        max_length=80,
        required=False,
        widget=forms.TextInput(
            attrs={
                # By POST, so that no name stands in an address or a log.
                "hx-post": reverse_lazy("customers:preview_last_name"),
                "hx-trigger": "input changed delay:300ms",
                "hx-target": "#last-name-preview",
                "hx-swap": "innerHTML",
                "hx-sync": "this:replace",
                "hx-include": "[name=do_not_case_format]",
                "autocomplete": "off",
            }
        ),
    )
    do_not_case_format = forms.BooleanField(required=False)
    generation_code = forms.ChoiceField(
        choices=Customer.Generation.choices, required=False
    )
    company_name = PlainText(max_length=160, required=False)
    contact_name = PlainText(max_length=160, required=False)
    tax_number_choice = forms.ChoiceField(
        choices=TAX_NUMBER_CHOICES, required=False, label="ID number type"
    )
    tax_number = PlainText(
        max_length=20,
        required=False,
        label="SSN, SIN or EIN",
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "inputmode": "numeric", "spellcheck": "false"}
        ),
    )
    keeps_tax_number_problem = forms.BooleanField(
        required=False, label="Save this number anyway"
    )
    removes_tax_number = forms.BooleanField(required=False, label="Remove the number")
    driver_license = DriverLicenseField(
        max_length=30,
        required=False,
        label="Driver's license number",
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    driver_license_region = forms.ChoiceField(
        choices=REGIONS, required=False, label="License state or province"
    )
    removes_driver_license = forms.BooleanField(
        required=False, label="Remove the license"
    )
    gender = forms.ChoiceField(choices=Customer.Gender.choices, required=False)
    may_sell_information = forms.ChoiceField(
        choices=SELL_CHOICES, required=False, label="Sell/transfer personal information"
    )
    credit_limit = forms.DecimalField(
        max_digits=14,
        decimal_places=2,
        required=False,
        min_value=0,
        widget=forms.TextInput(attrs={"inputmode": "decimal"}),
    )
    email = forms.EmailField(
        max_length=254, required=False, widget=forms.EmailInput({"autocomplete": "off"})
    )
    mailing_same_as_primary = forms.BooleanField(
        required=False, label="Use primary address as mailing address"
    )
    username = PlainText(
        max_length=254,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        help_text="Used to sign in to the customer website. Left empty: the e-mail "
        "address, or first and last name as one word.",
    )
    web_password = forms.CharField(
        max_length=128,
        required=False,
        strip=False,
        label="Password",
        widget=forms.PasswordInput(
            attrs={
                "autocomplete": "new-password",
                "aria-describedby": "password-rules",
            }
        ),
    )

    def __init__(
        self, *args: Any, actor: Actor, customer: Customer | None = None, **kwargs: Any
    ) -> None:
        self.actor = actor
        self.customer = customer
        self.needs_tax_number_consent = False
        self.checked_tax_number: CheckedTaxNumber | None = None
        super().__init__(*args, **kwargs)
        self.fields["birth_date"] = BirthDateField(
            date_format=actor.tenant.date_format, required=False, label="Date of birth"
        )
        self.fields["birth_date"].today = actor.today
        self.fields["status"].queryset = pickable_statuses(customer)
        if customer is not None:
            self.fields["may_sell_information"].choices = SELL_CHOICES[1:]
        self.leave_out_what_is_hidden()

    def leave_out_what_is_hidden(self) -> None:
        """Drop fields that the role may not see; their values stay as they are."""
        masking = self.actor.masking
        if not masking.shows_gender:
            del self.fields["gender"]
        is_saved = self.customer is not None and self.customer.birth_date is not None
        if is_saved and masking.birth_date != BirthDateMode.FULL:
            del self.fields["birth_date"]

    # Rules that span fields -----------------------------------------------------

    def clean(self) -> dict[str, Any]:
        values = super().clean()
        self.check_names(values)
        self.check_driver_license(values)
        self.check_web_password(values)
        if values.get("customer_type") != Customer.Kind.FLOORING:
            values["credit_limit"] = None
        return values

    def check_names(self, values: dict[str, Any]) -> None:
        """Ask for the name that the type needs, and case the last name."""
        if values.get("customer_type") == Customer.Kind.INDIVIDUAL:
            if not values.get("first_name") and not values.get("last_name"):
                self.add_error("last_name", "Give a first or last name.")
        elif not values.get("company_name"):
            self.add_error("company_name", "Give the company's name.")
        values["last_name"] = cased_last_name(
            values.get("last_name", ""),
            keeps_case=values.get("do_not_case_format", False),
            name_style=self.actor.tenant.name_style,
        )

    def check_driver_license(self, values: dict[str, Any]) -> None:
        if values.get("driver_license") and not values.get("driver_license_region"):
            self.add_error(
                "driver_license_region", "Choose the state that gave the license."
            )

    def check_web_password(self, values: dict[str, Any]) -> None:
        password = values.get("web_password", "")
        if not password:
            return
        unmet = web_passwords.unmet_rules(
            password, username=values.get("username") or values.get("email", "")
        )
        if unmet:
            missing = ", ".join(rule.label.lower() for rule in unmet)
            self.add_error("web_password", f"Password still needs: {missing}.")

    def check_tax_number(self, country: str) -> None:
        """Check the typed number, by the country of the customer's address.

        Called once the address is known. A number that can't be right is an
        error until the agent says to keep it.
        """
        typed = self.cleaned_data.get("tax_number", "")
        if not typed or self.cleaned_data.get("removes_tax_number"):
            return
        kind = self.cleaned_data.get("customer_type", Customer.Kind.INDIVIDUAL)
        choice = tax_number_choice(
            self.cleaned_data.get("tax_number_choice", ""), kind, country
        )
        if choice in BUSINESS_CHOICES and kind == Customer.Kind.INDIVIDUAL:
            self.add_error(
                "tax_number_choice", f"A person has no {choice.label}; choose another."
            )
            return
        self.checked_tax_number = tax_numbers.check_tax_number(typed, choice=choice)
        if not self.checked_tax_number.digits:
            self.add_error("tax_number", "This number has no digits.")
        elif self.checked_tax_number.problem:
            self.needs_tax_number_consent = True
            if not self.cleaned_data.get("keeps_tax_number_problem"):
                self.add_error(
                    "tax_number",
                    f"{self.checked_tax_number.problem} Correct it, or save it anyway.",
                )

    # What the service takes -----------------------------------------------------

    def plain_values(self) -> dict[str, Any]:
        """Return the plain columns of a valid form; hidden fields are left out."""
        values = {
            name: self.cleaned_data[name]
            for name in PLAIN_COLUMNS
            if name in self.fields
        }
        values["may_sell_information"] = may_sell(
            self.cleaned_data["may_sell_information"],
            birth_date=self.known_birth_date,
            today=self.actor.today,
        )
        values["generation_code"] = values["generation_code"] or "none"
        if "gender" in values:
            values["gender"] = values["gender"] or Customer.Gender.NOT_GIVEN
        return values

    @property
    def known_birth_date(self) -> date | None:
        if "birth_date" in self.fields:
            return self.cleaned_data.get("birth_date")
        return self.customer.birth_date if self.customer else None


def pickable_statuses(customer: Customer | None) -> Any:
    """Return the active statuses, and the customer's own even when inactive."""
    statuses = CustomerStatus.objects.filter(is_active=True)
    if customer is not None:
        statuses |= CustomerStatus.objects.filter(pk=customer.status_id)
    return statuses.order_by("position", "pk")


def cased_last_name(text: str, *, keeps_case: bool, name_style: str) -> str:
    """Return the last name as it is saved."""
    if keeps_case:
        return text
    return format_last_name(text, style=NameStyle(name_style))


def tax_number_choice(picked: str, customer_type: str, country: str) -> TaxNumberChoice:
    """Return which number is meant, by type and country when nothing was picked."""
    if picked:
        return TaxNumberChoice(picked)
    is_person = customer_type == Customer.Kind.INDIVIDUAL
    if country == "CA":
        return TaxNumberChoice.CA_PERSON if is_person else TaxNumberChoice.CA_BUSINESS
    return TaxNumberChoice.US_PERSON if is_person else TaxNumberChoice.US_BUSINESS


def may_sell(picked: str, *, birth_date: date | None, today: date) -> bool:
    """Return the sell/transfer flag: yes by default, no when under 16.

    California Civil Code 1798.120(c): selling the data of those under 16 needs
    an opt-in.
    """
    if picked:
        return picked == "yes"
    return birth_date is None or not is_under_16(birth_date, today)
