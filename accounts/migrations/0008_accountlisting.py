"""Accounts are found and ordered by one narrow row of each; the next one fills it."""

import django.db.models.deletion
from django.db import migrations, models

import lendcore.tenancy.constraints
import lendcore.tenancy.fields


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0007_account_drafts"),
        ("customers", "0004_customerstanding"),
        ("lendcore", "0003_roles_of_accounts"),
    ]

    operations = [
        migrations.CreateModel(
            name="AccountListing",
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
                ("number_folded", models.CharField(db_collation="C", max_length=40)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("loan", "Loan"),
                            ("lease", "Lease"),
                            ("line", "Line of credit"),
                        ],
                        max_length=5,
                    ),
                ),
                ("is_archived", models.BooleanField()),
                ("oldest_due_date", models.DateField()),
                ("past_due_cents", models.BigIntegerField()),
                ("principal_cents", models.BigIntegerField()),
                ("payoff_cents", models.BigIntegerField()),
                ("next_due_date", models.DateField()),
                ("figures_on", models.DateField(null=True)),
            ],
            options={
                "abstract": False,
                "base_manager_name": "objects",
                "default_manager_name": "objects",
            },
        ),
        migrations.RemoveIndex(
            model_name="accountsnapshot",
            name="accounts_by_dpd",
        ),
        migrations.RemoveIndex(
            model_name="accountsnapshot",
            name="accounts_by_apd",
        ),
        migrations.RemoveIndex(
            model_name="accountsnapshot",
            name="accounts_by_payoff",
        ),
        migrations.RemoveIndex(
            model_name="accountsnapshot",
            name="accounts_by_principal",
        ),
        migrations.RemoveIndex(
            model_name="accountsnapshot",
            name="accounts_by_next_due",
        ),
        migrations.AddField(
            model_name="accountlisting",
            name="account",
            field=lendcore.tenancy.fields.TenantForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="listings",
                to="accounts.account",
            ),
        ),
        migrations.AddField(
            model_name="accountlisting",
            name="portfolio",
            field=lendcore.tenancy.fields.TenantForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="accounts.portfolio",
            ),
        ),
        migrations.AddField(
            model_name="accountlisting",
            name="program",
            field=lendcore.tenancy.fields.TenantForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="accounts.lineprogram",
            ),
        ),
        migrations.AddField(
            model_name="accountlisting",
            name="status",
            field=lendcore.tenancy.fields.TenantForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="accounts.accountstatus",
            ),
        ),
        migrations.AddField(
            model_name="accountlisting",
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
            model_name="accountlisting",
            index=models.Index(
                fields=["tenant", "is_archived", "number_folded", "account"],
                name="listings_by_number",
            ),
        ),
        migrations.AddIndex(
            model_name="accountlisting",
            index=models.Index(
                fields=["tenant", "is_archived", "oldest_due_date", "account"],
                name="listings_by_dpd",
            ),
        ),
        migrations.AddIndex(
            model_name="accountlisting",
            index=models.Index(
                fields=["tenant", "is_archived", "past_due_cents", "account"],
                name="listings_by_apd",
            ),
        ),
        migrations.AddIndex(
            model_name="accountlisting",
            index=models.Index(
                fields=["tenant", "is_archived", "principal_cents", "account"],
                name="listings_by_principal",
            ),
        ),
        migrations.AddIndex(
            model_name="accountlisting",
            index=models.Index(
                fields=["tenant", "is_archived", "payoff_cents", "account"],
                name="listings_by_payoff",
            ),
        ),
        migrations.AddIndex(
            model_name="accountlisting",
            index=models.Index(
                fields=["tenant", "is_archived", "next_due_date", "account"],
                name="listings_by_next_due",
            ),
        ),
        migrations.AddIndex(
            model_name="accountlisting",
            index=models.Index(
                fields=["tenant", "is_archived", "kind", "oldest_due_date", "account"],
                name="listings_by_kind",
            ),
        ),
        migrations.AddIndex(
            model_name="accountlisting",
            index=models.Index(
                fields=[
                    "tenant",
                    "is_archived",
                    "status",
                    "oldest_due_date",
                    "account",
                ],
                name="listings_by_status",
            ),
        ),
        migrations.AddIndex(
            model_name="accountlisting",
            index=models.Index(
                condition=models.Q(("program__isnull", False)),
                fields=[
                    "tenant",
                    "is_archived",
                    "program",
                    "oldest_due_date",
                    "account",
                ],
                name="listings_by_program",
            ),
        ),
        migrations.AddIndex(
            model_name="accountlisting",
            index=models.Index(
                condition=models.Q(("portfolio__isnull", False)),
                fields=[
                    "tenant",
                    "is_archived",
                    "portfolio",
                    "oldest_due_date",
                    "account",
                ],
                name="listings_by_portfolio",
            ),
        ),
        migrations.AddIndex(
            model_name="accountlisting",
            index=models.Index(
                fields=["tenant", "figures_on"], name="listings_by_figures_on"
            ),
        ),
        migrations.AddConstraint(
            model_name="accountlisting",
            constraint=models.UniqueConstraint(
                fields=("tenant", "account"), name="accounts_listing_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="accountlisting",
            constraint=lendcore.tenancy.constraints.TenantKey(
                name="accounts_accountlisting_tenant_key"
            ),
        ),
        migrations.AddConstraint(
            model_name="accountlisting",
            constraint=lendcore.tenancy.constraints.TenantForeignKeyConstraint(
                field="account", name="accounts_accountlisting_account_tenant_fk"
            ),
        ),
        migrations.AddConstraint(
            model_name="accountlisting",
            constraint=lendcore.tenancy.constraints.TenantForeignKeyConstraint(
                field="status", name="accounts_accountlisting_status_tenant_fk"
            ),
        ),
        migrations.AddConstraint(
            model_name="accountlisting",
            constraint=lendcore.tenancy.constraints.TenantForeignKeyConstraint(
                field="program", name="accounts_accountlisting_program_tenant_fk"
            ),
        ),
        migrations.AddConstraint(
            model_name="accountlisting",
            constraint=lendcore.tenancy.constraints.TenantForeignKeyConstraint(
                field="portfolio", name="accounts_accountlisting_portfolio_tenant_fk"
            ),
        ),
        migrations.AddConstraint(
            model_name="accountlisting",
            constraint=lendcore.tenancy.constraints.TenantPolicy(
                name="accounts_accountlisting_own_tenant"
            ),
        ),
        migrations.AddConstraint(
            model_name="accountlisting",
            constraint=lendcore.tenancy.constraints.Grants(
                name="accounts_accountlisting_grants",
                rights=("SELECT", "INSERT", "UPDATE", "DELETE"),
            ),
        ),
    ]
