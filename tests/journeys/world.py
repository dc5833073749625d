"""Lenders for journeys: committed, each with members and customers of its own."""

from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

from django.core.management import call_command

from customers.models import Customer
from lendcore.models import Membership, Role, Tenant, User
from lendcore.tenancy.context import activate_tenant
from tests.builders import actor_of, make_tenant
from tests.builders_customers import address, make_customer, phone, ssn
from tests.builders_world import password_hash

NUMBERS = count(1)
NAMES = {
    "administrator": "Avery Quill",
    "agent": "Dana Whitfield",
    "read_only": "Rowan Pike",
}


@dataclass(frozen=True)
class Member:
    """A user in a tenant: who sits at the browser."""

    user: User
    tenant: Tenant

    @property
    def email(self) -> str:
        return self.user.email


@dataclass
class Lender:
    """A tenant and its people."""

    tenant: Tenant
    members: dict[str, Member] = field(default_factory=dict)

    @property
    def administrator(self) -> Member:
        return self.members["administrator"]

    @property
    def agent(self) -> Member:
        return self.members["agent"]

    @property
    def reader(self) -> Member:
        return self.members["read_only"]

    def add_customer(self, **facts: Any) -> Customer:
        with activate_tenant(self.tenant.pk):
            actor = actor_of(self.agent.user, self.tenant)
            return make_customer(actor, **facts)

    def add_borrower(self, **facts: Any) -> Customer:
        """Return Marisol Vega with numbers, two phones and an address."""
        usual = {
            "tax_number": ssn(),
            "driver_license": "UT7734190",
            "driver_license_region": "UT",
            "phones": (phone(is_primary=True), phone("(801) 555-0143")),
            "primary_address": address(),
        }
        return self.add_customer(**(usual | facts))

    def fill_book(self, folder: Path, size: int = 120) -> None:
        """Import customers Ada Book-001, Ada Book-002 and so on, every third a lead."""
        lines = ["import_id,first_name,last_name,do_not_case_format,status,city,region"]
        for number in range(1, size + 1):
            status = "Lead" if number % 3 == 0 else "Active"
            lines.append(f"B{number},Ada,Book-{number:03},yes,{status},Lehi,UT")
        path = folder / "book.csv"
        path.write_text("\n".join(lines))
        self.import_file(path)

    def import_file(self, path: Any, **options: Any) -> None:
        call_command("import_customers", path, tenant=self.tenant.slug, **options)


def make_lender(name: str = "Northwind Credit", **changes: Any) -> Lender:
    """Return a tenant with a member of each seeded role."""
    number = next(NUMBERS)
    slug = f"{name.split()[0].lower()}-{number}"
    lender = Lender(make_tenant(slug, name=name, **changes))
    for role in NAMES:
        lender.members[role] = add_member(lender.tenant, role)
    return lender


def add_member(tenant: Tenant, role: str, user: User | None = None) -> Member:
    """Return a member; without a user, a new one whose password is PASSWORD."""
    user = user or User.objects.create(
        email=f"{role}@{tenant.slug}.example",
        name=NAMES[role],
        password=password_hash(),
    )
    with activate_tenant(tenant.pk):
        Membership.objects.create(
            user=user, tenant=tenant, role=Role.objects.get(code=role)
        )
    return Member(user, tenant)
