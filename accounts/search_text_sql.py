"""SQL that keeps `AccountSearchText`, as text for a migration.

Its rows repeat what three tables say, one of them of customers, who know nothing of
accounts. So the database keeps them, after every statement that changes a number, a
title, a link or a customer's name, in whatever way it comes.

Each row depends on one account or one link and its customer, whom the statement that
changes it has locked: nobody waits for a neighbour's row, as an import that holds
thousands of them would else make agents do. A link that is not committed holds its
customer against a change of name, by its foreign key.
"""

_TABLE = "public.accounts_accountsearchtext"
_COLUMNS = "tenant_id, account_id, customer_id, is_archived, text"
# Both begin with a space, as short words are found at the start of one.
_OWN = "a.tenant_id, a.id, NULL::bigint, a.archived_at IS NOT NULL, a.search"
_OF_LINK = (
    "l.tenant_id, l.account_id, l.customer_id, a.archived_at IS NOT NULL, "
    "' ' || u.sort_name"
)
_NAMED = """JOIN public.accounts_account a
    ON a.tenant_id = l.tenant_id AND a.id = l.account_id
  JOIN public.customers_customer u
    ON u.tenant_id = l.tenant_id AND u.id = l.customer_id"""
_BOTH = "OLD TABLE AS before NEW TABLE AS after"

# Table, event, the rows that the statement left behind, and what follows from them.
_FOLLOWING = {
    "account_added": (
        "accounts_account",
        "INSERT",
        "NEW TABLE AS added",
        f"INSERT INTO {_TABLE} ({_COLUMNS}) SELECT {_OWN} FROM added a",
    ),
    "account_changed": (
        "accounts_account",
        "UPDATE",
        _BOTH,
        f"""UPDATE {_TABLE} t SET is_archived = after.archived_at IS NOT NULL,
    text = CASE WHEN t.customer_id IS NULL THEN after.search ELSE t.text END
  FROM after JOIN before
    ON before.tenant_id = after.tenant_id AND before.id = after.id
  WHERE t.tenant_id = after.tenant_id AND t.account_id = after.id
    AND (t.customer_id IS NULL AND before.search <> after.search
      OR (before.archived_at IS NULL) <> (after.archived_at IS NULL))""",
    ),
    "linked": (
        "accounts_accountcustomer",
        "INSERT",
        "NEW TABLE AS added",
        f"INSERT INTO {_TABLE} ({_COLUMNS}) SELECT {_OF_LINK} FROM added l {_NAMED}",
    ),
    "unlinked": (
        "accounts_accountcustomer",
        "DELETE",
        "OLD TABLE AS gone",
        f"""DELETE FROM {_TABLE} t USING gone WHERE t.tenant_id = gone.tenant_id
    AND t.account_id = gone.account_id AND t.customer_id = gone.customer_id""",
    ),
    "customer_renamed": (
        "customers_customer",
        "UPDATE",
        _BOTH,
        f"""UPDATE {_TABLE} t SET text = ' ' || after.sort_name
  FROM after JOIN before
    ON before.tenant_id = after.tenant_id AND before.id = after.id
  WHERE t.tenant_id = after.tenant_id AND t.customer_id = after.id
    AND before.sort_name <> after.sort_name""",
    ),
}


def _trigger(name: str, table: str, event: str, rows: str, following: str) -> str:
    name = f"account_search_{name}"
    return f"""
CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  {following};
  RETURN NULL;
END $$;
REVOKE ALL ON FUNCTION {name}() FROM PUBLIC;
CREATE TRIGGER {name} AFTER {event} ON {table} REFERENCING {rows}
  FOR EACH STATEMENT EXECUTE FUNCTION {name}();
"""


CREATE_TEXT_TRIGGERS = "".join(
    _trigger(name, *facts) for name, facts in _FOLLOWING.items()
)
DROP_TEXT_TRIGGERS = "".join(
    f"DROP TRIGGER account_search_{name} ON {table};\n"
    f"DROP FUNCTION account_search_{name}();\n"
    for name, (table, *_) in _FOLLOWING.items()
)

_LINKS = f"SELECT {_OF_LINK} FROM public.accounts_accountcustomer l {_NAMED}"
FILL_TEXTS = f"""
INSERT INTO {_TABLE} ({_COLUMNS})
SELECT {_OWN} FROM accounts_account a UNION ALL {_LINKS} ORDER BY 2, 3
"""

FIND_WRONG_TEXTS = f"""
WITH chosen AS (
    SELECT * FROM accounts_account a WHERE a.tenant_id = %s AND a.id = ANY (%s)
), wanted ({_COLUMNS}) AS (
    SELECT {_OWN} FROM chosen a UNION ALL
    {_LINKS} JOIN chosen ON chosen.tenant_id = l.tenant_id AND chosen.id = l.account_id
), stored AS (
    SELECT {", ".join(f"t.{name}" for name in _COLUMNS.split(", "))} FROM {_TABLE} t
    JOIN chosen ON chosen.tenant_id = t.tenant_id AND chosen.id = t.account_id
)
SELECT DISTINCT account_id FROM (
    (SELECT * FROM wanted EXCEPT ALL SELECT * FROM stored) UNION ALL
    (SELECT * FROM stored EXCEPT ALL SELECT * FROM wanted)
) AS differing
"""
