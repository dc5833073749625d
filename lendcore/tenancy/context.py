"""Which tenant is active in this thread or task.

The database backend sends the value to the server when it changed; everything
else only reads it here.
"""

from collections.abc import Generator, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.db import transaction

_tenant_id: ContextVar[int | None] = ContextVar("tenant_id", default=None)


class NoTenant(RuntimeError):
    """A tenant's table was asked for while no tenant was active."""


def current_tenant_id() -> int | None:
    """Return the active tenant's id, or None."""
    return _tenant_id.get()


def require_tenant_id() -> int:
    """Return the active tenant's id. Raises NoTenant when there is none."""
    tenant_id = _tenant_id.get()
    if tenant_id is None:
        raise NoTenant("No tenant is active. Use activate_tenant(tenant_id).")
    return tenant_id


@contextmanager
def activate_tenant(tenant_id: int | None) -> Generator[None]:
    """Make one tenant active inside the block, and the former one after it."""
    if tenant_id is not None and not isinstance(tenant_id, int):
        raise TypeError("A tenant id is a whole number.")
    token = _tenant_id.set(tenant_id)
    try:
        yield
    finally:
        _tenant_id.reset(token)


def stream[Chunk](chunks: Iterable[Chunk], *, tenant_id: int) -> Iterator[Chunk]:
    """Yield chunks with the tenant active and one transaction open throughout.

    A streamed response is read after the view has returned, when the middleware
    has already put the tenant away; and a server-side cursor lives only as long
    as its transaction. Closing the stream early closes both.
    """
    iterator = iter(_in_transaction(chunks))
    while True:
        # The context is set for each step only: between two steps this thread
        # may serve something else.
        with activate_tenant(tenant_id):
            try:
                chunk = next(iterator)
            except StopIteration:
                return
        try:
            yield chunk
        except GeneratorExit:
            with activate_tenant(tenant_id):
                iterator.close()
            raise


def _in_transaction[Chunk](chunks: Iterable[Chunk]) -> Generator[Chunk]:
    with transaction.atomic():
        yield from chunks
