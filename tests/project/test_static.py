"""Static files as production serves them: collected, hashed, compressed."""

import re

import pytest
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import storages
from django.core.management import call_command
from django.template import engines
from django.test import override_settings

from tests.project.sources import templates, text

NAMED = re.compile(r"{%\s*static\s+[\"']([^\"']+)[\"']")
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "lendcore.static.ManifestStorage"},
}


def named_files():
    return sorted({name for path in templates() for name in NAMED.findall(text(path))})


@pytest.fixture(scope="module")
def collected(tmp_path_factory):
    """The storage of production, filled."""
    folder = tmp_path_factory.mktemp("static")
    with override_settings(STATIC_ROOT=folder, STORAGES=STORAGES, DEBUG=False):
        call_command("collectstatic", interactive=False, verbosity=0)
        yield storages["staticfiles"]


def content_of(collected, stored):
    with collected.open(stored) as file:
        return file.read().decode()


def test_templates_name_static_files():
    assert len(named_files()) > 3


def test_static_files_named_by_templates_stand_there():
    assert [name for name in named_files() if not finders.find(name)] == []


def test_every_static_file_of_ours_is_collected_under_its_hash(collected):
    for name in named_files():
        stored = collected.stored_name(name)
        assert re.search(r"\.[0-9a-f]{12}\.", stored), stored
        assert collected.exists(stored)


def test_modules_import_each_other_by_hash(collected):
    ours = [
        stored
        for name, stored in collected.hashed_files.items()
        if name.startswith("lendcore/") and name.endswith((".js", ".mjs"))
    ]
    imports = [
        found
        for stored in ours
        for found in re.findall(
            r"(?:from|import)\s*\(?[\"'](\.[^\"']+)[\"']",
            content_of(collected, stored),
        )
    ]

    assert ours
    plain = [name for name in imports if not re.search(r"\.[0-9a-f]{12}\.", name)]
    assert plain == []


def test_no_style_sheet_names_a_file_that_is_missing(collected):
    for name, stored in collected.hashed_files.items():
        if not (name.startswith("lendcore/") and name.endswith(".css")):
            continue
        for found in re.findall(
            r"(?:url\(|@import\s+)[\"']?([^\"')\s]+)",
            content_of(collected, stored),
        ):
            assert found.startswith(("data:", "#")) or re.search(
                r"\.[0-9a-f]{12}\.", found
            ), f"{name} names {found}"


def test_every_template_compiles():
    for path in templates():
        engines["django"].get_template(path.removeprefix("templates/"))
