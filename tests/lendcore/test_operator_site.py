import pytest
from django.contrib.admin.models import LogEntry
from django.test import Client
from django.urls import reverse
from django_otp.oath import totp
from django_otp.plugins.otp_totp.models import TOTPDevice

from customers.models import CustomerStatus
from lendcore.models import AccessRecord, CustomField, Membership, Role, Tenant, User
from lendcore.operator_site import OPERATOR_KEY, TENANT_KEY
from lendcore.tenancy.context import activate_tenant, current_tenant_id
from tests import builders
from tests.builders_settings import browser_of

LOG_IN = "/admin/login/"
PASSWORD = builders.PASSWORD


@pytest.fixture
def operator(db):
    return User.objects.create_user(
        "op@lendcore.example", PASSWORD, name="Olive Operator", is_staff=True
    )


def log_in(user=None, code="", password=PASSWORD):
    client = Client(headers={"Host": "localhost"})
    data = {"username": user.email, "password": password, "code": code}
    data["next"] = "/admin/"
    return client, client.post(LOG_IN, data, secure=True)


@pytest.fixture
def browser(operator):
    client, answer = log_in(operator)
    assert answer.status_code == 302
    return client


@pytest.fixture
def at_work(browser, tenant):
    browser.post(reverse("admin:choose_tenant"), {"tenant": tenant.pk}, secure=True)
    return browser


def get(client, name, *args):
    return client.get(reverse(f"admin:{name}", args=args), secure=True)


def post(client, name, data, *args):
    return client.post(reverse(f"admin:{name}", args=args), data, secure=True)


# Who comes in ---------------------------------------------------------------------


def test_an_operator_signs_in_and_sees_no_customers(browser):
    page = get(browser, "index").content.decode()

    assert "Tenants" in page
    assert "Custom fields" in page
    assert "/admin/customers/customer/" not in page
    assert "TOTP" not in page
    assert "Access attempts" not in page


def test_a_member_may_not_come_in(tenant, agent):
    _, answer = log_in(agent)

    assert answer.status_code == 200
    assert "Please enter the correct" in answer.content.decode()


def test_the_session_of_a_tenant_does_not_open_the_admin(tenant, operator):
    with activate_tenant(tenant.pk):
        Membership.objects.create(
            user=operator, tenant=tenant, role=Role.objects.get(code="agent")
        )
    browser = browser_of(operator, tenant)

    assert get(browser, "index").status_code == 302


def test_signing_in_here_ends_what_the_session_was_in_a_tenant(tenant, operator):
    with activate_tenant(tenant.pk):
        Membership.objects.create(
            user=operator, tenant=tenant, role=Role.objects.get(code="agent")
        )
    browser = browser_of(operator, tenant)

    browser.post(
        LOG_IN,
        {"username": operator.email, "password": PASSWORD, "next": "/admin/"},
        secure=True,
    )

    assert OPERATOR_KEY in browser.session
    assert "tenant_id" not in browser.session
    assert get(browser, "index").status_code == 200


def test_an_operator_with_an_authenticator_has_to_give_its_code(operator):
    device = TOTPDevice.objects.create(user=operator, confirmed=True)

    _, without = log_in(operator)
    _, wrong = log_in(operator, code="000000")
    device.refresh_from_db()
    device.throttle_reset()
    _, right = log_in(operator, code=f"{totp(device.bin_key):06}")

    assert "Give the code too." in without.content.decode()
    assert wrong.status_code == 200
    assert right.status_code == 302


def test_an_authenticator_that_was_never_confirmed_asks_for_nothing(operator):
    TOTPDevice.objects.create(user=operator, confirmed=False)

    _, answer = log_in(operator)

    assert answer.status_code == 302


def test_too_many_wrong_passwords_bring_a_pause(operator):
    for _ in range(5):
        _, answer = log_in(operator, password="wrong")

    _, paused = log_in(operator)

    assert answer.status_code == 429
    assert paused.status_code == 429


# Inside one tenant ------------------------------------------------------------------


