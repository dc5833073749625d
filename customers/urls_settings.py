"""Addresses of the settings that belong to customers, in namespace `settings`."""

from django.urls import path

from customers.views import custom_fields, statuses
from lendcore.urls_labels import label_urls

urlpatterns = [
    *label_urls(statuses.PAGES, "statuses/"),
    path("custom-fields/", custom_fields.field_list, name="custom_fields"),
    path("custom-fields/add/", custom_fields.field_add, name="custom_field_add"),
    path("custom-fields/<int:pk>/", custom_fields.field_edit, name="custom_field"),
    path(
        "custom-fields/<int:pk>/move/",
        custom_fields.field_move,
        name="custom_field_move",
    ),
    path(
        "custom-fields/<int:pk>/inactivate/",
        custom_fields.field_activate,
        {"is_active": False},
        name="custom_field_inactivate",
    ),
    path(
        "custom-fields/<int:pk>/activate/",
        custom_fields.field_activate,
        {"is_active": True},
        name="custom_field_activate",
    ),
]
