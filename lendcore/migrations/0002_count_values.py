"""Statistics for imports into tables that were empty."""

from django.conf import settings
from django.db import migrations

from lendcore.database.functions import COUNT_VALUES, create_count_values


class Migration(migrations.Migration):
    dependencies = [("lendcore", "0001_initial")]

    operations = [
        migrations.RunSQL(
            create_count_values(settings.DATABASE_APP_ROLE),
            reverse_sql=f"DROP FUNCTION {COUNT_VALUES}",
        ),
    ]
