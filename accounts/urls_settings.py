"""Addresses of the settings that belong to accounts, in namespace `settings`."""

from django.urls import path

from accounts.views import access_defaults, labels
from lendcore.urls_labels import label_urls

urlpatterns = [
    *label_urls(labels.STATUSES, "account-statuses/"),
    *label_urls(
        labels.SUB_STATUSES,
        "account-sub-statuses/",
        parent="account-statuses/<int:parent_id>/sub-statuses/",
    ),
    *label_urls(labels.PORTFOLIOS, "portfolios/"),
    *label_urls(labels.SOURCE_COMPANIES, "source-companies/"),
    path("access-defaults/", access_defaults.defaults, name="access_defaults"),
    path("access-defaults/undo/", access_defaults.undo, name="access_default_undo"),
    path(
        "access-defaults/<int:status_id>/<slug:role>/<slug:channel>/",
        access_defaults.set_default,
        name="access_default",
    ),
]
