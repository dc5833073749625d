"""SQL functions that the owner keeps, as text for migrations."""

from lendcore.rules.fold import fold_sql_body

# IMMUTABLE, so that generated columns and indexes may use it. Spaces are squeezed
# here, since names are joined from parts of which some are empty.
CREATE_FOLD = f"""
CREATE OR REPLACE FUNCTION lendcore_fold(text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN btrim(regexp_replace({fold_sql_body("$1")}, '\\s+', ' ', 'g'));
GRANT EXECUTE ON FUNCTION lendcore_fold(text) TO PUBLIC;
"""

# ANALYZE asks for ownership. An import calls this when its first rows are in: where the
# planner does not know of a tenant's rows, it holds one index for as good as another.
COUNT_VALUES = "lendcore_count_values(text[])"


def create_count_values(app_role: str) -> str:
    """Return the SQL of a function that analyzes those tables in which the planner
    expects far fewer rows of the session's tenant than there are.

    It sees the caller's own new rows, which nobody else does yet.
    """
    granted = (
        f"REVOKE ALL ON FUNCTION {COUNT_VALUES} FROM PUBLIC;\n"
        f'GRANT EXECUTE ON FUNCTION {COUNT_VALUES} TO "{app_role}";'
    )
    return f"{_COUNT_VALUES}{granted}"


_COUNT_VALUES = """
CREATE FUNCTION lendcore_count_values(tables text[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  tenant bigint := nullif(current_setting('app.tenant_id', true), '')::bigint;
  name text;
  own_rows text;
  plan json;
  found bigint;
BEGIN
  FOR name IN
    SELECT c.relname FROM pg_class AS c
    WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r'
      AND c.relname = ANY (tables)
  LOOP
    own_rows := format(
      'SELECT FROM public.%I WHERE tenant_id = %L LIMIT 5000', name, tenant);
    EXECUTE 'EXPLAIN (FORMAT JSON) ' || own_rows INTO plan;
    EXECUTE format('SELECT count(*) FROM (%s) AS t', own_rows) INTO found;
    IF found > 1000 AND found > 3 * (plan -> 0 -> 'Plan' ->> 'Plan Rows')::bigint THEN
      EXECUTE format('ANALYZE public.%I', name);
    END IF;
  END LOOP;
END $$;
"""

# LOCK asks for a right to change rows, which the app role lacks where rows are only
# ever added.
KEEP_VALUES = "lendcore_keep_values(text[])"


def create_keep_values(app_role: str) -> str:
    """Return the SQL of a function that keeps ANALYZE from tables until the caller's
    transaction ends. It bars no reader or writer."""
    granted = (
        f"REVOKE ALL ON FUNCTION {KEEP_VALUES} FROM PUBLIC;\n"
        f'GRANT EXECUTE ON FUNCTION {KEEP_VALUES} TO "{app_role}";'
    )
    return f"{_KEEP_VALUES}{granted}"


_KEEP_VALUES = """
CREATE FUNCTION lendcore_keep_values(tables text[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  name text;
BEGIN
  FOR name IN
    SELECT c.relname FROM pg_class AS c
    WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r'
      AND c.relname = ANY (tables)
    ORDER BY c.relname
  LOOP
    EXECUTE format('LOCK TABLE public.%I IN SHARE UPDATE EXCLUSIVE MODE', name);
  END LOOP;
END $$;
"""
