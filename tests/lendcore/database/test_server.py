"""A real embedded server: its life, its roles and what its users may do."""

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psycopg
import pytest

from lendcore.database import environment, roles, state
from lendcore.database.binaries import ServerError, find_binaries
from lendcore.database.cluster import Cluster

CHECKOUT = Path(__file__).resolve().parents[3]
PROFILE = "test"


@pytest.fixture(scope="module")
def state_folder():
    # Not pytest's own folder: it is closed to the user who runs PostgreSQL for root.
    folder = Path(tempfile.mkdtemp(prefix="lendcore-test-"))
    folder.chmod(0o711)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("LENDCORE_STATE_DIR", str(folder))
        patch.delenv("DATABASE_URL", raising=False)
        patch.delenv("DATABASE_OWNER_URL", raising=False)
        with Cluster(PROFILE).in_use():
            pass  # Makes the data, so that no test depends on one before it.
        yield folder
        Cluster(PROFILE).stop()
    shutil.rmtree(folder)


@pytest.fixture
def cluster(state_folder):
    """A stopped server, and stopped again afterwards."""
    server = Cluster(PROFILE)
    server.stop()
    yield server
    server.stop()


@pytest.fixture
def logins(cluster):
    """The three log-ins of a running server."""
    with cluster.in_use():
        yield state.read_env_file(state.app_env_path(PROFILE)) | state.read_env_file(
            state.owner_env_path(PROFILE)
        )


def run_server(*arguments, **options):
    command = [sys.executable, "-m", "lendcore.database.server", *arguments]
    return subprocess.Popen(
        command,
        cwd=CHECKOUT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        **options,
    )


def output_of(*arguments, **options):
    process = run_server(*arguments, **options)
    output, errors = process.communicate(timeout=120)
    return process.returncode, output.strip(), errors.strip()


def in_python(code):
    return ("run", "--profile", PROFILE, "--", sys.executable, "-c", code)


def wait_for(condition):
    deadline = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.05)


def in_database(url, name):
    return url.removesuffix("/lendcore") + f"/{name}"


def refusal(url, statement, **login):
    connection = psycopg.connect(url, autocommit=True, **login)
    with connection, pytest.raises(psycopg.Error) as caught:
        connection.execute(statement)
    return caught.value


def test_command_gets_both_log_ins_and_gives_its_status(cluster):
    code = (
        "import os, sys; print(*sorted(n for n in os.environ if 'DATABASE' in n));"
        "sys.exit(7)"
    )

    status, output, _ = output_of(*in_python(code))

    assert status == 7
    assert output == "DATABASE_OWNER_URL DATABASE_URL"
    assert cluster.pid() is None


def test_unknown_command_is_named(cluster):
    status, _, errors = output_of("run", "--profile", PROFILE, "--", "no-such-command")

    assert status == 127
    assert "no-such-command" in errors


def test_started_server_stays_until_it_is_stopped(cluster):
    cluster.start()
    with cluster.in_use():
        pass

    assert output_of("status", "--profile", PROFILE)[0] == 0
    cluster.stop()
    assert output_of("status", "--profile", PROFILE)[0] == 3


def test_last_one_out_stops_the_server(cluster):
    with cluster.in_use():
        status, _, _ = output_of(*in_python("pass"))

        assert status == 0
        assert cluster.pid() is not None
    assert cluster.pid() is None


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_signal_ends_the_command_and_the_server(cluster, tmp_path, number):
    ready = tmp_path / "ready"
    code = f"import pathlib, time; pathlib.Path({str(ready)!r}).touch(); time.sleep(99)"
    # In a session of its own, so that no terminal sends the signal to all.
    process = run_server(*in_python(code), start_new_session=True)
    wait_for(ready.exists)

    process.send_signal(number)
    process.communicate(timeout=60)

    assert process.returncode != 0
    assert cluster.pid() is None


