"""Open a tenant from the shell: `manage.py create_tenant northwind --name …`."""

import argparse
import sys
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.validators import validate_email
from django.utils import timezone

from lendcore.models import Tenant
from lendcore.services.people import INVITATION_DAYS
from lendcore.site.services import tenants as services
from lendcore.site.services.tenants import FirstAdministrator, NewTenant
from lendcore.tenancy.origins import tenant_origin


class Command(BaseCommand):
    help = (
        "Opens a tenant with its keys, roles and statuses, and makes or invites its "
        "first administrator. A second run with the same slug changes nothing."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("slug", help="The word in addresses, such as northwind.")
        parser.add_argument("--name", required=True, help='Such as "Northwind Credit".')
        parser.add_argument(
            "--sandbox", action="store_true", help="For trying things; never real data."
        )
        parser.add_argument("--country", default="US", help="US or CA. Default US.")
        parser.add_argument(
            "--time-zone", default="America/New_York", help="Such as America/Denver."
        )
        parser.add_argument(
            "--date-format", default="mdy", help="mdy, dmy or ymd. Default mdy."
        )
        parser.add_argument("--domain", default="", help="A host name of its own.")
        parser.add_argument(
            "--second-factor",
            action=argparse.BooleanOptionalAction,
            default=None,
            help="Ask members for a second factor. Default: in production only.",
        )
        parser.add_argument("--admin-email", help="The first administrator's address.")
        parser.add_argument("--admin-name", default="", help="With a password only.")
        parser.add_argument(
            "--admin-password-stdin",
            action="store_true",
            help="Read the administrator's password from the first line of the input "
            "instead of inviting them.",
        )

    def handle(self, **options: Any) -> None:
        try:
            administrator = read_administrator(options)
            made = services.create_tenant(
                tenant=read_tenant(options),
                actor_name="Operator, create_tenant",
                at=timezone.now(),
                administrator=administrator,
            )
        except services.TenantRefused as refusal:
            raise CommandError(str(refusal)) from refusal
        except ValidationError as error:
            raise CommandError(sentence(error)) from error
        self.tell(made, administrator)

    def tell(self, made: NewTenant, administrator: FirstAdministrator | None) -> None:
        tenant = made.tenant
        self.stdout.write(f"Made {tenant}. Its members sign in at:")
        self.stdout.write(f"  {tenant_origin(tenant)}/login/{tenant.slug}/")
        if made.invitation_link:
            self.stdout.write(
                f"Give this link to {administrator.email}. It makes them "
                f"administrator, and works once, for {INVITATION_DAYS} days:"
            )
            self.stdout.write(f"  {made.invitation_link}")
        elif administrator:
            self.stdout.write(f"{administrator.email} is its administrator.")
        else:
            self.stdout.write(
                "It has no members yet. Add one in the operator's admin, or name one "
                "with --admin-email next time."
            )


def read_tenant(options: dict[str, Any]) -> Tenant:
    """Return the tenant that the options describe, unsaved."""
    kinds = Tenant.Environment
    wants_factor = options["second_factor"]
    return Tenant(
        slug=options["slug"],
        name=options["name"].strip(),
        environment=kinds.SANDBOX if options["sandbox"] else kinds.PRODUCTION,
        country=options["country"].upper(),
        time_zone=options["time_zone"],
        date_format=options["date_format"].lower(),
        domain=options["domain"],
        requires_second_factor=(
            not options["sandbox"] if wants_factor is None else wants_factor
        ),
    )


def read_administrator(options: dict[str, Any]) -> FirstAdministrator | None:
    """Return whom the options make administrator. Raises CommandError."""
    email, name = options["admin_email"], options["admin_name"]
    by_password = options["admin_password_stdin"]
    if not email:
        if name or by_password:
            raise CommandError("Say whose: give --admin-email too.")
        return None
    try:
        validate_email(email)
    except ValidationError as error:
        raise CommandError(f"{email} is not an e-mail address.") from error
    if by_password:
        if not name.strip():
            raise CommandError("Give --admin-name with --admin-password-stdin.")
        password = sys.stdin.readline().rstrip("\r\n")
        return FirstAdministrator(email=email, name=name, password=password)
    if name:
        raise CommandError(
            "An invited administrator gives their own name. Leave --admin-name out, "
            "or set a password with --admin-password-stdin."
        )
    return FirstAdministrator(email=email)


OPTIONS = {
    "slug": "slug",
    "name": "--name",
    "country": "--country",
    "time_zone": "--time-zone",
    "date_format": "--date-format",
    "domain": "--domain",
    "email": "--admin-email",
}


def sentence(error: ValidationError) -> str:
    """Return what is wrong, option by option."""
    if not hasattr(error, "error_dict"):
        return " ".join(error.messages)
    return " ".join(
        f"{OPTIONS.get(name, name)}: {' '.join(texts)}"
        for name, texts in error.message_dict.items()
    )
