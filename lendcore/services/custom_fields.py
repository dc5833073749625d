"""Defining a tenant's own fields.

The foundation knows no entity, so whoever calls says what the values of the entity
are like: whether there are any, and which choices they hold.
"""

import re
from collections.abc import Collection
from dataclasses import asdict, dataclass

from lendcore.actors import Actor
from lendcore.custom_values import Json
from lendcore.history.recording import records_history
from lendcore.models import CustomField
from lendcore.rules.fold import fold
from lendcore.services.refusals import refused_as

_LONGEST_KEY = 40


class FieldRefused(Exception):
    """The field stays as it was; the message is a sentence for people."""

    message = ""

    def __init__(self) -> None:
        super().__init__(self.message)


class FieldKeyTaken(FieldRefused):
    message = "Another field has this key."


class FieldLabelTaken(FieldRefused):
    message = "Another field has this label."


class TypeIsFixed(FieldRefused):
    message = "The type can't change any more: the field has values."


_TAKEN = {
    "lendcore_customfield_key": FieldKeyTaken,
    "lendcore_customfield_label": FieldLabelTaken,
}


@dataclass(frozen=True, kw_only=True)
class FieldInput:
    """A field as its form gives it.

    choices: in the order that people see, retired ones included.
    default_value: as `lendcore.custom_values.to_json` writes it.
    """

    label: str
    kind: str
    group: str = ""
    help_text: str = ""
    is_required: bool = False
    is_filterable: bool = False
    on_summary: bool = False
    max_length: int | None = None
    choices: tuple[str, ...] = ()
    retired_choices: tuple[str, ...] = ()
    default_value: Json = None


@records_history
def add_field(
    *, actor: Actor, entity: str, data: FieldInput, key: str = ""
) -> CustomField:
    """Return a new field, last in its group.

    key: for imports and the API, for good; made of the label when it is empty.
    Raises FieldKeyTaken, FieldLabelTaken.
    """
    fields = list(CustomField.objects.select_for_update().filter(entity=entity))
    field = CustomField(
        entity=entity,
        key=key or suggest_key(data.label, taken={field.key for field in fields}),
        position=max((field.position for field in fields), default=0) + 1,
    )
    return _save(field, data)


@records_history
def change_field(
    *,
    actor: Actor,
    field_id: int,
    data: FieldInput,
    is_filled: bool,
    used_choices: Collection[str],
) -> CustomField:
    """Return the field with its new facts; its key stays.

    used_choices: of those that `data` leaves out, the ones that values hold; they
    are retired instead of lost. Raises FieldLabelTaken, TypeIsFixed.
    """
    field = CustomField.objects.select_for_update().get(pk=field_id)
    if data.kind != field.kind and is_filled:
        raise TypeIsFixed
    kept = [choice for choice in field.choices if choice in used_choices]
    return _save(field, data, retired=[c for c in kept if c not in data.choices])


@records_history
def set_field_active(*, actor: Actor, field_id: int, is_active: bool) -> CustomField:
    """Return the field, shown again or hidden; its values stay either way."""
    field = CustomField.objects.select_for_update().get(pk=field_id)
    if field.is_active != is_active:
        field.is_active = is_active
        field.save()
    return field


@records_history
def move_field(*, actor: Actor, field_id: int, up: bool) -> CustomField:
    """Return the field, one place up or down among the active ones of its group."""
    field = CustomField.objects.get(pk=field_id)
    rows = CustomField.objects.select_for_update().filter(
        entity=field.entity, group=field.group, is_active=True
    )
    peers = sorted(rows.order_by("pk"), key=lambda row: (row.position, row.pk))
    place = next(i for i, row in enumerate(peers) if row.pk == field_id)
    target = place - 1 if up else place + 1
    if not 0 <= target < len(peers):
        return field
    positions = sorted(row.position for row in peers)
    peers[place], peers[target] = peers[target], peers[place]
    for row, position in zip(peers, positions, strict=True):
        if row.position != position:
            row.position = position
            row.save()
    return peers[target]


def suggest_key(label: str, *, taken: Collection[str] = ()) -> str:
    """Return a free key made of a label: "Spouse's name" is `spouse_s_name`."""
    words = re.sub(r"[^a-z0-9]+", "_", fold(label)).strip("_")
    if not words[:1].isalpha():
        words = f"field_{words}".strip("_")
    key, number = words[:_LONGEST_KEY].rstrip("_"), 1
    while key in taken:
        number += 1
        tail = f"_{number}"
        key = words[: _LONGEST_KEY - len(tail)] + tail
    return key


def _save(
    field: CustomField, data: FieldInput, retired: Collection[str] = ()
) -> CustomField:
    for name, value in asdict(data).items():
        setattr(field, name, value)
    field.choices = [*data.choices, *retired]
    field.retired_choices = [
        choice
        for choice in field.choices
        if choice in retired or choice in data.retired_choices
    ]
    with refused_as(_TAKEN):
        field.save()
    return field
