"""The machine that is measured on, and how busy it is with other work."""

import os
import platform
import sysconfig
import time
from dataclasses import dataclass, field
from typing import Self

import django
from django.db import connection

from lendcore.database.configuration import memory_bytes
from lendcore.site.bench.figures import Spread

_GIB = 1024**3
_ROUND_TRIPS = 500


def describe_machine() -> str:
    """Return what figures of other machines are compared by. One query."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_setting('server_version'), "
            "current_setting('shared_buffers')"
        )
        version, buffers = cursor.fetchone()
    return (
        f"{os.process_cpu_count()} processor cores, "
        f"{memory_bytes() / _GIB:.0f} GB of memory, "
        f"{platform.system()} on {platform.machine()}; "
        f"PostgreSQL {version.split()[0]} with {buffers} shared buffers, "
        f"Python {platform.python_version()} ({_build()}), "
        f"Django {django.get_version()}"
    )


def describe_processor() -> str:
    """Return what figures of Python alone are compared by."""
    return (
        f"{os.process_cpu_count()} processor cores, "
        f"{platform.system()} on {platform.machine()}; "
        f"Python {platform.python_version()} ({_build()})"
    )


def _build() -> str:
    """Return how Python was built: without profiles it is slower at everything."""
    arguments = sysconfig.get_config_var("CONFIG_ARGS") or ""
    is_optimized = "--enable-optimizations" in arguments
    return f"built {'with' if is_optimized else 'without'} profile-guided optimization"


@dataclass
class Busyness:
    """How busy the machine was, and how slow the database answered nothing at all.

    Noted when a part of the run begins and ends: on a busy machine every figure of
    that part is too high.
    """

    loads: list[float] = field(default_factory=list)
    round_trips: list[float] = field(default_factory=list)

    @classmethod
    def begin(cls) -> Self:
        """Return a record with its first note taken."""
        made = cls()
        made.note()
        return made

    def note(self) -> None:
        """Take the load of the last minute, and time `SELECT 1` some 500 times."""
        self.loads.append(os.getloadavg()[0])
        with connection.cursor() as cursor:
            for _ in range(_ROUND_TRIPS):
                began = time.perf_counter()
                cursor.execute("SELECT 1")
                cursor.fetchone()
                self.round_trips.append((time.perf_counter() - began) * 1000)

    def __str__(self) -> str:
        loads = " to ".join(f"{load:.1f}" for load in self.loads)
        spread = Spread.of(self.round_trips)
        return (
            f"Load average {loads}. A bare `SELECT 1` by the same connection: "
            f"p50 {spread.p50:.2f} ms, p95 {spread.p95:.2f} ms."
        )
