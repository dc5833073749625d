"""Settings: the lists of account statuses, portfolios and source companies."""

from accounts import labels as lists
from accounts import tasks
from accounts.services import label_moves, statuses
from lendcore.actors import Actor
from lendcore.labels import LabelList
from lendcore.models.label import Label
from lendcore.tasks.decorator import enqueue
from lendcore.views.settings.labels import LabelPages


def move_later(
    *, actor: Actor, labels: LabelList, from_label: Label, to_label: Label
) -> None:
    """Let a worker move the accounts of a label to another."""
    enqueue(
        tasks.move_accounts,
        tenant_id=actor.tenant.id,
        field=labels.field,
        from_id=from_label.pk,
        to_id=to_label.pk,
        user_id=actor.user_id,
    )


SUB_STATUSES = LabelPages(
    labels=lists.SUB_STATUSES,
    name="account_sub_status",
    list_name="account_sub_statuses",
    title="Sub-statuses",
    above_url="settings:account_statuses",
    intro="A closer word for the status. An account may have one of them, or none.",
    move=label_moves.move_accounts,
    move_later=move_later,
)
STATUSES = LabelPages(
    labels=lists.STATUSES,
    name="account_status",
    list_name="account_statuses",
    title="Account statuses",
    intro="Agents pick from this list, in this order, and then a sub-status of it. "
    "Nobody has access under a new status until Access defaults gives it.",
    default_code="application",
    below=SUB_STATUSES,
    move=label_moves.move_accounts,
    move_later=move_later,
    move_note="Sub-statuses are cleared, and access follows the other status.",
    add=statuses.add_status,
    delete=statuses.delete_status,
)
PORTFOLIOS = LabelPages(
    labels=lists.PORTFOLIOS,
    name="portfolio",
    list_name="portfolios",
    title="Portfolios",
    intro="Parts of the book that are looked at as one. An account may be in one.",
    move=label_moves.move_accounts,
    move_later=move_later,
)
SOURCE_COMPANIES = LabelPages(
    labels=lists.SOURCE_COMPANIES,
    name="source_company",
    list_name="source_companies",
    title="Source companies",
    intro="Who brings accounts: dealers, brokers, partners. An account may have one.",
    move=label_moves.move_accounts,
    move_later=move_later,
)
