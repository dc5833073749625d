"""The operator's admin site."""

from django.contrib import admin
from django.contrib.admin.apps import AdminConfig


class OperatorAdminSite(admin.AdminSite):
    """Django's admin, for the operator alone."""

    site_header = "lendcore operator"
    site_title = "lendcore operator"


class OperatorAdminConfig(AdminConfig):
    default_site = "lendcore.admin.OperatorAdminSite"
