"""Addresses of accounts; the list's stand in urls_manager."""

from django.urls import include, path

from accounts.urls_manager import urlpatterns as manager_urls
from accounts.views import (
    account,
    account_changes,
    account_csv,
    account_customers,
    customer_tools,
    history,
    linked_accounts,
    posting,
    promises,
    reversing,
    splitting,
    terms_edit,
    transactions,
)

app_name = "accounts"

urlpatterns = [
    *manager_urls,
    path("new/", include("accounts.urls_new")),
    path("<int:pk>/", account.detail, name="detail"),
    path("<int:pk>/schedule/", account.schedule, name="schedule"),
    path("<int:pk>/schedule/csv/", account_csv.schedule_csv, name="schedule_csv"),
    path("<int:pk>/transactions/", transactions.transactions, name="transactions"),
    path(
        "<int:pk>/transactions/csv/",
        account_csv.transactions_csv,
        name="transactions_csv",
    ),
    path("<int:pk>/entries/<int:number>/", transactions.entry, name="entry"),
    path("<int:pk>/entries/<int:number>/reverse/", reversing.reverse, name="reverse"),
    path(
        "<int:pk>/entries/<int:number>/reverse/preview/",
        reversing.preview,
        name="reverse_preview",
    ),
    path("<int:pk>/split/", splitting.split, name="split"),
    path("<int:pk>/split/preview/", splitting.preview, name="split_preview"),
    path("<int:pk>/post/<slug:what>/", posting.post, name="post"),
    path("<int:pk>/post/<slug:what>/preview/", posting.preview, name="post_preview"),
    path("<int:pk>/terms/", account.terms, name="terms"),
    path("<int:pk>/quote/", account.quote, name="quote"),
    path("<int:pk>/promise/", promises.add, name="promise"),
    path(
        "<int:pk>/promises/<int:promise_id>/withdraw/",
        promises.withdraw,
        name="promise_withdraw",
    ),
    path("<int:pk>/customers/", account_customers.customers, name="customers"),
    path("<int:pk>/customers/link/", account_customers.link, name="customer_link"),
    path("<int:pk>/customers/undo/", account_customers.undo, name="customer_undo"),
    path(
        "<int:pk>/customers/<int:link_id>/role/",
        account_customers.set_role,
        name="customer_role",
    ),
    path(
        "<int:pk>/customers/<int:link_id>/ecoa/",
        account_customers.set_ecoa,
        name="customer_ecoa",
    ),
    path(
        "<int:pk>/customers/<int:link_id>/unlink/",
        account_customers.unlink,
        name="customer_unlink",
    ),
    path("<int:pk>/customers/tools/", customer_tools.tools, name="customer_tools"),
    path(
        "<int:pk>/customers/<int:link_id>/scores/",
        customer_tools.enter_scores,
        name="customer_scores",
    ),
    path("<int:pk>/linked/", linked_accounts.linked, name="linked"),
    path("<int:pk>/linked/add/", linked_accounts.add, name="linked_add"),
    path("<int:pk>/linked/undo/", linked_accounts.undo, name="linked_undo"),
    path(
        "<int:pk>/linked/<int:link_id>/switch/",
        linked_accounts.set_switch,
        name="linked_switch",
    ),
    path(
        "<int:pk>/linked/<int:link_id>/unlink/",
        linked_accounts.unlink,
        name="linked_unlink",
    ),
    path("<int:pk>/history/", history.show_history, name="history"),
    path("<int:pk>/history/csv/", history.history_csv, name="history_csv"),
    path(
        "<int:pk>/history/<uuid:change_set>/", history.entry_json, name="history_json"
    ),
    path("<int:pk>/terms/edit/", terms_edit.edit, name="terms_edit"),
    path("<int:pk>/terms/preview/", terms_edit.preview, name="terms_preview"),
    path("<int:pk>/activate/", account_changes.activate, name="activate"),
    path("<int:pk>/deactivate/", account_changes.deactivate, name="deactivate"),
    path(
        "<int:pk>/archive/",
        account_changes.archive,
        {"is_archived": True},
        name="archive",
    ),
    path(
        "<int:pk>/unarchive/",
        account_changes.archive,
        {"is_archived": False},
        name="unarchive",
    ),
    path("<int:pk>/labels/", account_changes.labels, name="labels"),
    path("<int:pk>/status/", account_changes.status, name="status"),
    path("<int:pk>/explain/<slug:figure>/", account.explain, name="explain"),
]
