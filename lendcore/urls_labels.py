"""Addresses of one list of labels, below the settings."""

from django.urls import URLPattern, path

from lendcore.views.settings import labels as views
from lendcore.views.settings.labels import LabelPages


def label_urls(pages: LabelPages, base: str, *, parent: str = "") -> list[URLPattern]:
    """Return the addresses of a list below `base`, which ends in a slash.

    parent: what stands before them for the list and a new label, with `parent_id`,
    where they belong to a label of another list.
    """
    found = {"pages": pages}
    name, item = pages.name, f"{base}<int:pk>/"
    top = parent or base
    return [
        path(top, views.label_list, found, name=pages.list_name),
        path(f"{top}add/", views.label_add, found, name=f"{name}_add"),
        path(f"{item}edit/", views.label_edit, found, name=f"{name}_edit"),
        path(f"{item}move/", views.label_move, found, name=f"{name}_move"),
        path(
            f"{item}inactivate/",
            views.label_inactivate,
            found,
            name=f"{name}_inactivate",
        ),
        path(f"{item}activate/", views.label_activate, found, name=f"{name}_activate"),
    ]
