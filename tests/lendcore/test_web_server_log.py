"""What gunicorn itself logs, started as the demo starts it."""

import contextlib
import http.client
import os
import signal
import socket
import subprocess
import time
from pathlib import Path

import pytest

from lendcore.demo import _web_server

SSN = "536-22-8714"
# The page says which process made it, and fails on the way.
APPLICATION = f"""
import os
from lendcore.wsgi import application

def failing(environ, start_response):
    start_response("200 OK", [("Content-Type", "text/plain")])
    yield str(os.getpid()).encode()
    raise ValueError(f"Could not write {SSN} in {{os.getpid()}}")
"""
SECONDS = 30


@pytest.fixture
def port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture
def log(tmp_path):
    return tmp_path / "log"


@pytest.fixture
def server(tmp_path, port, log):
    (tmp_path / "failing.py").write_text(APPLICATION)
    command = [
        "failing:failing" if part == "lendcore.wsgi" else part
        for part in _web_server(port)
    ]
    path = os.pathsep.join([str(tmp_path), str(Path.cwd())])
    with log.open("wb") as errors:
        process = subprocess.Popen(
            [*command, "--workers=1"],
            env=os.environ | {"PYTHONPATH": path},
            stderr=errors,
        )
    yield process
    process.terminate()
    process.wait(SECONDS)


def get_worker(port):
    """Return which process answers, or nothing while none does."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=SECONDS)
    with contextlib.closing(connection):
        try:
            connection.request("GET", "/")
            return connection.getresponse().read().decode()
        except http.client.IncompleteRead as cut:
            return cut.partial.decode()
        except OSError:
            return ""


def wait_for(find):
    """Return the first thing found; what happens in another process takes a while."""
    deadline = time.monotonic() + SECONDS
    while time.monotonic() < deadline:
        if found := find():
            return found
        time.sleep(0.1)
    raise TimeoutError


def wait_for_worker(port, former=""):
    def find():
        worker = get_worker(port)
        return worker if worker != former else ""

    return wait_for(find)


def wait_for_traceback(log, worker):
    """Return the log up to the traceback of a worker."""

    def find():
        text, end, _ = log.read_text().partition(f" in {worker}\n")
        return text if end else ""

    return wait_for(find)


def test_the_traceback_of_a_failing_stream_has_no_numbers_even_after_a_reload(
    server, port, log
):
    first = wait_for_worker(port)
    before = wait_for_traceback(log, first)
    server.send_signal(signal.SIGHUP)
    second = wait_for_worker(port, former=first)
    after = wait_for_traceback(log, second)

    assert "ERROR gunicorn.error: Error handling request" in before
    for text in (before, after):
        assert text.endswith("ValueError: Could not write [number removed]")
        assert SSN not in text
