"""Addresses of accounts, and of what belongs to accounts elsewhere."""

from tests.project.url_rows import (
    BOTH,
    GET,
    POST,
    customer,
    link_of,
    pk_of,
    row,
    says,
)

ACCOUNT_MANAGER = (
    row("accounts:list", "accounts.view", BOTH),
    row("accounts:match_count", "accounts.view", GET),
    row("accounts:filter", "accounts.view", GET, says(name="status"), words=["name"]),
    row("accounts:columns", "accounts.view", POST),
    row("accounts:export", "export.run", POST, also=("accounts.view",)),
    row("accounts:views_create", "accounts.view", BOTH),
    row("accounts:views_change", "accounts.view", BOTH, pk_of("account_view")),
    row("accounts:views_update", "accounts.view", POST, pk_of("account_view")),
    row("accounts:views_delete", "accounts.view", BOTH, pk_of("account_view")),
)


def account(world):
    return {"pk": world.loan.pk}


def tie_of(world):
    return {"pk": world.loan.pk, "link_id": world.tie.pk}


def account_entry_of(world):
    return {"pk": world.loan.pk, "change_set": world.account_change_set}


def figure_of(world):
    return {"pk": world.loan.pk, "figure": "payoff"}


def posted_entry_of(world):
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
    row("accounts:linked", "accounts.view", GET, account),
    row("accounts:linked_add", "accounts.edit", BOTH, account),
    row("accounts:linked_undo", "accounts.edit", POST, account),
    row(
        "accounts:linked_switch",
        "accounts.edit",
        POST,
        tie_of,
        says(copies_charges="on"),
    ),
    row("accounts:linked_unlink", "accounts.edit", BOTH, tie_of),
    row("accounts:history", "accounts.view", GET, account),
    row("accounts:history_csv", "export.run", GET, account, also=("accounts.view",)),
    row(
        "accounts:history_json",
        "export.run",
        GET,
        account_entry_of,
        also=("accounts.view",),
    ),
    row("accounts:explain", "accounts.view", GET, figure_of, words=["figure"]),
    row("accounts:entry", "accounts.view", GET, posted_entry_of, words=["number"]),
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
        posted_entry_of,
        words=["number"],
        **TO_REVERSE,
    ),
    row(
        "accounts:reverse_preview",
        "accounts.view",
        POST,
        posted_entry_of,
        words=["number"],
        **TO_REVERSE,
    ),
    row("accounts:quote", "accounts.view", GET, account),
    row("accounts:promise", "accounts.view", BOTH, account, **TO_POST),
    row("accounts:promise_withdraw", "accounts.view", POST, promise_of, **TO_POST),
    row("accounts:customers", "accounts.view", GET, account, **WITH_CUSTOMERS),
    row(
        "accounts:transactions_csv",
        "export.run",
        GET,
        account,
        also=("accounts.view",),
    ),
    row("accounts:schedule_csv", "export.run", GET, account, also=("accounts.view",)),
    row("accounts:customer_tools", "accounts.view", GET, account, **WITH_CUSTOMERS),
    row(
        "accounts:customer_scores",
        "accounts.view",
        POST,
        customer_of_account,
        also=("contact.edit",),
    ),
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

NEW_ACCOUNT = (
    row("accounts:new", "accounts.edit", BOTH),
    row("accounts:new_program", "accounts.edit", POST),
    row("accounts:new_terms", "accounts.edit", BOTH),
    row("accounts:new_preview", "accounts.edit", POST),
    row("accounts:new_discard", "accounts.edit", BOTH),
    row("accounts:new_customers", "accounts.edit", BOTH, also=("contact.view",)),
    row("accounts:new_review", "accounts.edit", BOTH),
    row("accounts:new_accept", "accounts.edit", POST),
)

ACCOUNT_CHANGES = (
    row("accounts:terms_edit", "accounts.edit", BOTH, pk_of("inactive")),
    row("accounts:terms_preview", "accounts.edit", POST, pk_of("inactive")),
    row("accounts:activate", "accounts.edit", BOTH, pk_of("inactive")),
    row("accounts:deactivate", "accounts.edit", BOTH, account),
    row("accounts:archive", "accounts.edit", POST, account),
    row("accounts:unarchive", "accounts.edit", POST, account),
    row("accounts:labels", "accounts.edit", BOTH, account),
    row("accounts:status", "accounts.edit", BOTH, account),
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


ORIGINS = (
    row("settings:account_templates", "settings.view", GET),
    row(
        "settings:account_template_add",
        "settings.edit",
        BOTH,
        says(kind="loan"),
        words=["kind"],
    ),
    row("settings:account_template", "settings.view", BOTH, pk_of("template")),
    row(
        "settings:account_template_inactivate",
        "settings.edit",
        POST,
        pk_of("template"),
    ),
    row("settings:account_template_activate", "settings.edit", POST, pk_of("template")),
    row("settings:line_programs", "settings.view", GET),
    row("settings:line_program_add", "settings.edit", BOTH),
    row("settings:line_program", "settings.view", BOTH, pk_of("program")),
    row("settings:line_program_inactivate", "settings.edit", POST, pk_of("program")),
    row("settings:line_program_activate", "settings.edit", POST, pk_of("program")),
)
