"""Fills in what accounts are found by, and has it kept and searched from here on."""

from django.conf import settings
from django.db import migrations

from accounts.list_sql import DROP_LIST_FUNCTIONS, create_list_functions
from accounts.listing_sql import write_listings
from accounts.search_text_sql import (
    CREATE_TEXT_TRIGGERS,
    DROP_TEXT_TRIGGERS,
    FILL_TEXTS,
)

# What an earlier form of this search left behind.
_FORMER = (
    "account_list_words(jsonb, text)",
    "account_list_range(text, text)",
    "account_list_matching(text, jsonb, bigint, boolean)",
    "account_list_plain(jsonb, bigint)",
    "account_list_among(jsonb, bigint)",
    "account_list_condition(jsonb, bigint)",
    "account_list_found(jsonb, bigint, boolean)",
    "account_list_source(jsonb, bigint)",
    "account_list_walks(jsonb, text)",
    "account_list_position(text, boolean, bigint, bigint)",
    "account_list_counted(text, text, integer)",
    "account_list_paged(jsonb, text, boolean, bigint, integer, integer)",
    "account_page(jsonb, text, boolean, bigint, integer, integer)",
    "account_search(jsonb, text, boolean, bigint, integer)",
    "account_count(jsonb, integer)",
    "account_totals(jsonb, date)",
)


class Migration(migrations.Migration):
    dependencies = [("accounts", "0009_account_search_text")]

    # A table that has new rows can't be altered before they are committed.
    operations = [
        migrations.RunSQL(
            "".join(f"DROP FUNCTION IF EXISTS {each};" for each in reversed(_FORMER)),
            reverse_sql=migrations.RunSQL.noop,
        ),
        migrations.RunSQL(
            create_list_functions(settings.DATABASE_APP_ROLE),
            reverse_sql=DROP_LIST_FUNCTIONS,
        ),
        migrations.RunSQL(
            write_listings("true"), reverse_sql=migrations.RunSQL.noop, elidable=True
        ),
        migrations.RunSQL(
            FILL_TEXTS,
            reverse_sql="DELETE FROM accounts_accountsearchtext",
            elidable=True,
        ),
        migrations.RunSQL(CREATE_TEXT_TRIGGERS, reverse_sql=DROP_TEXT_TRIGGERS),
    ]
