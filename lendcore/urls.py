"""Every address of the site."""

from django.contrib import admin
from django.urls import include, path

handler403 = "lendcore.views.errors.permission_denied"

urlpatterns = [
    path("customers/", include("customers.urls")),
    path("admin/", admin.site.urls),
]
