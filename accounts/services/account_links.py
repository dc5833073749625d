"""Tying accounts together."""

from dataclasses import dataclass

from accounts.models import AccountLink
from accounts.models.links import ONE_LINK, SWITCHES
from accounts.services.errors import (
    AccountRefused,
    AccountsLinkedAlready,
    OneLinkOnly,
    TieChanged,
)
from accounts.services.locking import lock_accounts
from lendcore.actors import Actor
from lendcore.history.recording import records_history
from lendcore.services.refusals import refused_as

_REFUSED = {"accounts_link_once": AccountsLinkedAlready, ONE_LINK: OneLinkOnly}


@dataclass(frozen=True, kw_only=True)
class TieInput:
    """What a tie between two accounts does."""

    shows_header: bool = True
    copies_payments: bool = False
    copies_charges: bool = False
    splits_payments: bool = True


@records_history
def tie(
    *, actor: Actor, from_id: int, to_id: int, data: TieInput | None = None
) -> AccountLink:
    """Return a tie from one account to another.

    Raises AccountsLinkedAlready, OneLinkOnly; AccountRefused for an account and itself,
    or a tie that stands the other way round.
    """
    data = data or TieInput()
    if from_id == to_id:
        raise AccountRefused("An account can't be linked to itself.")
    lock_accounts({from_id, to_id})
    if AccountLink.objects.filter(from_account=to_id, to_account=from_id).exists():
        raise AccountsLinkedAlready
    link = AccountLink(
        from_account_id=from_id,
        to_account_id=to_id,
        linked_at=actor.at,
        **{name: getattr(data, name) for name in data.__dataclass_fields__},
    )
    with refused_as(_REFUSED):
        link.save()
    return link


@records_history
def set_switch(
    *,
    actor: Actor,
    link_id: int,
    switch: str,
    is_on: bool,
    is_now: bool | None = None,
) -> AccountLink:
    """Return the tie with one switch on or off.

    is_now: how it must stand, of an Undo. Raises TieChanged where it does not,
    ValueError for no switch.
    """
    if switch not in SWITCHES:
        raise ValueError(switch)
    link = _lock_tie(link_id)
    if is_now is not None and getattr(link, switch) != is_now:
        raise TieChanged
    setattr(link, switch, is_on)
    link.save()
    return link


@records_history
def untie(*, actor: Actor, link_id: int) -> AccountLink:
    """Take a tie between two accounts away; return what it was."""
    link = _lock_tie(link_id)
    AccountLink.objects.get(pk=link_id).delete()
    return link


def _lock_tie(link_id: int) -> AccountLink:
    """Return a tie; its accounts are locked, so that nobody posts by it meanwhile."""
    link = AccountLink.objects.get(pk=link_id)
    lock_accounts({link.from_account_id, link.to_account_id})
    return AccountLink.objects.get(pk=link_id)
