"""Every address of the site."""

from django.contrib import admin
from django.urls import path

handler403 = "lendcore.views.errors.permission_denied"

urlpatterns = [
    path("admin/", admin.site.urls),
]
