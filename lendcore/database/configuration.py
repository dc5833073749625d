"""The embedded server's settings, per profile."""

import os
from pathlib import Path

_MIB = 1024 * 1024
_CGROUP_LIMIT = Path("/sys/fs/cgroup/memory.max")

_COMMON = {
    "listen_addresses": "127.0.0.1",
    # TCP alone: a socket file would need a folder that both users can enter.
    "unix_socket_directories": "",
    "password_encryption": "scram-sha-256",
    "max_connections": "100",
    "max_wal_senders": "0",
    "jit": "off",
    "random_page_cost": "1.1",
    "work_mem": "16MB",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_line_prefix": "%m [%p] %u@%d ",
    # Rejected statements and the values in them are people's data. The client is told
    # what went wrong; the log keeps only what concerns the server itself.
    "log_min_messages": "log",
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
}
_BY_PROFILE = {
    "main": {"max_wal_size": "2GB"},
    # A test database is made anew for each run, so nothing in it must survive a crash.
    "test": {
        "max_wal_size": "2GB",
        "checkpoint_timeout": "30min",
        "fsync": "off",
        "synchronous_commit": "off",
        "full_page_writes": "off",
        "wal_level": "minimal",
    },
    "bench": {"max_wal_size": "8GB", "checkpoint_timeout": "30min"},
}


def server_settings(profile: str, port: int, memory_bytes: int) -> str:
    """Return the text of postgresql.conf for a machine with this much memory."""
    sizes = {
        "port": str(port),
        "shared_buffers": _megabytes(min(memory_bytes // 8, 1024 * _MIB)),
        "effective_cache_size": _megabytes(memory_bytes // 2),
        "maintenance_work_mem": _megabytes(min(memory_bytes // 16, 256 * _MIB)),
    }
    settings = _COMMON | sizes | _BY_PROFILE[profile]
    lines = [f"{name} = '{value}'\n" for name, value in settings.items()]
    return "# Written at every start.\n" + "".join(lines)


def memory_bytes() -> int:
    """Return this machine's memory, or the container's limit where that is less."""
    installed = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    try:
        limit = _CGROUP_LIMIT.read_text().strip()
    except OSError:
        return installed
    return min(installed, int(limit)) if limit.isdigit() else installed


def _megabytes(size_bytes: int) -> str:
    return f"{max(size_bytes // _MIB, 16)}MB"
