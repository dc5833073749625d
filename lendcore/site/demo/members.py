"""Who works at Northwind Credit, and the log-ins of the demo.

Their passwords stand here for everybody to read: this is for looking around on
one's own machine.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, time
from typing import Self

from django.contrib.auth.password_validation import validate_password

from lendcore.actors import Actor
from lendcore.models import Membership, Role, User
from lendcore.services import people, roles
from lendcore.services.access_records import record_membership
from lendcore.services.roles import RoleInput
from lendcore.services.sign_in import SIGNED_IN, record_entry
from lendcore.site.demo.moments import Moments
from lendcore.tenancy import directory
from lendcore.tenancy.middleware import make_actor

_FIRST_COFFEE = time(7, 52)
ADMINISTRATOR, AGENT, READ_ONLY = "Administrator", "Agent", "Read-only"
UNDERWRITER, COLLECTOR = "Underwriter", "Collector"


@dataclass(frozen=True, kw_only=True)
class Person:
    """A user of the demo. Without a password nobody can sign in as them.

    host: the last part of the address that they work from.
    """

    name: str
    email: str
    role: str
    host: int
    seen_days_ago: int = 1
    password: str = field(default="", repr=False)
    has_left: bool = False

    @property
    def ip_address(self) -> str:
        # A block for examples (RFC 5737).
        return f"203.0.113.{self.host}"


LENA = Person(
    name="Lena Morozova",
    email="lena@northwind.example",
    role=ADMINISTRATOR,
    host=11,
    password="harbor-lantern-42",  # noqa: S106 - meant to be known
)
DANA = Person(
    name="Dana Whitfield",
    email="dana@northwind.example",
    role=AGENT,
    host=23,
    password="copper-meadow-42",  # noqa: S106 - meant to be known
)
GRACE = Person(
    name="Grace Fontaine",
    email="grace@northwind.example",
    role=READ_ONLY,
    host=37,
    password="quiet-orchard-42",  # noqa: S106 - meant to be known
)
RAJ = Person(name="Raj Patel", email="raj@northwind.example", role=UNDERWRITER, host=42)
THEO = Person(
    name="Theo Adeyemi", email="theo@northwind.example", role=COLLECTOR, host=51
)
YUSUF = Person(
    name="Yusuf Demir",
    email="yusuf@northwind.example",
    role=AGENT,
    host=64,
    seen_days_ago=83,
    has_left=True,
)
LOGINS = (LENA, DANA, GRACE)
STAFF = (*LOGINS, RAJ, THEO, YUSUF)
# Sets tenants up at /admin/ and is no member anywhere.
OPERATOR = Person(
    name="Olivia Operator",
    email="operator@lendcore.example",
    role="Operator",
    host=5,
    password="granite-compass-42",  # noqa: S106 - meant to be known
)

EXTRA_ROLES = (
    RoleInput(
        name=UNDERWRITER,
        description="Decides on applications; sees every number.",
        permissions=frozenset({"contact.edit", "export.run", "import.view"}),
        reveals_tax_number=True,
        reveals_driver_license=True,
        birth_date_mode="full",
        shows_bank_numbers=True,
        shows_photo=True,
    ),
    RoleInput(
        name=COLLECTOR,
        description="Calls customers; sees no numbers.",
        permissions=frozenset({"contact.edit"}),
        birth_date_mode="year_masked",
        shows_photo=True,
    ),
)


class Staff:
    """The members of one tenant as authors of what happens in it."""

    def __init__(self, memberships: dict[str, Membership]) -> None:
        self._memberships = memberships

    @classmethod
    def load(cls) -> Self:
        """Return who works or has worked in the active tenant. Some queries each."""
        found = {}
        for person in STAFF:
            user = directory.find_user(person.email)
            member = user and directory.find_any_membership(user)
            if member:
                found[person.email] = directory.get_membership(member.pk)
        return cls(found)

    def membership(self, person: Person) -> Membership:
        """Return a person's membership of the tenant."""
        return self._memberships[person.email]

    def employs(self, person: Person) -> bool:
        """Return whether a person is a member of the tenant."""
        return person.email in self._memberships

    def actor(self, person: Person, at: datetime) -> Actor:
        """Return a member at work at their desk, with a change set of its own."""
        actor = make_actor(None, self.membership(person), at)
        return replace(actor, ip_address=person.ip_address)

    def importer(self, person: Person, at: datetime) -> Actor:
        """Return a member who runs an import from the shell."""
        return replace(self.actor(person, at), source="import", ip_address=None)


def add_roles(actor: Actor) -> None:
    """Add the roles that a tenant does not start with."""
    for data in EXTRA_ROLES:
        roles.add_role(actor=actor.anew(actor.at), data=data)


def add_members(actor: Actor, persons: Sequence[Person]) -> Staff:
    """Make members of persons, who may be members of other tenants already."""
    known = {role.name: role for role in Role.objects.all()}
    memberships = {}
    for person in persons:
        user = directory.find_user(person.email) or make_user(person)
        role = known[person.role]
        made = Membership(user=user, tenant_id=actor.tenant.id, role=role)
        made.save()
        record_membership(
            actor=actor, what=f"Added {user.name} as {role.name}", user_id=user.pk
        )
        memberships[person.email] = directory.get_membership(made.pk)
    return Staff(memberships)


def record_sign_ins(staff: Staff, moments: Moments) -> None:
    """Note when each member was last seen."""
    for person in STAFF:
        membership = staff.membership(person)
        at = moments.days_ago(person.seen_days_ago, _FIRST_COFFEE)
        record_entry(
            membership=membership, what=SIGNED_IN, at=at, ip_address=person.ip_address
        )


def end_memberships(staff: Staff, at: datetime) -> None:
    """End the memberships of those who have left."""
    for person in STAFF:
        if person.has_left:
            people.end_membership(
                actor=staff.actor(LENA, at), membership=staff.membership(person)
            )


def make_user(person: Person, *, is_operator: bool = False) -> User:
    """Return a new user. Raises ValidationError for a password that is too weak."""
    user = User(
        email=person.email,
        name=person.name,
        is_staff=is_operator,
        is_superuser=is_operator,
    )
    if person.password:
        validate_password(person.password, user)
        user.set_password(person.password)
    else:
        user.set_unusable_password()
    user.full_clean()
    user.save()
    return user


def find_known_password(person: Person) -> str:
    """Return the password of a demo user, or "" once they have chosen another."""
    user = directory.find_user(person.email)
    return person.password if user and user.check_password(person.password) else ""
