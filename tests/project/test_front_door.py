"""The files by which a stranger starts, checks and installs the project."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).resolve().parents[2]
LOCKS = {
    "requirements.in": "requirements.lock",
    "requirements-dev.in": "requirements-dev.lock",
    "requirements-uv.in": "requirements-uv.lock",
}
PACKAGES = ["lendcore", "integrations", "customers", "accounts", "cards"]
REQUIREMENT = re.compile(r"^([A-Za-z][A-Za-z0-9-]*)", re.MULTILINE)
PINNED = re.compile(r"^([a-z0-9-]+)==(\S+)( ; .+)? \\$", re.MULTILINE)


def read(name):
    return (CHECKOUT / name).read_text()


def pins(lock):
    return {name: version for name, version, _ in PINNED.findall(read(lock))}


def make(*arguments):
    # As from a shell: the make that runs these tests would pass its own flags on.
    env = {name: text for name, text in os.environ.items() if "MAKE" not in name}
    return subprocess.run(
        ["make", *arguments], cwd=CHECKOUT, env=env, capture_output=True, text=True
    )


def lint_imports(folder):
    command = Path(sys.executable).with_name("lint-imports")
    return subprocess.run(
        [command, "--no-cache"],
        cwd=folder,
        env={"PYTHONPATH": str(folder)},
        capture_output=True,
        text=True,
    )


@pytest.mark.parametrize(("wanted", "lock"), LOCKS.items())
def test_every_package_asked_for_is_locked(wanted, lock):
    asked = set(REQUIREMENT.findall(read(wanted)))

    assert asked
    assert asked <= pins(lock).keys()


@pytest.mark.parametrize("lock", LOCKS.values())
def test_every_locked_package_has_hashes(lock):
    blocks = re.split(r"\n(?=\S)", read(lock).strip())

    assert len(blocks) == len(pins(lock))
    for block in blocks:
        assert "--hash=sha256:" in block, block


@pytest.mark.parametrize("lock", LOCKS.values())
def test_locks_name_no_address_and_no_path(lock):
    assert not re.search(r"://|--index|--find-links|/home/|@ ", read(lock))


def test_tests_run_on_the_versions_that_serve():
    serving, testing = pins("requirements.lock"), pins("requirements-dev.lock")

    assert serving.items() <= testing.items()


def test_help_names_the_commands_of_every_day():
    named = re.findall(r"^make (\w+)  ", make().stdout, re.MULTILINE)

    assert {"demo", "test", "bench", "lint", "format", "lock"} <= set(named)


@pytest.mark.parametrize("target", ["demo", "test", "bench", "lint", "migrate"])
def test_every_command_installs_what_it_needs_first(target):
    plan = make("--dry-run", target)

    assert plan.returncode == 0
    assert plan.stdout.startswith("scripts/bootstrap.sh ")


def test_scripts_can_be_run_and_are_sound_shell():
    for script in (*(CHECKOUT / "scripts").glob("*.sh"), CHECKOUT / ".ci" / "run"):
        shell = script.read_text().splitlines()[0].split("/")[-1].split()[-1]
        checked = subprocess.run([shell, "-n", script], capture_output=True, text=True)

        assert script.stat().st_mode & 0o111, script
        assert checked.returncode == 0, checked.stderr


@pytest.mark.parametrize(
    ("importer", "statement"),
    [
        ("lendcore/processes.py", "import customers"),
        ("lendcore/processes.py", "import lendcore.site"),
        ("lendcore/models/planted.py", "import lendcore.views"),
        ("integrations/planted.py", "import customers"),
        ("customers/planted.py", "import accounts"),
        ("customers/models/planted.py", "import customers.services"),
        ("accounts/planted.py", "import cards"),
        ("accounts/engine/planted.py", "import lendcore"),
        ("accounts/engine/planted.py", "import django"),
        ("cards/planted.py", "import lendcore.site"),
    ],
)
def test_planted_import_against_the_layers_is_found(tmp_path, importer, statement):
    for package in PACKAGES:
        shutil.copytree(
            CHECKOUT / package,
            tmp_path / package,
            ignore=shutil.ignore_patterns("__pycache__"),
        )
    shutil.copy(CHECKOUT / "pyproject.toml", tmp_path)
    with (tmp_path / importer).open("a") as file:
        file.write(f"\n{statement}\n")

    done = lint_imports(tmp_path)

    module = importer.removesuffix(".py").replace("/", ".")
    assert done.returncode != 0
    assert f"{module} -> {statement.removeprefix('import ')}" in done.stdout
