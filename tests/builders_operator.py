"""An operator in the admin, for tests of its pages."""

from typing import Any

from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from lendcore.models import User
from tests.builders import PASSWORD

LOG_IN = "/admin/login/"


def make_operator() -> User:
    return User.objects.create_user(
        "op@lendcore.example", PASSWORD, name="Olive Operator", is_staff=True
    )


def log_in(
    user: User, code: str = "", password: str = PASSWORD, client: Client | None = None
) -> tuple[Client, HttpResponse]:
    client = client or Client(headers={"Host": "localhost"})
    data = {"username": user.email, "password": password, "code": code}
    return client, client.post(LOG_IN, data | {"next": "/admin/"}, secure=True)


def get(client: Client, name: str, *args: Any) -> HttpResponse:
    return client.get(reverse(f"admin:{name}", args=args), secure=True)


def post(client: Client, name: str, data: Any, *args: Any) -> HttpResponse:
    return client.post(reverse(f"admin:{name}", args=args), data, secure=True)
