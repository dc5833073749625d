"""What a role may do, and how much of protected data it sees.

The list is closed: a role stores codes from here, the URL table test runs each
view against them, and a page asks `actor.may(code)`.
"""

from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied

from lendcore.rules.dates import BirthDateMode


@dataclass(frozen=True)
class Area:
    """A part of the product that a role may not open, view, or edit.

    levels: from the least to the most; a higher one brings the lower ones along.
    """

    code: str
    label: str
    covers: str
    levels: tuple[str, ...] = ("view", "edit")

    @property
    def permissions(self) -> tuple[str, ...]:
        return tuple(f"{self.code}.{level}" for level in self.levels)


AREAS = (
    Area(
        "contact",
        "Contact & Personal Information",
        "Name, numbers, addresses, web access, custom fields and their history",
    ),
    Area(
        "accounts",
        "Accounts",
        "Accounts, the customers on them, access and links",
    ),
    Area(
        "payments",
        "Transactions",
        "Post payments and charges, and take entries back",
        ("post", "reverse"),
    ),
    Area("export", "Exports", "Download lists and histories as CSV or JSON", ("run",)),
    Area("import", "Imports", "See past imports and their reports", ("view",)),
    Area("settings", "Settings", "Members, roles, statuses and custom fields"),
)
PERMISSIONS = {code: area for area in AREAS for code in area.permissions}


@dataclass(frozen=True, kw_only=True)
class Masking:
    """How much of protected data a role sees; the defaults show least.

    A tax number or licence that may be revealed is still masked on the page,
    and each reveal is recorded.
    """

    reveals_tax_number: bool = False
    reveals_driver_license: bool = False
    birth_date: BirthDateMode = BirthDateMode.MASKED
    shows_bank_numbers: bool = False
    shows_gender: bool = False
    shows_photo: bool = False


class MissingPermission(PermissionDenied):
    """The role lacks a permission; the 403 page names it."""

    def __init__(self, permission: str) -> None:
        super().__init__(permission)
        self.permission = permission
        self.area = PERMISSIONS[permission]
        self.level = permission.rpartition(".")[2]


def check_permission(actor: Any, permission: str) -> None:
    """Raise MissingPermission unless the actor's role holds the permission."""
    if not actor.may(permission):
        raise MissingPermission(permission)
