"""Addresses of accounts."""

from django.urls import include, path

from accounts.views import account

app_name = "accounts"

urlpatterns = [
    path("new/", include("accounts.urls_new")),
    path("<int:pk>/", account.detail, name="detail"),
    path("<int:pk>/schedule/", account.schedule, name="schedule"),
    path("<int:pk>/transactions/", account.transactions, name="transactions"),
    path("<int:pk>/terms/", account.terms, name="terms"),
    path("<int:pk>/explain/<slug:figure>/", account.explain, name="explain"),
]
