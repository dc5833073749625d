"""Addresses of the settings that belong to accounts, in namespace `settings`."""

from django.urls import path

from accounts.views import access_defaults, labels, programs, templates
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
    path("account-templates/", templates.template_list, name="account_templates"),
    path(
        "account-templates/add/<slug:kind>/",
        templates.template_add,
        name="account_template_add",
    ),
    path(
        "account-templates/<int:pk>/",
        templates.template_edit,
        name="account_template",
    ),
    path(
        "account-templates/<int:pk>/inactivate/",
        templates.template_activate,
        {"is_active": False},
        name="account_template_inactivate",
    ),
    path(
        "account-templates/<int:pk>/activate/",
        templates.template_activate,
        {"is_active": True},
        name="account_template_activate",
    ),
    path("line-programs/", programs.program_list, name="line_programs"),
    path("line-programs/add/", programs.program_add, name="line_program_add"),
    path("line-programs/<int:pk>/", programs.program_edit, name="line_program"),
    path(
        "line-programs/<int:pk>/inactivate/",
        programs.program_activate,
        {"is_active": False},
        name="line_program_inactivate",
    ),
    path(
        "line-programs/<int:pk>/activate/",
        programs.program_activate,
        {"is_active": True},
        name="line_program_activate",
    ),
]
