"""The whole product on this machine: ``python -m lendcore.demo``, or ``make demo``.

Starts the embedded PostgreSQL (or uses DATABASE_URL's), brings the schema up to date,
fills in the demo data once, and serves the site with a task worker beside it until it
is told to stop. Then it stops everything that it started.
"""

import contextlib
import hashlib
import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Self

from lendcore import processes
from lendcore.database import environment, state
from lendcore.database.binaries import ServerError
from lendcore.database.cluster import Cluster

_HOST = "127.0.0.1"
_READY_SECONDS = 60
_STOP_SECONDS = 15
_CHECKOUT = Path(__file__).resolve().parents[1]
_MANAGE = (sys.executable, str(_CHECKOUT / "manage.py"))


class DemoError(Exception):
    """The demo cannot be served; the text says what helps."""


class Services:
    """The processes that serve, ended together when the block is left."""

    def __init__(self, env: Mapping[str, str]) -> None:
        self._env = env
        self._running: dict[str, subprocess.Popen[bytes]] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for child in self._running.values():
            child.terminate()
        deadline = time.monotonic() + _STOP_SECONDS
        for child in self._running.values():
            with contextlib.suppress(subprocess.TimeoutExpired):
                child.wait(max(deadline - time.monotonic(), 0))
            # Whatever is left of its group: a child that did not stop in time, or the
            # workers of a web server that was killed.
            with contextlib.suppress(ProcessLookupError):
                os.killpg(child.pid, signal.SIGKILL)
            child.wait()

    def start(self, name: str, command: list[str]) -> None:
        """Start one, out of reach of the terminal's Ctrl-C: it is we who stop it."""
        self._running[name] = subprocess.Popen(
            command,
            env=dict(self._env),
            cwd=_CHECKOUT,
            stdin=subprocess.DEVNULL,
            start_new_session=True,
            preexec_fn=processes.end_with_parent,
        )

    def check(self) -> None:
        """Raise DemoError when one of them has ended by itself."""
        for name, child in self._running.items():
            if child.poll() is not None:
                status = processes.exit_status(child.returncode)
                raise DemoError(f"The {name} ended by itself, with status {status}.")


class Demo:
    """One run of the demo, from the database to the last stop."""

    def __init__(self, port: int) -> None:
        self.port = port
        self._is_asked_to_stop = False
        self._step: processes.Command | None = None
        self._cluster = None if environment.uses_own_server() else Cluster()

    def ask_to_stop(self, number: int) -> None:
        """Take note of a signal that asks for the end."""
        self._is_asked_to_stop = True
        if self._step:
            self._step.pass_on(number)

    def run(self) -> None:
        """Serve until asked to stop. Raises DemoError, ServerError."""
        _check_port(self.port)
        with self._database():
            self._prepare()
            env = environment.app_environment(state.MAIN_PROFILE)
            if not self._is_asked_to_stop:
                with Services(env) as services:
                    self._serve(services, env)

    def _database(self) -> contextlib.AbstractContextManager[None]:
        if self._cluster:
            return self._cluster.in_use()
        is_new = environment.ensure_site_settings(state.MAIN_PROFILE)
        if is_new and "MASTER_KEYS" not in os.environ:
            print(
                f"New encryption keys are in {state.app_env_path()}. Keep a copy: "
                "without them the numbers in your database cannot be read."
            )
        return contextlib.nullcontext()

    def _prepare(self) -> None:
        owner = environment.migration_environment(state.MAIN_PROFILE)
        self._manage(owner, "migrate", "--noinput", "--verbosity=0")
        self._collect_static(environment.app_environment(state.MAIN_PROFILE))

    def _collect_static(self, env: Mapping[str, str]) -> None:
        root = Path(env["STATIC_ROOT"])
        stamp, fingerprint = root.with_suffix(".stamp"), _static_fingerprint()
        is_there = (root / "staticfiles.json").exists() and stamp.exists()
        if not is_there or stamp.read_text() != fingerprint:
            self._manage(env, "collectstatic", "--noinput", "--verbosity=0")
            if not self._is_asked_to_stop:
                stamp.write_text(fingerprint)

    def _manage(self, env: Mapping[str, str], *arguments: str) -> None:
        if self._is_asked_to_stop:
            return
        self._step = processes.Command([*_MANAGE, *arguments])
        status = self._step.run(env)
        if status != 0 and not self._is_asked_to_stop:
            raise DemoError(f"manage.py {arguments[0]} failed with status {status}.")

    def _serve(self, services: Services, env: Mapping[str, str]) -> None:
        services.start("web server", _web_server(self.port))
        services.start("task worker", [*_MANAGE, "db_worker", "--no-startup-delay"])
        self._manage(env, "seed_demo")
        self._wait_until_ready(services)
        if not self._is_asked_to_stop:
            print(f"\nlendcore is served on http://{_HOST}:{self.port}/", flush=True)
            self._manage(env, "seed_demo", "--show-logins")
            print("\nCtrl-C stops it.", flush=True)
        while not self._is_asked_to_stop:
            time.sleep(0.5)
            self._check(services)

    def _wait_until_ready(self, services: Services) -> None:
        deadline = time.monotonic() + _READY_SECONDS
        problem = "it does not answer"
        while not self._is_asked_to_stop and time.monotonic() < deadline:
            self._check(services)
            problem = _readiness_problem(self.port)
            if not problem:
                return
            time.sleep(0.2)
        if not self._is_asked_to_stop:
            raise DemoError(f"The web server is not ready: {problem}.")

    def _check(self, services: Services) -> None:
        services.check()
        if self._cluster and self._cluster.pid() is None:
            raise DemoError(f"PostgreSQL ended by itself; see {self._cluster.log}.")


