"""Addresses of the Account Manager, under /accounts/."""

from django.urls import path

from accounts.views import manager
from accounts.views.manager_list import ACCOUNT_LIST
from lendcore.lists.urls import list_urls

urlpatterns = [
    path("", manager.account_list, name="list"),
    *list_urls(ACCOUNT_LIST),
]
