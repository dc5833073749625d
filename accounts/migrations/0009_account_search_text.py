"""Accounts are found by texts of their own, and by two more labels."""

import django.contrib.postgres.indexes
import django.db.models.deletion
from django.db import migrations, models

import lendcore.tenancy.constraints
import lendcore.tenancy.fields


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0008_accountlisting"),
        ("customers", "0004_customerstanding"),
        ("lendcore", "0005_keep_values"),
    ]

    operations = [
        migrations.CreateModel(
            name="AccountSearchText",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True,
                        primary_key=True,
                        serialize=False,
                        verbose_name="ID",
                    ),
                ),
                ("is_archived", models.BooleanField()),
                ("text", models.TextField()),
            ],
            options={
                "abstract": False,
                "base_manager_name": "objects",
                "default_manager_name": "objects",
            },
        ),
        migrations.AddField(
            model_name="accountlisting",
            name="source_company",
            field=lendcore.tenancy.fields.TenantForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="accounts.sourcecompany",
            ),
        ),
        migrations.AddField(
            model_name="accountlisting",
            name="sub_status",
            field=lendcore.tenancy.fields.TenantForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="accounts.accountsubstatus",
            ),
        ),
        migrations.AddIndex(
            model_name="accountlisting",
            index=models.Index(
                condition=models.Q(("sub_status__isnull", False)),
                fields=[
                    "tenant",
                    "is_archived",
                    "sub_status",
                    "oldest_due_date",
                    "account",
                ],
                name="listings_by_sub_status",
            ),
        ),
        migrations.AddIndex(
            model_name="accountlisting",
            index=models.Index(
                condition=models.Q(("source_company__isnull", False)),
                fields=[
                    "tenant",
                    "is_archived",
                    "source_company",
                    "oldest_due_date",
                    "account",
                ],
                name="listings_by_source",
            ),
        ),
        migrations.AddConstraint(
            model_name="accountlisting",
            constraint=lendcore.tenancy.constraints.TenantForeignKeyConstraint(
                field="sub_status", name="accounts_accountlisting_sub_status_tenant_fk"
            ),
        ),
        migrations.AddConstraint(
            model_name="accountlisting",
            constraint=lendcore.tenancy.constraints.TenantForeignKeyConstraint(
                field="source_company",
                name="accounts_accountlisting_source_company_tenant_fk",
            ),
        ),
        migrations.AddField(
            model_name="accountsearchtext",
            name="account",
            field=lendcore.tenancy.fields.TenantForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="search_texts",
                to="accounts.account",
            ),
        ),
        migrations.AddField(
            model_name="accountsearchtext",
            name="customer",
            field=lendcore.tenancy.fields.TenantForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="customers.customer",
            ),
        ),
        migrations.AddField(
            model_name="accountsearchtext",
            name="tenant",
            field=models.ForeignKey(
                db_index=False,
                editable=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="lendcore.tenant",
            ),
        ),
        migrations.AddIndex(
            model_name="accountsearchtext",
            index=models.Index(
                condition=models.Q(("customer__isnull", False)),
                fields=["tenant", "customer"],
                name="accounts_search_text_of",
            ),
        ),
        migrations.AddIndex(
            model_name="accountsearchtext",
            index=django.contrib.postgres.indexes.GinIndex(
                models.F("tenant"),
                django.contrib.postgres.indexes.OpClass(
                    models.F("text"), "gin_trgm_ops"
                ),
                name="accounts_search_text",
            ),
        ),
        migrations.AddConstraint(
            model_name="accountsearchtext",
            constraint=models.UniqueConstraint(
                fields=("tenant", "account", "customer"),
                include=("text",),
                name="accounts_search_text_once",
                nulls_distinct=False,
            ),
        ),
        migrations.AddConstraint(
            model_name="accountsearchtext",
            constraint=lendcore.tenancy.constraints.TenantKey(
                name="accounts_accountsearchtext_tenant_key"
            ),
        ),
        migrations.AddConstraint(
            model_name="accountsearchtext",
            constraint=lendcore.tenancy.constraints.TenantForeignKeyConstraint(
                field="account", name="accounts_accountsearchtext_account_tenant_fk"
            ),
        ),
        migrations.AddConstraint(
            model_name="accountsearchtext",
            constraint=lendcore.tenancy.constraints.TenantForeignKeyConstraint(
                field="customer", name="accounts_accountsearchtext_customer_tenant_fk"
            ),
        ),
        migrations.AddConstraint(
            model_name="accountsearchtext",
            constraint=lendcore.tenancy.constraints.TenantPolicy(
                name="accounts_accountsearchtext_own_tenant"
            ),
        ),
        migrations.AddConstraint(
            model_name="accountsearchtext",
            constraint=lendcore.tenancy.constraints.Grants(
                name="accounts_accountsearchtext_grants", rights=("SELECT",)
            ),
        ),
    ]
