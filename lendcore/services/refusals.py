"""Which rule of the database refused a write."""

from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager

from django.db import IntegrityError, transaction


@contextmanager
def refused_as(errors: Mapping[str, Callable[[], Exception]]) -> Generator[None]:
    """Run a write in a savepoint; raise the named error of the rule it breaks.

    errors: what makes the error, mostly its class, by the name of the constraint.
    Other violations rise as they are. After a refusal the caller's transaction can
    still read.
    """
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        diagnosis = getattr(error.__cause__, "diag", None)
        named = errors.get(getattr(diagnosis, "constraint_name", None) or "")
        if named is None:
            raise
        raise named() from error
