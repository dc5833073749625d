"""The search says how many match where it has looked at them all."""

from django.conf import settings
from django.db import migrations

from customers.search_sql import create_search_functions


class Migration(migrations.Migration):
    dependencies = [("customers", "0002_search")]

    operations = [
        migrations.RunSQL(
            create_search_functions(settings.DATABASE_APP_ROLE),
            # What stood before is replaced in place; 0002 drops it all.
            reverse_sql=migrations.RunSQL.noop,
        ),
    ]
