"""What the settings pages list and count."""

from collections import Counter
from dataclasses import dataclass

from lendcore.models import CustomField, Role
from lendcore.tenancy import directory


def count_for_nav() -> dict[str, int]:
    """Return how many custom fields, members and roles there are. Three queries."""
    return {
        "custom_fields": CustomField.objects.filter(is_active=True).count(),
        "members": directory.list_members().filter(is_active=True).count(),
        "roles": Role.objects.count(),
    }


@dataclass(frozen=True)
class RoleRow:
    """A role and how many members have it."""

    role: Role
    member_count: int
    has_holders: bool

    @property
    def is_deletable(self) -> bool:
        return not self.role.code and not self.has_holders


def list_roles() -> list[RoleRow]:
    """Return the roles, built-in ones first, with their active members.

    has_holders: also former members and open invitations. Three queries.
    """
    members = list(directory.list_members().values_list("role_id", "is_active"))
    invited = set(directory.list_open_invitations().values_list("role_id", flat=True))
    active = Counter(role_id for role_id, is_active in members if is_active)
    held = invited | {role_id for role_id, _ in members}
    roles = sorted(
        Role.objects.all(), key=lambda role: (role.code == "", role.name.casefold())
    )
    return [RoleRow(role, active[role.pk], role.pk in held) for role in roles]
