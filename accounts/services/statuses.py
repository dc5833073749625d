"""The lists of labels that a tenant begins with."""

from accounts.models import AccessDefault, AccountStatus, AccountSubStatus, Role
from lendcore.actors import Actor
from lendcore.history.recording import records_history

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
    place = 0
    for position, (code, name, tone, closer) in enumerate(SEEDED, start=1):
        status = AccountStatus.objects.create(
            code=code, name=name, tone=tone, position=position
        )
        for sub_code, sub_name in closer:
            place += 1
            AccountSubStatus.objects.create(
                status=status, code=sub_code, name=sub_name, tone=tone, position=place
            )
        for role in Role.values:
            is_on = role in OPEN_TO and code != "application"
            AccessDefault.objects.create(
                status=status,
                role=role,
                email_access=is_on,
                web_access=is_on,
                # A text needs a consent of its own.
                sms_access=False,
            )
