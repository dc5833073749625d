"""SQL that keeps `AccountSearchText`, as text for a migration.

Its rows repeat what three tables say, one of them of customers, who know nothing of
accounts. So the database keeps them, after every statement that changes a number, a
title, a link or a customer's name, in whatever way it comes.

A row depends on several customers, so whoever writes it locks it first, and looks at
names in a second statement, which sees what the one before has committed. A link that
is not committed holds its customer against a change of name, by its foreign key.
"""

# An index holds no longer text than this, in bytes, of characters of four at most.
_MOST, _FIRST = 2_600, 650
_NAMES = """coalesce((
      SELECT string_agg(' ' || u.sort_name, '' ORDER BY l.id)
      FROM public.accounts_accountcustomer l
      JOIN public.customers_customer u
        ON u.tenant_id = l.tenant_id AND u.id = l.customer_id
      WHERE l.tenant_id = a.tenant_id AND l.account_id = a.id), '')"""

# What an account `a` is found by: it begins with a space, as `Account.search` does. Of
# more than some hundred customers the last ones are left out.
TEXT = f"""(SELECT CASE WHEN octet_length(whole.text) <= {_MOST} THEN whole.text
      ELSE left(whole.text, {_FIRST}) END
      FROM (SELECT a.search || {_NAMES}) AS whole(text))"""  # noqa: S608
_COLUMNS = "tenant_id, account_id, is_archived, text"
_VALUES = f"a.tenant_id, a.id, a.archived_at IS NOT NULL, {TEXT}"

WRITE_TEXTS = "account_search_write(bigint, bigint[])"
_WRITE = f"""
CREATE FUNCTION account_search_write(tenant bigint, ids bigint[]) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  PERFORM FROM public.accounts_accountsearchtext s
    WHERE s.tenant_id = tenant AND s.account_id = ANY (ids)
    ORDER BY s.account_id FOR UPDATE;
  INSERT INTO public.accounts_accountsearchtext AS s ({_COLUMNS})
    SELECT {_VALUES}
    FROM public.accounts_account a WHERE a.tenant_id = tenant AND a.id = ANY (ids)
    ORDER BY a.id
    ON CONFLICT (tenant_id, account_id)
    DO UPDATE SET is_archived = excluded.is_archived, text = excluded.text
    WHERE (s.is_archived, s.text) <> (excluded.is_archived, excluded.text);
END $$;
REVOKE ALL ON FUNCTION {WRITE_TEXTS} FROM PUBLIC;
"""  # noqa: S608

# Table, event, the rows that the statement left behind, and whose texts they change.
_CHANGED = {
    "account_added": (
        "accounts_account",
        "INSERT",
        "NEW TABLE AS added",
        "SELECT tenant_id, id FROM added",
    ),
    "account_changed": (
        "accounts_account",
        "UPDATE",
        "OLD TABLE AS before NEW TABLE AS after",
        "SELECT after.tenant_id, after.id FROM after JOIN before "
        "ON before.tenant_id = after.tenant_id AND before.id = after.id "
        "WHERE before.search <> after.search "
        "OR (before.archived_at IS NULL) <> (after.archived_at IS NULL)",
    ),
    "linked": (
        "accounts_accountcustomer",
        "INSERT",
        "NEW TABLE AS added",
        "SELECT tenant_id, account_id FROM added",
    ),
    "unlinked": (
        "accounts_accountcustomer",
        "DELETE",
        "OLD TABLE AS gone",
        "SELECT tenant_id, account_id FROM gone",
    ),
    "customer_renamed": (
        "customers_customer",
        "UPDATE",
        "OLD TABLE AS before NEW TABLE AS after",
        "SELECT l.tenant_id, l.account_id FROM after JOIN before "
        "ON before.tenant_id = after.tenant_id AND before.id = after.id "
        "JOIN public.accounts_accountcustomer l "
        "ON l.tenant_id = after.tenant_id AND l.customer_id = after.id "
        "WHERE before.sort_name <> after.sort_name",
    ),
}


def _trigger(name: str, table: str, event: str, rows: str, changed: str) -> str:
    name = f"account_search_{name}"
    return f"""
CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  PERFORM public.account_search_write(c.tenant_id, array_agg(DISTINCT c.account_id))
    FROM ({changed}) AS c(tenant_id, account_id) GROUP BY c.tenant_id;
  RETURN NULL;
END $$;
REVOKE ALL ON FUNCTION {name}() FROM PUBLIC;
CREATE TRIGGER {name} AFTER {event} ON {table} REFERENCING {rows}
  FOR EACH STATEMENT EXECUTE FUNCTION {name}();
"""


FILL_TEXTS = f"""
INSERT INTO accounts_accountsearchtext ({_COLUMNS})
SELECT {_VALUES} FROM accounts_account a ORDER BY a.id
"""  # noqa: S608

CREATE_TEXT_TRIGGERS = _WRITE + "".join(
    _trigger(name, *facts) for name, facts in _CHANGED.items()
)
DROP_TEXT_TRIGGERS = (
    "".join(
        f"DROP TRIGGER account_search_{name} ON {table};\n"
        f"DROP FUNCTION account_search_{name}();\n"
        for name, (table, *_) in _CHANGED.items()
    )
    + f"DROP FUNCTION {WRITE_TEXTS};"
)

FIND_WRONG_TEXTS = f"""
SELECT a.id FROM accounts_account a
LEFT JOIN accounts_accountsearchtext s
    ON s.tenant_id = a.tenant_id AND s.account_id = a.id
WHERE a.tenant_id = %s AND a.id = ANY (%s) AND (s.is_archived, s.text)
    IS DISTINCT FROM (a.archived_at IS NOT NULL, {TEXT})
ORDER BY a.id
"""  # noqa: S608
