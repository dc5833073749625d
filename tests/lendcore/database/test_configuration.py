"""The embedded server's settings."""

import pytest

from lendcore.database import configuration

GIB = 1024**3


@pytest.mark.parametrize("profile", ["main", "test", "bench"])
def test_every_profile_listens_on_this_machine_alone_with_scram(profile):
    text = configuration.server_settings(profile, 20_001, 24 * GIB)

    assert "listen_addresses = '127.0.0.1'" in text
    assert "unix_socket_directories = ''" in text
    assert "password_encryption = 'scram-sha-256'" in text
    assert "port = '20001'" in text


@pytest.mark.parametrize("profile", ["main", "bench"])
def test_only_tests_give_up_durability(profile):
    kept = configuration.server_settings(profile, 20_001, 24 * GIB)
    given_up = configuration.server_settings("test", 20_001, 24 * GIB)

    assert "fsync" not in kept
    assert "fsync = 'off'" in given_up


@pytest.mark.parametrize(
    ("memory", "buffers"), [(24 * GIB, 1024), (2 * GIB, 256), (64 * 1024**2, 16)]
)
def test_buffers_grow_with_memory_up_to_one_gigabyte(memory, buffers):
    text = configuration.server_settings("main", 20_001, memory)

    assert f"shared_buffers = '{buffers}MB'" in text


def test_container_limit_counts_where_it_is_lower(monkeypatch, tmp_path):
    limit = tmp_path / "memory.max"
    monkeypatch.setattr(configuration, "_CGROUP_LIMIT", limit)
    installed = configuration.memory_bytes()

    limit.write_text("1048576\n")
    assert configuration.memory_bytes() == 1_048_576
    limit.write_text("max\n")
    assert configuration.memory_bytes() == installed
