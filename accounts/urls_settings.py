"""Addresses of the settings that belong to accounts, in namespace `settings`."""

from django.urls import path

from accounts.views import access_defaults

urlpatterns = [
    path("access-defaults/", access_defaults.defaults, name="access_defaults"),
    path("access-defaults/undo/", access_defaults.undo, name="access_default_undo"),
    path(
        "access-defaults/<int:status_id>/<slug:role>/<slug:channel>/",
        access_defaults.set_default,
        name="access_default",
    ),
]
