"""SQL of the conditions of the customer search; `customers.search_sql` uses them.

Each function returns SQL text, so none is open to the app role.
"""

# A term of three letters or more in a row has trigrams wherever it stands. A shorter
# one has them at the start of a word only; `search` begins with a space for that.
TERMS = r"""
CREATE OR REPLACE FUNCTION customer_search_terms(terms jsonb) RETURNS text
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, pg_temp AS $$
  SELECT string_agg(
    format(
      'c.search LIKE %L',
      CASE WHEN term ~ '[[:alnum:]]{3}' THEN '%' ELSE '% ' END
      || regexp_replace(term, '[\\%_]', '\\\&', 'g') || '%'
    ), ' AND '
  )
  FROM jsonb_array_elements_text(terms) AS term
$$;
"""

CUSTOM = """
CREATE OR REPLACE FUNCTION customer_search_custom(item jsonb, tenant bigint)
RETURNS text LANGUAGE plpgsql IMMUTABLE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  op text := item ->> 'op';
  comparison text := CASE
    WHEN op = 'is_set' THEN 'true'
    WHEN op = 'is' AND item ? 'text' THEN format('v.text_value = %L', item ->> 'text')
    WHEN op = 'is' AND item ? 'number'
      THEN format('v.number_value = %s', (item ->> 'number')::bigint)
    WHEN op = 'begins' THEN format('v.text_value ^@ %L', item ->> 'text')
    WHEN op = 'number_between' THEN format(
      'v.number_value BETWEEN %s AND %s',
      coalesce((item ->> 'from')::bigint, -9223372036854775808),
      coalesce((item ->> 'to')::bigint, 9223372036854775807))
    WHEN op = 'date_between' THEN format(
      'v.date_value BETWEEN %L AND %L',
      coalesce((item ->> 'from')::date, '-infinity'),
      coalesce((item ->> 'to')::date, 'infinity'))
  END;
BEGIN
  IF comparison IS NULL THEN
    RAISE EXCEPTION 'custom filter without a known op' USING ERRCODE = '22023';
  END IF;
  RETURN format(
    'public.customers_customercustomvalue v '
    'WHERE v.tenant_id = %s AND v.field_id = %s AND %s',
    tenant, (item ->> 'field_id')::bigint, comparison);
END $$;
"""

# One value is compared by =: only then do the rows of an index come in the order of
# its further columns.
ONE_OF = """
CREATE OR REPLACE FUNCTION customer_search_one_of(expression text, words text[])
RETURNS text LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, pg_temp AS $$
  SELECT CASE cardinality(words)
    WHEN 1 THEN format('%s = %L', expression, words[1])
    ELSE format('%s = ANY (%L)', expression, words)
  END
$$;
"""

# Yes-or-no filters share one index. For its sake those that are not asked for are
# named too, with both values, wherever rows are found by index.
FLAGS = """
CREATE OR REPLACE FUNCTION customer_search_flags(filters jsonb, by_index boolean)
RETURNS text LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, pg_temp AS $$
  SELECT coalesce(string_agg(
    format('%s = ANY (%L::boolean[])', flag.expression, CASE
      WHEN filters ? flag.name
      THEN ARRAY[(filters ->> flag.name)::boolean = flag.stored_as]
      ELSE ARRAY[false, true]
    END), ' AND '), 'true')
  FROM (VALUES
    ('do_not_call', 'c.is_do_not_call', true),
    ('phone_verified', 'c.is_phone_verified', true),
    ('address_verified', 'c.is_address_verified', true),
    ('has_email', '(c.email = '''')', false)
  ) AS flag(name, expression, stored_as)
  WHERE filters ? flag.name OR by_index AND filters ?|
    ARRAY['do_not_call', 'phone_verified', 'address_verified', 'has_email', 'types']
$$;
"""

