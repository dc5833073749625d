"""Who is told which log-in."""

import base64

import pytest

from lendcore.database import environment, state
from lendcore.database.binaries import ServerError

OWN_SERVER = {
    "DATABASE_URL": "postgres://app:a@db.example/lendcore",
    "DATABASE_OWNER_URL": "postgres://owner:o@db.example/lendcore",
}


@pytest.fixture(autouse=True)
def state_folder(monkeypatch, tmp_path):
    monkeypatch.setenv("LENDCORE_STATE_DIR", str(tmp_path))
    environment.ensure_site_settings("main")
    return tmp_path


@pytest.fixture
def _embedded():
    environment.write_addresses("main", 20_001)


@pytest.mark.usefixtures("_embedded")
def test_serving_process_learns_nothing_of_the_owner():
    inherited = {"DATABASE_OWNER_URL": "x", "DATABASE_ROLE": "owner"}

    env = environment.app_environment("main", inherited)

    assert env["DATABASE_URL"].startswith("postgres://lendcore_app:")
    assert "DATABASE_ROLE" not in env
    owner = state.read_env_file(state.owner_env_path())
    assert not any(value in env.values() for value in owner.values())
    assert not any("OWNER" in name or "SUPERUSER" in name for name in env)


@pytest.mark.usefixtures("_embedded")
def test_migration_connects_as_the_owner_but_never_as_superuser():
    env = environment.migration_environment("main", {})

    assert env["DATABASE_ROLE"] == "owner"
    assert env["DATABASE_OWNER_URL"].startswith("postgres://lendcore_owner:")
    assert "DATABASE_SUPERUSER_URL" not in env


def test_own_server_is_used_as_it_is():
    env = environment.owner_environment("main", OWN_SERVER)

    assert {name: env[name] for name in OWN_SERVER} == OWN_SERVER
    assert len(env["SECRET_KEY"]) >= 50


def test_own_server_without_the_owner_is_refused_with_what_to_set():
    with pytest.raises(ServerError, match="DATABASE_OWNER_URL is not"):
        environment.uses_own_server({"DATABASE_URL": "postgres://db.example/x"})


def test_settings_from_outside_win_over_the_stored_ones():
    env = environment.app_environment("main", OWN_SERVER | {"SECRET_KEY": "mine"})

    assert env["SECRET_KEY"] == "mine"


@pytest.mark.usefixtures("_embedded")
def test_new_port_keeps_the_passwords():
    before = environment.owner_environment("main", {})["DATABASE_OWNER_URL"]

    environment.write_addresses("main", 20_002)

    after = environment.owner_environment("main", {})["DATABASE_OWNER_URL"]
    assert after == before.replace(":20001/", ":20002/")


def test_settings_made_once_stay_and_profiles_share_none():
    first = state.read_env_file(state.app_env_path())

    environment.ensure_site_settings("main")
    environment.ensure_site_settings("test")

    assert state.read_env_file(state.app_env_path()) == first
    assert not set(first.values()) & _secrets_of("test")


def test_master_key_is_32_random_bytes_with_a_name():
    name, _, key = state.read_env_file(state.app_env_path())["MASTER_KEYS"].partition(
        ":"
    )

    assert name == "k1"
    assert len(base64.b64decode(key, validate=True)) == 32


def test_lost_keys_of_existing_data_are_not_replaced(state_folder):
    (state_folder / "postgres" / "data").mkdir(parents=True)
    state.app_env_path().unlink()

    with pytest.raises(ServerError, match="MASTER_KEYS is missing"):
        environment.ensure_site_settings("main")

    assert not state.app_env_path().exists()


def test_log_in_for_psql_is_kept_off_the_command_line():
    login = environment.libpq_environment("postgres://me:secret@127.0.0.1:20001/books")

    assert login == {
        "PGHOST": "127.0.0.1",
        "PGPORT": "20001",
        "PGUSER": "me",
        "PGPASSWORD": "secret",
        "PGDATABASE": "books",
    }


def _secrets_of(profile):
    values = state.read_env_file(state.app_env_path(profile))
    return {values["SECRET_KEY"], values["MASTER_KEYS"]}
