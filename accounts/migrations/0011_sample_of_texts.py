"""The search sees in a sample of the names that one is common, and counts no further."""

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import migrations, models
from django.db.models.functions import Mod
from django.db.models.lookups import Exact

from accounts.list_sql import create_list_functions

# The search as 0010 left it.
_FORMER = (
    "account_list_words(jsonb, text)",
    "account_list_range(text, text)",
    "account_list_plain(jsonb, bigint)",
    "account_list_condition(jsonb, bigint)",
    "account_list_found(jsonb, bigint)",
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
    dependencies = [("accounts", "0010_account_search_texts")]

    operations = [
        migrations.AddIndex(
            model_name="accountsearchtext",
            index=GinIndex(
                models.F("tenant"),
                OpClass(models.F("text"), "gin_trgm_ops"),
                name="accounts_search_text_sample",
                condition=models.Q(Exact(Mod(models.F("account") / 256, 8), 0)),
            ),
        ),
        migrations.RunSQL(
            "".join(f"DROP FUNCTION IF EXISTS {each};" for each in reversed(_FORMER)),
            reverse_sql=migrations.RunSQL.noop,
        ),
        migrations.RunSQL(
            create_list_functions(settings.DATABASE_APP_ROLE),
            # What stood before was replaced; 0010 drops it all.
            reverse_sql=migrations.RunSQL.noop,
        ),
    ]
