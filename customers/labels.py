"""The lists of labels that customers have."""

from customers.models import Customer, CustomerStatus
from lendcore.labels import LabelList

STATUSES = LabelList(
    model=CustomerStatus,
    noun="status",
    plural="statuses",
    holder=Customer,
    field="status",
    holder_noun="customer",
    holder_plural="customers",
)
