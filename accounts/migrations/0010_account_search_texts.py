"""Fills in what accounts are found by, and has it kept from here on.

The search itself is created by the latest migration that changes it.
"""

from django.db import migrations

from accounts.listing_sql import write_listings
from accounts.search_text_sql import (
    CREATE_TEXT_TRIGGERS,
    DROP_TEXT_TRIGGERS,
    FILL_TEXTS,
)


class Migration(migrations.Migration):
    dependencies = [("accounts", "0009_account_search_text")]

    # A table that has new rows can't be altered before they are committed.
    operations = [
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
