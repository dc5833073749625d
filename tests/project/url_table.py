"""Every address of the site: who may open it, and by which method.

A new address without a row fails the suite, and so does a row without an address.
Django's admin is the operator's and stands apart, in `test_urls.py`.
"""

from tests.project.url_rows import (
    BOTH,
    GET,
    MEMBER,
    POST,
    PUBLIC,
    address_of,
    below_status,
    colleague,
    customer,
    default_of,
    entry_of,
    label_rows,
    other_role,
    password_link,
    phone_of,
    photo_of,
    pk_of,
    revealed,
    row,
    says,
    score_of,
    slug,
)
from tests.project.url_table_accounts import (
    ACCOUNT,
    ACCOUNT_CHANGES,
    ACCOUNT_MANAGER,
    LINKS,
    NEW_ACCOUNT,
    ORIGINS,
)

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
    *label_rows("status", "statuses", pk_of("status")),
    *label_rows("account_status", "account_statuses", pk_of("own_account_status")),
    *label_rows(
        "account_sub_status",
        "account_sub_statuses",
        pk_of("sub_status"),
        parent=below_status,
    ),
    *label_rows("portfolio", "portfolios", pk_of("portfolio")),
    *label_rows("source_company", "source_companies", pk_of("source_company")),
    row("settings:access_defaults", "settings.view", GET),
    row("settings:books", "settings.view", BOTH),
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
    for row in (
        *(*DOOR, *OWN_ACCOUNT, *MANAGER, *ACCOUNT_MANAGER),
        *(*CUSTOMER, *ACCOUNT, *NEW_ACCOUNT, *ACCOUNT_CHANGES),
        *(*LINKS, *SETTINGS, *ORIGINS),
    )
}
# One address shows to one permission and saves to another.
POSTS_ASK_FOR = {
    "settings:role": "settings.edit",
    "settings:books": "settings.edit",
    "settings:custom_field": "settings.edit",
    "settings:account_template": "settings.edit",
    "settings:line_program": "settings.edit",
}
