"""What each role may receive and see while an account has a status."""

from dataclasses import dataclass

from accounts.models import AccessDefault, AccountStatus
from accounts.models.links import CHANNELS
from accounts.queries.customer_links import CHANNEL_LABELS, CHOOSABLE_ROLES


@dataclass(frozen=True, kw_only=True)
class DefaultSwitch:
    """One switch: a channel for a role under a status."""

    role: str
    role_label: str
    channel: str
    is_on: bool

    @property
    def channel_label(self) -> str:
        return CHANNEL_LABELS[self.channel]


@dataclass(frozen=True, kw_only=True)
class StatusDefaults:
    """A status with the switches of all roles, in the order of the columns."""

    status: AccountStatus
    switches: tuple[DefaultSwitch, ...]


def list_access_defaults() -> list[StatusDefaults]:
    """Return every status in the tenant's order; what was never set is off. Two
    queries."""
    stored = {
        (default.status_id, default.role): default
        for default in AccessDefault.objects.all()
    }
    return [
        StatusDefaults(
            status=status,
            switches=tuple(
                DefaultSwitch(
                    role=role,
                    role_label=role.label,
                    channel=channel,
                    is_on=is_default_on(stored.get((status.pk, role)), channel),
                )
                for role in CHOOSABLE_ROLES
                for channel in CHANNELS
            ),
        )
        for status in AccountStatus.objects.order_by("position", "pk")
    ]


def find_default(status_id: int, role: str) -> AccessDefault | None:
    """Return the default of a role under a status, or None. One query."""
    return AccessDefault.objects.filter(status_id=status_id, role=role).first()


def is_default_on(default: AccessDefault | None, channel: str) -> bool:
    return default is not None and getattr(default, f"{channel}_access")
