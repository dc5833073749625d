"""What each process is told: the serving ones the app role only, migrations the owner.

The values live in the two env files of the state folder. Values that the environment
already has win, save the addresses of the embedded server.
"""

import base64
import os
import secrets
from collections.abc import Mapping
from urllib.parse import urlsplit

from lendcore.database import roles, state
from lendcore.database.binaries import ServerError

APP_URL = "DATABASE_URL"
OWNER_URL = "DATABASE_OWNER_URL"
SUPERUSER_URL = "DATABASE_SUPERUSER_URL"
SUPERUSER = "postgres"

# Which of the two roles a process connects as; the app role unless it says "owner".
ROLE = "DATABASE_ROLE"

_OWNER_NAMES = {OWNER_URL, SUPERUSER_URL, ROLE}
_MASTER_KEY_BYTES = 32


def write_addresses(profile: str, port: int) -> None:
    """Point all three log-ins of the embedded server at this port; passwords stay."""
    app = state.read_env_file(state.app_env_path(profile))
    owner = state.read_env_file(state.owner_env_path(profile))
    app[APP_URL] = _address(app.get(APP_URL), roles.APP_ROLE, port)
    owner[OWNER_URL] = _address(owner.get(OWNER_URL), roles.OWNER_ROLE, port)
    owner[SUPERUSER_URL] = _address(
        owner.get(SUPERUSER_URL), SUPERUSER, port, database="postgres"
    )
    state.write_env_file(state.owner_env_path(profile), owner)
    state.write_env_file(state.app_env_path(profile), app)


def ensure_site_settings(profile: str) -> bool:
    """Make the site's own settings on first use; return whether its keys are new.

    Raises ServerError when there is data but the keys to its secrets are lost.
    """
    state.ensure_profile_dir(profile)
    path = state.app_env_path(profile)
    values = state.read_env_file(path)
    has_data = (state.profile_dir(profile) / "postgres" / "data").exists()
    if has_data and "MASTER_KEYS" not in values:
        raise ServerError(
            f"MASTER_KEYS is missing in {path}, and without it the encrypted values in "
            "the database cannot be read. Restore that file from a backup, or remove "
            f"{state.profile_dir(profile) / 'postgres'} to start anew."
        )
    key = base64.b64encode(secrets.token_bytes(_MASTER_KEY_BYTES)).decode()
    defaults = {
        "SECRET_KEY": secrets.token_urlsafe(48),
        "MASTER_KEYS": f"k1:{key}",
        "ALLOWED_HOSTS": "127.0.0.1,localhost",
        "HTTPS_ONLY": "false",
        "MEDIA_ROOT": str(state.profile_dir(profile) / "media"),
        "STATIC_ROOT": str(state.profile_dir(profile) / "static"),
    }
    state.write_env_file(path, defaults | values)
    return "MASTER_KEYS" not in values


def password(url: str) -> str:
    """Return the password in a database address."""
    return urlsplit(url).password or ""


def libpq_environment(url: str) -> dict[str, str]:
    """Return an address as libpq's variables: a command line is open to all users."""
    parts = urlsplit(url)
    return {
        "PGHOST": parts.hostname or "",
        "PGPORT": str(parts.port or 5432),
        "PGUSER": parts.username or "",
        "PGPASSWORD": parts.password or "",
        "PGDATABASE": parts.path.lstrip("/"),
    }


def uses_own_server(environ: Mapping[str, str] = os.environ) -> bool:
    """Return whether the environment names a server, so that none is to be started.

    Raises ServerError when it names one without the owner's log-in.
    """
    if not environ.get(APP_URL):
        return False
    if not environ.get(OWNER_URL):
        raise ServerError(
            f"{APP_URL} is set, so its server is used, but {OWNER_URL} is not. Set it "
            "to the same database with the owner role, which runs the migrations."
        )
    return True


def app_environment(
    profile: str, environ: Mapping[str, str] = os.environ
) -> dict[str, str]:
    """Return the environment of a serving process: nothing of the owner is in it."""
    merged = _merged(profile, environ)
    return {name: value for name, value in merged.items() if name not in _OWNER_NAMES}


def owner_environment(
    profile: str, environ: Mapping[str, str] = os.environ
) -> dict[str, str]:
    """Return the environment of tests and benchmarks, which know both roles."""
    if uses_own_server(environ):
        return _merged(profile, environ)
    owner = state.read_env_file(state.owner_env_path(profile))
    return _merged(profile, environ) | {OWNER_URL: owner[OWNER_URL]}


def migration_environment(
    profile: str, environ: Mapping[str, str] = os.environ
) -> dict[str, str]:
    """Return the environment of a process that connects as the owner."""
    return owner_environment(profile, environ) | {ROLE: "owner"}


def _merged(profile: str, environ: Mapping[str, str]) -> dict[str, str]:
    stored = state.read_env_file(state.app_env_path(profile))
    merged = stored | dict(environ)
    if not uses_own_server(environ):
        merged[APP_URL] = stored[APP_URL]
    return merged


def _address(
    known: str | None, role: str, port: int, database: str = roles.DATABASE
) -> str:
    secret = (known and password(known)) or secrets.token_urlsafe(32)
    return f"postgres://{role}:{secret}@127.0.0.1:{port}/{database}"
