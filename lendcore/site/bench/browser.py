"""A signed-in browser without a screen: requests through the whole site, timed."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from http import HTTPStatus
from typing import Any

from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from lendcore.site.bench.building import Book
from lendcore.site.bench.refusals import BenchStopped

HOST = "localhost"
CSRF_FIELD = "csrfmiddlewaretoken"

type FormData = dict[str, list[str]]


@dataclass(frozen=True)
class Request:
    """One request. data: of a POST; a request without it is a GET."""

    path: str
    data: Mapping[str, Any] | None = None
    is_htmx: bool = False
    expected: HTTPStatus = HTTPStatus.OK


@dataclass(frozen=True)
class Visit:
    """What one request cost. python_milliseconds: processor time of this process."""

    milliseconds: float
    python_milliseconds: float
    queries: int


@dataclass
class _Counter:
    queries: int = 0

    def __call__(self, execute: Callable[..., Any], *arguments: Any) -> Any:
        self.queries += 1
        return execute(*arguments)


@dataclass
class Browser:
    """Holds one session. Middleware, checks of forgery and templates all take part."""

    book: Book
    client: Client = field(
        default_factory=lambda: Client(enforce_csrf_checks=True, SERVER_NAME=HOST)
    )
    csrf_token: str = ""

    def sign_in(self) -> None:
        """Sign in on the tenant's log-in page. Raises BenchStopped when refused."""
        path = reverse("sign_in_to", args=[self.book.tenant.slug])
        form = self.read_form(path, "password")
        form["email"], form["password"] = [self.book.email], [self.book.password]
        self.visit(Request(path, form, expected=HTTPStatus.FOUND))
        listing = self.read_form(reverse("customers:list"), "q")
        self.csrf_token = listing[CSRF_FIELD][0]

    def visit(self, request: Request) -> Visit:
        """Return what a request cost. Raises BenchStopped for another answer."""
        counter = _Counter()
        with connection.execute_wrapper(counter):
            began, python_began = time.perf_counter(), time.process_time()
            response = self._send(request)
            seconds = time.perf_counter() - began
            python_seconds = time.process_time() - python_began
        if response.status_code != request.expected:
            raise BenchStopped(
                f"{request.path} answered {response.status_code} instead of "
                f"{request.expected.value}."
            )
        return Visit(seconds * 1000, python_seconds * 1000, counter.queries)

    def _send(self, request: Request) -> HttpResponse:
        headers = {"HX-Request": "true"} if request.is_htmx else {}
        if request.data is None:
            return self.client.get(request.path, headers=headers)
        data = {CSRF_FIELD: self.csrf_token, **request.data}
        return self.client.post(request.path, data, headers=headers)

    def read_form(self, path: str, field_name: str) -> FormData:
        """Return what a browser would send of a page's form that has this field."""
        response = self.client.get(path)
        reader = FormReader()
        reader.feed(response.content.decode())
        for form in reader.forms:
            if field_name in form:
                return form
        raise BenchStopped(f"{path} has no form with the field {field_name}.")


class FormReader(HTMLParser):
    """Reads the forms of a page as they would be sent untouched."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[FormData] = []
        self._form: FormData | None = None
        self._select = ""
        self._options: list[tuple[str, bool]] = []
        self._text_area = ""
        self._is_template = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        facts = {name: value or "" for name, value in attrs}
        if tag == "template":
            self._is_template = True
        elif tag == "form":
            self._form = {}
            self.forms.append(self._form)
        elif self._form is not None and not self._is_template:
            self._read_field(tag, facts)

    def _read_field(self, tag: str, facts: dict[str, str]) -> None:
        name = facts.get("name", "")
        match tag, facts.get("type", "text"):
            case "select", _:
                self._select, self._options = name, []
            case "option", _ if self._select:
                self._options.append((facts.get("value", ""), "selected" in facts))
            case "textarea", _:
                self._text_area = name
                self._add(name, "")
            case "input", "checkbox" | "radio":
                if "checked" in facts:
                    self._add(name, facts.get("value", "on"))
            case "input", "submit" | "button" | "file":
                pass
            case "input", _:
                self._add(name, facts.get("value", ""))

    def _add(self, name: str, value: str) -> None:
        if name:
            self._form.setdefault(name, []).append(value)

    def handle_data(self, data: str) -> None:
        if self._text_area and self._form is not None:
            # A line break right behind the tag belongs to the markup.
            self._form[self._text_area][-1] += data.removeprefix("\n")

    def handle_endtag(self, tag: str) -> None:
        match tag:
            case "template":
                self._is_template = False
            case "form":
                self._form = None
            case "select" if self._select:
                self._choose()
                self._select = ""
            case "textarea":
                self._text_area = ""

    def _choose(self) -> None:
        """Take the chosen options; without one a browser sends the first."""
        chosen = [value for value, is_chosen in self._options if is_chosen]
        for value in chosen or [value for value, _ in self._options[:1]]:
            self._add(self._select, value)