def _web_server(port: int) -> list[str]:
    shared_memory = Path("/dev/shm")  # noqa: S108 - a folder in memory, for heartbeats
    command = [sys.executable, "-m", "gunicorn", "lendcore.wsgi"]
    flags = ["--preload", "--no-control-socket"]
    options = {
        "bind": f"{_HOST}:{port}",
        "workers": "2",
        "threads": "4",
        "timeout": "60",
        "graceful-timeout": "10",
        "log-level": "warning",
    }
    if shared_memory.is_dir():
        options["worker-tmp-dir"] = str(shared_memory)
    return command + flags + [f"--{name}={value}" for name, value in options.items()]


def _readiness_problem(port: int) -> str:
    """Return why the site cannot serve yet, or an empty text."""
    connection = http.client.HTTPConnection(_HOST, port, timeout=5)
    try:
        connection.request("GET", "/readyz")
        response = connection.getresponse()
        body = response.read().decode(errors="replace").strip()
    except (OSError, http.client.HTTPException) as problem:
        return str(problem)
    finally:
        connection.close()
    return "" if response.status == http.client.OK else body


def _check_port(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((_HOST, port))
        except OSError as problem:
            raise DemoError(
                f"Port {port} cannot be used: {problem.strerror}. Perhaps another demo "
                "runs there. Stop it, or choose another port: make demo PORT=8001"
            ) from problem


def _static_fingerprint() -> str:
    """Return a text that changes with our static files and with any package."""
    digest = hashlib.sha256((_CHECKOUT / "requirements.lock").read_bytes())
    for path in sorted((_CHECKOUT / "static").rglob("*")):
        facts = path.stat()
        digest.update(f"{path}:{facts.st_size}:{facts.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def _port() -> int:
    asked = os.environ.get("PORT", "8000")
    if not asked.isdigit() or not 0 < int(asked) < 2**16:
        raise DemoError(f"PORT is {asked!r}; it must be a number from 1 to 65535.")
    return int(asked)


def main() -> int:
    """Serve the demo; return the exit status."""
    try:
        demo = Demo(_port())
        with processes.stop_signals(demo.ask_to_stop):
            demo.run()
    except (DemoError, ServerError, state.BadEnvFile) as problem:
        print(problem, file=sys.stderr)
        return 1
    print("Stopped.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
