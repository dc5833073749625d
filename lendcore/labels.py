"""What a tenant's lists of labels have in common: customer statuses, portfolios …"""

from dataclasses import dataclass

from django.db.models import Model

from lendcore.models.label import Label


@dataclass(frozen=True, kw_only=True)
class LabelList:
    """One list of labels, and who has them.

    noun, plural: what people call a label. holder: the model of whoever has one, in its
    `field`; holder_noun, holder_plural: what people call those. parent: the field of a
    label that stands below one of another list. below: the list whose labels stand
    below these. has_color: whether the tone means anything to people.
    """

    model: type[Label]
    noun: str
    plural: str
    holder: type[Model]
    field: str
    holder_noun: str
    holder_plural: str
    parent: str = ""
    below: "LabelList | None" = None
    has_color: bool = True

    @property
    def name_rule(self) -> str:
        """The constraint that keeps names apart."""
        return f"{self.model._meta.db_table}_name"

    @property
    def holder_rule(self) -> str:
        """The constraint that keeps a label while somebody has it."""
        return f"{self.holder._meta.db_table}_{self.field}_tenant_fk"

    def holders(self, count: int) -> str:
        """Return a count of holders in words: "1 customer"."""
        return f"{count:,} {self.holder_noun if count == 1 else self.holder_plural}"
