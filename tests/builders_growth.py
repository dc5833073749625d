"""A tenant with many rows of everything, so that counts of queries show."""

from datetime import date, timedelta
from uuid import uuid4

from django.utils import timezone

from accounts.models import (
    Account,
    AccountCustomer,
    AccountStatus,
    AccountSubStatus,
    AccountTemplate,
    Kind,
    LineProgram,
    Portfolio,
    SourceCompany,
)
from accounts.models import Role as AccountRole
from accounts.services import account_links
from accounts.services.snapshots import refresh_snapshot
from customers.models import CreditScore, Customer, CustomerStatus, Phone
from lendcore.history.recording import recorded
from lendcore.models import (
    AccessRecord,
    CustomField,
    ImportRun,
    Invitation,
    Membership,
    Role,
    SavedView,
    User,
)
from lendcore.services import access
from lendcore.tenancy.context import activate_tenant
from tests.builders import NOW
from tests.builders_accounts import (
    LINE,
    link,
    make_account,
)
from tests.builders_world import World


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
        account_links.tie(actor=author, from_id=account.pk, to_id=world.rows["loan"].pk)
    today = author.anew(timezone.now()).today
    for account in Account.objects.filter(is_active=True).order_by("pk"):
        refresh_snapshot(account, today)


def add_lists(world: World, count: int) -> None:
    """Add statuses, roles, fields, records, imports and views."""
    author = world.actor
    with recorded(author):
        for model in (
            CustomerStatus,
            AccountStatus,
            AccountSubStatus,
            Portfolio,
            SourceCompany,
        ):
            below = (
                {"status": world.account_status} if model is AccountSubStatus else {}
            )
            for number in range(model.objects.filter(**below).count(), count):
                model.objects.create(name=f"Label {number}", position=number, **below)
        for number in range(AccountTemplate.objects.count(), count):
            AccountTemplate.objects.create(name=f"Template {number}", kind=Kind.LOAN)
            LineProgram.objects.create(name=f"Program {number}", terms=LINE)
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
