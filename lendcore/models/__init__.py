"""The foundation's tables: tenants, people, roles, labels, fields, records."""

from lendcore.models.access_record import AccessRecord
from lendcore.models.custom_field import CustomField, CustomValueBase
from lendcore.models.import_run import ImportRun
from lendcore.models.keys import TenantKeys
from lendcore.models.label import Label
from lendcore.models.membership import Invitation, Membership
from lendcore.models.role import Role
from lendcore.models.saved_view import SavedView
from lendcore.models.tenant import Tenant
from lendcore.models.user import User

__all__ = [
    "AccessRecord",
    "CustomField",
    "CustomValueBase",
    "ImportRun",
    "Invitation",
    "Label",
    "Membership",
    "Role",
    "SavedView",
    "Tenant",
    "TenantKeys",
    "User",
]
