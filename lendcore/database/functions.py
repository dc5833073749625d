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

# ANALYZE asks for ownership. An import calls this when its first rows are in a table
# that was empty: without statistics the planner holds one index for as good as another.
COUNT_VALUES = "lendcore_count_values(text[], integer)"


def create_count_values(app_role: str) -> str:
    """Return the SQL of a function that analyzes tables which had few rows when they
    were last analyzed; it sees the caller's own new rows too.
    """
    granted = (
        f"REVOKE ALL ON FUNCTION {COUNT_VALUES} FROM PUBLIC;\n"
        f'GRANT EXECUTE ON FUNCTION {COUNT_VALUES} TO "{app_role}";'
    )
    return f"{_COUNT_VALUES}{granted}"


_COUNT_VALUES = """
CREATE FUNCTION lendcore_count_values(tables text[], few integer) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  name text;
BEGIN
  FOR name IN
    SELECT c.relname FROM pg_class AS c
    WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r'
      AND c.relname = ANY (tables) AND c.reltuples < few
  LOOP
    EXECUTE format('ANALYZE public.%I', name);
  END LOOP;
END $$;
"""
