"""A form of terms: typed text on one side, the engine's JSON on the other.

The name of a field is its place in the terms, so that whatever the engine says is
wrong finds its field: `late_fee__amount` is `late_fee.amount` there.
"""

from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

from django import forms
from django.forms import BoundField

from accounts.engine.account import Terms
from accounts.engine.errors import EngineError
from accounts.forms.terms import paths
from accounts.forms.terms.fields import as_json, from_json
from accounts.forms.terms.words import in_words
from accounts.mapping import check_agreed
from lendcore.templatetags.lendcore import DEFAULT_DAY_FORMAT

# Of a field that terms do not mention, and that has no value by itself.
NOTHING = "none"


@dataclass(frozen=True)
class Group:
    """Fields that stand together. is_open: a card of its own; else a disclosure."""

    title: str
    names: tuple[str, ...]
    note: str = ""
    is_open: bool = False
    is_three_wide: bool = False


@dataclass(frozen=True)
class FieldGroup:
    """A group with the fields of one form."""

    group: Group
    fields: tuple[BoundField, ...]
    is_used: bool

    @property
    def has_errors(self) -> bool:
        return any(field.errors for field in self.fields)

    @property
    def is_unfolded(self) -> bool:
        """Whether a disclosure is open: something in it is to be seen."""
        return self.is_used or self.has_errors


@dataclass(frozen=True)
class Said:
    """One term in words."""

    label: str
    text: str


class TermsForm(forms.Form):
    """The terms of one kind of account.

    base: the terms that it starts from. Whatever in them the form has no field for
    stays as it is. origin: the terms of the template or program, to be said beside each
    field, as `origin_word`.
    """

    kind: ClassVar[str]
    groups: ClassVar[tuple[Group, ...]]
    # What each account says for itself; a template or program does not.
    own: ClassVar[tuple[str, ...]] = ()
    # An object of the terms that is there when one of its fields is chosen.
    optional: ClassVar[Mapping[str, str]] = {}
    # Fields that the engine takes nothing for: always written.
    needed: ClassVar[tuple[str, ...]] = ()

    def __init__(
        self,
        data: Any = None,
        *,
        base: Mapping[str, Any],
        origin: Mapping[str, Any] | None = None,
        origin_word: str = "",
        date_format: str = DEFAULT_DAY_FORMAT,
    ) -> None:
        super().__init__(data)
        self.date_format = date_format
        self.base = self.normal(base)
        self.terms: dict[str, Any] = {}
        self.agreed: Terms | None = None
        self.prepare()
        self._take_initial()
        if origin is not None:
            self._say_origin(self.normal(origin), origin_word)

    def normal(self, terms: Mapping[str, Any]) -> dict[str, Any]:
        """Return terms in the one spelling that the fields know."""
        return deepcopy(dict(terms))

    def prepare(self) -> None:
        """Let a kind add fields, or leave some out."""

    @property
    def field_groups(self) -> Iterator[FieldGroup]:
        """The groups that have fields, with those."""
        for group in self.groups:
            found = tuple(self[name] for name in group.names if name in self.fields)
            if found:
                used = any(paths.get(self.base, path_of(each.name)) for each in found)
                yield FieldGroup(group, found, used)

    @property
    def problems(self) -> list[str]:
        """What is wrong, each with the label of its field."""
        return [
            f"{self[name].label}: {' '.join(texts)}"
            if name in self.fields
            else " ".join(texts)
            for name, texts in self.errors.items()
        ]

    # Reading ------------------------------------------------------------------------

    def _take_initial(self) -> None:
        """Show the base; a field that can't show what is there is left out."""
        for name, field in list(self.fields.items()):
            held = paths.get(self.base, path_of(name))
            if held is None:
                if name in self.optional.values():
                    field.initial = NOTHING
                continue
            try:
                field.initial = from_json(field, held)
            except ValueError:
                del self.fields[name]

    def _say_origin(self, origin: Mapping[str, Any], word: str) -> None:
        for name, field in self.fields.items():
            hint = self.origin_hint(name, origin)
            if hint:
                field.help_text = f"{field.help_text} {word}: {hint}".strip()

    def origin_hint(self, name: str, origin: Mapping[str, Any]) -> str:
        """Return in words what the template or program says of a field, if anything."""
        held = paths.get(origin, path_of(name))
        if held is None:
            return ""
        return in_words(self.fields[name], held, self.date_format)

    # Writing ------------------------------------------------------------------------

    def clean(self) -> dict[str, Any]:
        """Make terms of what was typed, and let the engine judge them."""
        if not self.errors:
            self.terms = self.to_terms()
            try:
                self.agreed = self.check(self.terms)
            except EngineError as error:
                self.add_engine_error(error)
        return self.cleaned_data

    def check(self, terms: dict[str, Any]) -> Terms:
        """Return terms as the engine has them. Raises EngineError."""
        return check_agreed(self.kind, terms)

    def to_terms(self) -> dict[str, Any]:
        """Return the base with the fields laid over it, in the engine's JSON."""
        laid = deepcopy(self.base)
        for name in self.fields:
            self._lay(laid, name, as_json(self.cleaned_data[name]))
        for owner, chooser in self.optional.items():
            if self.cleaned_data.get(chooser) == NOTHING:
                laid.pop(owner, None)
        return {name: value for name, value in laid.items() if value != {}}

    def _lay(self, laid: dict[str, Any], name: str, value: Any) -> None:
        path = path_of(name)
        is_usual = value == as_json(self.usual(name)) and name not in self.needed
        if paths.get(laid, path) is None and (value is None or is_usual):
            return
        paths.put(laid, path, value)

    def usual(self, name: str) -> Any:
        """Return what the engine takes where terms do not mention a field."""
        declared = self.base_fields.get(name)
        return declared.initial if declared else None

    def add_engine_error(self, error: EngineError) -> None:
        """Say at the field what the engine says."""
        name = self.name_of(error.field)
        if name in self.fields:
            self.add_error(name, error.sentence)
        else:
            label = error.field.replace("_", " ").replace(".", ", ").capitalize()
            self.add_error(None, f"{label}: {error.sentence}")

    def name_of(self, field: str) -> str:
        """Return the name of the form's field for the engine's."""
        return field.replace(".", "__")

    # In words -----------------------------------------------------------------------

    def said(self, terms: Mapping[str, Any]) -> dict[str, Said]:
        """Return in words what terms say, by name of the field, in the form's order."""
        normal = self.normal(terms)
        found = {}
        for group in self.groups:
            for name in group.names:
                held = paths.get(normal, path_of(name))
                if name in self.fields and held is not None:
                    field = self.fields[name]
                    found[name] = Said(
                        str(field.label), in_words(field, held, self.date_format)
                    )
        return found


@dataclass(frozen=True)
class Difference:
    """A term that differs, in words; an em dash where it is not set."""

    label: str
    before: str
    after: str


def differences(
    form: TermsForm, before: Mapping[str, Any], after: Mapping[str, Any]
) -> list[Difference]:
    """Return the terms in which two differ."""
    first, second = form.said(before), form.said(after)
    return [
        Difference(
            (first.get(name) or second[name]).label,
            first[name].text if name in first else "—",
            second[name].text if name in second else "—",
        )
        for name in dict.fromkeys([*first, *second])
        if first.get(name) != second.get(name)
    ]


def stand_in_day() -> date:
    """Return a day for terms that have none yet; any month holds it."""
    return date(2026, 1, 1)


def path_of(name: str) -> paths.Path:
    """Return the place in the terms that the name of a field says."""
    return tuple(int(part) if part.isdecimal() else part for part in name.split("__"))
