"""Addresses of accounts."""

from django.urls import include, path

from accounts.views import account, account_changes, terms_edit

app_name = "accounts"

urlpatterns = [
    path("new/", include("accounts.urls_new")),
    path("<int:pk>/", account.detail, name="detail"),
    path("<int:pk>/schedule/", account.schedule, name="schedule"),
    path("<int:pk>/transactions/", account.transactions, name="transactions"),
    path("<int:pk>/terms/", account.terms, name="terms"),
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
