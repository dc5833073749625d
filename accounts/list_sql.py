r"""SQL of the Account Manager's search, as text for migrations.

It works as the customers' search does, and for the same reasons (`customers.search_sql`
says them): functions of the owner over a closed set of typed filters and sorts, a
statement planned for each call, and the work of each step bounded: walk along the order
of the list where many are expected to match, gather the matches by their own indexes
where few are, and gather where a walk did not fill the page.

All that is filtered and sorted by stands in one row of accounts_accountlisting, but for
`terms`: folded texts, all found in number and title, or all in the name of one linked
customer, which are the rows of accounts_accountsearchtext. A single term that is an
account's whole number finds that one alone.

Filters (all must hold): `ids`, `terms`, `archived`, `status_ids`, `status_ids_not`,
`sub_status_ids`, `kinds`, `program_ids`, `portfolio_ids`, `source_ids`; ranges of dates
`oldest_due_from`, `oldest_due_to`, `next_due_from`, `next_due_to`; ranges of cents
`past_due_from`, `past_due_to`, `principal_from`, `principal_to`, `payoff_from`,
`payoff_to`. Both ends belong to a range, and what has no figures is in none.
"""

from accounts.list_conditions_sql import (
    CONDITION,
    FOUND,
    PLAIN,
    RANGE,
    WALKS,
    WORDS,
)
from accounts.models.listing import SAMPLE_BLOCK, SAMPLE_OF

# Where the matches are found by their own indexes, as the text behind FROM, and about
# how many they are. The rarer leads: texts are found and their rows asked, or rows are
# found and their texts read. `counted` holds the same accounts for less, where nothing
# but their number is wanted. `sample` holds some of them where many are expected, those
# of $1 texts; of very many an index over a part of all finds them. Volatile, since a
# STABLE function may not EXPLAIN.
_SOURCE = """
CREATE FUNCTION account_list_source(
  wanted jsonb, tenant bigint, OUT source text, OUT counted text, OUT sample text,
  OUT estimate float
) LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  others text := public.account_list_condition(wanted - 'terms', tenant);
  found text := public.account_list_found(wanted -> 'terms', tenant);
  picked text := '(SELECT DISTINCT f.account_id FROM (%s) AS f) AS picked CROSS JOIN '
    'LATERAL (SELECT * FROM public.accounts_accountlisting c '
    'WHERE c.account_id = picked.account_id AND %s OFFSET 0) AS c WHERE true';
  named float := 'infinity';
  plan json;
BEGIN
  EXECUTE 'EXPLAIN (FORMAT JSON) SELECT FROM public.accounts_accountlisting c WHERE '
    || others INTO plan;
  estimate := plan -> 0 -> 'Plan' ->> 'Plan Rows';
  IF wanted ? 'terms' THEN
    EXECUTE 'EXPLAIN (FORMAT JSON) ' || found INTO plan;
    named := plan -> 0 -> 'Plan' ->> 'Plan Rows';
  END IF;
  IF named >= estimate THEN
    source := 'public.accounts_accountlisting AS c WHERE '
      || public.account_list_condition(wanted, tenant);
    counted := source;
    RETURN;
  END IF;
  estimate := named;
  source := format(picked, found, others);
  IF wanted ? 'archived' AND wanted - 'terms' - 'archived' = '{}' THEN
    picked := '(SELECT DISTINCT f.account_id FROM (%s) AS f) AS c';
    found := found || format(' AND t.is_archived = %L',
      (wanted ->> 'archived')::boolean);
  END IF;
  counted := format(picked, found, others);
  IF estimate > 1500 THEN
    -- Of fewer an eighth would not prove it; a bitmap of them all is small.
    IF estimate > 9000 THEN
      found := found || ' AND SAMPLED';
    END IF;
    sample := format(picked, found || ' LIMIT $1', others);
  END IF;
END $$;
""".replace("SAMPLED", f"mod(t.account_id / {SAMPLE_BLOCK}, {SAMPLE_OF}) = 0")

# How many a source holds, up to a cap. A sample that holds as many says the same, and
# what it is found by is that much smaller; matches that it has too few of are few. Of
# an account it may hold several texts, so more of them may prove what some did not.
_COUNTED = """
CREATE FUNCTION account_list_counted(counted text, sample text, cap integer)
RETURNS integer LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  statement text := 'SELECT count(*) FROM (SELECT FROM %s LIMIT %L) AS matching';
  matches integer;
  texts integer;
BEGIN
  FOREACH texts IN ARRAY ARRAY[cap + cap / 5, 5 * cap / 2] LOOP
    CONTINUE WHEN cap IS NULL OR sample IS NULL;
    EXECUTE format(statement, sample, cap) INTO matches USING texts;
    IF matches = cap THEN
      RETURN cap;
    END IF;
  END LOOP;
  EXECUTE format(statement, counted, cap) INTO matches;
  RETURN matches;
END $$;
"""

