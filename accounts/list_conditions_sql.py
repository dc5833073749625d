"""SQL of the conditions of the Account Manager's search; `accounts.list_sql` uses them.

Each function returns SQL text or takes filters apart, so none is open to the app role.
"""

from datetime import timedelta

from accounts.models.listing import NO_AMOUNT, NO_DATE

# Terms that stand in an expression; as in the customers' search, short ones begin a
# word.
WORDS = r"""
CREATE FUNCTION account_list_words(terms jsonb, expression text) RETURNS text
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, pg_temp AS $$
  SELECT string_agg(
    format(
      '%s LIKE %L', expression,
      CASE WHEN term ~ '[[:alnum:]]{3}' THEN '%' ELSE '% ' END
      || regexp_replace(term, '[\\%_]', '\\\&', 'g') || '%'
    ), ' AND '
  )
  FROM jsonb_array_elements_text(terms) AS term
$$;
"""

RANGE = f"""
CREATE FUNCTION account_list_range(name text, word text) RETURNS text
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, pg_temp AS $$
  SELECT CASE name
    WHEN 'oldest_due_from' THEN format(
      'c.oldest_due_date BETWEEN %L AND date ''{NO_DATE}''', word::date)
    WHEN 'oldest_due_to' THEN format('c.oldest_due_date <= %L', word::date)
    WHEN 'next_due_from' THEN format(
      'c.next_due_date >= %L AND c.next_due_date < date ''{NO_DATE}''', word::date)
    WHEN 'next_due_to' THEN format('c.next_due_date <= %L', word::date)
    WHEN 'past_due_from' THEN format(
      'c.past_due_cents > {NO_AMOUNT} AND c.past_due_cents >= %s', word::bigint)
    WHEN 'past_due_to' THEN format(
      'c.past_due_cents > {NO_AMOUNT} AND c.past_due_cents <= %s', word::bigint)
    WHEN 'principal_from' THEN format(
      'c.principal_cents > {NO_AMOUNT} AND c.principal_cents >= %s', word::bigint)
    WHEN 'principal_to' THEN format(
      'c.principal_cents > {NO_AMOUNT} AND c.principal_cents <= %s', word::bigint)
    WHEN 'payoff_from' THEN format(
      'c.payoff_cents > {NO_AMOUNT} AND c.payoff_cents >= %s', word::bigint)
    WHEN 'payoff_to' THEN format(
      'c.payoff_cents > {NO_AMOUNT} AND c.payoff_cents <= %s', word::bigint)
  END
$$;
"""

# The same filters, said plainly: statuses that are not wanted are the others, and a
# single term that is the number of an account is that account.
PLAIN = """
CREATE FUNCTION account_list_plain(filters jsonb, tenant bigint) RETURNS jsonb
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  terms jsonb := filters -> 'terms';
  numbered bigint;
BEGIN
  IF filters ? 'status_ids_not' THEN
    filters := filters - 'status_ids_not' || jsonb_build_object('status_ids', (
      SELECT coalesce(jsonb_agg(s.id::text), '[]')
      FROM public.accounts_accountstatus s WHERE s.tenant_id = tenant
        AND NOT filters -> 'status_ids_not' ? s.id::text));
  END IF;
  IF jsonb_array_length(terms) = 1 THEN
    EXECUTE format(
      'SELECT c.account_id FROM public.accounts_accountlisting c '
      'WHERE c.tenant_id = %s AND c.is_archived = %L AND c.number_folded = %L',
      tenant, (filters ->> 'archived')::boolean, terms ->> 0) INTO numbered;
    IF numbered IS NOT NULL THEN
      RETURN filters - 'terms' || jsonb_build_object('ids', ARRAY[numbered]);
    END IF;
  END IF;
  RETURN filters;
END $$;
"""

# Ids of the accounts of which one text has all terms, some of them twice.
FOUND = """
CREATE FUNCTION account_list_found(terms jsonb, tenant bigint) RETURNS text
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, pg_temp AS $$
  SELECT format(
    'SELECT t.account_id FROM public.accounts_accountsearchtext t '
    'WHERE t.tenant_id = %s AND %s',
    tenant, public.account_list_words(terms, 't.text'))
$$;
"""

