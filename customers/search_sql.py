r"""SQL of the customer search, as text for migrations.

Under row security LIKE loses its trigram index, so the list and the palette search
through functions of the owner. They take a closed set of typed filters and sorts,
never SQL text; every value is cast and quoted before it enters a statement, and the
tenant comes from the session, so that a caller can't choose it.

A statement is planned for each call, with the tenant and the values in it: tenants
differ in size by a factor of thousands. No single plan is good for both "everyone in
California" and "the three in Guam", and the planner can't foresee how many match where
filters depend on each other. So the work of each step is bounded, and the next one
follows when a step did not fill the page:

1. Walk, where more than 7,000 are expected: the next 15,000 rows in the order of the
   list are looked at.
2. Gather: the matches are found by their own indexes and sorted; at most 40,000 where
   few were expected.
3. Walk on, where far more match than expected, so that a page of them is near.

Filters (all must hold): `terms` folded texts, found anywhere or, when short, at the
start of a word; `ids`, `exact_id`, `import_id`, `import_id_prefix`, `email_prefix`,
`phone_prefix`, `postal_prefix`, `tax_four`, `tax_indexes` (blind indexes in hex),
`any_of` (groups of such objects; of each group one must hold), `status_ids`,
`status_ids_not`, `types`, `regions`, `created_from`, `created_before`, `has_email`,
`do_not_call`, `phone_verified`, `address_verified`, and `custom` and `custom_not`,
lists of `{field_id, op, …}` where op is `is` (with `text` or `number`), `begins`
(`text`), `number_between` or `date_between` (`from`, `to` or both), or `is_set`.
"""

from customers.search_conditions_sql import (
    CONDITION,
    CUSTOM,
    FLAGS,
    ONE_OF,
    SETS,
    TERMS,
)

_TENANT = """
CREATE OR REPLACE FUNCTION customer_search_tenant() RETURNS bigint
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  tenant bigint := nullif(current_setting('app.tenant_id', true), '')::bigint;
BEGIN
  IF tenant IS NULL THEN
    RAISE EXCEPTION 'no tenant is active';
  END IF;
  RETURN tenant;
END $$;
"""

# Where the matches are found by their own indexes, as the text behind FROM, and about
# how many they are. The rarer leads: ids of sets are looked up one by one, or rows are
# found and asked. Sets are counted, up to where the answer stops to matter, since the
# planner's guess for custom values is far too low: they depend on their field.
# Volatile, since a STABLE function may not EXPLAIN.
_SOURCE = """
CREATE OR REPLACE FUNCTION customer_search_source(
  filters jsonb, tenant bigint, OUT source text, OUT estimate float
) LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  sets text := public.customer_search_sets(filters, tenant);
  on_rows jsonb := filters - 'custom' - 'any_of';
  set_size float := 'infinity';
  plan json;
BEGIN
  IF sets IS NOT NULL THEN
    EXECUTE format('SELECT count(*) FROM (SELECT FROM (%s) s LIMIT 10000) t', sets)
      INTO set_size;
  END IF;
  estimate := 'infinity';
  -- Most customers lack a custom value; the planner would guess that few do.
  IF on_rows - 'custom_not' <> '{}' THEN
    EXECUTE 'EXPLAIN (FORMAT JSON) SELECT FROM public.customers_customer c WHERE '
      || public.customer_search_condition(on_rows - 'custom_not', tenant, true)
      INTO plan;
    estimate := plan -> 0 -> 'Plan' ->> 'Plan Rows';
  END IF;
  IF set_size < estimate THEN
    estimate := set_size;
    source := format(
      '(SELECT DISTINCT s.id FROM (%s) AS s(id)) AS picked CROSS JOIN LATERAL '
      '(SELECT * FROM public.customers_customer c WHERE c.id = picked.id AND %s '
      'OFFSET 0) AS c WHERE true',
      sets, public.customer_search_condition(on_rows, tenant, false));
  ELSE
    source := 'public.customers_customer AS c WHERE '
      || public.customer_search_condition(filters, tenant, true);
  END IF;
END $$;
"""

# Filters that an index of the sort begins with: the walk reads no other rows.
_WALKED = """
CREATE OR REPLACE FUNCTION customer_search_walked(filters jsonb, sort text)
RETURNS jsonb LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, pg_temp AS $$
  SELECT coalesce(jsonb_object_agg(e.key, e.value), '{}')
  FROM jsonb_each(filters) AS e
  WHERE CASE e.key
    WHEN 'created_from' THEN sort = 'created'
    WHEN 'created_before' THEN sort = 'created'
    WHEN 'regions' THEN sort IN ('name', 'city') AND jsonb_array_length(e.value) = 1
    WHEN 'status_ids' THEN sort = 'name' AND NOT filters ? 'regions'
      AND jsonb_array_length(e.value) = 1
    ELSE false
  END
$$;
"""

# Where the page after a row begins. A row that is gone has no place in the order:
# the list starts again.
_POSITION = """
CREATE OR REPLACE FUNCTION customer_search_position(
  columns text[], descending boolean, after_id bigint, tenant bigint
) RETURNS text LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  last_values text;
BEGIN
  EXECUTE format(
    'SELECT concat_ws('', '', %s) FROM public.customers_customer c '
    'WHERE c.tenant_id = %s AND c.id = %L',
    (SELECT string_agg(format('quote_literal(%s)', name), ', ' ORDER BY place)
     FROM unnest(columns) WITH ORDINALITY AS u(name, place)),
    tenant, after_id) INTO last_values;
  RETURN coalesce(
    format('(%s) %s ', array_to_string(columns, ', '),
      CASE WHEN descending THEN '<' ELSE '>' END) || '(' || last_values || ')',
    'true');
END $$;
"""

