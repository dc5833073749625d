"""A tenant's list of labels, with how many have each."""

from collections import defaultdict
from dataclasses import dataclass

from django.db.models import OuterRef

from lendcore.labels import LabelList
from lendcore.models.label import Label
from lendcore.queries.counts import capped_count, count_label


@dataclass(frozen=True)
class LabelRow:
    """A label and how many have it, counted up to 1,001.

    below: the names of the labels below it that can be picked.
    """

    labels: LabelList
    label: Label
    count: int
    below: tuple[str, ...] = ()

    @property
    def count_label(self) -> str:
        return count_label(self.count)

    @property
    def holders_label(self) -> str:
        """How many have it, in words: "1 customer", "1,000+ customers"."""
        labels = self.labels
        noun = labels.holder_noun if self.count == 1 else labels.holder_plural
        return f"{self.count_label} {noun}"

    @property
    def question(self) -> str:
        """What is asked before the label, or those who have it, go."""
        name = f"“{self.label.name}”"
        if self.label.is_active:
            return f"Inactivate {name}?"
        if self.is_used:
            return f"Move {self.labels.holder_plural} out of {name}?"
        return f"Delete {name}?"

    @property
    def is_used(self) -> bool:
        return self.count > 0


def list_labels(labels: LabelList, *, parent_id: int | None = None) -> list[LabelRow]:
    """Return the labels of a list in their order. One query, an index scan per label;
    a second where others stand below them.

    parent_id: of the label that they stand below, in a list that has parents.
    """
    holders = labels.holder.objects.filter(**{labels.field: OuterRef("pk")})
    rows = labels.model.objects.annotate(count=capped_count(holders))
    if labels.parent:
        rows = rows.filter(**{labels.parent: parent_id})
    below = _names_below(labels)
    return [
        LabelRow(labels, each, each.count, tuple(below[each.pk]))
        for each in rows.order_by("position", "pk")
    ]


def _names_below(labels: LabelList) -> dict[int, list[str]]:
    names = defaultdict(list)
    if labels.below is not None:
        active = labels.below.model.objects.filter(is_active=True)
        pairs = active.order_by("position", "pk").values_list(
            f"{labels.below.parent}_id", "name"
        )
        for parent_id, name in pairs:
            names[parent_id].append(name)
    return names


def count_labels(labels: LabelList) -> int:
    """Return how many labels of a list can be picked. One query."""
    return labels.model.objects.filter(is_active=True).count()