# One condition on a row `c`.
CONDITION = """
CREATE FUNCTION account_list_condition(filters jsonb, tenant bigint) RETURNS text
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  conditions text := format('c.tenant_id = %s', tenant);
  condition text;
  name text;
  given jsonb;
  word text;
  words text[];
BEGIN
  FOR name, given IN SELECT e.key, e.value FROM jsonb_each(filters) AS e LOOP
    word := given #>> '{}';
    IF jsonb_typeof(given) = 'array' THEN
      words := ARRAY(SELECT jsonb_array_elements_text(given));
    END IF;
    condition := CASE name
      WHEN 'ids' THEN format('c.account_id = ANY (%L)', words::bigint[])
      WHEN 'terms' THEN format(
        'EXISTS (SELECT FROM public.accounts_accountsearchtext t '
        'WHERE t.tenant_id = %s AND t.account_id = c.account_id AND %s OFFSET 0)',
        tenant, public.account_list_words(given, 't.text'))
      WHEN 'archived' THEN format('c.is_archived = %L', word::boolean)
      WHEN 'status_ids' THEN public.customer_search_one_of('c.status_id', words)
      WHEN 'kinds' THEN public.customer_search_one_of('c.kind', words)
      WHEN 'program_ids' THEN public.customer_search_one_of('c.program_id', words)
      WHEN 'portfolio_ids' THEN public.customer_search_one_of('c.portfolio_id', words)
      WHEN 'sub_status_ids' THEN
        public.customer_search_one_of('c.sub_status_id', words)
      WHEN 'source_ids' THEN
        public.customer_search_one_of('c.source_company_id', words)
      ELSE public.account_list_range(name, word)
    END;
    IF condition IS NULL THEN
      RAISE EXCEPTION 'unknown or empty filter: %', name USING ERRCODE = '22023';
    END IF;
    conditions := conditions || ' AND ' || condition;
  END LOOP;
  RETURN conditions;
END $$;
"""

# Filters that an index of the sort begins with, so that a walk reads no other rows; one
# object for each walk. The usual order has an index for each label: of those asked for
# the rarest is walked, each value by itself. An amount past due is never without days.
_LAST_DATE = NO_DATE - timedelta(days=1)
WALKS = """
CREATE FUNCTION account_list_walks(filters jsonb, sort text) RETURNS SETOF jsonb
LANGUAGE plpgsql IMMUTABLE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  range_name text := CASE sort
    WHEN 'dpd' THEN 'oldest_due' WHEN 'apd' THEN 'past_due' ELSE sort END;
  walked jsonb := (
    SELECT coalesce(jsonb_object_agg(e.key, e.value), '{}')
    FROM jsonb_each(filters) AS e
    WHERE e.key IN ('archived', range_name || '_from', range_name || '_to'));
  label text := (
    SELECT u.label FROM unnest(
      ARRAY['program_ids', 'portfolio_ids', 'source_ids', 'sub_status_ids',
        'status_ids', 'kinds']
    ) WITH ORDINALITY AS u(label, place)
    WHERE sort = 'dpd' AND jsonb_array_length(filters -> u.label) BETWEEN 1 AND 6
    ORDER BY place LIMIT 1);
BEGIN
  IF sort = 'dpd' AND (filters ->> 'past_due_from')::bigint > 0 THEN
    walked := jsonb_build_object('oldest_due_to', 'LAST_DATE')
      || walked;
  END IF;
  IF sort = 'dpd' AND (filters ->> 'past_due_to')::bigint = 0 THEN
    walked := jsonb_build_object('oldest_due_from', 'NO_DATE') || walked;
  END IF;
  IF label IS NULL THEN
    RETURN NEXT walked;
  ELSE
    RETURN QUERY SELECT walked || jsonb_build_object(label, jsonb_build_array(v.value))
      FROM jsonb_array_elements(filters -> label) AS v(value);
  END IF;
END $$;
""".replace("NO_DATE", str(NO_DATE)).replace("LAST_DATE", str(_LAST_DATE))
