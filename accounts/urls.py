"""Addresses of accounts."""

from django.urls import path

from accounts.views import account, history

app_name = "accounts"

urlpatterns = [
    path("<int:pk>/", account.detail, name="detail"),
    path("<int:pk>/schedule/", account.schedule, name="schedule"),
    path("<int:pk>/transactions/", account.transactions, name="transactions"),
    path("<int:pk>/terms/", account.terms, name="terms"),
    path("<int:pk>/history/", history.show_history, name="history"),
    path("<int:pk>/history/csv/", history.history_csv, name="history_csv"),
    path(
        "<int:pk>/history/<uuid:change_set>/", history.entry_json, name="history_json"
    ),
    path("<int:pk>/explain/<slug:figure>/", account.explain, name="explain"),
]
