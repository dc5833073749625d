"""A customer's page reads which accounts they had on a day."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0002_find_accounts"),
        ("customers", "0004_customerstanding"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="historicalaccountcustomer",
            index=models.Index(
                fields=["tenant", "customer", "history_id"],
                name="acco_accountcustomer_h_also",
            ),
        ),
    ]
