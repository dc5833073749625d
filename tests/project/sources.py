"""The files of the project, and how tests look through them."""

import ast
import re
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("lendcore", "integrations", "customers", "accounts", "cards")


@cache
def text(path):
    return (ROOT / path).read_text()


@cache
def tree(path):
    return ast.parse(text(path))


@cache
def python_files():
    """Return every module of the product, as paths from the root."""
    return sorted(
        str(path.relative_to(ROOT))
        for package in PACKAGES
        for path in (ROOT / package).rglob("*.py")
    )


@cache
def written_python():
    """Return the modules that people wrote: migrations are Django's."""
    return [path for path in python_files() if "/migrations/" not in path]


@cache
def templates():
    found = [
        *(ROOT / "templates").rglob("*.html"),
        *(ROOT / "templates").rglob("*.txt"),
    ]
    return sorted(str(path.relative_to(ROOT)) for path in found)


@cache
def static_files():
    found = (ROOT / "static").rglob("*")
    wanted = {".css", ".js", ".mjs", ".svg", ".json", ".html"}
    return sorted(
        str(path.relative_to(ROOT)) for path in found if path.suffix in wanted
    )


@cache
def all_text_files():
    """Return every text file of the checkout that is not made by a tool."""
    skipped = {".git", ".venv", "var", "__pycache__", "node_modules", ".uv-bootstrap"}
    skipped |= {".hypothesis", "test-results"}
    found = []
    for path in ROOT.rglob("*"):
        parts = path.relative_to(ROOT).parts
        if skipped & set(parts) or any(part.endswith("_cache") for part in parts):
            continue
        if path.is_file() and is_text(path):
            found.append(str(path.relative_to(ROOT)))
    return sorted(found)


def is_text(path):
    with path.open("rb") as file:
        return b"\0" not in file.read(4096)


def lines_with(pattern, paths, *, outside=(), flags=0):
    """Return "path:line: text" of each line with the pattern.

    outside: beginnings of paths, or file names, in which the pattern may stand.
    """
    wanted = re.compile(pattern, flags | re.MULTILINE)
    return [
        f"{path}:{number}: {line.strip()}"
        for path in paths
        if not is_in(path, outside) and wanted.search(text(path))
        for number, line in enumerate(text(path).splitlines(), start=1)
        if wanted.search(line)
    ]


def is_in(path, places):
    return any(
        path.startswith(place) or path.endswith(f"/{place.lstrip('/')}")
        for place in places
    )


def functions(path):
    """Yield every function of a module with its number of lines."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node, node.end_lineno - node.lineno + 1


def calls(path):
    """Yield (line, dotted name, call) of every call in a module."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Call):
            yield node.lineno, dotted(node.func), node


def dotted(node):
    if isinstance(node, ast.Attribute):
        return f"{dotted(node.value)}.{node.attr}"
    return node.id if isinstance(node, ast.Name) else ""
