"""Who belongs to an account: linking, roles, unlinking."""

from collections.abc import Mapping, Sequence

from accounts.inputs import LinkInput
from accounts.models import AccessDefault, Account, AccountCustomer, Role
from accounts.models.links import Ecoa
from accounts.services import access, standings
from accounts.services.errors import (
    LinkedAlready,
    NeedsPrimary,
    RoleRefused,
    RolesChanged,
)
from accounts.services.locking import lock_account
from lendcore.actors import Actor
from lendcore.history.recording import records_history
from lendcore.services.refusals import refused_as

_LINKED = {"accounts_customer_once": LinkedAlready}


@records_history
def link_customers(
    *, actor: Actor, account_id: int, links: Sequence[LinkInput]
) -> list[AccountCustomer]:
    """Return new links, all or none.

    The first customer of an account is primary whatever was asked for; a new primary
    makes the former one secondary. Raises LinkedAlready, RoleRefused.
    """
    account = lock_account(account_id)
    known = list(AccountCustomer.objects.filter(account=account).order_by("pk"))
    made = []
    for place, each in enumerate(links):
        check_role(each.role)
        is_first = not known and place == 0
        wants_primary = any(link.role == Role.PRIMARY for link in links)
        role = Role.PRIMARY if is_first and not wants_primary else each.role
        made.append(_link(actor, account, each, role))
    if any(link.role == Role.PRIMARY for link in made):
        _demote([*known, *made], keep=_last_primary(made), account=account)
    standings.refresh_of_account(account)
    return made


@records_history
def set_role(*, actor: Actor, link_id: int, role: str) -> AccountCustomer:
    """Return the link with another role.

    A new primary makes the former one secondary in the same act; the primary can't
    become anything else but by naming another. Raises NeedsPrimary, RoleRefused.
    """
    check_role(role)
    link = AccountCustomer.objects.get(pk=link_id)
    account = lock_account(link.account_id)
    links = list(AccountCustomer.objects.filter(account=account).order_by("pk"))
    link = next((each for each in links if each.pk == link_id), None)
    if link is None:
        raise AccountCustomer.DoesNotExist
    if link.role == role:
        return link
    if link.role == Role.PRIMARY:
        raise NeedsPrimary(
            "There is one primary customer. Make somebody else primary instead."
        )
    link.role = role
    _follow(account, link)
    link.save()
    if role == Role.PRIMARY:
        _demote(links, keep=link, account=account)
    standings.refresh_of_account(account)
    return link


@records_history
def restore_roles(
    *,
    actor: Actor,
    account_id: int,
    roles: Mapping[int, str],
    expected: Mapping[int, str],
) -> list[AccountCustomer]:
    """Return the links of an account with the roles that they had, by their ids.

    Raises RolesChanged unless they stand as expected.
    """
    account = lock_account(account_id)
    links = list_links(account_id)
    if {link.pk: link.role for link in links} != dict(expected):
        raise RolesChanged
    for link in links:
        if link.role != roles[link.pk]:
            link.role = roles[link.pk]
            _follow(account, link)
            link.save()
    standings.refresh_of_account(account)
    return links


def list_links(account_id: int) -> list[AccountCustomer]:
    """Return the customers on an account, in the order of linking. One query."""
    return list(AccountCustomer.objects.filter(account_id=account_id).order_by("pk"))


@records_history
def set_ecoa_code(*, actor: Actor, link_id: int, code: str) -> AccountCustomer:
    """Return the link with another ECOA code. Raises RoleRefused for one that there
    is not."""
    if code not in Ecoa.values:
        raise RoleRefused("Choose one of the ECOA codes.", field="ecoa_code")
    link = AccountCustomer.objects.get(pk=link_id)
    lock_account(link.account_id)
    link = AccountCustomer.objects.select_for_update().get(pk=link_id)
    link.ecoa_code = code
    link.save()
    return link


@records_history
def unlink(*, actor: Actor, link_id: int) -> AccountCustomer:
    """Take a customer off an account; return what the link was.

    Raises NeedsPrimary for the primary while others stay.
    """
    link = AccountCustomer.objects.get(pk=link_id)
    account = lock_account(link.account_id)
    others = AccountCustomer.objects.filter(account=account).exclude(pk=link_id)
    link = AccountCustomer.objects.get(pk=link_id, account=account)
    if link.role == Role.PRIMARY and others.exists():
        raise NeedsPrimary
    AccountCustomer.objects.get(pk=link_id).delete()
    standings.refresh([link.customer_id, *others.values_list("customer_id", flat=True)])
    return link


def check_role(role: str) -> None:
    """Refuse what an agent can't choose. Raises RoleRefused."""
    if role not in set(Role.values) - {Role.UNASSIGNED}:
        raise RoleRefused


def _link(
    actor: Actor, account: Account, data: LinkInput, role: str
) -> AccountCustomer:
    link = AccountCustomer(
        account=account,
        customer_id=data.customer_id,
        role=role,
        ecoa_code=data.ecoa_code,
        linked_at=actor.at,
    )
    _follow(account, link)
    with refused_as(_LINKED):
        link.save()
    return link


def _last_primary(links: Sequence[AccountCustomer]) -> AccountCustomer:
    return [link for link in links if link.role == Role.PRIMARY][-1]


def _demote(
    links: Sequence[AccountCustomer], *, keep: AccountCustomer, account: Account
) -> None:
    """Make every other primary secondary."""
    for link in links:
        if link.role == Role.PRIMARY and link.pk != keep.pk:
            link.role = Role.SECONDARY
            _follow(account, link)
            link.save()


def _follow(account: Account, link: AccountCustomer) -> None:
    default = AccessDefault.objects.filter(
        status_id=account.status_id, role=link.role
    ).first()
    access.follow(link, default)
