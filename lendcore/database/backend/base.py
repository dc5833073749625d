"""The database wrapper: first wall of tenancy, and the check of the role.

The wrapper compares the active tenant with what the server session was last
told, whenever a cursor is made, and sends it only when it differs. What was
sent is forgotten on connect, rollback and close, since a rollback also undoes
the setting.
"""

from typing import Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db.backends.base.base import NO_DB_ALIAS
from django.db.backends.postgresql import base as postgresql
from django.db.transaction import TransactionManagementError
from psycopg.pq import TransactionStatus

from lendcore.database.role_check import role_problem
from lendcore.tenancy.context import current_tenant_id

UNKNOWN = object()


class OutsideTransaction(TransactionManagementError):
    """In local mode, a tenant's query was made outside a transaction."""


class DatabaseWrapper(postgresql.DatabaseWrapper):
    """PostgreSQL with the tenant of row security kept in step."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._sent_tenant: Any = UNKNOWN

    # The role ----------------------------------------------------------------

    def init_connection_state(self) -> None:
        """Refuse a connection whose role would slip past row security."""
        super().init_connection_state()
        self._sent_tenant = UNKNOWN
        kind = self.settings_dict.get("ROLE_KIND")
        if kind == "owner" or self.alias == NO_DB_ALIAS:
            return
        with self.connection.cursor() as cursor:
            problem = role_problem(cursor)
        if problem:
            self.close()
            raise ImproperlyConfigured(problem)

    # The tenant --------------------------------------------------------------

    def create_cursor(self, name: str | None = None) -> Any:
        self._send_tenant()
        return super().create_cursor(name)

    def _send_tenant(self) -> None:
        if self.settings_dict.get("ROLE_KIND") == "owner" or self.connection is None:
            return
        tenant_id = current_tenant_id()
        wanted = "" if tenant_id is None else str(int(tenant_id))
        local = settings.TENANT_MODE == "local"
        if local and not self.in_atomic_block:
            if wanted:
                raise OutsideTransaction(
                    "With TENANT_MODE=local a tenant's data is reached inside a "
                    "transaction only: wrap this in transaction.atomic()."
                )
            return
        if self._sent_tenant == wanted:
            return
        if self.connection.info.transaction_status == TransactionStatus.INERROR:
            # The next statement fails anyway, and the rollback forgets the tenant.
            return
        scope = "LOCAL" if local else "SESSION"
        # Set as a statement, not by set_config(): Citus hands on only statements.
        with self.connection.cursor() as cursor:
            cursor.execute(f"SET {scope} app.tenant_id = '{wanted}'")
        self._sent_tenant = wanted

    # When to forget what was sent --------------------------------------------

    def _rollback(self) -> None:
        self._sent_tenant = UNKNOWN
        super()._rollback()

    def _commit(self) -> None:
        if settings.TENANT_MODE == "local":
            self._sent_tenant = UNKNOWN
        super()._commit()

    def _savepoint_rollback(self, sid: str) -> None:
        self._sent_tenant = UNKNOWN
        super()._savepoint_rollback(sid)

    def _set_autocommit(self, autocommit: bool) -> None:
        if settings.TENANT_MODE == "local":
            self._sent_tenant = UNKNOWN
        super()._set_autocommit(autocommit)

    def _close(self) -> None:
        if self.connection is not None and self.pool and not self.connection.closed:
            # The next borrower from the pool must not inherit our tenant.
            self._clear_pooled_session()
        self._sent_tenant = UNKNOWN
        super()._close()

    def _clear_pooled_session(self) -> None:
        if self.connection.info.transaction_status != TransactionStatus.IDLE:
            self.connection.rollback()
        with self.connection.cursor() as cursor:
            cursor.execute("RESET app.tenant_id")
        if not self.connection.autocommit:
            self.connection.commit()
