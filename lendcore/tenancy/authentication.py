"""Who is signed in: a user with an active membership in the active tenant."""

from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.http import HttpRequest

from lendcore.models import User
from lendcore.tenancy import directory
from lendcore.tenancy.context import activate_tenant, current_tenant_id

MEMBER_BACKEND = "lendcore.tenancy.authentication.MemberBackend"


class MemberBackend(ModelBackend):
    """E-mail and password, for members of a tenant; without one, for operators."""

    def authenticate(
        self,
        request: HttpRequest | None,
        username: str | None = None,
        password: str | None = None,
        tenant_id: int | None = None,
        is_invited: bool = False,
        **kwargs: Any,
    ) -> User | None:
        """Return the user whose password it is, or None.

        is_invited: the address holds an invitation to the tenant, so its user
        need not be a member yet.
        """
        user = find_candidate(username or "", tenant_id, is_invited=is_invited)
        if user is None:
            # The same work as for a known address, so that time tells nothing.
            User().set_password(password)
            return None
        return user if user.check_password(password) else None

    def get_user(self, user_id: int) -> User | None:
        """Return the user, with `membership` set where a tenant is active."""
        tenant_id = current_tenant_id()
        if tenant_id is None:
            user = super().get_user(user_id)
            return user if user is not None and user.is_staff else None
        membership = directory.find_membership(int(user_id), tenant_id)
        if membership is None:
            return None
        user = membership.user
        user.membership = membership
        return user


def find_candidate(
    email: str, tenant_id: int | None, *, is_invited: bool
) -> User | None:
    """Return the active user who may sign in here with this address. One query."""
    if tenant_id is None or is_invited:
        user = directory.find_user(email)
        is_welcome = user is not None and user.is_active
        return user if is_welcome and (is_invited or user.is_staff) else None
    with activate_tenant(tenant_id):
        membership = directory.find_member(email)
    return membership.user if membership else None