# Where the page after a row begins. A row that is gone has no place in the order: the
# list starts again.
_POSITION = """
CREATE FUNCTION account_list_position(
  column_name text, descending boolean, after_id bigint, tenant bigint
) RETURNS text LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  value text;
BEGIN
  EXECUTE format(
    'SELECT %s::text FROM public.accounts_accountlisting c '
    'WHERE c.tenant_id = %s AND c.account_id = %L', column_name, tenant, after_id)
    INTO value;
  IF value IS NULL THEN
    RETURN 'true';
  END IF;
  RETURN format('(%s, c.account_id) %s (%L, %s)', column_name,
    CASE WHEN descending THEN '<' ELSE '>' END, value, after_id);
END $$;
"""

# Days past due grow as the oldest due date goes back, so their order is turned.
# `matches` counts up to `cap`, without one only where that came for nothing.
_PAGED = """
CREATE FUNCTION account_list_paged(
  filters jsonb, sort text, descending boolean, after_id bigint, row_limit integer,
  cap integer, OUT ids bigint[], OUT matches integer
) LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  tenant bigint := public.customer_search_tenant();
  sorted_by text := CASE sort
    WHEN 'number' THEN 'c.number_folded'
    WHEN 'dpd' THEN 'c.oldest_due_date'
    WHEN 'apd' THEN 'c.past_due_cents'
    WHEN 'principal' THEN 'c.principal_cents'
    WHEN 'payoff' THEN 'c.payoff_cents'
    WHEN 'next_due' THEN 'c.next_due_date'
  END;
  is_turned boolean := descending <> (sort = 'dpd');
  ordering text := format('%s %s, c.account_id %2$s', sorted_by,
    CASE WHEN is_turned THEN 'DESC' ELSE 'ASC' END);
  wanted jsonb := public.account_list_plain(filters, tenant);
  -- A row costs more where its text is read.
  few integer := CASE WHEN wanted ? 'terms' THEN 3000 ELSE 7000 END;
  walked integer := CASE WHEN wanted ? 'terms' THEN 6000 ELSE 15000 END;
  most integer := CASE WHEN wanted ? 'terms' THEN 8000 ELSE 40000 END;
  position text;
  walk text;
  walks integer;
  found record;
  is_common boolean;
BEGIN
  IF sorted_by IS NULL THEN
    RAISE EXCEPTION 'unknown sort' USING ERRCODE = '22023';
  END IF;
  row_limit := least(greatest(row_limit, 1), 5000);
  position := public.account_list_position(sorted_by, is_turned, after_id, tenant);
  SELECT * INTO found FROM public.account_list_source(wanted, tenant);
  SELECT count(*), string_agg(format(
      '(SELECT * FROM public.accounts_accountlisting c WHERE %s AND %s ORDER BY %s '
      'LIMIT $1)', public.account_list_condition(w, tenant), position, ordering),
      ' UNION ALL ')
    INTO walks, walk FROM public.account_list_walks(wanted, sort) AS w;
  walk := format(
    'SELECT ARRAY(SELECT c.account_id FROM (%s) c WHERE %s ORDER BY %s LIMIT $2)',
    walk, public.account_list_condition(wanted, tenant), ordering);
  is_common := found.estimate > few;
  IF is_common THEN
    EXECUTE walk INTO ids USING greatest(walked / walks, 20 * row_limit), row_limit;
  END IF;
  IF coalesce(cardinality(ids), 0) < row_limit THEN
    EXECUTE format(
      'WITH matching AS MATERIALIZED (SELECT %s, c.account_id FROM %s LIMIT %s) '
      'SELECT ARRAY(SELECT c.account_id FROM matching c WHERE %s ORDER BY %s '
      'LIMIT $1), (SELECT count(*) FROM matching)', sorted_by, found.source,
      CASE WHEN is_common THEN 'ALL' ELSE (most + 1)::text END, position, ordering)
      INTO ids, matches USING row_limit;
  END IF;
  IF NOT is_common AND matches > most THEN
    EXECUTE walk INTO ids USING 2000000000, row_limit;
  END IF;
  IF matches IS NULL AND cap IS NOT NULL THEN
    matches := public.account_list_counted(found.counted, found.sample, cap);
  END IF;
END $$;
"""

_PAGE = """
CREATE FUNCTION account_page(
  filters jsonb, sort text, descending boolean, after_id bigint, row_limit integer,
  cap integer, OUT ids bigint[], OUT matches integer
) LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp SET datestyle = 'ISO' AS $$
  SELECT p.ids, p.matches FROM public.account_list_paged(
    filters, sort, descending, after_id, row_limit, cap) AS p
$$;
"""

