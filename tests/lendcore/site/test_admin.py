import pytest
from django.contrib.admin.models import LogEntry

from customers.models import CustomerStatus
from lendcore.models import AccessRecord, Role, Tenant, User
from lendcore.tenancy.context import activate_tenant
from tests import builders
from tests.builders_operator import get, log_in, make_operator, post


@pytest.fixture
def operator(db):
    return make_operator()


@pytest.fixture
def browser(operator):
    client, answer = log_in(operator)
    assert answer.status_code == 302
    return client


@pytest.fixture
def at_work(browser, tenant):
    post(browser, "choose_tenant", {"tenant": tenant.pk})
    return browser


def test_a_role_that_edits_may_view(at_work, tenant):
    data = {
        "name": "Collector",
        "permissions": ["contact.edit"],
        "birth_date_mode": "masked",
    }

    answer = post(at_work, "lendcore_role_add", data)

    assert answer.status_code == 302
    with activate_tenant(tenant.pk):
        role = Role.objects.get(name="Collector")
    assert role.permissions == ["contact.edit", "contact.view"]


def tenant_data(**changes):
    return {
        "name": "Eastbank Auto",
        "slug": "eastbank",
        "environment": "production",
        "country": "CA",
        "time_zone": "America/Toronto",
        "date_format": "ymd",
        "name_style": "first_upper",
        "domain": "",
        "requires_second_factor": "on",
        "idle_minutes": "30",
        "session_hours": "12",
        "is_active": "on",
    } | changes


def test_a_new_tenant_has_keys_roles_and_statuses(browser):
    answer = post(browser, "lendcore_tenant_add", tenant_data())

    assert answer.status_code == 302
    tenant = Tenant.objects.get(slug="eastbank")
    with activate_tenant(tenant.pk):
        assert Role.objects.count() == 3
        assert CustomerStatus.objects.count() == 3
        entry = Role.history.first()
    assert entry.actor_name == "Olive Operator"
    assert LogEntry.objects.get().object_id == str(tenant.pk)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"domain": "http://loans.example.com"}, "Give a host name"),
        ({"time_zone": "Mars/Olympus"}, "is not a time zone"),
        ({"slug": "two words"}, "Enter a valid"),
        ({"idle_minutes": "1"}, "greater than or equal to 5"),
    ],
)
def test_a_tenant_that_cannot_be_is_refused(browser, changes, sentence):
    answer = post(browser, "lendcore_tenant_add", tenant_data(**changes))

    assert answer.status_code == 200
    assert sentence in answer.content.decode()


def test_the_sites_own_host_is_no_tenants_domain(browser, tenant, settings):
    settings.SITE_URL = "https://office.example"

    data = tenant_data(domain="OFFICE.example")
    answer = post(browser, "lendcore_tenant_change", data, tenant.pk)

    tenant.refresh_from_db()
    assert "This is the site&#x27;s own host" in answer.content.decode()
    assert tenant.domain == ""


def test_the_slug_of_a_tenant_stays(browser, tenant):
    post(
        browser, "lendcore_tenant_change", tenant_data(name="New", slug="x"), tenant.pk
    )

    tenant.refresh_from_db()
    assert (tenant.name, tenant.slug) == ("New", "northwind")


def test_a_user_is_made_without_a_password_and_keeps_the_address(browser):
    data = {"email": "new@northwind.example", "name": "Nia New", "is_active": "on"}
    post(browser, "lendcore_user_add", data)
    user = User.objects.get(email="new@northwind.example")

    data |= {"email": "else@northwind.example", "password": "x"}
    post(browser, "lendcore_user_change", {**data, "is_active": ""}, user.pk)

    user.refresh_from_db()
    assert not user.has_usable_password()
    assert user.email == "new@northwind.example"
    assert not user.is_active


def test_operators_cannot_switch_themselves_off(browser, operator):
    post(browser, "lendcore_user_change", {"name": "Olive"}, operator.pk)

    operator.refresh_from_db()
    assert operator.is_active
    assert operator.is_staff


def test_a_new_member_without_a_password_gets_a_link(
    at_work, tenant, mailoutbox, django_capture_on_commit_callbacks
):
    user = User.objects.create_user("nia@northwind.example", name="Nia New")
    with activate_tenant(tenant.pk):
        role = Role.objects.get(code="agent")

    with django_capture_on_commit_callbacks(execute=True):
        answer = post(
            at_work, "lendcore_membership_add", {"user": user.pk, "role": role.pk}
        )

    assert answer.status_code == 302
    assert user.memberships.get().tenant_id == tenant.pk
    assert [message.to for message in mailoutbox] == [["nia@northwind.example"]]
    with activate_tenant(tenant.pk):
        assert AccessRecord.objects.filter(actor_name="Olive Operator").exists()


