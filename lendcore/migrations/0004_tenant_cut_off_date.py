"""The day before which a tenant's books are closed, and the log of moving it."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("lendcore", "0003_roles_of_accounts"),
    ]

    operations = [
        migrations.AddField(
            model_name="tenant",
            name="cut_off_date",
            field=models.DateField(blank=True, editable=False, null=True),
        ),
        migrations.AlterField(
            model_name="accessrecord",
            name="kind",
            field=models.CharField(
                choices=[
                    ("reveal", "Revealed"),
                    ("export", "Exported"),
                    ("tax_number_search", "Searched by tax number"),
                    ("photo", "Opened photo"),
                    ("sign_in", "Signing in"),
                    ("membership", "Members"),
                    ("settings", "Settings"),
                ],
                max_length=20,
            ),
        ),
    ]
