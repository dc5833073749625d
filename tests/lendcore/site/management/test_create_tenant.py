import io

import pytest
from django.core.management import CommandError, call_command

from customers.models import CustomerStatus
from lendcore.models import Invitation, Membership, Role, Tenant, User
from lendcore.tenancy.context import activate_tenant

pytestmark = pytest.mark.django_db
PASSWORD = "correct horse battery"


def run(slug="northwind", *options, name="Northwind Credit"):
    out = io.StringIO()
    call_command("create_tenant", slug, "--name", name, *options, stdout=out)
    return out.getvalue()


def test_a_production_tenant_asks_for_a_second_factor_and_a_sandbox_does_not():
    run("northwind")
    run("northwind-sandbox", "--sandbox")
    run("bare", "--no-second-factor")

    facts = Tenant.objects.order_by("pk").values_list(
        "slug", "environment", "requires_second_factor"
    )
    assert list(facts) == [
        ("northwind", "production", True),
        ("northwind-sandbox", "sandbox", False),
        ("bare", "production", False),
    ]


def test_it_has_roles_statuses_and_the_facts_that_were_given():
    options = "--country ca --time-zone America/Toronto --date-format ymd".split()

    said = run("northwind", *options)

    tenant = Tenant.objects.get()
    assert (tenant.country, tenant.date_format) == ("CA", "ymd")
    assert "/login/northwind/" in said
    with activate_tenant(tenant.pk):
        assert Role.objects.count() == 3
        assert CustomerStatus.objects.count() == 3


def test_the_first_administrator_is_invited_by_a_link_that_is_printed(
    mailoutbox, django_capture_on_commit_callbacks, client
):
    with django_capture_on_commit_callbacks(execute=True):
        said = run("northwind", "--admin-email", "lena@northwind.example")

    invitation = Invitation.objects.get()
    path = said[said.index("/invitation/") :].strip()
    assert invitation.email == "lena@northwind.example"
    assert "works once, for 7 days" in said
    assert not mailoutbox
    assert not User.objects.exists()
    assert client.get(path, secure=True, headers={"host": "localhost"}).status_code in {
        200,
        302,
    }


def test_a_password_from_the_input_makes_the_administrator_at_once(monkeypatch):
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{PASSWORD}\n"))

    said = run(
        "northwind",
        "--admin-email=lena@northwind.example",
        "--admin-name=Lena Morozova",
        "--admin-password-stdin",
    )

    membership = Membership.objects.select_related("user").get()
    with activate_tenant(membership.tenant_id):
        assert membership.role.code == "administrator"
    assert membership.user.check_password(PASSWORD)
    assert PASSWORD not in said


def test_a_second_run_changes_nothing():
    run("northwind")

    with pytest.raises(CommandError, match="exists already"):
        run("northwind", name="Another name")

    assert Tenant.objects.get().name == "Northwind Credit"


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (["--country", "MX"], "--country: .*not a valid choice"),
        (["--time-zone", "Denver"], "--time-zone: Denver is not a time zone"),
        (["--date-format", "american"], "--date-format: .*not a valid choice"),
        (["--domain", "http://loans.example"], "--domain: Give a host name"),
        (["--domain", "localhost"], "--domain: Give a host name"),
        (["--domain", " Office.example"], "--domain: This is the site's own host"),
        (["--admin-email", "lena"], "lena is not an e-mail address"),
        (["--admin-name", "Lena"], "give --admin-email too"),
        (
            ["--admin-email", "a@b.example", "--admin-name", "Lena"],
            "gives their own name",
        ),
        (
            ["--admin-email", "a@b.example", "--admin-password-stdin"],
            "Give --admin-name",
        ),
    ],
)
def test_bad_options_get_a_sentence_and_make_nothing(options, sentence, settings):
    settings.SITE_URL = "https://office.example:8443/"

    with pytest.raises(CommandError, match=sentence):
        run("northwind", *options)

    assert not Tenant.objects.exists()


def test_a_domain_is_kept_as_it_is_compared():
    run("northwind", "--domain", "Loans.Example")

    assert Tenant.objects.get().domain == "loans.example"


def test_a_bad_slug_and_an_empty_name_are_named():
    with pytest.raises(CommandError, match="slug: "):
        run("two words")
    with pytest.raises(CommandError, match="--name: "):
        run("northwind", name=" ")


def test_a_weak_password_is_refused_and_leaves_nothing_behind(monkeypatch):
    monkeypatch.setattr("sys.stdin", io.StringIO("secret\n"))

    with pytest.raises(CommandError, match="too short"):
        run(
            "northwind",
            "--admin-email=a@b.example",
            "--admin-name=Ada",
            "--admin-password-stdin",
        )

    assert not Tenant.objects.exists()
    assert not User.objects.exists()


def test_who_has_a_user_keeps_their_password(monkeypatch):
    User.objects.create_user("a@b.example", PASSWORD, name="Ada")
    monkeypatch.setattr("sys.stdin", io.StringIO("another good password\n"))

    with pytest.raises(CommandError, match="keeps their own password"):
        run(
            "northwind",
            "--admin-email=A@b.example",
            "--admin-name=Ada",
            "--admin-password-stdin",
        )

    assert User.objects.get().check_password(PASSWORD)
    assert not Tenant.objects.exists()
