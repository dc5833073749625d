"""Who does something: a member at a keyboard, an import, or the system.

An actor is made once at the edge (request, command, task) and handed down by
keyword, so that every history row of one action carries one change set.
"""

import uuid
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Self
from zoneinfo import ZoneInfo

from lendcore.permissions import Masking


@dataclass(frozen=True, kw_only=True)
class TenantFacts:
    """What pages and services need to know of the active tenant."""

    id: int
    slug: str
    name: str
    country: str
    time_zone: str
    date_format: str
    name_style: str
    is_sandbox: bool
    domain: str = ""
    cut_off_date: date | None = None

    @property
    def environment_label(self) -> str:
        return "Sandbox" if self.is_sandbox else "Production"


@dataclass(frozen=True, kw_only=True)
class Actor:
    """The author of a change, with what they may do and see.

    at: the moment of the action, read from the clock at the edge.
    """

    name: str
    tenant: TenantFacts
    at: datetime
    user_id: int | None = None
    email: str = ""
    role_name: str = ""
    source: str = "web"
    ip_address: str | None = None
    permissions: frozenset[str] = frozenset()
    masking: Masking = field(default_factory=Masking)
    change_set: uuid.UUID = field(default_factory=uuid.uuid4)

    def may(self, permission: str) -> bool:
        """Return whether the actor's role holds a permission."""
        return permission in self.permissions

    @property
    def sees_settings(self) -> bool:
        """Whether any page of Settings is open to the role."""
        return self.may("settings.view") or self.may("import.view")

    def anew(self, at: datetime) -> Self:
        """Return the same actor with a fresh change set, for a further entry."""
        return replace(self, at=at, change_set=uuid.uuid4())

    @property
    def today(self) -> date:
        """The date in the tenant's time zone at the moment of the action."""
        return self.at.astimezone(ZoneInfo(self.tenant.time_zone)).date()

    @property
    def initials(self) -> str:
        words = [word for word in self.name.split() if word[0].isalpha()]
        letters = [words[0][0], words[-1][0]] if len(words) > 1 else self.name[:2]
        return "".join(letters).upper()
