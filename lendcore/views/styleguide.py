"""The page that shows every part of the user interface in its states."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from django import forms
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from lendcore.rules.locator import locate
from lendcore.rules.web_passwords import MINIMUM_LENGTH, WEB_PASSWORD_RULES

type Rows = list[dict[str, Any]]


class SampleForm(forms.Form):
    """One field of every shape that the `field` component knows."""

    kind = forms.ChoiceField(
        label="Customer type",
        choices=[("individual", "Individual"), ("company", "Company")],
        initial="individual",
        widget=forms.RadioSelect,
    )
    first_name = forms.CharField(initial="Marisol", help_text="As on the document.")
    generation = forms.ChoiceField(
        label="Generation code", choices=[("", "None"), ("jr", "Jr.")], required=False
    )
    keep_case = forms.BooleanField(label="Do not case format", required=False)
    contact_by = forms.MultipleChoiceField(
        label="Contact by",
        choices=[("sms", "SMS"), ("mail", "Mail")],
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    note = forms.CharField(required=False, widget=forms.Textarea(attrs={"rows": 3}))
    username = forms.CharField(initial="mvega84")
    password = forms.CharField(
        required=False,
        widget=forms.PasswordInput(attrs={"aria-describedby": "password-rules"}),
    )
    document = forms.FileField(
        required=False,
        help_text="PDF or PNG, up to 20 MB",
        widget=forms.FileInput(attrs={"accept": "application/pdf,image/png"}),
    )


class SamplePhoneForm(forms.Form):
    """A row of the "add another" example."""

    number = forms.CharField(label="Phone number")


SamplePhones = forms.formset_factory(SamplePhoneForm, extra=0, can_delete=True)


@dataclass(frozen=True)
class SampleChange:
    """A line of the before/after table."""

    field: str
    before: str
    after: str
    is_protected: bool = False


def sample_entry() -> dict[str, Any]:
    """Return a history entry with a plain, a new and a protected value."""
    return {
        "title": "Updated phone numbers",
        "author": "Dana Whitfield",
        "initials": "DW",
        "at": datetime(2026, 11, 18, 21, 14, tzinfo=UTC),
        "source": "Web · edit page",
        "reference": "20261118-0412",
        "changes": [
            SampleChange("Primary phone", "(801) 555-0118", "(801) 555-0142"),
            SampleChange("Company", "", "Beehive Roofing LLC"),
            SampleChange("SSN", "•••–••–4471", "•••–••–4417", is_protected=True),
        ],
    }


def sample_tabs() -> Rows:
    """Return a tab row with a count on the second tab."""
    tabs = (("summary", "Summary", None), ("history", "History", 12))
    return [
        {
            "key": f"sample-{key}",
            "label": label,
            "url": f"?tab={key}",
            "is_current": key == "summary",
            "count": count,
        }
        for key, label, count in tabs
    ]


def sample_customers() -> Rows:
    """Return rows for the list table: usual, past due, and a company."""
    columns = ("id", "name", "status", "tone", "phone", "is_verified", "balance")
    rows: tuple[tuple[Any, ...], ...] = (
        (1187, "Abigail Thornton", "Active", "ok", "(208) 555-0163", True, "4310"),
        (1093, "Alvaro Pinto", "Pending", "warn", "(801) 555-0129", False, "12884.15"),
        (2204, "Beehive Roofing LLC", "Inactive", "", "(801) 555-0155", True, "-48"),
    )
    customers = [dict(zip(columns, row, strict=True)) for row in rows]
    for customer in customers:
        customer["balance"] = Decimal(customer["balance"])
    return customers


def sample_values() -> dict[str, Any]:
    """Return the values that the tags and filters are shown with."""
    return {
        "amount": Decimal("1234.5"),
        "negative_amount": Decimal(-1),
        "fraction": Decimal("0.1299"),
        "birth_date": date(1988, 4, 17),
        "changed_at": datetime(2026, 11, 18, 21, 14, tzinfo=UTC),
    }


def sample_forms() -> dict[str, Any]:
    """Return the forms: untouched, with errors, and two repeat rows."""
    phones = SamplePhones(
        initial=[{"number": "(801) 555-0142"}, {"number": "(801) 555-0177"}],
        prefix="phones",
    )
    return {
        "form": SampleForm(),
        "form_with_errors": SampleForm({"wrong-kind": "other"}, prefix="wrong"),
        "phones": phones,
    }


def is_open_to(request: HttpRequest) -> bool:
    """Return whether the person is an operator on a development machine."""
    return settings.DEBUG and request.user.is_staff


@require_GET
def styleguide(request: HttpRequest) -> HttpResponse:
    """Show every component; operators only, and only with DEBUG."""
    if not is_open_to(request):
        raise Http404
    context = sample_values() | sample_forms()
    context |= {
        "tabs": sample_tabs(),
        "customers": sample_customers(),
        "entry": sample_entry(),
        "chips": [{"name": "Status", "condition": "is Active", "remove_url": "?"}],
        "map": locate("84043"),
        "password_rules": WEB_PASSWORD_RULES,
        "minimum_length": MINIMUM_LENGTH,
        "address": ["2214 W Canyon Rim Dr", "", "Lehi, UT 84043"],
        "sizes": [20, 50, 100],
    }
    return render(request, "styleguide/index.html", context)
