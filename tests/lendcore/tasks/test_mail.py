from smtplib import SMTPRecipientsRefused

import pytest
from django.core import mail as outgoing
from django.test import override_settings
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from lendcore.crypto.sealing import CannotOpen
from lendcore.models import Invitation, Role, Tenant
from lendcore.services import people
from lendcore.services import sign_in as services
from lendcore.tasks import mail
from lendcore.tasks.decorator import TaskFailed
from lendcore.tenancy import invitation_tokens
from tests.builders import NOW, actor_of, make_member

IN_DATABASE = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

# The addresses in the mails belong to the door.
pytestmark = pytest.mark.urls("tests.people_urls")


@pytest.fixture
def invitation(in_tenant):
    boss = make_member(in_tenant, "administrator", name="Ann & Bob")
    return people.invite_member(
        actor=actor_of(boss, in_tenant, timezone.now()),
        email="lee@new.example",
        role=Role.objects.get(code="agent"),
    )


def send(invitation):
    mail.send_invitation.call(
        tenant_id=invitation.tenant_id, invitation_id=invitation.pk
    )


def test_an_invitation_that_runs_twice_is_sent_once(invitation):
    send(invitation)
    first = Invitation.objects.get().token_hash
    send(invitation)

    assert len(outgoing.outbox) == 1
    assert Invitation.objects.get().token_hash == first


def test_a_withdrawn_invitation_is_not_sent(invitation):
    pk = invitation.pk
    invitation.delete()

    mail.send_invitation.call(tenant_id=1, invitation_id=pk)

    assert outgoing.outbox == []


def test_an_invitation_whose_mail_failed_can_be_sent_by_the_next_run(
    invitation, monkeypatch
):
    def refuse(*args, **kwargs):
        raise SMTPRecipientsRefused({"lee@new.example": (550, b"no")})

    with monkeypatch.context() as patched:
        patched.setattr(outgoing.EmailMessage, "send", refuse)
        with pytest.raises(TaskFailed, match="SMTPRecipientsRefused"):
            send(invitation)
    assert Invitation.objects.get().token_hash.startswith(invitation_tokens.UNSENT)

    send(invitation)

    assert len(outgoing.outbox) == 1


def test_mails_are_plain_text_and_escape_nothing(invitation):
    send(invitation)

    (message,) = outgoing.outbox
    assert "Ann & Bob invites you" in message.body
    assert message.content_subtype == "plain"


def test_a_name_with_a_line_break_stays_in_its_header(in_tenant, agent):
    Tenant.objects.filter(pk=in_tenant.pk).update(name="North\nBcc: all@x.example")

    mail.send_password_link.call(tenant_id=in_tenant.pk, user_id=agent.pk)

    assert outgoing.outbox[0].subject == "New password for North Bcc: all@x.example"


def test_links_of_a_tenant_with_its_own_domain_point_there(in_tenant, agent):
    Tenant.objects.filter(pk=in_tenant.pk).update(domain="loans.example")

    mail.send_password_link.call(tenant_id=in_tenant.pk, user_id=agent.pk)

    assert "://loans.example/password/link/northwind/" in outgoing.outbox[0].body


def test_the_setting_decides_where_all_other_links_point(in_tenant, agent, settings):
    settings.SITE_URL = "https://office.example:8443/"

    mail.send_password_link.call(tenant_id=in_tenant.pk, user_id=agent.pk)

    assert "\nhttps://office.example:8443/password/" in outgoing.outbox[0].body


def test_no_user_gets_no_link(in_tenant):
    mail.send_password_link.call(tenant_id=in_tenant.pk, user_id=0)

    assert outgoing.outbox == []


def test_a_sealed_address_opens_for_its_own_user_only():
    sealed = mail.seal_address("dana@new.example", 7)

    assert mail.open_address(sealed, 7) == "dana@new.example"
    with pytest.raises(CannotOpen):
        mail.open_address(sealed, 8)


def test_neither_token_nor_address_stands_in_the_task_table(
    in_tenant, agent, django_capture_on_commit_callbacks
):
    boss = make_member(in_tenant, "administrator")
    with (
        override_settings(TASKS=IN_DATABASE),
        django_capture_on_commit_callbacks(execute=True),
    ):
        people.invite_member(
            actor=actor_of(boss, in_tenant),
            email="lee@new.example",
            role=Role.objects.get(code="agent"),
        )
        services.request_password_link(email=agent.email)
        services.request_email_link(
            membership=agent.memberships.get(),
            email="dana@new.example",
            at=NOW,
            ip_address=None,
        )

    rows = list(DBTaskResult.objects.values_list("args_kwargs", flat=True))
    assert len(rows) == 3
    assert "@" not in str(rows)
    assert Invitation.objects.get().token_hash.startswith(invitation_tokens.UNSENT)


@pytest.mark.parametrize("notice", mail.NOTICES)
def test_every_notice_has_a_mail(in_tenant, agent, notice):
    mail.send_notice.call(tenant_id=in_tenant.pk, user_id=agent.pk, notice=notice)

    (message,) = outgoing.outbox
    assert message.to == [agent.email]
    assert "Northwind" in message.body
