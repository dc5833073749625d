"""The foundation app: it knows tenants and people, and no entity of lending."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_migrate


class LendcoreConfig(AppConfig):
    name = "lendcore"

    def ready(self) -> None:
        # Imported for what they register: system checks and the prefix lookup.
        from lendcore.database import checks, lookups  # noqa: F401
        from lendcore.database.grants import grant_library_tables, require_owner

        pre_migrate.connect(require_owner, sender=self)
        post_migrate.connect(grant_library_tables, sender=self)
