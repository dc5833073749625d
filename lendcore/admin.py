"""Django's admin as the operator's site; the site itself is `lendcore.operator_site`.

Django reads this module before any model is loaded, so it imports none.
"""

from django.contrib.admin.apps import AdminConfig


class OperatorAdminConfig(AdminConfig):
    default_site = "lendcore.operator_site.OperatorAdminSite"
