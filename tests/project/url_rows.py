"""What a row of the table of addresses says, and the rows that addresses name."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.builders_world import World

GET, POST = ("GET", "HEAD"), ("POST",)
BOTH = (*GET, *POST)
PUBLIC, MEMBER = "public", "member"
# What the right role may be answered, with or without something sensible posted.
ANSWERS = frozenset({200, 204, 302, 303, 422})

type Arguments = Callable[[World], Mapping[str, Any]]


def no_arguments(world):
    return {}


@dataclass(frozen=True)
class Row:
    """One address.

    permission: `public`, `member`, or a code of lendcore.permissions.
    also: further codes that it asks for.
    args: its arguments, made from a tenant's rows; those of another tenant are not
    found. data: what is posted. signed_out: what a public address answers a stranger.
    """

    name: str
    permission: str
    methods: tuple[str, ...]
    args: Arguments = no_arguments
    data: Arguments = no_arguments
    also: tuple[str, ...] = ()
    signed_out: int = 200
    answers: frozenset[int] = ANSWERS
    # Arguments that are no row's id: a word in an address, a token of a mail.
    words: frozenset[str] = field(default_factory=frozenset)

    def __str__(self) -> str:
        return self.name


def row(*args, words=(), **kwargs):
    return Row(*args, words=frozenset(words), **kwargs)


def customer(world):
    return {"pk": world.customer.pk}


def phone_of(world):
    return {"pk": world.customer.pk, "phone_id": world.second_phone.pk}


def score_of(world):
    return {"pk": world.customer.pk, "score_id": world.score.pk}


def address_of(world):
    return {"pk": world.customer.pk, "purpose": "primary", "mark": "verified"}


def photo_of(world):
    name = world.customer.photo
    return {"pk": world.customer.pk, "size": "small", "name": name}


def entry_of(world):
    return {"pk": world.customer.pk, "change_set": world.change_set}


def revealed(world):
    return {"pk": world.customer.pk, "field": "tax_number"}


def colleague(world):
    return {"pk": world.agent_membership.pk}


def pk_of(name):
    return lambda world: {"pk": getattr(world, name).pk}


def link_of(world):
    return {"pk": world.customer.pk, "link_id": world.link.pk}


def default_of(world):
    status_id = world.account_status.pk
    return {"status_id": status_id, "role": "primary", "channel": "sms"}


def slug(world):
    return {"slug": world.tenant.slug}


def password_link(world):
    return {"slug": world.tenant.slug, "who": "MQ", "token": "a-b"}


def other_role(world):
    return {"role": world.other_role.pk}


def below_status(world):
    return {"parent_id": world.account_status.pk}


def label_rows(name, list_name, args, *, parent=no_arguments):
    """Return the rows of the pages of one list of labels."""
    return (
        row(f"settings:{list_name}", "settings.view", GET, parent),
        row(f"settings:{name}_add", "settings.edit", BOTH, parent),
        row(f"settings:{name}_edit", "settings.edit", BOTH, args),
        row(f"settings:{name}_move", "settings.edit", POST, args),
        row(f"settings:{name}_inactivate", "settings.edit", BOTH, args),
        row(f"settings:{name}_activate", "settings.edit", POST, args),
    )


def says(**values):
    return lambda world: values
