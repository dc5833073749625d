"""A tenant in which every table has a row, for tests that go through all of them."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from typing import Any
from uuid import uuid4

from django.contrib.auth.hashers import make_password
from django.utils import timezone

from accounts.models import (
    Account,
    AccountCustomer,
    AccountTemplate,
    Kind,
    Portfolio,
    Promise,
    SourceCompany,
)
from accounts.models import Role as AccountRole
from accounts.services import account_links, splits
from accounts.services.snapshots import refresh_snapshot
from customers.inputs import AddressInput, SocialProfileInput
from customers.models import CreditScore, Customer, CustomerStatus, Phone
from customers.services import credit_scores, secrets, statuses
from lendcore.actors import Actor
from lendcore.history.recording import recorded
from lendcore.models import (
    AccessRecord,
    CustomField,
    ImportRun,
    Invitation,
    Membership,
    Role,
    SavedView,
    Tenant,
    User,
)
from lendcore.services import access
from lendcore.tenancy.context import activate_tenant
from tests.builders import NOW, PASSWORD, actor_of, make_tenant
from tests.builders_accounts import LOAN, entry, link, make_account, post
from tests.builders_customers import address, make_customer, phone, ssn

LICENSE = "UT7734190"


@dataclass
class World:
    """One tenant with its people and one row of everything."""

    tenant: Tenant
    members: dict[str, User] = field(default_factory=dict)
    rows: dict[str, Any] = field(default_factory=dict)

    @property
    def actor(self) -> Actor:
        return self.actor_of("administrator")

    def actor_of(self, role: str) -> Actor:
        return actor_of(self.members[role], self.tenant)

    def __getattr__(self, name: str) -> Any:
        try:
            return self.rows[name]
        except KeyError:
            raise AttributeError(name) from None


def make_world(slug: str = "northwind", **changes: Any) -> World:
    """Return a tenant whose every table has at least one row."""
    world = World(make_tenant(slug, **changes))
    with activate_tenant(world.tenant.pk):
        add_people(world)
        add_definitions(world)
        add_customer(world)
        add_accounts(world)
        add_records(world)
    return world


@cache
def password_hash() -> str:
    """Return the hash of PASSWORD; Argon2 is slow on purpose, so it is made once."""
    return make_password(PASSWORD)


def add_people(world: World) -> None:
    world.rows["other_role"] = add_role(world)
    for role in Role.objects.order_by("pk"):
        code = role.code or "outsider"
        user = User.objects.create(
            email=f"{code}@{world.tenant.slug}.example",
            name=f"{role.name} of {world.tenant.name}",
            password=password_hash(),
        )
        world.rows[f"{code}_membership"] = Membership.objects.create(
            user=user, tenant=world.tenant, role=role
        )
        world.members[code] = user
    world.rows["invitation"] = Invitation.objects.create(
        tenant=world.tenant,
        email=f"new@{world.tenant.slug}.example",
        role=world.rows["other_role"],
        token_hash=uuid4().hex,
        invited_by="Operator",
        sent_at=NOW,
        expires_at=NOW + timedelta(days=7),
    )


def add_role(world: World) -> Role:
    """Return a role of the tenant's own, with no permission at all."""
    author = Actor(name="Operator", tenant=world.tenant.facts, at=NOW)
    with recorded(author):
        return Role.objects.create(name="Outsider")


def add_definitions(world: World) -> None:
    with recorded(world.actor):
        world.rows["custom_field"] = CustomField.objects.create(
            key="risk_band",
            label="Risk band",
            kind=CustomField.Kind.SELECT,
            choices=["Prime", "Near prime"],
            is_filterable=True,
            on_summary=True,
        )
    world.rows["status"] = statuses.add_status(
        actor=world.actor, name="Watch", tone="warn"
    )
    world.rows["active"] = CustomerStatus.objects.get(code="active")


def add_customer(world: World) -> None:
    customer = make_customer(
        world.actor,
        tax_number=ssn(),
        driver_license=LICENSE,
        driver_license_region="UT",
        phones=(phone(is_primary=True), phone("(801) 555-0143")),
        primary_address=address(),
        mailing_address=AddressInput(street="PO Box 12", city="Provo", region="UT"),
        mailing_same_as_primary=False,
        social_profiles=(SocialProfileInput(network="linkedin", username="mvega"),),
        custom_values={"risk_band": "Prime"},
    )
    world.rows["score"] = credit_scores.enter_scores(
        actor=world.actor,
        customer_id=customer.pk,
        scored_on=date(2026, 11, 1),
        equifax=702,
        experian=None,
        transunion=688,
    )
    secrets.reveal(actor=world.actor, customer=customer, field=secrets.TAX_NUMBER)
    world.rows["customer"] = Customer.objects.get(pk=customer.pk)
    phones = Phone.objects.order_by("-is_primary", "pk")
    world.rows["phone"], world.rows["second_phone"] = phones
    history = Customer.history.model.objects.order_by("-history_id")
    world.rows["change_set"] = history[0].change_set


