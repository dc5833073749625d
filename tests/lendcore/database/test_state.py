"""Where the state lies, and its two secret files."""

import os

import pytest

from lendcore.database import state


@pytest.fixture
def env_file(tmp_path):
    return tmp_path / "app.env"


def test_chosen_folder_wins(monkeypatch, tmp_path):
    monkeypatch.setenv("LENDCORE_STATE_DIR", str(tmp_path))

    assert state.state_dir() == tmp_path


def test_state_of_a_normal_user_stays_in_the_checkout(monkeypatch):
    monkeypatch.delenv("LENDCORE_STATE_DIR", raising=False)
    monkeypatch.setattr(os, "geteuid", lambda: 1000)

    assert (state.state_dir().parent / "manage.py").exists()
    assert state.state_dir().name == "var"


def test_state_of_root_lies_outside_the_checkout_under_a_name_of_its_own(monkeypatch):
    monkeypatch.delenv("LENDCORE_STATE_DIR", raising=False)
    monkeypatch.setattr(os, "geteuid", lambda: 0)

    folder = state.state_dir()

    assert str(folder.parent) == "/var/lib/lendcore"
    assert len(folder.name) == 16
    assert int(folder.name, 16) >= 0


def test_each_profile_has_files_of_its_own(monkeypatch, tmp_path):
    monkeypatch.setenv("LENDCORE_STATE_DIR", str(tmp_path))

    paths = {state.app_env_path(profile) for profile in state.PROFILES}

    assert len(paths) == len(state.PROFILES)
    assert tmp_path / "app.env" in paths


def test_unknown_profile_is_refused():
    with pytest.raises(ValueError, match="no profile 'prod'"):
        state.profile_dir("prod")


def test_profile_folder_cannot_be_listed_by_others(monkeypatch, tmp_path):
    monkeypatch.setenv("LENDCORE_STATE_DIR", str(tmp_path / "new"))

    folder = state.ensure_profile_dir("test")

    assert folder.stat().st_mode & 0o066 == 0
    assert folder.parent.stat().st_mode & 0o066 == 0


def test_values_read_back_as_they_were_written(env_file):
    values = {"SECRET_KEY": "a=b#c\"d' e", "MASTER_KEYS": "k1:q+/=", "EMPTY": ""}

    state.write_env_file(env_file, values)

    assert state.read_env_file(env_file) == values


def test_file_is_for_its_owner_alone_even_where_a_looser_one_stood(env_file):
    env_file.write_text("OLD=1\n")
    env_file.chmod(0o644)

    state.write_env_file(env_file, {"NEW": "2"})

    assert env_file.stat().st_mode & 0o777 == 0o600
    assert state.read_env_file(env_file) == {"NEW": "2"}


def test_file_is_never_open_to_others_while_it_is_written(env_file, monkeypatch):
    seen = []
    real_fsync = os.fsync

    def look(handle):
        seen.append(os.fstat(handle).st_mode & 0o777)
        real_fsync(handle)

    monkeypatch.setattr(os, "fsync", look)
    state.write_env_file(env_file, {"SECRET_KEY": "x"})

    assert seen == [0o600]


def test_failed_write_leaves_the_old_file_and_nothing_else(env_file, monkeypatch):
    state.write_env_file(env_file, {"A": "1"})

    def fail(handle):
        raise OSError("The disk is full.")

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(OSError, match="disk is full"):
        state.write_env_file(env_file, {"A": "2"})

    assert state.read_env_file(env_file) == {"A": "1"}
    assert list(env_file.parent.iterdir()) == [env_file]


@pytest.mark.parametrize("value", ["two\nlines", "return\r", " space", "line\u2028sep"])
def test_value_that_would_not_read_back_is_refused(env_file, value):
    with pytest.raises(state.BadEnvFile):
        state.write_env_file(env_file, {"NAME": value})

    assert not env_file.exists()


def test_missing_file_reads_as_empty(env_file):
    assert state.read_env_file(env_file) == {}


def test_comments_and_empty_lines_are_skipped(env_file):
    env_file.write_text("# a note\n\nNAME=value\n")

    assert state.read_env_file(env_file) == {"NAME": "value"}


def test_bad_line_is_named_by_its_number_and_not_shown(env_file):
    env_file.write_text("NAME=value\nhunter2\n")

    with pytest.raises(state.BadEnvFile, match="line 2") as caught:
        state.read_env_file(env_file)

    assert "hunter2" not in str(caught.value)
