"""Imports keep ANALYZE from tables into which rows are only ever added."""

from django.conf import settings
from django.db import migrations

from lendcore.database.functions import KEEP_VALUES, create_keep_values


class Migration(migrations.Migration):
    dependencies = [("lendcore", "0004_tenant_cut_off_date")]

    operations = [
        migrations.RunSQL(
            create_keep_values(settings.DATABASE_APP_ROLE),
            reverse_sql=f"DROP FUNCTION {KEEP_VALUES}",
        ),
    ]
