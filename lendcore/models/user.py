"""A person who signs in, with an e-mail address; known to any number of tenants."""

from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models.functions import Lower

from lendcore.tenancy.constraints import EDITABLE, Grants


class UserManager(BaseUserManager):
    """Finds people by e-mail, whatever the case."""

    def create_user(
        self, email: str, password: str | None = None, **fields: Any
    ) -> "User":
        user = self.model(email=self.normalize_email(email).strip(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str, **fields: Any) -> "User":
        return self.create_user(
            email, password, is_staff=True, is_superuser=True, **fields
        )

    def get_by_natural_key(self, email: str) -> "User":
        return self.get(email__iexact=email)


class User(AbstractBaseUser, PermissionsMixin):
    """A control-plane row, outside row security.

    Nobody but the person changes their own e-mail or password. `is_staff` marks
    the operator, who sets tenants up in Django's admin.
    """

    email = models.EmailField(max_length=254)
    name = models.CharField(max_length=150)
    theme = models.CharField(
        max_length=5,
        choices=[("auto", "Auto"), ("light", "Light"), ("dark", "Dark")],
        default="auto",
    )
    single_keys = models.BooleanField("single-letter shortcuts", default=True)
    is_staff = models.BooleanField("operator", default=False)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                name="lendcore_user_email",
                violation_error_message="Another user has this e-mail address.",
            ),
            Grants(name="lendcore_user_grants", rights=EDITABLE),
        ]

    def __str__(self) -> str:
        return self.email

    def get_short_name(self) -> str:
        return self.name or self.email
