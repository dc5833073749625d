"""The owner's search functions, opened to the app role."""

from django.conf import settings
from django.db import migrations

from customers.search_sql import DROP_SEARCH_FUNCTIONS, create_search_functions


class Migration(migrations.Migration):
    dependencies = [("customers", "0001_initial")]

    operations = [
        migrations.RunSQL(
            create_search_functions(settings.DATABASE_APP_ROLE),
            reverse_sql=DROP_SEARCH_FUNCTIONS,
        ),
    ]
