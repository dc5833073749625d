"""Accounts are found by number and title, through a function of the owner."""

from django.conf import settings
from django.db import migrations

from accounts.search_sql import FIND_ACCOUNTS, create_find_accounts


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial")]

    operations = [
        migrations.RunSQL(
            create_find_accounts(settings.DATABASE_APP_ROLE),
            reverse_sql=f"DROP FUNCTION {FIND_ACCOUNTS}",
        ),
    ]