def test_signal_reaches_what_a_script_has_started(cluster, tmp_path):
    ready, ended = tmp_path / "ready", tmp_path / "ended"
    inner = (
        "import pathlib, signal, sys, time\n"
        f"def end(*_): pathlib.Path({str(ended)!r}).touch(); sys.exit()\n"
        "signal.signal(signal.SIGTERM, end)\n"
        f"pathlib.Path({str(ready)!r}).touch(); time.sleep(99)\n"
    )
    command = ("sh", "-c", '"$0" -c "$1"; echo after', sys.executable, inner)
    process = run_server(
        "run", "--profile", PROFILE, "--", *command, start_new_session=True
    )
    wait_for(ready.exists)

    process.send_signal(signal.SIGTERM)
    process.communicate(timeout=60)

    wait_for(ended.exists)
    assert cluster.pid() is None


def test_killed_user_of_the_server_does_not_keep_it_up(cluster, tmp_path):
    ready = tmp_path / "ready"
    code = f"import pathlib, time; pathlib.Path({str(ready)!r}).touch(); time.sleep(99)"
    process = run_server(*in_python(code), start_new_session=True)
    wait_for(ready.exists)
    os.killpg(process.pid, signal.SIGKILL)
    process.communicate()

    assert cluster.pid() is not None
    with cluster.in_use():
        pass
    assert cluster.pid() is None


def test_crashed_server_starts_again(cluster):
    with cluster.in_use():
        os.kill(cluster.pid(), signal.SIGKILL)
        wait_for(lambda: cluster.pid() is None)

        assert output_of(*in_python("print('up again')"))[1] == "up again"


def test_number_of_a_foreign_process_in_the_pid_file_blocks_nothing(cluster):
    stale = "\n".join([str(os.getpid()), str(cluster.data), "1", "20001", "", "", ""])
    (cluster.data / "postmaster.pid").write_text(stale)

    assert cluster.pid() is None
    with cluster.in_use():
        assert cluster.pid() != os.getpid()


def test_taken_port_is_left_to_its_owner(cluster, capsys):
    with cluster.in_use():
        port = cluster.port()
    with socket.create_server(("127.0.0.1", port)), cluster.in_use():
        moved_to = cluster.port()

    app = state.read_env_file(state.app_env_path(PROFILE))
    assert moved_to != port
    assert f":{moved_to}/" in app["DATABASE_URL"]
    assert f"Port {port} is taken" in capsys.readouterr().err


def test_data_of_another_version_is_left_alone(cluster):
    version = cluster.data / "PG_VERSION"
    real = version.read_text()
    version.write_text("12\n")

    with contextlib.ExitStack() as after:
        after.callback(version.write_text, real)
        with pytest.raises(ServerError, match="made by PostgreSQL 12"):
            cluster.start()


def test_every_log_in_needs_its_password(logins):
    for name in ("DATABASE_URL", "DATABASE_OWNER_URL", "DATABASE_SUPERUSER_URL"):
        secret = logins[name].split(":")[2].split("@")[0]
        with pytest.raises(psycopg.OperationalError, match="password"):
            psycopg.connect(logins[name].replace(secret, "guess"))


def test_neither_role_has_more_rights_than_it_needs(logins):
    with psycopg.connect(logins["DATABASE_URL"]) as connection:
        found = connection.execute(
            "SELECT rolname, rolsuper, rolbypassrls, rolcreaterole, rolreplication,"
            " rolcreatedb, rolinherit FROM pg_roles"
            " WHERE rolname LIKE 'lendcore%' ORDER BY rolname"
        ).fetchall()

    assert found == [
        ("lendcore_app", False, False, False, False, False, False),
        ("lendcore_owner", False, False, False, False, True, True),
    ]


def test_app_role_reads_new_tables_and_no_more(logins):
    with psycopg.connect(logins["DATABASE_OWNER_URL"]) as owner:
        owner.execute("DROP TABLE IF EXISTS book")
        owner.execute("CREATE TABLE book (title text)")

    app = logins["DATABASE_URL"]
    with psycopg.connect(app) as connection:
        assert connection.execute("SELECT * FROM book").fetchall() == []
    denied = psycopg.errors.InsufficientPrivilege
    for statement in (
        "INSERT INTO book VALUES ('x')",
        "TRUNCATE book",
        "DROP TABLE book",
        "CREATE TABLE mine (x int)",
        "CREATE SCHEMA mine",
        "CREATE DATABASE mine",
        "SET ROLE lendcore_owner",
        "ALTER ROLE lendcore_app BYPASSRLS",
    ):
        assert isinstance(refusal(app, statement), denied), statement


