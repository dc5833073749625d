"""The customers of one account, and those that could be linked to it."""

from collections.abc import Sequence
from dataclasses import dataclass

from accounts.models import AccountCustomer, Role, Source
from accounts.models.links import CHANNELS
from accounts.queries.customer_links import Access
from customers.queries.listing import CustomerRow, list_rows
from lendcore.actors import Actor


@dataclass(frozen=True, kw_only=True)
class CustomerCard:
    """A customer on an account. others: how many further customers it has."""

    link: AccountCustomer
    row: CustomerRow
    others: int

    @property
    def is_primary(self) -> bool:
        return self.link.role == Role.PRIMARY

    @property
    def can_unlink(self) -> bool:
        """Whether the link may end: the primary goes last."""
        return not (self.is_primary and self.others)

    @property
    def access(self) -> list[Access]:
        return [
            Access(
                channel=channel,
                is_on=getattr(self.link, f"{channel}_access"),
                is_by_hand=getattr(self.link, f"{channel}_source") == Source.HAND,
            )
            for channel in CHANNELS
        ]


@dataclass(frozen=True, kw_only=True)
class Candidate:
    """A customer that was found. role: what it is on the account already."""

    row: CustomerRow
    role: str


def list_cards(links: Sequence[AccountCustomer], actor: Actor) -> list[CustomerCard]:
    """Return the customers of an account, the primary first. Two queries."""
    order = {role: place for place, role in enumerate(Role.values)}
    found = sorted(links, key=lambda link: (order[link.role], link.pk))
    ids = [link.customer_id for link in found]
    rows = {row.id: row for row in list_rows(ids, actor=actor)}
    others = len(found) - 1
    return [
        CustomerCard(link=link, row=rows[link.customer_id], others=others)
        for link in found
    ]


def candidates_of(
    rows: Sequence[CustomerRow], links: Sequence[AccountCustomer]
) -> list[Candidate]:
    """Return customers that may be linked, or are, with their role. No query."""
    roles = {link.customer_id: link.get_role_display() for link in links}
    return [Candidate(row=row, role=roles.get(row.id, "")) for row in rows]


def find_link(account_id: int, link_id: int) -> AccountCustomer | None:
    """Return a link of an account. One query."""
    found = AccountCustomer.objects.filter(pk=link_id, account_id=account_id)
    return found.select_related("customer", "account").first()
