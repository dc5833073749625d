"""Saving a list's filters, order and columns under a name.

Anybody may share a view; its maker changes it, and an administrator a shared one.
Views are no part of the record, so they have no history.
"""

from collections.abc import Sequence

from django.db import transaction

from lendcore.actors import Actor
from lendcore.lists.saved_views import require_change
from lendcore.models import SavedView
from lendcore.services.refusals import refused_as

MOST_VIEWS = 50


class ViewRefused(Exception):
    """A view can't be saved; the message is a sentence for the person."""


class ViewNameTaken(ViewRefused):
    def __init__(self) -> None:
        super().__init__("You have a view of this name.")


class TooManyViews(ViewRefused):
    def __init__(self) -> None:
        super().__init__(f"You have {MOST_VIEWS} views. Delete one first.")


_RULES = {"lendcore_savedview_name": ViewNameTaken}


@transaction.atomic
def save_view(
    *,
    actor: Actor,
    list_name: str,
    name: str,
    query: str,
    columns: Sequence[str],
    is_shared: bool = False,
    is_default: bool = False,
) -> SavedView:
    """Return a new view of the actor's. Raises ViewNameTaken, TooManyViews."""
    own = SavedView.objects.filter(list_name=list_name, made_by_id=actor.user_id)
    if own.count() >= MOST_VIEWS:
        raise TooManyViews
    if is_default:
        own.filter(is_default=True).update(is_default=False)
    with refused_as(_RULES):
        return SavedView.objects.create(
            list_name=list_name,
            name=name,
            made_by_id=actor.user_id,
            is_shared=is_shared,
            is_default=is_default,
            query=query,
            columns=list(columns),
        )


@transaction.atomic
def change_view(
    *, actor: Actor, view_id: int, name: str, is_shared: bool, is_default: bool
) -> SavedView:
    """Return a view under another name, private or shared. Raises ViewNameTaken.

    is_default: only for its maker; anybody else leaves it as it is.
    """
    view = _lock(view_id, actor)
    view.name, view.is_shared = name, is_shared
    if view.made_by_id == actor.user_id:
        if is_default:
            _clear_default(actor, view.list_name)
        view.is_default = is_default
    with refused_as(_RULES):
        view.save()
    return view


@transaction.atomic
def change_contents(
    *, actor: Actor, view_id: int, query: str, columns: Sequence[str]
) -> SavedView:
    """Return a view with the filters, order and columns of the list as it stands."""
    view = _lock(view_id, actor)
    view.query, view.columns = query, list(columns)
    view.save()
    return view


@transaction.atomic
def delete_view(*, actor: Actor, view_id: int) -> str:
    """Return the name of the view that was deleted."""
    view = _lock(view_id, actor)
    view.delete()
    return view.name


def _clear_default(actor: Actor, list_name: str) -> None:
    SavedView.objects.filter(
        list_name=list_name, made_by_id=actor.user_id, is_default=True
    ).update(is_default=False)


def _lock(view_id: int, actor: Actor) -> SavedView:
    """Return a view that the actor may change. Raises MissingPermission."""
    view = SavedView.objects.select_for_update().get(pk=view_id)
    require_change(view, actor)
    return view
