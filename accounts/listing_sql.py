"""SQL that writes the rows of `AccountListing`, for its service and a migration."""

from accounts.models.listing import NO_AMOUNT, NO_DATE, NO_FIGURES

_DATE = f"""CASE WHEN s.id IS NULL THEN date '{NO_FIGURES}'
        ELSE coalesce(s.{{}}, date '{NO_DATE}') END"""
_COLUMNS = {
    "number_folded": "a.number_folded",
    "kind": "a.kind",
    "status_id": "a.status_id",
    "program_id": "a.program_id",
    "portfolio_id": "a.portfolio_id",
    "sub_status_id": "a.sub_status_id",
    "source_company_id": "a.source_company_id",
    "is_archived": "a.archived_at IS NOT NULL",
    "oldest_due_date": _DATE.format("oldest_due_date"),
    "past_due_cents": f"coalesce(s.past_due_cents, {NO_AMOUNT})",
    "principal_cents": f"coalesce(s.principal_cents, {NO_AMOUNT})",
    "payoff_cents": f"coalesce(s.payoff_cents, {NO_AMOUNT})",
    "next_due_date": _DATE.format("next_due_date"),
    "figures_on": "s.as_of",
}


_SOURCE = """
FROM accounts_account AS a
LEFT JOIN accounts_accountsnapshot AS s
    ON s.tenant_id = a.tenant_id AND s.account_id = a.id
"""


def write_listings(which: str) -> str:
    """Return a statement that adds or corrects the rows of some accounts `a`.

    It leaves rows that are right as they are.
    """
    names = ", ".join(_COLUMNS)
    stored = ", ".join(f"listing.{name}" for name in _COLUMNS)
    found = ", ".join(f"excluded.{name}" for name in _COLUMNS)
    return f"""
INSERT INTO accounts_accountlisting AS listing (tenant_id, account_id, {names})
SELECT a.tenant_id, a.id, {", ".join(_COLUMNS.values())}
{_SOURCE} WHERE {which}
ORDER BY a.id
ON CONFLICT (tenant_id, account_id) DO UPDATE SET ({names}) = ({found})
WHERE ({stored}) IS DISTINCT FROM ({found})
"""  # noqa: S608


def find_wrong_listings(which: str) -> str:
    """Return a query for the ids of those accounts `a` whose rows are missing or not
    right."""
    stored = ", ".join(f"listing.{name}" for name in _COLUMNS)
    return f"""
SELECT a.id {_SOURCE}
LEFT JOIN accounts_accountlisting AS listing
    ON listing.tenant_id = a.tenant_id AND listing.account_id = a.id
WHERE {which}
    AND ({stored}) IS DISTINCT FROM ({", ".join(_COLUMNS.values())})
ORDER BY a.id
"""  # noqa: S608
