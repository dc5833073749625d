"""A tenant in which every table has a row, for tests that go through all of them."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from typing import Any
from uuid import uuid4

from django.contrib.auth.hashers import make_password

from accounts import labels as account_labels
from accounts.inputs import AccountInput, LabelsInput, LinkInput
from accounts.models import (
    Account,
    AccountTemplate,
    Kind,
    Portfolio,
    Promise,
    SourceCompany,
)
from accounts.models import Role as AccountRole
from accounts.services import account_links, drafts, splits
from accounts.services.account_links import TieInput
from accounts.services.statuses import add_status
from customers.inputs import AddressInput, SocialProfileInput
from customers.labels import STATUSES
from customers.models import Customer, CustomerStatus, Phone
from customers.services import credit_scores, secrets
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
from lendcore.services import access, labels
from lendcore.tenancy.context import activate_tenant
from tests.builders import NOW, PASSWORD, actor_of, make_tenant
from tests.builders_accounts import (
    LINE,
    LOAN,
    TYPED_LOAN,
    entry,
    link,
    make_account,
    post,
)
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
    world.rows["status"] = labels.add_label(
        labels=STATUSES, actor=world.actor, name="Watch", tone="warn"
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
        world.rows["template"] = AccountTemplate.objects.create(
            name="Auto", kind=Kind.LOAN, terms=LOAN
        )
    loan = make_account(author, "LN-100", **filed)
    line = make_account(author, "LC-200", Kind.LINE)
    make_account(author, "LS-300", Kind.LEASE)
    (world.rows["link"],) = link(
        author, loan, (world.rows["customer"], AccountRole.PRIMARY)
    )
    world.rows["account_status"] = loan.status
    world.rows |= filed
    world.rows["own_account_status"] = add_status(
        actor=author, labels=account_labels.STATUSES, name="Hardship", tone="warn"
    )
    world.rows["sub_status"] = labels.add_label(
        actor=author,
        labels=account_labels.SUB_STATUSES,
        name="Reduced payment",
        parent_id=loan.status_id,
    )
    world.rows["tie"] = account_links.tie(
        actor=author,
        from_id=loan.pk,
        to_id=line.pk,
        data=TieInput(copies_charges=True),
    )
    post(author, line, "advance", "2026-02-01", "100.00")
    splits.split_payment(
        actor=author,
        account_id=loan.pk,
        data=entry("payment", "2026-02-03", "900.00"),
        parts=[(loan.pk, Decimal("888.49")), (line.pk, Decimal("11.51"))],
    )
    post(author, loan, "charge", "2026-02-05", "25.00")
    with recorded(author):
        world.rows["promise"] = Promise.objects.create(
            account=loan,
            promised_on=date(2026, 11, 20),
            due_date=date(2026, 11, 27),
            amount=Decimal("888.49"),
            made_by="Dana Whitfield",
        )
    world.rows["loan"], world.rows["line"] = loan, line
    history = Account.history.model.objects.filter(id=loan.pk)
    world.rows["account_change_set"] = history.latest("history_id").change_set
    world.rows["program"] = line.program
    world.rows["inactive"] = make_account(author, "LN-400", is_active=False)
    add_draft(world)


def add_draft(world: World) -> None:
    """A loan that the administrator is about to make; a line that the agent made."""
    author, agent = world.actor, world.actor_of("agent")
    draft = drafts.start_draft(
        actor=author, kind=Kind.LOAN, template=world.rows["template"]
    )
    typed = {name: [value] for name, value in TYPED_LOAN.items()}
    drafts.save_typed(actor=author, key=draft.key, typed=typed, terms=LOAN)
    person = LinkInput(customer_id=world.rows["customer"].pk, role=AccountRole.PRIMARY)
    drafts.set_people(actor=author, key=draft.key, people=[person])
    done = drafts.start_draft(actor=agent, kind=Kind.LINE)
    done = drafts.choose_program(
        actor=agent, key=done.key, program=world.rows["program"]
    )
    made = AccountInput(
        kind=Kind.LINE,
        labels=LabelsInput(number="LC-600"),
        terms=LINE,
        program=world.rows["program"],
    )
    drafts.finish_draft(actor=agent, key=done.key, version=done.version, data=made)


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
    world.rows["account_view"] = SavedView.objects.create(
        list_name="accounts", name="Mine", made_by=world.members["administrator"]
    )
