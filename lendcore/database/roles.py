"""The two database roles, and what each may do.

The owner runs migrations and owns what they make; the app role serves and owns nothing.
Three parts: the roles (once per server, by an administrator), the database (once, by an
administrator), and the rights inside the database (as its owner, in every database).

``python -m lendcore.database.roles --print`` prints all three for a server of your own.
"""

import argparse
from collections.abc import Iterable

import psycopg
from psycopg import sql

OWNER_ROLE = "lendcore_owner"
APP_ROLE = "lendcore_app"
DATABASE = "lendcore"

# CREATEDB lets the owner build test and benchmark databases, and nothing more.
_OWNER_OPTIONS = (
    "LOGIN NOSUPERUSER CREATEDB NOCREATEROLE NOBYPASSRLS NOREPLICATION INHERIT"
)
_APP_OPTIONS = (
    "LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS NOREPLICATION NOINHERIT"
)
# Byte order sorts the same on every machine and lets prefix look-ups use plain indexes,
# while upper and lower case still follow Unicode.
_CREATE_DATABASE = (
    "CREATE DATABASE {} OWNER {} TEMPLATE template0 ENCODING 'UTF8'"
    " LOCALE_PROVIDER builtin BUILTIN_LOCALE 'C.UTF-8' LOCALE 'C'"
)


def ensure_roles(
    admin: psycopg.Connection, *, owner_password: str, app_password: str
) -> None:
    """Create both roles, or bring them back to the rights and passwords they must have.

    admin: a superuser's connection in autocommit.
    """
    _ensure_role(admin, OWNER_ROLE, _OWNER_OPTIONS, owner_password)
    _ensure_role(admin, APP_ROLE, _APP_OPTIONS, app_password)
    for (group,) in _groups_of(admin, APP_ROLE):
        revoke = sql.SQL("REVOKE {} FROM {}")
        admin.execute(revoke.format(sql.Identifier(group), sql.Identifier(APP_ROLE)))


def ensure_database(admin: psycopg.Connection, name: str = DATABASE) -> None:
    """Create the database with the owner role as its owner, unless it exists.

    The server's own databases are closed to all but the owner, who needs one of them
    to create test databases from.
    """
    known = admin.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
    if known.fetchone() is None:
        admin.execute(_create_database(name))
    for statement in _close_maintenance_databases():
        admin.execute(statement)


def prepare_database(owner: str | psycopg.Connection, app_role: str = APP_ROLE) -> None:
    """Set the rights inside one database, as its owner and before its first migration.

    owner: an address, or an open connection. Safe to run again. Tables made earlier by
    the owner get no rights from it: default privileges hold for later tables only.
    """
    if isinstance(owner, str):
        with psycopg.connect(owner) as connection:
            prepare_database(connection, app_role)
        return
    for statement in _database_rights(owner.info.user, app_role, owner.info.dbname):
        owner.execute(statement)


def administrator_script(
    owner: str = OWNER_ROLE, app: str = APP_ROLE, database: str = DATABASE
) -> str:
    """Return SQL for psql that sets up a server of your own, with two placeholders."""
    create = sql.SQL("CREATE ROLE {} {} PASSWORD {}")
    roles = [
        create.format(sql.Identifier(role), sql.SQL(options), sql.Literal(password))
        for role, options, password in (
            (owner, _OWNER_OPTIONS, "<password of the owner role>"),
            (app, _APP_OPTIONS, "<password of the app role>"),
        )
    ]
    # Since PostgreSQL 16 whoever creates a role without being a superuser is not yet a
    # member of it, and only members may give a database to it.
    join = sql.SQL("GRANT {} TO CURRENT_USER").format(sql.Identifier(owner))
    become = sql.SQL("SET ROLE {}").format(sql.Identifier(owner))
    return "\n".join(
        [
            "-- Run with psql as an administrator. Replace both passwords first.",
            "-- PostgreSQL 16 has no builtin locales: end CREATE DATABASE there with",
            "-- LC_COLLATE 'C' LC_CTYPE 'C.UTF-8' instead.",
            *_lines([*roles, join, _create_database(database, owner)]),
            "",
            f"\\connect {database}",
            *_lines([become, *_database_rights(owner, app, database)]),
        ]
    )


def _ensure_role(
    admin: psycopg.Connection, role: str, options: str, password: str
) -> None:
    known = admin.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role])
    verb = "CREATE" if known.fetchone() is None else "ALTER"
    # Hashed here, so that the password itself never reaches a log or pg_stat_activity.
    verifier = admin.pgconn.encrypt_password(
        password.encode(), role.encode(), b"scram-sha-256"
    ).decode()
    admin.execute(
        sql.SQL("{} ROLE {} {} PASSWORD {}").format(
            sql.SQL(verb), sql.Identifier(role), sql.SQL(options), sql.Literal(verifier)
        )
    )


def _groups_of(admin: psycopg.Connection, role: str) -> list[tuple[str]]:
    return admin.execute(
        "SELECT DISTINCT pg_get_userbyid(roleid) FROM pg_auth_members"
        " WHERE pg_get_userbyid(member) = %s",
        [role],
    ).fetchall()


def _create_database(name: str, owner: str = OWNER_ROLE) -> sql.Composed:
    return sql.SQL(_CREATE_DATABASE).format(sql.Identifier(name), sql.Identifier(owner))


def _close_maintenance_databases() -> Iterable[sql.Composed]:
    for name in ("postgres", "template1"):
        database = sql.Identifier(name)
        yield sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(database)
    yield sql.SQL("GRANT CONNECT ON DATABASE postgres TO {}").format(
        sql.Identifier(OWNER_ROLE)
    )


def _database_rights(owner: str, app: str, database: str) -> list[sql.Composed]:
    """Return the statements that the database's owner runs inside it.

    Schema public belongs to pg_database_owner since PostgreSQL 15, and the database's
    owner is its only member: that is why no superuser is needed here.
    """
    names = {
        "owner": sql.Identifier(owner),
        "app": sql.Identifier(app),
        "database": sql.Identifier(database),
    }
    return [sql.SQL(text).format(**names) for text in _DATABASE_RIGHTS]


_DATABASE_RIGHTS = (
    "REVOKE ALL ON DATABASE {database} FROM PUBLIC",
    "GRANT CONNECT, TEMPORARY ON DATABASE {database} TO {app}",
    "REVOKE ALL ON SCHEMA public FROM PUBLIC",
    "GRANT CREATE, USAGE ON SCHEMA public TO {owner}",
    "GRANT USAGE ON SCHEMA public TO {app}",
    "ALTER DEFAULT PRIVILEGES FOR ROLE {owner} IN SCHEMA public"
    " GRANT SELECT ON TABLES TO {app}",
    # Not IN SCHEMA: what is granted to everybody by default can only be taken back
    # for the whole database; a revoke in one schema has no effect.
    "ALTER DEFAULT PRIVILEGES FOR ROLE {owner} REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC",
)


def _lines(statements: Iterable[sql.Composed]) -> list[str]:
    return [statement.as_string() + ";" for statement in statements]


def main() -> None:
    """Print the administrator's script."""
    parser = argparse.ArgumentParser(prog="python -m lendcore.database.roles")
    parser.add_argument(
        "--print",
        action="store_true",
        required=True,
        help="print SQL that creates both roles and the database on your own server",
    )
    parser.parse_args()
    print(administrator_script())


if __name__ == "__main__":
    main()
