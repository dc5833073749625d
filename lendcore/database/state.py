"""Where an installation keeps what it must remember, and its two secret files.

The state folder holds the embedded server's data, uploaded files, and per profile:

``app.env``    what the web and worker processes may know;
``owner.env``  the owner's and the superuser's log-ins, for migrations only.

Standard library only: the settings read ``app.env`` from here before Django is up.
"""

import hashlib
import os
import re
import tempfile
from pathlib import Path

MAIN_PROFILE = "main"
PROFILES = (MAIN_PROFILE, "test", "bench")

_CHECKOUT = Path(__file__).resolve().parents[2]
_SYSTEM_STATE = Path("/var/lib/lendcore")
_NAME = re.compile(r"[A-Z][A-Z0-9_]*")


class BadEnvFile(Exception):
    """An env file, or a value meant for one, is not of the form NAME=value."""


def state_dir() -> Path:
    """Return the folder of this checkout's state; it need not exist yet.

    ``LENDCORE_STATE_DIR`` wins. Root's state stands outside the checkout, because the
    database runs as another user, which may be shut out of the checkout's parents.
    """
    if chosen := os.environ.get("LENDCORE_STATE_DIR"):
        return Path(chosen).expanduser().resolve()
    if os.geteuid() == 0:
        digest = hashlib.sha256(os.fsencode(_CHECKOUT)).hexdigest()
        return _SYSTEM_STATE / digest[:16]
    return _CHECKOUT / "var"


def profile_dir(profile: str = MAIN_PROFILE) -> Path:
    """Return the folder of one server profile; ``main`` is the state folder itself."""
    if profile not in PROFILES:
        raise ValueError(f"There is no profile {profile!r}; use one of {PROFILES}.")
    return state_dir() if profile == MAIN_PROFILE else state_dir() / profile


def ensure_profile_dir(profile: str = MAIN_PROFILE) -> Path:
    """Return the profile's folder, made when missing and closed to other users.

    Root's can be passed through, because the database runs as another user inside it.
    """
    for folder in (state_dir(), profile_dir(profile)):
        if not folder.exists():
            folder.mkdir(parents=True)
            folder.chmod(0o711 if os.geteuid() == 0 else 0o700)
    return profile_dir(profile)


def app_env_path(profile: str = MAIN_PROFILE) -> Path:
    """Return the path of what the serving processes may know."""
    return profile_dir(profile) / "app.env"


def owner_env_path(profile: str = MAIN_PROFILE) -> Path:
    """Return the path of the owner's and the superuser's log-ins."""
    return profile_dir(profile) / "owner.env"


def read_env_file(path: Path) -> dict[str, str]:
    """Return the file's NAME=value lines as a dict; empty when there is no file.

    Values are taken as they stand, quotes included. Raises BadEnvFile with the line's
    number, never its text, because the text may be a secret.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return {}
    values = {}
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        name, equals, value = line.partition("=")
        if not equals or not _NAME.fullmatch(name.strip()):
            raise BadEnvFile(f"{path}, line {number}: expected NAME=value.")
        values[name.strip()] = value.strip()
    return values


def write_env_file(path: Path, values: dict[str, str]) -> None:
    """Replace the file by these values, in one step, readable by its owner alone.

    Raises BadEnvFile for a name or a value that would not read back the same.
    """
    for name, value in values.items():
        is_one_line = value.splitlines() in ([], [value])
        if not (_NAME.fullmatch(name) and is_one_line and value == value.strip()):
            raise BadEnvFile(f"{name!r} or its value does not fit an env file.")
    # mkstemp creates the file with mode 0600, so that no moment leaves it open.
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.writelines(f"{name}={value}\n" for name, value in values.items())
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
