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
