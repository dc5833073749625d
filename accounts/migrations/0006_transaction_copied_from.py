"""Copies know their original; ties stand in the history of both accounts."""

import django.db.models.deletion
from django.db import migrations, models

import lendcore.tenancy.constraints
import lendcore.tenancy.fields


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0005_promise_after_entry"),
        ("lendcore", "0004_tenant_cut_off_date"),
    ]

    operations = [
        migrations.AddField(
            model_name="transaction",
            name="copied_from",
            field=lendcore.tenancy.fields.TenantForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="copies",
                to="accounts.transaction",
            ),
        ),
        migrations.AddIndex(
            model_name="historicalaccountlink",
            index=models.Index(
                fields=["tenant", "to_account", "history_id"],
                name="acco_accountlink_h_also",
            ),
        ),
        migrations.AddConstraint(
            model_name="transaction",
            constraint=models.UniqueConstraint(
                condition=models.Q(("copied_from__isnull", False)),
                fields=("tenant", "copied_from", "account"),
                name="accounts_copied_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="transaction",
            constraint=lendcore.tenancy.constraints.TenantForeignKeyConstraint(
                field="copied_from", name="accounts_transaction_copied_from_tenant_fk"
            ),
        ),
    ]