def test_app_role_calls_only_functions_that_are_granted_to_it(logins):
    with psycopg.connect(logins["DATABASE_OWNER_URL"]) as owner:
        owner.execute(
            "CREATE OR REPLACE FUNCTION one() RETURNS int LANGUAGE sql RETURN 1"
        )

    problem = refusal(logins["DATABASE_URL"], "SELECT one()")

    assert isinstance(problem, psycopg.errors.InsufficientPrivilege)


def test_other_databases_are_closed_to_the_app_role(logins):
    for name in ("postgres", "template1"):
        with pytest.raises(psycopg.OperationalError, match="permission denied"):
            psycopg.connect(in_database(logins["DATABASE_URL"], name))


def test_owner_prepares_a_database_of_its_own_without_a_superuser(logins):
    owner = logins["DATABASE_OWNER_URL"]
    with psycopg.connect(owner, autocommit=True) as connection:
        connection.execute("DROP DATABASE IF EXISTS fresh")
        connection.execute("CREATE DATABASE fresh")
    fresh_owner = in_database(owner, "fresh")
    fresh_app = in_database(logins["DATABASE_URL"], "fresh")

    roles.prepare_database(fresh_owner)
    roles.prepare_database(fresh_owner)

    with psycopg.connect(fresh_owner) as connection:
        connection.execute("CREATE TABLE book (title text)")
    with psycopg.connect(fresh_app) as connection:
        assert connection.execute("SELECT * FROM book").fetchall() == []
    problem = refusal(fresh_app, "CREATE TABLE mine (x int)")
    assert isinstance(problem, psycopg.errors.InsufficientPrivilege)


def test_role_that_was_given_more_is_brought_back(logins, cluster):
    with psycopg.connect(logins["DATABASE_SUPERUSER_URL"], autocommit=True) as admin:
        admin.execute("ALTER ROLE lendcore_app BYPASSRLS PASSWORD 'known'")
        admin.execute("GRANT lendcore_owner TO lendcore_app")

    with cluster.in_use(), psycopg.connect(logins["DATABASE_URL"]) as connection:
        bypasses, is_member = connection.execute(
            "SELECT rolbypassrls, pg_has_role(oid, 'lendcore_owner', 'MEMBER')"
            " FROM pg_roles WHERE rolname = current_user"
        ).fetchone()

    assert (bypasses, is_member) == (False, False)


def test_script_for_an_administrator_sets_up_a_server(logins):
    script = roles.administrator_script("their_owner", "their_app", "theirs")
    psql = [find_binaries().folder / "psql", "--no-psqlrc", "-v", "ON_ERROR_STOP=1"]
    login = environment.libpq_environment(logins["DATABASE_SUPERUSER_URL"])

    done = subprocess.run(psql, input=script, env=login, text=True, capture_output=True)

    assert done.returncode == 0, done.stderr
    theirs = in_database(logins["DATABASE_URL"], "theirs")
    owner = {"user": "their_owner", "password": "<password of the owner role>"}
    app = {"user": "their_app", "password": "<password of the app role>"}
    with psycopg.connect(theirs, **owner) as connection:
        connection.execute("CREATE EXTENSION pg_trgm")
        connection.execute("CREATE TABLE book (title text)")
    with psycopg.connect(theirs, **app) as connection:
        assert connection.execute("SELECT * FROM book").fetchall() == []
        assert connection.execute("SELECT lower('É')").fetchone() == ("é",)
    problem = refusal(theirs, "INSERT INTO book VALUES ('x')", **app)
    assert isinstance(problem, psycopg.errors.InsufficientPrivilege)
