"""The addresses that every list has, made from its definition."""

from collections.abc import Callable
from functools import partial

from django.http import HttpResponse
from django.urls import URLPattern, path
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from lendcore.decorators import require_permission
from lendcore.lists import download, tools, view_forms
from lendcore.lists.definition import ListDefinition

type View = Callable[..., HttpResponse]

_GET_OR_POST = require_http_methods(["GET", "POST"])
_EXPORT = require_permission("export.run")


def list_urls(definition: ListDefinition) -> list[URLPattern]:
    """Return the addresses of a list's tools, saved views and export.

    Whoever may see the list may use them; the export asks for its own permission too.
    """
    may_see = require_permission(definition.permission)

    def of_list(view: View, methods: Callable[[View], View]) -> View:
        return may_see(methods(partial(view, definition=definition)))

    export = of_list(download.export, require_POST)
    forms = view_forms
    return [
        path("count/", of_list(tools.match_count, require_safe), name="match_count"),
        path(
            "filter/<slug:name>/",
            of_list(tools.filter_editor, require_safe),
            name="filter",
        ),
        path("columns/", of_list(tools.columns, require_POST), name="columns"),
        path("export/", _EXPORT(export), name="export"),
        path("views/new/", of_list(forms.create, _GET_OR_POST), name="views_create"),
        path(
            "views/<int:pk>/", of_list(forms.change, _GET_OR_POST), name="views_change"
        ),
        path(
            "views/<int:pk>/update/",
            of_list(forms.update, require_POST),
            name="views_update",
        ),
        path(
            "views/<int:pk>/delete/",
            of_list(forms.delete, _GET_OR_POST),
            name="views_delete",
        ),
    ]