# One condition on a row `c`. Other tables are asked by a scalar sub-select, which the
# planner runs for each row, never as a join: its guesses for joins are too far off.
CONDITION = """
CREATE OR REPLACE FUNCTION customer_search_condition(
  filters jsonb, tenant bigint, by_index boolean
) RETURNS text LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
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
      WHEN 'terms' THEN public.customer_search_terms(given)
      WHEN 'ids' THEN format('c.id = ANY (%L)', words::bigint[])
      WHEN 'exact_id' THEN format('c.id = %s', word::bigint)
      WHEN 'import_id' THEN format('c.import_id = %L', word)
      WHEN 'import_id_prefix' THEN format('c.import_id ^@ %L', word)
      WHEN 'email_prefix' THEN format('c.email_folded ^@ %L', word)
      WHEN 'postal_prefix' THEN format('c.postal_code ^@ %L', word)
      WHEN 'tax_four' THEN format('c.tax_number_last_four = %L', word)
      WHEN 'tax_indexes' THEN format(
        'c.tax_number_index = ANY (%L::bytea[])',
        ARRAY(SELECT decode(hex, 'hex') FROM unnest(words) AS hex))
      WHEN 'phone_prefix' THEN format(
        '(SELECT true FROM public.customers_phone p WHERE p.tenant_id = %s '
        'AND p.customer_id = c.id AND p.search_digits ^@ %L LIMIT 1)', tenant, word)
      WHEN 'any_of' THEN (
        SELECT string_agg(format('(%s)', (
          SELECT string_agg(
            public.customer_search_condition(one, tenant, false), ' OR ')
          FROM jsonb_array_elements(alternatives) AS one)), ' AND ')
        FROM jsonb_array_elements(given) AS alternatives)
      WHEN 'status_ids' THEN public.customer_search_one_of('c.status_id', words)
      WHEN 'status_ids_not' THEN public.customer_search_one_of('c.status_id', ARRAY(
        SELECT s.id::text FROM public.customers_customerstatus s
        WHERE s.tenant_id = tenant AND s.id <> ALL (words::bigint[])))
      WHEN 'types' THEN format('c.customer_type = ANY (%L)', words)
      WHEN 'regions' THEN public.customer_search_one_of('c.region', words)
      WHEN 'created_from' THEN format('c.created_at >= %L', word::timestamptz)
      WHEN 'created_before' THEN format('c.created_at < %L', word::timestamptz)
      WHEN 'custom' THEN (
        SELECT string_agg(format(
          '(SELECT true FROM %s AND v.customer_id = c.id LIMIT 1)',
          public.customer_search_custom(item, tenant)), ' AND ')
        FROM jsonb_array_elements(given) AS item)
      WHEN 'custom_not' THEN (
        SELECT string_agg(format(
          '(SELECT true FROM %s AND v.customer_id = c.id LIMIT 1) IS NULL',
          public.customer_search_custom(item, tenant)), ' AND ')
        FROM jsonb_array_elements(given) AS item)
      WHEN 'do_not_call' THEN 'true'
      WHEN 'phone_verified' THEN 'true'
      WHEN 'address_verified' THEN 'true'
      WHEN 'has_email' THEN 'true'
    END;
    IF condition IS NULL THEN
      RAISE EXCEPTION 'unknown or empty filter: %', name USING ERRCODE = '22023';
    END IF;
    conditions := conditions || ' AND ' || condition;
  END LOOP;
  RETURN conditions || ' AND ' || public.customer_search_flags(filters, by_index);
END $$;
"""

# The ids that custom values and alternatives allow, as a query; null without such
# filters. Alternatives are a union of look-ups, since an OR over two tables would
# read them whole.
SETS = """
CREATE OR REPLACE FUNCTION customer_search_sets(filters jsonb, tenant bigint)
RETURNS text LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
  SELECT string_agg('(' || one_set || ')', ' INTERSECT ')
  FROM (
    SELECT 'SELECT v.customer_id FROM '
      || public.customer_search_custom(item, tenant) AS one_set
    FROM jsonb_array_elements(filters -> 'custom') AS item
    UNION ALL
    SELECT (
      SELECT string_agg(
        CASE WHEN one ? 'phone_prefix' THEN format(
          'SELECT p.customer_id FROM public.customers_phone p '
          'WHERE p.tenant_id = %s AND p.search_digits ^@ %L',
          tenant, one ->> 'phone_prefix')
        ELSE format(
          'SELECT c.id FROM public.customers_customer c WHERE %s',
          public.customer_search_condition(one, tenant, true))
        END, ' UNION ALL ')
      FROM jsonb_array_elements(alternatives) AS one)
    FROM jsonb_array_elements(filters -> 'any_of') AS alternatives
  ) AS sets
$$;
"""