def add_as(at_work, tenant, user, code):
    with activate_tenant(tenant.pk):
        role = Role.objects.get(code=code)
    return post(at_work, "lendcore_membership_add", {"user": user.pk, "role": role.pk})


def test_operators_cannot_let_themselves_into_a_production_tenant(
    at_work, tenant, operator
):
    answer = add_as(at_work, tenant, operator, "administrator")

    assert answer.status_code == 200
    assert "an administrator of the tenant invites you" in answer.content.decode()
    assert not operator.memberships.exists()


@pytest.fixture
def sandbox(tenant):
    tenant.environment = "sandbox"
    tenant.save()
    return tenant


def test_operators_may_work_in_a_sandbox(at_work, sandbox, operator):
    add_as(at_work, sandbox, operator, "administrator")

    assert operator.memberships.get().tenant == sandbox


def test_a_sandbox_with_the_operator_in_it_does_not_become_production(
    at_work, sandbox, operator
):
    add_as(at_work, sandbox, operator, "agent")

    answer = post(at_work, "lendcore_tenant_change", tenant_data(), sandbox.pk)

    sandbox.refresh_from_db()
    assert "You are a member of this sandbox." in answer.content.decode()
    assert sandbox.environment == "sandbox"


def test_a_sandbox_becomes_production_and_stays_so(at_work, sandbox):
    post(at_work, "lendcore_tenant_change", tenant_data(), sandbox.pk)
    back = tenant_data(environment="sandbox")
    post(at_work, "lendcore_tenant_change", back, sandbox.pk)

    sandbox.refresh_from_db()
    assert sandbox.name == "Eastbank Auto"
    assert sandbox.environment == "production"


def test_administrators_are_mailed_whom_an_operator_adds(
    at_work, tenant, agent, mailoutbox, django_capture_on_commit_callbacks
):
    builders.make_member(tenant, "administrator", email="lena@northwind.example")
    former = builders.make_member(
        tenant, "administrator", email="old@northwind.example"
    )
    former.memberships.update(is_active=False)
    user = User.objects.create_user("nia@else.example", builders.PASSWORD, name="Nia")

    with django_capture_on_commit_callbacks(execute=True):
        add_as(at_work, tenant, user, "administrator")

    (message,) = mailoutbox
    assert message.to == ["lena@northwind.example"]
    assert message.subject == "New member of Northwind"
    assert message.body.startswith(
        "Olive Operator, as operator of lendcore, made Nia (nia@else.example) a member "
        "of Northwind (production), as Administrator."
    )


def test_administrators_are_mailed_whom_an_operator_restores(
    at_work, tenant, agent, mailoutbox, django_capture_on_commit_callbacks
):
    builders.make_member(tenant, "administrator", email="lena@northwind.example")
    member = agent.memberships.get()
    agent.memberships.update(is_active=False)
    data = {"role": member.role_id, "is_active": "on"}

    with django_capture_on_commit_callbacks(execute=True):
        post(at_work, "lendcore_membership_change", data, member.pk)

    assert [message.to for message in mailoutbox] == [["lena@northwind.example"]]


def test_one_user_is_a_member_once(at_work, tenant, agent):
    role_id = agent.memberships.get().role_id

    answer = post(
        at_work, "lendcore_membership_add", {"user": agent.pk, "role": role_id}
    )

    assert answer.status_code == 200
    assert "already a member" in answer.content.decode()


def test_ending_a_membership_goes_through_the_service(at_work, tenant, agent):
    builders.make_member(tenant, "administrator")
    member = agent.memberships.get()

    post(at_work, "lendcore_membership_change", {"role": member.role_id}, member.pk)

    member.refresh_from_db()
    assert not member.is_active
    with activate_tenant(tenant.pk):
        record = AccessRecord.objects.get()
    assert record.what.startswith("Ended the membership of Dana Whitfield")


def test_a_membership_of_another_tenant_is_not_found(at_work, other_tenant):
    stranger = builders.make_member(other_tenant)

    answer = get(at_work, "lendcore_membership_change", stranger.memberships.get().pk)

    assert answer.status_code == 302


def test_nothing_can_be_deleted(at_work, tenant, agent):
    for name, pk in (
        ("lendcore_tenant_delete", tenant.pk),
        ("lendcore_user_delete", agent.pk),
        ("lendcore_membership_delete", agent.memberships.get().pk),
    ):
        assert post(at_work, name, {"post": "yes"}, pk).status_code == 403
