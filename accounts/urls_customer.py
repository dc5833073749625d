"""Addresses below a customer that belong to accounts, in namespace `links`."""

from django.urls import path

from accounts.views import customer_link_changes, customer_links

app_name = "links"

urlpatterns = [
    path("", customer_links.links, name="list"),
    path("add/", customer_link_changes.add, name="add"),
    path("undo/", customer_link_changes.undo, name="undo"),
    path("<int:link_id>/access/", customer_link_changes.set_access, name="access"),
    path("<int:link_id>/role/", customer_link_changes.set_role, name="role"),
    path("<int:link_id>/unlink/", customer_link_changes.unlink, name="unlink"),
]
