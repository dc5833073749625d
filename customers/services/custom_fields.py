"""Defining the custom fields of customers."""

from dataclasses import dataclass

from customers.queries import custom_fields as queries
from lendcore.actors import Actor
from lendcore.history.recording import records_history
from lendcore.imports.refusals import ImportRefused
from lendcore.imports.runs import take_turn
from lendcore.models import CustomField
from lendcore.services import custom_fields as foundation
from lendcore.services.custom_fields import FieldInput


class ImportAtWork(foundation.FieldRefused):
    message = (
        "An import is at work with this field. Change its type or its filter when the "
        "import has ended."
    )


@dataclass(frozen=True)
class SavedField:
    """A field after its save; a stale mirror is rebuilt by `customers.tasks`."""

    field: CustomField
    mirror_is_stale: bool


@records_history
def add_field(*, actor: Actor, data: FieldInput, key: str = "") -> SavedField:
    """Return a new field. Raises FieldKeyTaken, FieldLabelTaken."""
    field = foundation.add_field(
        actor=actor, entity=CustomField.Entity.CUSTOMER, data=data, key=key
    )
    return SavedField(field, mirror_is_stale=False)


@records_history
def change_field(*, actor: Actor, field_id: int, data: FieldInput) -> SavedField:
    """Return the changed field; choices that customers have are never lost.

    Reads the customers only when the type changes or a choice goes.
    Raises FieldLabelTaken, TypeIsFixed, and ImportAtWork where the change would pass by
    the rows of an import that nobody sees yet.
    """
    before = CustomField.objects.select_for_update().get(pk=field_id)
    if before.kind != data.kind or before.is_filterable != data.is_filterable:
        refuse_while_importing(actor.tenant.id)
    gone = [choice for choice in before.choices if choice not in data.choices]
    field = foundation.change_field(
        actor=actor,
        field_id=field_id,
        data=data,
        is_filled=data.kind != before.kind and queries.is_filled(before),
        used_choices=[each for each in gone if queries.is_choice_used(before, each)],
    )
    return SavedField(field, before.is_filterable != field.is_filterable)


def refuse_while_importing(tenant_id: int) -> None:
    """Keep imports from beginning until this transaction ends. Raises ImportAtWork."""
    try:
        take_turn(tenant_id)
    except ImportRefused as refusal:
        raise ImportAtWork from refusal
