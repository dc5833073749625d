"""The embedded PostgreSQL server from the command line.

``python -m lendcore.database.server {start,stop,status,psql,run} [--profile NAME]``
``python -m lendcore.database.server run --profile test -- COMMAND …``
"""

import argparse
import os
import sys
from contextlib import AbstractContextManager, nullcontext

from lendcore import processes
from lendcore.database import environment, state
from lendcore.database.binaries import ServerError, find_binaries
from lendcore.database.cluster import Cluster

_NOT_RUNNING = 3  # What init scripts answer to "status" for a stopped service.


def start(profile: str) -> int:
    """Start the server to stay up; return the exit status."""
    cluster = Cluster(profile)
    cluster.start()
    print(f"PostgreSQL ({profile}) listens on 127.0.0.1:{cluster.port()}.")
    return 0


def stop(profile: str) -> int:
    """Stop the server; return the exit status."""
    Cluster(profile).stop()
    print(f"PostgreSQL ({profile}) is stopped.")
    return 0


def status(profile: str) -> int:
    """Say whether the server runs; return 0 when it does and 3 when not."""
    port = Cluster(profile).port()
    if port is None:
        print(f"PostgreSQL ({profile}) does not run.")
        return _NOT_RUNNING
    print(f"PostgreSQL ({profile}) listens on 127.0.0.1:{port}.")
    return 0


def psql(profile: str, role: str, arguments: list[str]) -> int:
    """Open psql on the server as one of its roles; return the exit status."""
    path, name = {
        "app": (state.app_env_path(profile), environment.APP_URL),
        "owner": (state.owner_env_path(profile), environment.OWNER_URL),
        "superuser": (state.owner_env_path(profile), environment.SUPERUSER_URL),
    }[role]
    command = processes.Command([str(find_binaries().folder / "psql"), *arguments])
    with processes.stop_signals(command.pass_on), Cluster(profile).in_use():
        login = environment.libpq_environment(state.read_env_file(path)[name])
        return command.run(dict(os.environ) | login)


def run(profile: str, arguments: list[str]) -> int:
    """Run a command against the server and return its exit status.

    The server is started when it does not run, and stopped when nobody else uses it
    afterwards. With DATABASE_URL set, that server is used and none is started.
    """
    command = processes.Command(arguments)
    with processes.stop_signals(command.pass_on), _server(profile):
        return command.run(environment.owner_environment(profile))


def _server(profile: str) -> AbstractContextManager[None]:
    if not environment.uses_own_server():
        return Cluster(profile).in_use()
    environment.ensure_site_settings(profile)
    return nullcontext()


def _parse(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m lendcore.database.server")
    commands = parser.add_subparsers(dest="command", required=True)
    for name, text in (
        ("start", "start the server and let it stay up"),
        ("stop", "stop the server"),
        ("status", "say whether it runs"),
        ("psql", "open psql on it; arguments for psql after --"),
        ("run", "run a command against it; the command after --"),
    ):
        command = commands.add_parser(name, help=text)
        command.add_argument(
            "--profile", choices=state.PROFILES, default=state.MAIN_PROFILE
        )
        if name == "psql":
            command.add_argument(
                "--as",
                dest="role",
                choices=("app", "owner", "superuser"),
                default="owner",
            )
            command.add_argument("arguments", nargs="*")
        if name == "run":
            command.add_argument("arguments", nargs="+")
    return parser.parse_args(arguments)


def main(arguments: list[str] | None = None) -> int:
    """Carry out one command; return the exit status."""
    asked = _parse(sys.argv[1:] if arguments is None else arguments)
    try:
        match asked.command:
            case "start":
                return start(asked.profile)
            case "stop":
                return stop(asked.profile)
            case "status":
                return status(asked.profile)
            case "psql":
                return psql(asked.profile, asked.role, asked.arguments)
            case _:
                return run(asked.profile, asked.arguments)
    except (ServerError, state.BadEnvFile) as problem:
        print(problem, file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())