_SEARCH = """
CREATE FUNCTION account_search(
  filters jsonb, sort text, descending boolean, after_id bigint, row_limit integer
) RETURNS SETOF bigint LANGUAGE sql STABLE SECURITY DEFINER ROWS 50
SET search_path = pg_catalog, pg_temp SET datestyle = 'ISO' AS $$
  SELECT unnest(p.ids) FROM public.account_list_paged(
    filters, sort, descending, after_id, row_limit, NULL) AS p
$$;
"""

_COUNT = """
CREATE FUNCTION account_count(filters jsonb, cap integer) RETURNS integer
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp SET datestyle = 'ISO' AS $$
DECLARE
  tenant bigint := public.customer_search_tenant();
BEGIN
  RETURN (
    SELECT public.account_list_counted(s.counted, s.sample, cap)
    FROM public.account_list_source(
      public.account_list_plain(filters, tenant), tenant) AS s);
END $$;
"""

# Payoffs grow with the day as `PayoffLine.amount` in the engine has them grow; figures
# that have ended stay at the last day on which they were true.
_TOTALS = """
CREATE FUNCTION account_totals(
  filters jsonb, day date, OUT accounts integer, OUT ended integer,
  OUT past_due numeric, OUT principal numeric, OUT payoff numeric, OUT next_due numeric
) LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp SET datestyle = 'ISO' AS $$
DECLARE
  tenant bigint := public.customer_search_tenant();
BEGIN
  EXECUTE format(
    'SELECT count(*), count(*) FILTER (WHERE s.true_until < $1 OR s.as_of > $1), '
    'sum(s.past_due_cents) / 100.0, sum(s.principal_cents) / 100.0, '
    'sum(CASE WHEN s.as_of >= $1 THEN s.payoff_cents / 100.0 '
    'ELSE greatest(s.payoff_fixed + (SELECT coalesce(sum(round(g.accrued + g.per_diem '
    '* (least($1, s.true_until) - s.as_of), 2)), 0) '
    'FROM unnest(s.accrued, s.per_diem) AS g(accrued, per_diem)), 0) END), '
    'sum(s.next_due_cents) / 100.0 '
    'FROM (SELECT c.account_id FROM %s) AS m '
    'LEFT JOIN public.accounts_accountsnapshot s '
    'ON s.tenant_id = %s AND s.account_id = m.account_id',
    (SELECT f.source FROM public.account_list_source(
      public.account_list_plain(filters, tenant), tenant) AS f), tenant)
    INTO accounts, ended, past_due, principal, payoff, next_due USING day;
END $$;
"""

# Whether a word is rare decides how it is looked up; see the customers' search.
_STATISTICS = """
ALTER TABLE accounts_account ALTER COLUMN search SET STATISTICS -1;
ALTER TABLE accounts_accountsearchtext ALTER COLUMN text SET STATISTICS 1000;
"""

_SIGNATURES = (
    "account_list_words(jsonb, text)",
    "account_list_range(text, text)",
    "account_list_plain(jsonb, bigint)",
    "account_list_condition(jsonb, bigint)",
    "account_list_found(jsonb, bigint)",
    "account_list_source(jsonb, bigint)",
    "account_list_walks(jsonb, text)",
    "account_list_position(text, boolean, bigint, bigint)",
    "account_list_counted(text, text, integer)",
    "account_list_paged(jsonb, text, boolean, bigint, integer, integer)",
    "account_page(jsonb, text, boolean, bigint, integer, integer)",
    "account_search(jsonb, text, boolean, bigint, integer)",
    "account_count(jsonb, integer)",
    "account_totals(jsonb, date)",
)
_OPEN_TO_APP = _SIGNATURES[-4:]


def create_list_functions(app_role: str) -> str:
    """Return the SQL that creates the search and opens its doors to the app role.

    The helpers behind them stay the owner's: they return SQL text.
    """
    created = [
        *(WORDS, RANGE, PLAIN, CONDITION, FOUND, _SOURCE, WALKS, _POSITION),
        *(_COUNTED, _PAGED, _PAGE, _SEARCH, _COUNT, _TOTALS, _STATISTICS),
    ]
    revoked = [f"REVOKE ALL ON FUNCTION {each} FROM PUBLIC;" for each in _SIGNATURES]
    granted = [
        f'GRANT EXECUTE ON FUNCTION {each} TO "{app_role}";' for each in _OPEN_TO_APP
    ]
    return "\n".join([*created, *revoked, *granted])


DROP_LIST_FUNCTIONS = "\n".join(
    f"DROP FUNCTION {each};" for each in reversed(_SIGNATURES)
)
