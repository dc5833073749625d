"""Is the connected role one that row security holds?

A superuser, a role with BYPASSRLS and the owner of a table all skip row
security without a word, so the process must not serve with one of them.
"""

from typing import Any

ROLE_FACTS = """
    SELECT r.rolname, r.rolsuper, r.rolbypassrls,
           EXISTS (
               SELECT 1 FROM pg_catalog.pg_class c
               WHERE c.relkind IN ('r', 'p')
                 AND c.relnamespace = 'public'::regnamespace
                 AND pg_catalog.pg_has_role(r.oid, c.relowner, 'MEMBER')
           ) AS owns_tables
    FROM pg_catalog.pg_roles r WHERE r.rolname = current_user
"""


def role_problem(cursor: Any) -> str:
    """Return why the connected role must not serve, or an empty text."""
    cursor.execute(ROLE_FACTS)
    name, is_superuser, bypasses, owns_tables = cursor.fetchone()
    if is_superuser:
        reason = "is a superuser"
    elif bypasses:
        reason = "has BYPASSRLS"
    elif owns_tables:
        reason = "owns tables of the database, or may act as their owner"
    else:
        return ""
    return (
        f'The database role "{name}" {reason}, so row security would not hold. '
        "Set DATABASE_URL to the app role, and DATABASE_OWNER_URL for migrations."
    )
