"""Every address of the site: who may open it, and by which method.

A new address without a row fails the suite, and so does a row without an address.
Django's admin is the operator's and stands apart, in `test_urls.py`.
"""

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


def says(**values):
    return lambda world: values


DOOR = (
    row("sign_in", PUBLIC, BOTH),
    row("sign_in_again", PUBLIC, BOTH),
    row("sign_in_to", PUBLIC, BOTH, slug, words=["slug"]),
    row("sign_out", MEMBER, POST),
    row("second_factor", PUBLIC, BOTH, signed_out=302),
    row("second_factor_recovery", PUBLIC, BOTH, signed_out=302),
    row("second_factor_set_up", PUBLIC, BOTH, signed_out=302),
    row("forgot_password", PUBLIC, BOTH, slug, words=["slug"]),
    row(
        "open_password_link",
        PUBLIC,
        GET,
        password_link,
        signed_out=404,
        words=["slug", "who", "token"],
    ),
    row("new_password", PUBLIC, BOTH, slug, signed_out=404, words=["slug"]),
    row("accept_invitation", PUBLIC, BOTH, signed_out=404),
    row(
        "open_invitation",
        PUBLIC,
        GET,
        says(token="unknown"),
        signed_out=404,
        words=["token"],
    ),
    row("confirm_email", PUBLIC, BOTH, signed_out=404),
    row(
        "open_email_link",
        PUBLIC,
        GET,
        says(token="unknown"),
        signed_out=404,
        words=["token"],
    ),
)

OWN_ACCOUNT = (
    row("switch_tenant", MEMBER, BOTH, data=lambda w: {"tenant": w.tenant.slug}),
    row("set_theme", MEMBER, POST, data=says(theme="dark")),
    row("account", MEMBER, GET),
    row("change_name", MEMBER, POST),
    row("change_preferences", MEMBER, POST),
    row("change_password", MEMBER, POST),
    row("change_email", MEMBER, POST),
    row("own_set_up", MEMBER, BOTH),
    row(
        "confirm_second_factor",
        MEMBER,
        BOTH,
        says(action="set-up"),
        words=["action"],
    ),
    # Without codes of the member's own there is nothing to download.
    row("download_recovery_codes", MEMBER, POST, answers=frozenset({404})),
)

MANAGER = (
    row("home", PUBLIC, GET, signed_out=302),
    row("palette", "contact.view", POST),
    row("customers:list", "contact.view", BOTH),
    row("customers:match_count", "contact.view", GET),
    row("customers:filter", "contact.view", GET, says(name="status"), words=["name"]),
    row("customers:columns", "contact.view", POST),
    row("customers:export", "export.run", POST, also=("contact.view",)),
    row("customers:status_change", "contact.edit", POST),
    row("customers:views_create", "contact.view", BOTH),
    row("customers:views_change", "contact.view", BOTH, pk_of("saved_view")),
    row("customers:views_update", "contact.view", POST, pk_of("saved_view")),
    row("customers:views_delete", "contact.view", BOTH, pk_of("saved_view")),
)

CUSTOMER = (
    row("customers:create", "contact.edit", BOTH),
    row("customers:preview_last_name", "contact.edit", POST),
    row("customers:detail", "contact.view", GET, customer),
    row("customers:contact", "contact.view", GET, customer),
    row("customers:additional", "contact.view", GET, customer),
    row("customers:history", "contact.view", GET, customer),
    row("customers:history_csv", "export.run", GET, customer, also=("contact.view",)),
    row("customers:history_json", "export.run", GET, entry_of, also=("contact.view",)),
    row("customers:edit", "contact.edit", BOTH, customer),
    row("customers:reveal", "contact.view", POST, revealed, words=["field"]),
    row("customers:photo_upload", "contact.edit", POST, customer),
    row("customers:photo_remove", "contact.edit", POST, customer),
    row("customers:photo", "contact.view", GET, photo_of, words=["size"]),
    row("customers:scores_enter", "contact.edit", POST, customer),
    row("customers:scores_delete", "contact.edit", POST, score_of),
    row(
        "customers:address_check",
        "contact.edit",
        POST,
        address_of,
        words=["purpose", "mark"],
    ),
    row("customers:phone_undo", "contact.edit", POST, customer),
    row("customers:phone_primary", "contact.edit", POST, phone_of),
    row("customers:phone_calls", "contact.edit", POST, phone_of),
    row("customers:phone_verified", "contact.edit", POST, phone_of),
    row("customers:phone_delete", "contact.edit", POST, phone_of),
)


def account(world):
    return {"pk": world.loan.pk}


def figure_of(world):
    return {"pk": world.loan.pk, "figure": "payoff"}


def entry_of(world):
    return {"pk": world.loan.pk, "number": 1}


def payment_of(world):
    return {"pk": world.loan.pk, "what": "payment"}


def promise_of(world):
    return {"pk": world.loan.pk, "promise_id": world.rows["promise"].pk}


def customer_of_account(world):
    return {"pk": world.loan.pk, "link_id": world.rows["link"].pk}


TO_POST = {"also": ("payments.post",)}
TO_REVERSE = {"also": ("payments.reverse",)}
WITH_CUSTOMERS = {"also": ("contact.view",)}