@pytest.mark.parametrize(
    "name",
    [
        "lendcore_role_changelist",
        "lendcore_role_add",
        "lendcore_membership_changelist",
        "lendcore_membership_add",
        "lendcore_customfield_changelist",
        "customers_customerstatus_changelist",
        "customers_customerstatus_add",
    ],
)
def test_pages_of_a_tenant_ask_for_one_first(browser, tenant, name):
    answer = get(browser, name)

    assert answer.status_code == 302
    assert answer.url.startswith(reverse("admin:choose_tenant"))
    after = browser.post(answer.url, {"tenant": tenant.pk}, secure=True)
    assert after.status_code == 302
    assert get(browser, name).status_code == 200


def test_the_chosen_tenant_stands_on_every_page(at_work, tenant):
    page = get(at_work, "index").content.decode()

    assert f"Working in: {tenant}" in page


def test_lists_show_rows_of_the_chosen_tenant_only(at_work, tenant, other_tenant):
    with activate_tenant(other_tenant.pk):
        theirs = CustomerStatus.objects.get(code="lead")

    page = get(at_work, "customers_customerstatus_changelist").content.decode()
    stranger = get(at_work, "customers_customerstatus_change", theirs.pk)

    assert page.count('class="field-code"') == 3
    assert stranger.status_code == 302
    assert current_tenant_id() is None


def test_a_forged_tenant_is_no_tenant(browser):
    session = browser.session
    session[TENANT_KEY] = 10**12
    session.save()

    assert get(browser, "lendcore_role_changelist").status_code == 302


def test_the_picker_leads_nowhere_else(browser, tenant):
    answer = browser.post(
        reverse("admin:choose_tenant"),
        {"tenant": tenant.pk, "next": "https://evil.example/"},
        secure=True,
    )

    assert answer.url == reverse("admin:index")


def test_a_change_stands_in_the_tenants_history_and_not_in_the_admins(
    at_work, tenant, operator
):
    with activate_tenant(tenant.pk):
        lead = CustomerStatus.objects.get(code="lead")
    data = {"name": "Prospect", "tone": "ok", "is_active": "on"}

    answer = post(at_work, "customers_customerstatus_change", data, lead.pk)

    with activate_tenant(tenant.pk):
        entry = lead.history.order_by("-history_id").first()
    assert answer.status_code == 302
    assert (entry.name, entry.source) == ("Prospect", "operator")
    assert (entry.actor_name, entry.history_user_id) == ("Olive Operator", operator.pk)
    assert entry.ip_address == "127.0.0.1"
    assert not LogEntry.objects.exists()
    history = get(at_work, "customers_customerstatus_history", lead.pk)
    assert "Olive Operator" in history.content.decode()


def test_a_built_in_status_cannot_be_switched_off(at_work, tenant):
    with activate_tenant(tenant.pk):
        lead = CustomerStatus.objects.get(code="lead")

    answer = post(
        at_work, "customers_customerstatus_change", {"name": "L", "tone": "ok"}, lead.pk
    )

    assert "the system needs it" in answer.content.decode()


def test_a_name_that_is_taken_is_an_error_of_the_form(at_work):
    answer = post(
        at_work, "customers_customerstatus_add", {"name": "LEAD", "tone": "ok"}
    )

    assert answer.status_code == 200
    assert "has this name" in answer.content.decode()


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


def test_a_custom_field_is_defined_and_changed(at_work, tenant, actor):
    data = {"label": "Tier", "kind": "select", "choice_lines": "Prime\nNear prime"}
    post(at_work, "lendcore_customfield_add", data)
    with activate_tenant(tenant.pk):
        field = CustomField.objects.get()

    data |= {"choice_lines": "Prime", "is_active": "on"}
    answer = post(at_work, "lendcore_customfield_change", data, field.pk)

    with activate_tenant(tenant.pk):
        field.refresh_from_db()
    assert answer.status_code == 302
    assert (field.key, field.choices) == ("tier", ["Prime"])


def test_choices_are_checked_here_too(at_work):
    data = {"label": "Tier", "kind": "select", "choice_lines": "A;B"}

    answer = post(at_work, "lendcore_customfield_add", data)

    assert "semicolon" in answer.content.decode()


# Control plane ------------------------------------------------------------------------


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
