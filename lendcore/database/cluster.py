"""One embedded PostgreSQL server per profile: created, started and stopped by us.

Its log-ins use scram with random passwords, and it listens on 127.0.0.1 alone.
"""

import contextlib
import fcntl
import os
import random
import shlex
import shutil
import socket
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO
from urllib.parse import urlsplit

import psutil
import psycopg

from lendcore.database import configuration, environment, roles, state
from lendcore.database.binaries import Binaries, ServerError, find_binaries, owner_ids

_HOST = "127.0.0.1"
# Below the ports that Linux and macOS hand out for outgoing connections.
_PORTS = range(20_000, 30_000)
_START_TRIES = 5
# A start after a crash replays the log first, which takes minutes after a benchmark.
_START_SECONDS = 300
_LOG_LIMIT_BYTES = 10 * 1024 * 1024


@dataclass(frozen=True)
class Cluster:
    """The server of one profile. Its methods raise ServerError."""

    profile: str = state.MAIN_PROFILE

    @property
    def home(self) -> Path:
        """The profile's folder."""
        return state.profile_dir(self.profile)

    @property
    def folder(self) -> Path:
        """The folder that belongs to the user who runs the server."""
        return self.home / "postgres"

    @property
    def data(self) -> Path:
        """PostgreSQL's own data folder."""
        return self.folder / "data"

    @property
    def log(self) -> Path:
        """The server's log file."""
        return self.folder / "server.log"

    def pid(self) -> int | None:
        """Return the running server's process number, or None.

        The number in the file may be a crashed server's, and some other process's by
        now, or that of a dead child which nobody has waited for.
        """
        lines = self._pid_file_lines()
        try:
            process = psutil.Process(int(lines[0]))
            is_ours = str(self.data) in process.cmdline()
        except (IndexError, ValueError, psutil.Error):
            return None
        return process.pid if is_ours else None

    def port(self) -> int | None:
        """Return the running server's port, or None."""
        lines = self._pid_file_lines()
        return int(lines[3]) if self.pid() and len(lines) > 3 else None

    def start(self) -> None:
        """Bring the server up with both roles and the database; it stays up."""
        with self._exclusively():
            self._stay_file.touch()
            self._start()

    def stop(self) -> None:
        """Stop the server at once: open transactions are rolled back."""
        with self._exclusively():
            self._stay_file.unlink(missing_ok=True)
            self._stop()

    @contextlib.contextmanager
    def in_use(self) -> Iterator[None]:
        """Keep the server up inside the block; the last one out stops it.

        Unless `start` was called, which lets it stay. A killed process loses its lock
        by itself, so nothing has to be cleaned up after one.
        """
        state.ensure_profile_dir(self.profile)
        with (self.home / "in-use.lock").open("w") as users:
            try:
                with self._exclusively():
                    fcntl.flock(users, fcntl.LOCK_SH)
                    self._start()
                yield
            finally:
                with self._exclusively():
                    if _is_only_user(users) and not self._stay_file.exists():
                        self._stop()

    @property
    def _stay_file(self) -> Path:
        return self.home / "stay-up"

    @contextlib.contextmanager
    def _exclusively(self) -> Iterator[None]:
        state.ensure_profile_dir(self.profile)
        with (self.home / "server.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def _pid_file_lines(self) -> list[str]:
        try:
            return (self.data / "postmaster.pid").read_text().splitlines()
        except FileNotFoundError:
            return []

    def _start(self) -> None:
        environment.ensure_site_settings(self.profile)
        binaries = find_binaries()
        self.folder.mkdir(mode=0o700, exist_ok=True)
        os.chown(self.folder, *owner_ids(binaries.user))
        if not self.data.exists():
            self._initialise(binaries)
        if self.pid() is None:
            self._check_version(binaries)
            self._start_on_some_port(binaries)
        environment.write_addresses(self.profile, self.port())
        self._ensure_roles()

    def _initialise(self, binaries: Binaries) -> None:
        environment.write_addresses(self.profile, _free_port())
        fresh = self.folder / "data.new"
        # Left by a start that was killed half-way.
        shutil.rmtree(fresh, ignore_errors=True)
        with self._superuser_password_file(binaries) as password_file:
            result = binaries.run(
                "initdb",
                f"--pgdata={fresh}",
                f"--username={environment.SUPERUSER}",
                f"--pwfile={password_file}",
                "--auth=scram-sha-256",
                "--encoding=UTF8",
                "--locale-provider=builtin",
                "--builtin-locale=C.UTF-8",
                "--locale=C",
                "--no-instructions",
                cwd=self.folder,
            )
        if result.returncode != 0:
            raise ServerError(f"PostgreSQL's initdb failed: {result.stderr.strip()}")
        fresh.rename(self.data)

    @contextlib.contextmanager
    def _superuser_password_file(self, binaries: Binaries) -> Iterator[Path]:
        with tempfile.NamedTemporaryFile("w", dir=self.folder) as file:
            os.fchown(file.fileno(), *owner_ids(binaries.user))
            file.write(environment.password(self._superuser_url()))
            file.flush()
            yield Path(file.name)

    def _superuser_url(self) -> str:
        owner = state.read_env_file(state.owner_env_path(self.profile))
        return owner[environment.SUPERUSER_URL]

    def _check_version(self, binaries: Binaries) -> None:
        made_by = (self.data / "PG_VERSION").read_text().strip()
        printed = binaries.run("postgres", "--version", cwd=self.folder).stdout
        installed = printed.split()[-1].partition(".")[0]
        if made_by != installed:
            raise ServerError(
                f"The data in {self.data} was made by PostgreSQL {made_by}, and "
                f"{installed} is installed. Move it with pg_dump and pg_restore, or "
                f"remove {self.folder} to start anew."
            )

    def _start_on_some_port(self, binaries: Binaries) -> None:
        # No server runs on this data (see pid()), so the file is a crashed one's; left
        # alone, a foreign process with the same number would block the start.
        (self.data / "postmaster.pid").unlink(missing_ok=True)
        if self.log.exists() and self.log.stat().st_size > _LOG_LIMIT_BYTES:
            self.log.replace(self.log.with_suffix(".log.old"))
        port = urlsplit(self._superuser_url()).port
        for _ in range(_START_TRIES):
            if not _is_free(port):
                taken, port = port, _free_port()
                print(
                    f"Port {taken} is taken; PostgreSQL moves to {port}.",
                    file=sys.stderr,
                )
            if self._start_on(port, binaries):
                return
            # The last processes of a killed server may still be on their way out.
            time.sleep(1)
        raise ServerError(
            f"PostgreSQL did not start. The end of its log, {self.log}:\n"
            + "\n".join(self.log.read_text(errors="replace").splitlines()[-10:])
        )

    def _start_on(self, port: int, binaries: Binaries) -> bool:
        settings = self.home / "postgresql.conf"
        settings.write_text(
            configuration.server_settings(
                self.profile, port, configuration.memory_bytes()
            )
        )
        settings.chmod(0o644)
        result = binaries.run(
            "pg_ctl",
            "start",
            f"--pgdata={self.data}",
            f"--log={self.log}",
            f"--options=-c config_file={shlex.quote(str(settings))}",
            "--wait",
            f"--timeout={_START_SECONDS}",
            cwd=self.folder,
        )
        return result.returncode == 0

    def _stop(self) -> None:
        if self.pid() is None:
            return
        for mode in ("fast", "immediate"):
            result = find_binaries().run(
                "pg_ctl",
                "stop",
                f"--pgdata={self.data}",
                f"--mode={mode}",
                "--wait",
                "--timeout=60",
                cwd=self.folder,
            )
            if result.returncode == 0:
                return
        raise ServerError(f"PostgreSQL did not stop; see its log, {self.log}.")

    def _ensure_roles(self) -> None:
        app = state.read_env_file(state.app_env_path(self.profile))
        owner = state.read_env_file(state.owner_env_path(self.profile))
        owner_url = owner[environment.OWNER_URL]
        with psycopg.connect(self._superuser_url(), autocommit=True) as admin:
            roles.ensure_roles(
                admin,
                owner_password=environment.password(owner_url),
                app_password=environment.password(app[environment.APP_URL]),
            )
            roles.ensure_database(admin)
        roles.prepare_database(owner_url)


def _is_only_user(users: IO[str]) -> bool:
    try:
        fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _free_port() -> int:
    for port in random.sample(_PORTS, 100):
        if _is_free(port):
            return port
    raise ServerError("No free port was found for PostgreSQL.")


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        # As PostgreSQL does: connections of a server that just stopped do not count.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((_HOST, port))
        except OSError:
            return False
    return True