ACCOUNT = (
    row("accounts:detail", "accounts.view", GET, account),
    row("accounts:schedule", "accounts.view", GET, account),
    row("accounts:transactions", "accounts.view", GET, account),
    row("accounts:terms", "accounts.view", GET, account),
    row("accounts:explain", "accounts.view", GET, figure_of, words=["figure"]),
    row("accounts:entry", "accounts.view", GET, entry_of, words=["number"]),
    row("accounts:split", "accounts.view", BOTH, account, **TO_POST),
    row("accounts:split_preview", "accounts.view", POST, account, **TO_POST),
    row("accounts:post", "accounts.view", BOTH, payment_of, words=["what"], **TO_POST),
    row(
        "accounts:post_preview",
        "accounts.view",
        POST,
        payment_of,
        words=["what"],
        **TO_POST,
    ),
    row(
        "accounts:reverse",
        "accounts.view",
        BOTH,
        entry_of,
        words=["number"],
        **TO_REVERSE,
    ),
    row(
        "accounts:reverse_preview",
        "accounts.view",
        POST,
        entry_of,
        words=["number"],
        **TO_REVERSE,
    ),
    row("accounts:quote", "accounts.view", GET, account),
    row("accounts:promise", "accounts.view", BOTH, account, **TO_POST),
    row("accounts:promise_withdraw", "accounts.view", POST, promise_of, **TO_POST),
    row("accounts:customers", "accounts.view", GET, account, **WITH_CUSTOMERS),
    row("accounts:customer_link", "accounts.edit", BOTH, account, **WITH_CUSTOMERS),
    row("accounts:customer_undo", "accounts.edit", POST, account, **WITH_CUSTOMERS),
    row(
        "accounts:customer_role",
        "accounts.edit",
        POST,
        customer_of_account,
        says(role="primary"),
        **WITH_CUSTOMERS,
    ),
    row(
        "accounts:customer_ecoa",
        "accounts.edit",
        POST,
        customer_of_account,
        says(ecoa_code="2"),
        **WITH_CUSTOMERS,
    ),
    row(
        "accounts:customer_unlink",
        "accounts.edit",
        BOTH,
        customer_of_account,
        **WITH_CUSTOMERS,
    ),
)

LINKS = (
    row("links:list", "accounts.view", GET, customer, also=("contact.view",)),
    row("links:add", "accounts.edit", BOTH, customer, also=("contact.view",)),
    row("links:undo", "accounts.edit", POST, customer, also=("contact.view",)),
    row(
        "links:access",
        "accounts.edit",
        POST,
        link_of,
        says(sms="on"),
        also=("contact.view",),
    ),
    row(
        "links:role",
        "accounts.edit",
        POST,
        link_of,
        says(role="primary"),
        also=("contact.view",),
    ),
    row("links:unlink", "accounts.edit", BOTH, link_of, also=("contact.view",)),
)

SETTINGS = (
    row("settings:index", MEMBER, GET),
    row("settings:members", "settings.view", GET),
    row("settings:member_invite", "settings.edit", BOTH),
    row("settings:member_role", "settings.edit", POST, colleague, other_role),
    row("settings:member_end", "settings.edit", BOTH, colleague),
    row("settings:member_restore", "settings.edit", POST, colleague),
    row("settings:member_unlock", "settings.edit", POST, colleague),
    row("settings:member_reset_factor", "settings.edit", BOTH, colleague),
    row("settings:invitation_resend", "settings.edit", POST, pk_of("invitation")),
    row("settings:invitation_withdraw", "settings.edit", POST, pk_of("invitation")),
    row("settings:import_runs", "import.view", GET),
    row("settings:import_run", "import.view", GET, pk_of("import_run")),
    row("settings:import_report", "import.view", GET, pk_of("import_run")),
    row("settings:access_log", "settings.view", GET),
    row("settings:roles", "settings.view", GET),
    row("settings:role_add", "settings.edit", BOTH),
    row(
        "settings:role",
        "settings.view",
        BOTH,
        pk_of("other_role"),
    ),
    row("settings:role_delete", "settings.edit", POST, pk_of("other_role")),
    row("settings:statuses", "settings.view", GET),
    row("settings:status_add", "settings.edit", BOTH),
    row("settings:status_edit", "settings.edit", BOTH, pk_of("status")),
    row("settings:status_move", "settings.edit", POST, pk_of("status")),
    row("settings:status_inactivate", "settings.edit", BOTH, pk_of("status")),
    row("settings:status_activate", "settings.edit", POST, pk_of("status")),
    row("settings:access_defaults", "settings.view", GET),
    row(
        "settings:access_default",
        "settings.edit",
        POST,
        default_of,
        words=["role", "channel"],
    ),
    row("settings:access_default_undo", "settings.edit", POST),
    row("settings:custom_fields", "settings.view", GET),
    row("settings:custom_field_add", "settings.edit", BOTH),
    row("settings:custom_field", "settings.view", BOTH, pk_of("custom_field")),
    row("settings:custom_field_move", "settings.edit", POST, pk_of("custom_field")),
    row(
        "settings:custom_field_inactivate",
        "settings.edit",
        POST,
        pk_of("custom_field"),
    ),
    row("settings:custom_field_activate", "settings.edit", POST, pk_of("custom_field")),
)

ROWS = {
    row.name: row
    for row in (*DOOR, *OWN_ACCOUNT, *MANAGER, *CUSTOMER, *ACCOUNT, *LINKS, *SETTINGS)
}
# One address shows to one permission and saves to another.
POSTS_ASK_FOR = {
    "settings:role": "settings.edit",
    "settings:custom_field": "settings.edit",
}
