"""What is posted on an account and, by a tie, on another one too.

A tie carries payments, charges, or both, from the account that it starts from to the
one that it leads to, never back. Copies are not copied again, and neither are parts of
a split, fees of a reversal and what an import brings.
"""

from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import replace

from accounts.engine.transactions import Code
from accounts.inputs import EntryInput
from accounts.models import Account, Transaction
from accounts.queries.links import list_copy_targets
from accounts.services.errors import AccountRefused, CopyRefused, Stale
from accounts.services.locking import lock_accounts


def lock_with_targets(account_id: int, code: str) -> tuple[Account, list[Account]]:
    """Return an account and those on which an entry of it is posted too, all locked in
    the order of their ids.

    Raises Stale where a tie came while the accounts were being locked.
    """
    expected = list_copy_targets(account_id, code)
    accounts = lock_accounts({account_id, *expected})
    # No tie of a locked account changes any more.
    targets = list_copy_targets(account_id, code)
    if not accounts.keys() >= set(targets):
        raise Stale
    return accounts[account_id], [accounts[each] for each in targets]


def copy_of(data: EntryInput) -> EntryInput:
    """Return an entry as a linked account gets it.

    A payoff pays off one account, and a split by hand is about what one owes: to the
    other both are a payment that its own order places.
    """
    code = Code.PAYMENT if data.code == Code.PAYOFF else data.code
    return replace(data, code=code, details={}, idempotency_key=None, seen_entry=None)


def list_copies(account_id: int, entry: int) -> list[Transaction]:
    """Return what was posted on other accounts with an entry. One query."""
    copies = Transaction.objects.filter(
        copied_from__account_id=account_id, copied_from__entry=entry
    )
    return list(copies.order_by("account_id"))


@contextmanager
def naming(account: Account) -> Generator[None]:
    """Say of which account a refusal inside is. Raises CopyRefused."""
    try:
        yield
    except AccountRefused as refusal:
        raise CopyRefused(
            f"It concerns {account} too, which is linked. There: {refusal}"
        ) from refusal
