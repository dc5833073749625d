"""What a cell means: text in, typed and checked value out."""

import time
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError

from lendcore import custom_values
from lendcore.imports.refusals import nearest
from lendcore.models import CustomField
from lendcore.models.label import Label

# Returns the value of a text that is not empty. Raises ValueError or
# ValidationError with sentences for people.
type Clean = Callable[[str], Any]

# In place of a value: empty the field.
CLEAR = "(clear)"
ACTIONS = ("add", "update", "remove")
YES_NO = ("yes", "no")
# Names, cities and choices repeat; numbers and addresses hardly do.
MOST_REMEMBERED = 10_000
_MOST_NAMED = 20
_YES_NO = CustomField(kind=CustomField.Kind.CHECKBOX)


class Remembered:
    """A cleaner that reads each text once."""

    def __init__(self, clean: Clean) -> None:
        self._clean = clean
        self._known: dict[str, Any] = {}

    def __call__(self, text: str) -> Any:
        try:
            return self._known[text]
        except KeyError:
            value = self._clean(text)
        if len(self._known) < MOST_REMEMBERED:
            self._known[text] = value
        return value


def read_action(text: str) -> str:
    """Return what to do with a row. Raises ValueError."""
    if text.casefold() not in ACTIONS:
        raise ValueError("The action is add, update or remove.")
    return text.casefold()


def read_yes_no(text: str) -> bool:
    """Return a fact. Raises ValueError."""
    return custom_values.parse_text(_YES_NO, text)


def read_day(text: str, formats: Iterable[str], expected: str) -> tuple[date, str]:
    """Return the day that a text means, and the format that it is written in.

    expected: the sentence of the ValueError that is raised when it fits none.
    """
    for each in formats:
        try:
            if each == "%Y-%m-%d":
                # Ten times as fast, and what most systems write.
                return date.fromisoformat(text), each
            return date(*time.strptime(text, each)[:3]), each
        except ValueError:
            continue
    raise ValueError(expected)


def choice_of(spelled: Mapping[str, str]) -> Clean:
    """Return the cleaner of a choice. spelled: the code of each way to write one."""

    def clean(text: str) -> str:
        code = spelled.get(text.casefold())
        if code is None:
            known = ", ".join(dict.fromkeys(spelled.values()))
            raise ValueError(f"This is none of the choices: {known}.")
        return code

    return clean


def text_up_to(letters: int) -> Clean:
    """Return the cleaner of a text that has room for some letters."""

    def clean(text: str) -> str:
        if len(text) > letters:
            raise ValueError(f"Write at most {letters} letters; it has {len(text)}.")
        return text

    return clean


def spelled_labels[Kind: Label](labels: Iterable[Kind]) -> dict[str, Kind]:
    """Return labels by their names and codes, in lower case."""
    spelled: dict[str, Kind] = {}
    for label in labels:
        spelled[label.name.casefold()] = label
        if label.code:
            # A name goes before a code: people see names.
            spelled.setdefault(label.code.casefold(), label)
    return spelled


def find_label[Kind: Label](spelled: Mapping[str, Kind], text: str, what: str) -> Kind:
    """Return the active label that a text names. Raises ValueError."""
    label = spelled.get(text.casefold())
    if label is None:
        names = list(dict.fromkeys(each.name for each in spelled.values()))
        known = f"; there are {', '.join(names)}." if names else "."
        if len(names) > _MOST_NAMED:
            known = f".{nearest(text, names)}"
        raise ValueError(f"There is no such {what}{known}")
    if not label.is_active:
        raise ValueError(f"This {what} is inactive.")
    return label


def reasons_of(error: Exception) -> str:
    """Return the sentences of what a cleaner raised."""
    if isinstance(error, ValidationError):
        return " ".join(error.messages)
    return str(error)
