"""The lists of labels that accounts have."""

from accounts.models import (
    Account,
    AccountStatus,
    AccountSubStatus,
    Portfolio,
    SourceCompany,
)
from lendcore.labels import LabelList

_OF_ACCOUNTS = {
    "holder": Account,
    "holder_noun": "account",
    "holder_plural": "accounts",
}
SUB_STATUSES = LabelList(
    model=AccountSubStatus,
    noun="sub-status",
    plural="sub-statuses",
    field="sub_status",
    parent="status",
    has_color=False,
    **_OF_ACCOUNTS,
)
STATUSES = LabelList(
    model=AccountStatus,
    noun="status",
    plural="statuses",
    field="status",
    below=SUB_STATUSES,
    **_OF_ACCOUNTS,
)
PORTFOLIOS = LabelList(
    model=Portfolio,
    noun="portfolio",
    plural="portfolios",
    field="portfolio",
    has_color=False,
    **_OF_ACCOUNTS,
)
SOURCE_COMPANIES = LabelList(
    model=SourceCompany,
    noun="source company",
    plural="source companies",
    field="source_company",
    has_color=False,
    **_OF_ACCOUNTS,
)
# By the field that holds them.
LISTS = {
    each.field: each for each in (STATUSES, SUB_STATUSES, PORTFOLIOS, SOURCE_COMPANIES)
}
