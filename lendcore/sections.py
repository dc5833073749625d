"""One template for a page and for the part of it that htmx swaps."""

from collections.abc import Callable, Iterable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import patch_vary_headers


def render_section(
    request: HttpRequest,
    template: str,
    context: dict[str, Any],
    *,
    status: int = 200,
    section: str = "section",
) -> HttpResponse:
    """Return the whole page, or to htmx only the page's partial.

    The partial is an inline `{% partialdef section inline %}` of the same
    template, so the two can't drift apart.
    """
    wants_part = request.htmx and not request.htmx.boosted
    name = f"{template}#{section}" if wants_part else template
    response = render(request, name, context, status=status)
    patch_vary_headers(response, ["HX-Request"])
    return response


def make_tabs(
    tabs: Iterable[tuple[str, str, str]], current: str, pk: int, query: str = ""
) -> list[dict[str, Any]]:
    """Return what `components/tabs.html` shows of the tabs of a record.

    tabs: key, label and name of the address of each. query: what addresses end with.
    """
    return [
        {
            "key": key,
            "label": label,
            "url": f"{reverse(name, args=[pk])}{query}",
            "is_current": key == current,
        }
        for key, label, name in tabs
    ]


def answer_change(
    request: HttpRequest,
    show: Callable[..., HttpResponse],
    *page: Any,
    said: str = "",
    refused: str = "",
) -> HttpResponse:
    """Answer a change that was made, or refused, with a toast over its section.

    show: renders the section; called with the status. page: its address, as `redirect`
    takes it, for who is without htmx.
    """
    if said:
        messages.success(request, said)
    if refused:
        messages.error(request, refused)
    if not request.htmx:
        return redirect(*page)
    return show(status=422 if refused else 200)
