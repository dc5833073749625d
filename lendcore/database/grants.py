"""What the app role may do with tables of Django and of libraries.

Our own models carry a `Grants` constraint. Tables listed here have none, so
their rights are granted after each migration. A table that is not listed is
readable and nothing more: the owner's default privileges give SELECT only.
"""

from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core.management import CommandError
from django.db import connections

from lendcore.tenancy.constraints import APPEND_ONLY, EDITABLE, READ_ONLY

LIBRARY_RIGHTS: dict[str, tuple[str, ...]] = {
    "auth_group": READ_ONLY,
    "auth_group_permissions": READ_ONLY,
    "auth_permission": READ_ONLY,
    "axes_accessattempt": EDITABLE,
    "axes_accessattemptexpiration": EDITABLE,
    "axes_accessfailurelog": READ_ONLY,
    "axes_accesslog": READ_ONLY,
    "django_admin_log": APPEND_ONLY,
    "django_content_type": READ_ONLY,
    "django_migrations": READ_ONLY,
    "django_session": EDITABLE,
    "django_tasks_database_dbtaskresult": EDITABLE,
    "lendcore_user_groups": EDITABLE,
    "lendcore_user_user_permissions": EDITABLE,
    "otp_static_staticdevice": EDITABLE,
    "otp_static_statictoken": EDITABLE,
    "otp_totp_totpdevice": EDITABLE,
}


class NotTheOwner(CommandError):
    """Migrations were started as the app role."""


def require_owner(using: str, plan: list, **kwargs: Any) -> None:
    """Stop a migration that the app role could not finish."""
    kind = connections[using].settings_dict.get("ROLE_KIND")
    if plan and kind != "owner":
        raise NotTheOwner(
            "Migrations run as the owner of the tables: `make migrate`, or set "
            "DATABASE_ROLE=owner and DATABASE_OWNER_URL for this command."
        )


def grant_library_tables(
    app_config: AppConfig, using: str, verbosity: int = 1, **kwargs: Any
) -> None:
    """Grant the rights above; runs after migrations, as the owner."""
    connection = connections[using]
    if connection.settings_dict.get("ROLE_KIND") != "owner":
        return
    quote = connection.ops.quote_name
    role = quote(settings.DATABASE_APP_ROLE)
    with connection.cursor() as cursor:
        present = set(connection.introspection.table_names(cursor))
        for table in sorted(present & LIBRARY_RIGHTS.keys()):
            rights = ", ".join(LIBRARY_RIGHTS[table])
            cursor.execute(f"REVOKE ALL ON {quote(table)} FROM {role}")
            cursor.execute(f"GRANT {rights} ON {quote(table)} TO {role}")
