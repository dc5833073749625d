"""The one transaction in which an import writes, batch by batch."""

from collections import Counter
from collections.abc import Iterable

from django.db import IntegrityError

from customers.imports import checks, staging
from customers.imports.staging import Batch
from customers.imports.usernames import UsernameNumbers
from customers.imports.writing import LOOKED_UP, Writer
from customers.queries.customers import list_custom_fields
from lendcore.actors import Actor
from lendcore.imports.mapping import BoundMapping
from lendcore.imports.plans import count_first_values, keep_plans_good
from lendcore.imports.refusals import ImportRefused
from lendcore.imports.rows import BAD, REMOVE, UPDATE, Written
from lendcore.imports.transaction import ImportTransaction
from lendcore.models import CustomField

_MEANWHILE = (
    "Somebody saved a customer while the import ran, and now the rule {rule} would be "
    "broken. Run the import again."
)
_FIELDS_CHANGED = (
    "Somebody changed the custom fields while the import began. Run it again."
)
# Below, no plan is bad enough to matter.
_MANY_ROWS = 1_000


class CustomerTransaction(ImportTransaction):
    """Writes customers and what hangs on them.

    Everything is written even when a row was bad and nothing will be kept: each
    batch is checked against all that came before it.
    """

    def __init__(
        self,
        *,
        actor: Actor,
        mapping: BoundMapping,
        custom_fields: Iterable[CustomField],
        reason: str,
    ) -> None:
        super().__init__(actor)
        self._mapping = mapping
        self._custom_fields = custom_fields
        self._writer = Writer(actor=actor, reason=reason)
        self._usernames = UsernameNumbers()
        self._is_first = True

    def prepare(self) -> None:
        """Make what is needed. Raises ImportRefused when somebody changed the custom
        fields since they were read.
        """
        # From here on, no field that an import reads changes its type or its filter.
        if _meaning(list_custom_fields()) != _meaning(self._custom_fields):
            raise ImportRefused(_FIELDS_CHANGED)
        keep_plans_good(LOOKED_UP)
        staging.create_tables()

    def write(self, batch: Batch) -> Written:
        """Write the good rows of a batch; return what became of all of them.

        Raises ImportRefused when somebody saved what a row of ours needs.
        """
        batch.copy()
        problems = [*batch.problems, *checks.find_errors(self._mapping)]
        bad = {problem.line for problem in problems if not problem.is_warning}
        if bad:
            staging.drop_lines(bad)
        becomes = Counter(
            BAD if line in bad else outcome for line, outcome in batch.becomes.items()
        )
        staging.remember_rows()
        self._usernames.number_defaults()
        try:
            self._writer.write(
                batch.filled, has_changes=bool(becomes[UPDATE] or becomes[REMOVE])
            )
        except IntegrityError as error:
            rule = getattr(error.__cause__.diag, "constraint_name", "")
            raise ImportRefused(_MEANWHILE.format(rule=rule)) from error
        if self._is_first and len(batch.becomes) >= _MANY_ROWS:
            count_first_values(LOOKED_UP)
        self._is_first = False
        problems += checks.find_warnings(self._mapping)
        return Written(becomes, problems)


def _meaning(fields: Iterable[CustomField]) -> set[tuple[int, str, bool]]:
    return {(field.pk, field.kind, field.is_filterable) for field in fields}
