"""Changing a tenant's list of labels."""

from typing import Any

from lendcore.actors import Actor
from lendcore.history.recording import records_history
from lendcore.labels import LabelList
from lendcore.models.label import Label
from lendcore.services.refusals import refused_as


class LabelRefused(Exception):
    """The list stays as it was; the message is a sentence for people."""


class LabelNameTaken(LabelRefused):
    """Another label of the list has the name."""


class LabelIsBuiltIn(LabelRefused):
    """The product relies on the label."""


class LabelInUse(LabelRefused):
    """Somebody has the label, or another list hangs on it."""


@records_history
def add_label(
    *,
    actor: Actor,
    labels: LabelList,
    name: str,
    tone: str = Label.Tone.MUTED,
    parent_id: int | None = None,
) -> Label:
    """Return a new label at the end of the list. Raises LabelNameTaken.

    parent_id: of the label that it stands below, in a list that has parents.
    """
    below = {f"{labels.parent}_id": parent_id} if labels.parent else {}
    last = max((each.position for each in _lock_list(labels, below)), default=0)
    label = labels.model(name=name, tone=tone, position=last + 1, **below)
    _save(labels, label)
    return label


@records_history
def change_label(
    *, actor: Actor, labels: LabelList, label_id: int, name: str, tone: str = ""
) -> Label:
    """Return the label under its new name. Raises LabelNameTaken."""
    label = _lock(labels, label_id)
    label.name = name
    label.tone = tone or label.tone
    _save(labels, label)
    return label


@records_history
def move_label(*, actor: Actor, labels: LabelList, label_id: int, up: bool) -> Label:
    """Return the label, one place up or down among the active ones."""
    beside = _lock_beside(labels, label_id)
    active = [label for label in beside if label.is_active]
    place = next(i for i, label in enumerate(active) if label.pk == label_id)
    target = place - 1 if up else place + 1
    if 0 <= target < len(active):
        active[place], active[target] = active[target], active[place]
    for position, label in enumerate(active, start=1):
        if label.position != position:
            label.position = position
            label.save()
    return next(label for label in active if label.pk == label_id)


@records_history
def inactivate_label(*, actor: Actor, labels: LabelList, label_id: int) -> Label:
    """Return the label, no longer pickable. Who has it keeps it.

    Raises LabelIsBuiltIn.
    """
    label = _lock(labels, label_id)
    _refuse_built_in(labels, label)
    if label.is_active:
        label.is_active = False
        label.inactivated_at = actor.at
        label.save()
    return label


@records_history
def activate_label(*, actor: Actor, labels: LabelList, label_id: int) -> Label:
    """Return the label, pickable again, at the end of the list."""
    beside = _lock_beside(labels, label_id)
    label = next(each for each in beside if each.pk == label_id)
    if not label.is_active:
        active = [each.position for each in beside if each.is_active]
        label.is_active = True
        label.inactivated_at = None
        label.position = max(active, default=0) + 1
        label.save()
    return label


@records_history
def delete_label(*, actor: Actor, labels: LabelList, label_id: int) -> None:
    """Remove a label that nobody has.

    Raises LabelIsBuiltIn, LabelInUse.
    """
    label = _lock(labels, label_id)
    _refuse_built_in(labels, label)
    holders = labels.holder_plural.capitalize()
    in_use = (
        f"{holders} have this {labels.noun}, so it can't be deleted. Inactivate it."
    )
    if labels.holder.objects.filter(**{labels.field: label}).exists():
        raise LabelInUse(in_use)
    below = labels.below
    if below and below.model.objects.filter(**{below.parent: label}).exists():
        raise LabelInUse(
            f"It has {below.plural}, so it can't be deleted. Delete those first."
        )
    # Whoever gets it in this moment is caught by the foreign key.
    with refused_as({labels.holder_rule: lambda: LabelInUse(in_use)}):
        label.delete()


def _save(labels: LabelList, label: Label) -> None:
    taken = f"Another {labels.noun} has this name."
    with refused_as({labels.name_rule: lambda: LabelNameTaken(taken)}):
        label.save()


def _refuse_built_in(labels: LabelList, label: Label) -> None:
    if label.is_built_in:
        raise LabelIsBuiltIn(
            f"A built-in {labels.noun} can be renamed, not removed: the system needs "
            "it."
        )


def _lock(labels: LabelList, label_id: int) -> Label:
    return labels.model.objects.select_for_update().get(pk=label_id)


def _lock_beside(labels: LabelList, label_id: int) -> list[Label]:
    """Return a label and those beside it, locked."""
    if not labels.parent:
        return _lock_list(labels, {})
    parent = f"{labels.parent}_id"
    label = labels.model.objects.get(pk=label_id)
    return _lock_list(labels, {parent: getattr(label, parent)})


def _lock_list(labels: LabelList, below: dict[str, Any]) -> list[Label]:
    """Return all labels in their order, locked, so that no two moves cross."""
    rows = labels.model.objects.filter(**below).select_for_update().order_by("pk")
    return sorted(rows, key=lambda label: (label.position, label.pk))
