"""The account statuses that a tenant begins with, and what hangs on each."""

from typing import Any

from accounts.models import AccessDefault, AccountStatus, AccountSubStatus, Role
from lendcore.actors import Actor
from lendcore.history.recording import records_history
from lendcore.history.records import create_tracked
from lendcore.labels import LabelList
from lendcore.services import labels as label_services

# Codes that the product relies on, with the sub-statuses below each.
SEEDED: tuple[tuple[str, str, str, tuple[tuple[str, str], ...]], ...] = (
    (
        "application",
        "Application",
        "accent",
        (
            ("", "New"),
            ("", "Manual review needed"),
            ("", "Declined"),
            ("", "Approved"),
            ("", "Contract pending signature"),
            ("", "Ready to fund"),
        ),
    ),
    (
        "open",
        "Open",
        "ok",
        (
            ("repaying", "Repaying"),
            ("", "Fraud process"),
            ("", "Attorney retained"),
            ("", "Deceased process"),
            ("", "Charged off collectible"),
            ("", "Pending payoff"),
            ("", "Bankruptcy"),
        ),
    ),
    (
        "closed",
        "Closed",
        "muted",
        (
            ("paid_off", "Paid off"),
            ("", "Settled"),
            ("charged_off", "Charged off"),
        ),
    ),
)
# Others than the liable start with no access, whatever the status.
OPEN_TO = (Role.PRIMARY, Role.SECONDARY, Role.AUTHORIZED)


@records_history
def seed_account_statuses(*, actor: Actor) -> None:
    """Give a new tenant its account statuses and defaults of access."""
    statuses = [
        AccountStatus(code=code, name=name, tone=tone, position=position)
        for position, (code, name, tone, _) in enumerate(SEEDED, start=1)
    ]
    create_tracked(statuses)
    pairs = list(zip(statuses, SEEDED, strict=True))
    closer = [
        AccountSubStatus(status=status, code=code, name=name, tone=status.tone)
        for status, (*_, below) in pairs
        for code, name in below
    ]
    for position, row in enumerate(closer, start=1):
        row.position = position
    create_tracked(closer)
    create_tracked(
        [_default(status, role) for status in statuses for role in Role.values]
    )


@records_history
def add_status(*, actor: Actor, labels: LabelList, **values: Any) -> AccountStatus:
    """Return a new status under which nobody has access yet. Raises LabelNameTaken."""
    status = label_services.add_label(actor=actor, labels=labels, **values)
    create_tracked([AccessDefault(status=status, role=role) for role in Role.values])
    return status


@records_history
def delete_status(*, actor: Actor, labels: LabelList, label_id: int) -> None:
    """Remove a status that no account has, with its defaults of access.

    Raises LabelIsBuiltIn, LabelInUse.
    """
    # Locked first, so that no default comes while the others go.
    AccountStatus.objects.select_for_update().get(pk=label_id)
    for default in AccessDefault.objects.filter(status_id=label_id).order_by("pk"):
        default.delete()
    label_services.delete_label(actor=actor, labels=labels, label_id=label_id)


def _default(status: AccountStatus, role: str) -> AccessDefault:
    is_on = role in OPEN_TO and status.code != "application"
    # A text needs a consent of its own.
    return AccessDefault(
        status=status, role=role, email_access=is_on, web_access=is_on, sms_access=False
    )
