"""Access to an account by e-mail, web and SMS: defaults, and what is set by hand."""

from accounts.models import AccessDefault, Account, AccountCustomer, Source
from accounts.models.links import CHANNELS
from accounts.services.errors import SwitchMoved
from accounts.services.locking import lock_account
from lendcore.actors import Actor
from lendcore.history.recording import records_history


@records_history
def set_access(
    *, actor: Actor, link_id: int, channel: str, is_on: bool
) -> AccountCustomer:
    """Return the link with one switch set by hand; no default overwrites it.

    Raises ValueError for a channel that there is not.
    """
    _check_channel(channel)
    link = _locked(link_id)
    setattr(link, f"{channel}_access", is_on)
    setattr(link, f"{channel}_source", Source.HAND)
    link.save()
    return link


@records_history
def undo_access(
    *, actor: Actor, link_id: int, channel: str, is_now: bool, is_on: bool, source: str
) -> AccountCustomer:
    """Return the link with a switch as it was before.

    Raises SwitchMoved unless it still stands as is_now says, ValueError.
    """
    _check_channel(channel)
    if source not in Source.values:
        raise ValueError(source)
    link = _locked(link_id)
    if getattr(link, f"{channel}_access") != is_now:
        raise SwitchMoved
    setattr(link, f"{channel}_access", is_on)
    setattr(link, f"{channel}_source", source)
    link.save()
    return link


@records_history
def set_default(
    *, actor: Actor, status_id: int, role: str, channel: str, is_on: bool
) -> AccessDefault:
    """Return the default of a role under a status. Links that stand so already keep
    theirs until their status or role changes. Raises ValueError."""
    _check_channel(channel)
    default, _ = AccessDefault.objects.select_for_update().get_or_create(
        status_id=status_id, role=role
    )
    setattr(default, f"{channel}_access", is_on)
    default.save()
    return default


def apply_defaults(account: Account) -> None:
    """Let all links of an account follow the defaults of its status."""
    defaults = {
        default.role: default
        for default in AccessDefault.objects.filter(status_id=account.status_id)
    }
    links = AccountCustomer.objects.select_for_update().filter(account=account)
    for link in links.order_by("pk"):
        if follow(link, defaults.get(link.role)):
            link.save()


def follow(link: AccountCustomer, default: AccessDefault | None) -> bool:
    """Set what is not set by hand; return whether anything changed."""
    changed = False
    for channel in CHANNELS:
        if getattr(link, f"{channel}_source") == Source.HAND:
            continue
        wanted = bool(default and getattr(default, f"{channel}_access"))
        if getattr(link, f"{channel}_access") != wanted:
            setattr(link, f"{channel}_access", wanted)
            changed = True
    return changed


def _locked(link_id: int) -> AccountCustomer:
    """Return a link whose account is locked, as the rule on primaries locks it too."""
    link = AccountCustomer.objects.get(pk=link_id)
    lock_account(link.account_id)
    return AccountCustomer.objects.select_for_update().get(pk=link_id)


def _check_channel(channel: str) -> None:
    if channel not in CHANNELS:
        raise ValueError(channel)
