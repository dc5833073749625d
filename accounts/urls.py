"""Addresses of accounts."""

from django.urls import path

from accounts.views import (
    account,
    account_customers,
    posting,
    promises,
    reversing,
    splitting,
    transactions,
)

app_name = "accounts"

urlpatterns = [
    path("<int:pk>/", account.detail, name="detail"),
    path("<int:pk>/schedule/", account.schedule, name="schedule"),
    path("<int:pk>/transactions/", transactions.transactions, name="transactions"),
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
    path("<int:pk>/explain/<slug:figure>/", account.explain, name="explain"),
]
