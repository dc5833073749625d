"""SQL of the search for an account, as text for a migration.

Under row security LIKE loses its trigram index, so the search runs in a function of the
owner. It takes folded words and never SQL text; the tenant comes from the session.
Terms are read as in the customers' search.
"""

FIND_ACCOUNTS = "account_find(jsonb, integer)"

# Numbers that begin with the first term come first, in their order; what else matches
# is gathered up to a bound, so that a common word costs no more than a rare one.
_FIND = """
CREATE OR REPLACE FUNCTION account_find(terms jsonb, most integer)
RETURNS SETOF bigint LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  tenant bigint := public.customer_search_tenant();
BEGIN
  RETURN QUERY EXECUTE format(
    'SELECT found.id FROM ('
    '(SELECT c.id, c.number_folded, 1 AS place FROM public.accounts_account c '
    'WHERE c.tenant_id = %1$s AND c.number_folded ^@ %2$L AND %3$s '
    'ORDER BY c.number_folded, c.id LIMIT %4$s) UNION ALL '
    '(SELECT c.id, c.number_folded, 2 FROM public.accounts_account c '
    'WHERE c.tenant_id = %1$s AND %3$s LIMIT 500)) AS found '
    'GROUP BY found.id, found.number_folded '
    'ORDER BY min(found.place), found.number_folded, found.id LIMIT %4$s',
    tenant, terms ->> 0, public.customer_search_terms(terms), most);
END $$;
"""


def create_find_accounts(app_role: str) -> str:
    """Return the SQL that creates the search and opens it to the app role."""
    return "\n".join(
        [
            _FIND,
            f"REVOKE ALL ON FUNCTION {FIND_ACCOUNTS} FROM PUBLIC;",
            f'GRANT EXECUTE ON FUNCTION {FIND_ACCOUNTS} TO "{app_role}";',
        ]
    )
