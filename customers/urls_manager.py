"""Addresses of the Customer Manager, under /customers/."""

from django.urls import path

from customers.views import bulk, export, manager, manager_tools, saved_views

urlpatterns = [
    path("", manager.customer_list, name="list"),
    path("count/", manager_tools.match_count, name="match_count"),
    path("filter/<slug:name>/", manager_tools.filter_editor, name="filter"),
    path("columns/", manager_tools.columns, name="columns"),
    path("export/", export.export, name="export"),
    path("status/", bulk.status_change, name="status_change"),
    path("views/new/", saved_views.create, name="views_create"),
    path("views/<int:pk>/", saved_views.change, name="views_change"),
    path("views/<int:pk>/update/", saved_views.update, name="views_update"),
    path("views/<int:pk>/delete/", saved_views.delete, name="views_delete"),
]
