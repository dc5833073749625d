"""Addresses of accounts; the list's stand in urls_manager."""

from django.urls import path

from accounts.urls_manager import urlpatterns as manager_urls
from accounts.views import account

app_name = "accounts"

urlpatterns = [
    *manager_urls,
    path("<int:pk>/", account.detail, name="detail"),
    path("<int:pk>/schedule/", account.schedule, name="schedule"),
    path("<int:pk>/transactions/", account.transactions, name="transactions"),
    path("<int:pk>/terms/", account.terms, name="terms"),
    path("<int:pk>/explain/<slug:figure>/", account.explain, name="explain"),
]