# `matches` is null when the page was found without looking at all that match; beyond
# 40,000 it is only as much as that.
_PAGE = """
CREATE OR REPLACE FUNCTION customer_page(
  filters jsonb, sort text, descending boolean, after_id bigint, row_limit integer,
  OUT ids bigint[], OUT matches integer
) LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp SET datestyle = 'ISO' AS $$
DECLARE
  tenant bigint := public.customer_search_tenant();
  columns text[] := CASE sort
    WHEN 'name' THEN ARRAY['c.sort_name', 'c.id']
    WHEN 'created' THEN ARRAY['c.created_at', 'c.id']
    WHEN 'city' THEN ARRAY['c.city_folded', 'c.region', 'c.id']
    WHEN 'id' THEN ARRAY['c.id']
  END;
  direction text := CASE WHEN descending THEN ' DESC' ELSE ' ASC' END;
  ordering text := array_to_string(columns, direction || ', ') || direction;
  position text;
  walk text;
  gathered text;
  is_common boolean;
BEGIN
  IF columns IS NULL THEN
    RAISE EXCEPTION 'unknown sort' USING ERRCODE = '22023';
  END IF;
  row_limit := least(greatest(row_limit, 1), 5000);
  position := public.customer_search_position(columns, descending, after_id, tenant);
  walk := format(
    'SELECT ARRAY(SELECT c.id FROM (SELECT * FROM public.customers_customer c '
    'WHERE %s AND %s ORDER BY %s LIMIT $1) c WHERE %s ORDER BY %s LIMIT $2)',
    public.customer_search_condition(
      public.customer_search_walked(filters, sort), tenant, false),
    position, ordering, public.customer_search_condition(filters, tenant, false),
    ordering);
  SELECT s.source, s.estimate > 7000 INTO gathered, is_common
    FROM public.customer_search_source(filters, tenant) AS s;
  IF is_common THEN
    EXECUTE walk INTO ids USING greatest(15000, 20 * row_limit), row_limit;
  END IF;
  IF coalesce(cardinality(ids), 0) < row_limit THEN
    EXECUTE format(
      'WITH matching AS MATERIALIZED (SELECT %s FROM %s LIMIT %s) '
      'SELECT ARRAY(SELECT c.id FROM matching c WHERE %s ORDER BY %s LIMIT $1), '
      '(SELECT count(*) FROM matching)',
      array_to_string(columns, ', '), gathered,
      CASE WHEN is_common THEN 'ALL' ELSE '40001' END, position, ordering)
      INTO ids, matches USING row_limit;
  END IF;
  IF NOT is_common AND matches > 40000 THEN
    EXECUTE walk INTO ids USING 2000000000, row_limit;
  END IF;
END $$;
"""

_SEARCH = """
CREATE OR REPLACE FUNCTION customer_search(
  filters jsonb, sort text, descending boolean, after_id bigint, row_limit integer
) RETURNS SETOF bigint LANGUAGE sql STABLE SECURITY DEFINER ROWS 50
SET search_path = pg_catalog, pg_temp AS $$
  SELECT unnest(p.ids)
  FROM public.customer_page(filters, sort, descending, after_id, row_limit) AS p
$$;
"""

_COUNT = """
CREATE OR REPLACE FUNCTION customer_count(filters jsonb, cap integer)
RETURNS integer LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  tenant bigint := public.customer_search_tenant();
  matches integer;
BEGIN
  EXECUTE format(
    'SELECT count(*) FROM (SELECT FROM %s LIMIT %L) AS matching',
    (SELECT s.source FROM public.customer_search_source(filters, tenant) AS s), cap)
    INTO matches;
  RETURN matches;
END $$;
"""

# Whether a word is rare decides how it is looked up, and the usual hundred samples
# can't tell one in a hundred from one in a thousand.
_STATISTICS = """
ALTER TABLE customers_customer ALTER COLUMN search SET STATISTICS 1000;
"""

_SIGNATURES = (
    "customer_search_tenant()",
    "customer_search_terms(jsonb)",
    "customer_search_custom(jsonb, bigint)",
    "customer_search_one_of(text, text[])",
    "customer_search_flags(jsonb, boolean)",
    "customer_search_condition(jsonb, bigint, boolean)",
    "customer_search_sets(jsonb, bigint)",
    "customer_search_source(jsonb, bigint)",
    "customer_search_walked(jsonb, text)",
    "customer_search_position(text[], boolean, bigint, bigint)",
    "customer_page(jsonb, text, boolean, bigint, integer)",
    "customer_search(jsonb, text, boolean, bigint, integer)",
    "customer_count(jsonb, integer)",
)
_OPEN_TO_APP = _SIGNATURES[-3:]


def create_search_functions(app_role: str) -> str:
    """Return the SQL that creates the search and opens its two doors to the app role.

    The helpers behind them stay the owner's: they return SQL text.
    """
    created = [
        *(_TENANT, TERMS, CUSTOM, ONE_OF, FLAGS, CONDITION, SETS),
        *(_SOURCE, _WALKED, _POSITION, _PAGE, _SEARCH, _COUNT, _STATISTICS),
    ]
    revoked = [
        f"REVOKE ALL ON FUNCTION {signature} FROM PUBLIC;" for signature in _SIGNATURES
    ]
    granted = [
        f'GRANT EXECUTE ON FUNCTION {signature} TO "{app_role}";'
        for signature in _OPEN_TO_APP
    ]
    return "\n".join([*created, *revoked, *granted])


DROP_SEARCH_FUNCTIONS = "\n".join(
    f"DROP FUNCTION {signature};" for signature in reversed(_SIGNATURES)
)
