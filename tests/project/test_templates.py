"""What templates and static files must not contain."""

import re

from tests.project.sources import lines_with, static_files, templates, text

PAGES = [path for path in templates() if path.endswith(".html")]
COMMENT = re.compile(r"^\s*(\{#|\{% comment)")
INCLUDE_WITH = re.compile(r"{%\s*include\s+\"([^\"#]+)\"\s+with\s")
PARTIALS = re.compile(r"{%\s*include\s+\"([^\"#]+)#")
# Addresses that a page may name: what a browser never fetches by itself.
NAMED_HOSTS = (
    "http://www.w3.org/",  # the name of a namespace
    "https://example.com",
    "https://www.example.com",
)


def test_there_are_templates_to_look_through():
    assert len(PAGES) > 40
    assert len(static_files()) > 10


def test_no_template_has_an_inline_style():
    assert lines_with(r"\sstyle\s*=|<style\b", PAGES) == []


def test_no_template_has_the_body_of_a_script():
    whole = {path: text(path) for path in PAGES}
    bodies = [
        path
        for path, content in whole.items()
        for body in re.findall(r"<script\b[^>]*>(.*?)</script>", content, re.DOTALL)
        if body.strip()
    ]

    assert bodies == []


def test_no_template_has_an_inline_handler():
    pattern = (
        r"\shx-on|\son(abort|[a-z]*(click|change|load|error|submit|input|key|focus))"
    )

    assert lines_with(rf"{pattern}[a-z:-]*\s*=", PAGES) == []
    assert lines_with(r"javascript:", PAGES) == []


def test_no_template_trusts_a_value_to_be_html():
    # Mails are plain text, in which an escaped & would be read as it stands.
    pages = [path for path in templates() if not path.startswith("templates/mail/")]

    assert lines_with(r"\|\s*(safe|safeseq)\b", templates()) == []
    assert lines_with(r"{%\s*autoescape\s+off", pages) == []


def test_every_icon_is_named_in_the_template_itself():
    # A name from a variable would be found missing only when somebody sees it.
    icons = r"{%\s*icon\s+(?!\"[a-z0-9-]+\"|name\s)"

    assert lines_with(icons, PAGES, outside=("templates/components/",)) == []


def test_htmx_attributes_are_not_evaluated():
    assert lines_with(r"hx-(vals|headers|vars)\s*=\s*[\"']js:|hx-vars", PAGES) == []


def test_nothing_is_fetched_from_another_host():
    hosts = r"(?:https?:)?//[a-z0-9][a-z0-9.-]*\.[a-z]{2,}"
    paths = [*PAGES, *static_files()]
    found = [
        line
        for line in lines_with(hosts, paths, flags=re.IGNORECASE)
        if not any(host in line for host in NAMED_HOSTS)
    ]

    assert found == []


def test_forms_that_write_carry_the_token():
    forms = {
        path: re.findall(
            r"<form\b[^>]*method=\"post\".*?</form>", text(path), re.DOTALL
        )
        for path in PAGES
    }
    # A form may leave its body, token included, to another template or block.
    bare = [
        f"{path}: {form[:200]}"
        for path, found in forms.items()
        for form in found
        if not re.search(r"csrf_token|{% (include|block|partial)", form)
    ]

    assert bare == []


def included_with_inputs():
    return sorted(
        {name for path in templates() for name in INCLUDE_WITH.findall(text(path))}
    )


def test_a_template_that_takes_inputs_says_which():
    loads = r"^\s*({%\s*load [^%]*%}\s*)+"
    silent = [
        name
        for name in included_with_inputs()
        if not COMMENT.match(re.sub(loads, "", text(f"templates/{name}")))
    ]

    assert included_with_inputs()
    assert silent == [], "begin with a comment that lists the inputs"