def add_accounts(world: World) -> None:
    """A loan with a customer and entries, tied to a line; one of everything else."""
    author = world.actor
    with recorded(author):
        filed = {
            "portfolio": Portfolio.objects.create(name="Prime"),
            "source_company": SourceCompany.objects.create(name="Walk-in"),
        }
        AccountTemplate.objects.create(name="Auto", kind=Kind.LOAN, terms=LOAN)
    loan = make_account(author, "LN-100", **filed)
    line = make_account(author, "LC-200", Kind.LINE)
    make_account(author, "LS-300", Kind.LEASE)
    (world.rows["link"],) = link(
        author, loan, (world.rows["customer"], AccountRole.PRIMARY)
    )
    world.rows["account_status"] = loan.status
    account_links.tie(actor=author, from_id=loan.pk, to_id=line.pk)
    post(author, line, "advance", "2026-02-01", "100.00")
    splits.split_payment(
        actor=author,
        account_id=loan.pk,
        data=entry("payment", "2026-02-03", "900.00"),
        parts=[(loan.pk, Decimal("888.49")), (line.pk, Decimal("11.51"))],
    )
    with recorded(author):
        world.rows["promise"] = Promise.objects.create(
            account=loan,
            promised_on=date(2026, 11, 20),
            due_date=date(2026, 11, 27),
            amount=Decimal("888.49"),
            made_by="Dana Whitfield",
        )
    world.rows["loan"], world.rows["line"] = loan, line


def add_records(world: World) -> None:
    access.record(
        actor=world.actor, kind=AccessRecord.Kind.EXPORT, what="Customers, 1 row"
    )
    world.rows["import_run"] = ImportRun.objects.create(
        entity="customer",
        file_name="borrowers.csv",
        file_sha256="0" * 64,
        mode="file",
        outcome=ImportRun.Outcome.REJECTED,
        started_at=NOW,
        finished_at=NOW,
        run_by="Operator",
        change_set=uuid4(),
        problems=[
            {"line": 2, "column": "email", "value": "x", "reason": "No address."}
        ],
    )
    world.rows["saved_view"] = SavedView.objects.create(
        list_name="customers", name="Mine", made_by=world.members["administrator"]
    )


def add_phones(world: World, count: int) -> None:
    """Give the customer further phones, so that there are `count`."""
    have = Phone.objects.filter(customer=world.customer).count()
    with recorded(world.actor):
        for number in range(have, count):
            digits = f"801555{1000 + number}"
            Phone.objects.create(
                customer=world.customer, number=f"+1{digits}", search_digits=digits
            )


def add_scores(world: World, count: int) -> None:
    """Give the customer further scores, each an entry of the history."""
    have = CreditScore.objects.filter(customer=world.customer).count()
    author = world.actor
    for number in range(have, count):
        with recorded(author.anew(NOW + timedelta(minutes=number))):
            CreditScore.objects.create(
                customer=world.customer,
                scored_on=date(2026, 10, 1) - timedelta(days=number),
                equifax=700,
                entered_by=author.name,
            )


def grow(world: World, count: int) -> None:
    """Bring everything that a page lists to `count` rows."""
    with activate_tenant(world.tenant.pk):
        add_phones(world, count)
        add_scores(world, count)
        add_members(world, count)
        add_customers(world, count)
        add_lists(world, count)
        add_linked_accounts(world, count)


def add_members(world: World, count: int) -> None:
    for number in range(Membership.objects.filter(tenant=world.tenant).count(), count):
        user = User.objects.create(
            email=f"member{number}@{world.tenant.slug}.example", name=f"Member {number}"
        )
        Membership.objects.create(
            user=user, tenant=world.tenant, role=world.rows["other_role"]
        )
        Invitation.objects.create(
            tenant=world.tenant,
            email=f"invited{number}@{world.tenant.slug}.example",
            role=world.rows["other_role"],
            token_hash=uuid4().hex,
            invited_by="Operator",
            sent_at=NOW,
            expires_at=NOW + timedelta(days=7),
        )


def add_customers(world: World, count: int) -> None:
    first = world.rows["customer"]
    author = world.actor
    for number in range(Customer.objects.count(), count):
        with recorded(author):
            customer = Customer.objects.create(
                first_name=f"Ana {number}",
                last_name="Vega",
                status=first.status,
                created_at=NOW,
                updated_at=NOW,
            )
            digits = f"80155502{number:02d}"
            Phone.objects.create(
                customer=customer,
                number=f"+1{digits}",
                search_digits=digits,
                is_primary=True,
            )


def add_linked_accounts(world: World, count: int) -> None:
    """Give the customer further accounts of all kinds, with somebody else on each.

    Their figures are stored as of now, so that no page has to replay them.
    """
    author, customer = world.actor, world.rows["customer"]
    others = Customer.objects.exclude(pk=customer.pk).order_by("pk")
    have = AccountCustomer.objects.filter(customer=customer).count()
    for number in range(have, count):
        kind = list(Kind)[number % len(Kind)]
        account = make_account(author, f"AC-{number}", kind)
        people = [(customer, AccountRole.PRIMARY), (others[0], AccountRole.SECONDARY)]
        link(author, account, *people)
    today = author.anew(timezone.now()).today
    for account in Account.objects.filter(is_active=True).order_by("pk"):
        refresh_snapshot(account, today)


def add_lists(world: World, count: int) -> None:
    """Add statuses, roles, fields, records, imports and views."""
    author = world.actor
    with recorded(author):
        for number in range(CustomerStatus.objects.count(), count):
            CustomerStatus.objects.create(name=f"Status {number}", position=number)
        for number in range(Role.objects.count(), count):
            Role.objects.create(name=f"Role {number}")
        for number in range(CustomField.objects.count(), count):
            CustomField.objects.create(
                key=f"field_{number}",
                label=f"Field {number}",
                kind=CustomField.Kind.TEXT,
                is_filterable=True,
            )
    for number in range(ImportRun.objects.count(), count):
        run = ImportRun.objects.get(pk=world.rows["import_run"].pk)
        run.pk, run.change_set = None, uuid4()
        run.save(force_insert=True)
        access.record(actor=author, kind=AccessRecord.Kind.EXPORT, what="Customers")
        SavedView.objects.create(
            list_name="customers",
            name=f"View {number}",
            made_by=world.members["administrator"],
        )
