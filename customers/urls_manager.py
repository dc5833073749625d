"""Addresses of the Customer Manager, under /customers/."""

from django.urls import path

from customers.views import bulk, manager
from customers.views.manager_list import CUSTOMER_LIST
from lendcore.lists.urls import list_urls

urlpatterns = [
    path("", manager.customer_list, name="list"),
    *list_urls(CUSTOMER_LIST),
    path("status/", bulk.status_change, name="status_change"),
]
