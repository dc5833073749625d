"""Forms of the settings pages: a role, an invitation, filters of lists."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.forms import BoundField

from lendcore.forms.typed import PlainTextField
from lendcore.models import AccessRecord, Role
from lendcore.permissions import AREAS, Area
from lendcore.rules.dates import BirthDateMode, mask_birth_date
from lendcore.services.roles import RoleInput, with_view

NO = "none"
LEVEL_LABELS = {
    "view": "View",
    "edit": "Edit",
    "run": "Yes",
    "post": "Post",
    "reverse": "Post and reverse",
}
SAMPLE_BIRTH_DATE = date(1988, 4, 17)


@dataclass(frozen=True)
class LevelRow:
    """One line of a role's form: what it is about, and the choice."""

    label: str
    note: str
    field: BoundField


@dataclass(frozen=True)
class Protected:
    """Protected data that a role sees in one of two ways."""

    name: str
    label: str
    note: str
    closed: str
    opened: str


PROTECTED = (
    Protected(
        "reveals_tax_number", "SSN, SIN and EIN", "•••-••-4417", "Last four", "Reveal"
    ),
    Protected(
        "reveals_driver_license", "Driver's license", "••••1839", "Last four", "Reveal"
    ),
    Protected(
        "shows_bank_numbers", "Bank account numbers", "••••6020", "Last four", "Shown"
    ),
    Protected("shows_gender", "Gender", "On the customer's page", "Hidden", "Shown"),
    Protected("shows_photo", "Photo", "Instead of the initials", "Hidden", "Shown"),
)


class RoleForm(forms.Form):
    """Levels of each area, and how much of protected data is seen."""

    name = PlainTextField(max_length=60)
    description = PlainTextField(max_length=200, required=False)

    def __init__(
        self, *args: Any, role: Role | None = None, date_format: str, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        for area in AREAS:
            self.fields[area_field(area)] = level_field(area)
        for one in PROTECTED:
            self.fields[one.name] = segment_field(
                one.label, [("no", one.closed), ("yes", one.opened)]
            )
        self.fields["birth_date_mode"] = segment_field(
            "Date of birth", birth_date_choices(date_format)
        )
        self.initial = initial_of(role or Role()) | self.initial

    def area_rows(self) -> Iterator[LevelRow]:
        for area in AREAS:
            yield LevelRow(area.label, area.covers, self[area_field(area)])

    def protected_rows(self) -> Iterator[LevelRow]:
        for one in PROTECTED[:2]:
            yield LevelRow(one.label, one.note, self[one.name])
        note = "What the page, lists, history and exports show"
        yield LevelRow("Date of birth", note, self["birth_date_mode"])
        for one in PROTECTED[2:]:
            yield LevelRow(one.label, one.note, self[one.name])

    def to_input(self) -> RoleInput:
        """Return what the service takes, of a valid form."""
        values = self.cleaned_data
        levels = {area.code: values[area_field(area)] for area in AREAS}
        chosen = {f"{code}.{level}" for code, level in levels.items() if level != NO}
        return RoleInput(
            name=values["name"],
            description=values["description"],
            permissions=frozenset(with_view(chosen)),
            birth_date_mode=values["birth_date_mode"],
            **{one.name: values[one.name] == "yes" for one in PROTECTED},
        )


def area_field(area: Area) -> str:
    return f"level_{area.code}"


def level_field(area: Area) -> forms.ChoiceField:
    single = len(area.levels) == 1
    choices = [(NO, "No" if single else "None")]
    choices += [
        (level, "Yes" if single else LEVEL_LABELS[level]) for level in area.levels
    ]
    return segment_field(area.label, choices)


def segment_field(label: str, choices: list[tuple[str, str]]) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=choices, widget=forms.RadioSelect)


def birth_date_choices(date_format: str) -> list[tuple[str, str]]:
    """Return the five modes, each with a sample in its form."""
    return [
        (
            mode,
            mask_birth_date(
                SAMPLE_BIRTH_DATE, BirthDateMode(mode), date_format=date_format
            ),
        )
        for mode, _ in Role.BIRTH_DATE_MODES
    ]


def initial_of(role: Role) -> dict[str, Any]:
    """Return a role as its form shows it: the highest level of each area."""
    initial: dict[str, Any] = {
        "name": role.name,
        "description": role.description,
        "birth_date_mode": role.birth_date_mode,
    }
    for area in AREAS:
        held = [each for each in area.permissions if each in role.permissions]
        initial[area_field(area)] = held[-1].rpartition(".")[2] if held else NO
    for one in PROTECTED:
        initial[one.name] = "yes" if getattr(role, one.name) else "no"
    return initial


class InviteForm(forms.Form):
    """Whom to invite, and as what."""

    email = forms.EmailField(
        max_length=254,
        label="E-mail address",
        widget=forms.EmailInput({"autocomplete": "off"}),
        help_text="They get a link that works for seven days.",
    )
    role = forms.ModelChoiceField(queryset=None, empty_label=None)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].queryset = Role.objects.order_by("name", "pk")


class RoleChoiceForm(forms.Form):
    """Another role for a member."""

    role = forms.ModelChoiceField(queryset=None)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].queryset = Role.objects.all()


class AccessFilterForm(forms.Form):
    """Which entries of the access log are shown."""

    kind = forms.ChoiceField(
        required=False, choices=[("", "All kinds"), *AccessRecord.Kind.choices]
    )
    person = forms.TypedChoiceField(required=False, coerce=int, empty_value=None)

    def __init__(
        self, *args: Any, people: list[tuple[int, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].choices = [("", "Everybody"), *people]
