"""The people of a tenant as its administrator sees them."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django_otp.plugins.otp_totp.models import TOTPDevice

from lendcore.models import Invitation, Membership, Role
from lendcore.rules.fold import fold
from lendcore.tenancy import directory, lockout

type PauseEnd = Callable[[TOTPDevice], datetime | None]

ACTIVE, INVITED, LOCKED, INACTIVE = "active", "invited", "locked", "inactive"
STATES = {
    ACTIVE: ("Active", "ok"),
    INVITED: ("Invited", "warn"),
    LOCKED: ("Locked", "bad"),
    INACTIVE: ("Inactive", ""),
}
# What the list shows unless it is asked for something else.
AT_WORK = frozenset({ACTIVE, INVITED, LOCKED})


@dataclass(frozen=True, kw_only=True)
class MemberRow:
    """A member, or somebody invited (`invitation`, without a name or a sign-in).

    has_second_factor: None for who was only invited.
    """

    name: str
    email: str
    role: Role
    state: str
    membership: Membership | None = None
    invitation: Invitation | None = None
    has_second_factor: bool | None = None
    last_sign_in_at: datetime | None = None
    is_self: bool = False
    is_expired: bool = False

    @property
    def menu_key(self) -> str:
        return str(self.membership.pk if self.membership else "")

    @property
    def state_label(self) -> str:
        return STATES[self.state][0]

    @property
    def tone(self) -> str:
        return STATES[self.state][1]


@dataclass(frozen=True)
class Team:
    """The rows that were asked for, and what the head of the page says."""

    rows: list[MemberRow]
    at_work: int
    without_second_factor: int


def get_team(
    *,
    now: datetime,
    own_user_id: int | None,
    search: str = "",
    role_id: int | None = None,
    state: str = "",
    code_pause_end: PauseEnd,
) -> Team:
    """Return members and invitations. Five queries.

    code_pause_end: says until when an authenticator is paused.
    search: words that stand in name or address.
    state: one of STATES, "all", or empty for those at work.
    """
    rows = [*_member_rows(now, own_user_id, code_pause_end), *_invitation_rows(now)]
    wanted = {"": AT_WORK, "all": STATES.keys()}.get(state, {state})
    words = fold(search).split()
    shown = [
        row
        for row in rows
        if row.state in wanted
        and (role_id is None or row.role.pk == role_id)
        and all(word in fold(f"{row.name} {row.email}") for word in words)
    ]
    members = [row for row in rows if row.state in {ACTIVE, LOCKED}]
    without = [row for row in members if not row.has_second_factor]
    return Team(shown, len(members), len(without))


def _member_rows(
    now: datetime, own_user_id: int | None, code_pause_end: PauseEnd
) -> list[MemberRow]:
    members = list(directory.list_members())
    devices = {
        device.user_id: device
        for device in TOTPDevice.objects.filter(
            user_id__in=[member.user_id for member in members], confirmed=True
        ).order_by("pk")
    }
    paused = lockout.list_paused([member.user.email for member in members], now)
    ends = {user_id: code_pause_end(device) for user_id, device in devices.items()}
    paused_codes = {user_id for user_id, end in ends.items() if end and end > now}
    return [
        MemberRow(
            name=member.user.name or member.user.email,
            email=member.user.email,
            role=member.role,
            state=_state(
                member, member.user.email in paused or member.user_id in paused_codes
            ),
            membership=member,
            has_second_factor=member.user_id in devices,
            last_sign_in_at=member.last_sign_in_at,
            is_self=member.user_id == own_user_id,
        )
        for member in members
    ]


def _state(member: Membership, is_paused: bool) -> str:
    if not member.is_active or not member.user.is_active:
        return INACTIVE
    return LOCKED if is_paused else ACTIVE


def _invitation_rows(now: datetime) -> list[MemberRow]:
    return [
        MemberRow(
            name=invitation.email,
            email="",
            role=invitation.role,
            state=INVITED,
            invitation=invitation,
            is_expired=invitation.expires_at <= now,
        )
        for invitation in directory.list_open_invitations()
    ]
