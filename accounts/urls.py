"""Addresses of accounts."""

from django.urls import path

from accounts.views import account, history, linked_accounts

app_name = "accounts"

urlpatterns = [
    path("<int:pk>/", account.detail, name="detail"),
    path("<int:pk>/schedule/", account.schedule, name="schedule"),
    path("<int:pk>/transactions/", account.transactions, name="transactions"),
    path("<int:pk>/terms/", account.terms, name="terms"),
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
    path("<int:pk>/explain/<slug:figure>/", account.explain, name="explain"),
]
