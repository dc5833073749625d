"""What tests of the door need: people at a browser, authenticators, mailed links."""

import re
import time
from datetime import timedelta

from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django_otp.oath import TOTP
from django_otp.plugins.otp_totp.models import TOTPDevice

from lendcore.models import AccessRecord, Membership, Role
from lendcore.services import second_factor
from lendcore.tenancy.context import activate_tenant
from tests.builders import PASSWORD


def log_in_url(tenant):
    return reverse("sign_in_to", args=[tenant.slug])


def type_password(client, tenant, user, password=PASSWORD, **more):
    data = {"email": user.email, "password": password, **more}
    return client.post(log_in_url(tenant), data)


def sign_in(tenant, user, password=PASSWORD):
    """Return a browser in which the user, who needs no code, is signed in."""
    client = Client()
    response = type_password(client, tenant, user, password)
    assert response.status_code == 302, response.status_code
    return client


def is_signed_in(client):
    return client.get("/").status_code == 200


def session_key(client):
    return client.session.session_key


def add_member(tenant, user, role="agent"):
    with activate_tenant(tenant.pk):
        return Membership.objects.create(
            user=user, tenant=tenant, role=Role.objects.get(code=role)
        )


def give_device(user):
    """Return a confirmed authenticator of the user, and their recovery codes."""
    secret = second_factor.new_secret()
    codes = second_factor.set_up_device(user=user, secret=secret, code=code_of(secret))
    # The code that confirmed it is used up; the test may type it once more.
    TOTPDevice.objects.filter(user=user).update(last_t=-1)
    return TOTPDevice.objects.get(user=user), codes


def code_of(device_or_secret, steps=0):
    """Return what an authenticator shows now, or some steps of 30 s from now."""
    secret = getattr(device_or_secret, "key", device_or_secret)
    clock = TOTP(bytes.fromhex(secret))
    clock.time = time.time() + steps * 30
    return f"{clock.token():06d}"


def wrong_code(device):
    near = {code_of(device, steps) for steps in range(-3, 4)}
    return next(code for code in ("000000", "111111", "222222") if code not in near)


def wait_out_throttle(device):
    """Pretend that the seconds after a wrong code have passed."""
    type(device).objects.filter(pk=device.pk).update(
        throttling_failure_timestamp=timezone.now() - timedelta(minutes=5)
    )


def records(tenant, kind=None):
    """Return what was recorded in a tenant, oldest first."""
    with activate_tenant(tenant.pk):
        found = AccessRecord.objects.order_by("pk")
        return list(found.filter(kind=kind) if kind else found)


def mailed_path():
    """Return the path of the link in the only mail."""
    (message,) = mail.outbox
    return re.search(r"https?://[^/\s]+(/\S+)", message.body)[1]
