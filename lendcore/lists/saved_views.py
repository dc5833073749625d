"""Which saved views a person sees above a list."""

from collections.abc import Sequence

from django.db.models import Q

from lendcore.actors import Actor
from lendcore.lists.query import ALL_ROWS
from lendcore.models import SavedView
from lendcore.permissions import MissingPermission

SETTINGS = "settings.edit"


def list_views(actor: Actor, list_name: str) -> list[SavedView]:
    """Return the actor's own views and the shared ones, by name. One query."""
    own_or_shared = Q(made_by_id=actor.user_id) | Q(is_shared=True)
    views = SavedView.objects.filter(own_or_shared, list_name=list_name)
    return sorted(views, key=lambda view: (view.name.casefold(), view.pk))


def pick_view(
    views: Sequence[SavedView], wanted: str, actor: Actor
) -> SavedView | None:
    """Return the view that an address names, or the actor's default without any.

    wanted: "" when the address says nothing, "all" for the list without a view.
    """
    if not wanted:
        own = (view for view in views if view.made_by_id == actor.user_id)
        return next((view for view in own if view.is_default), None)
    if wanted == ALL_ROWS:
        return None
    return next((view for view in views if str(view.pk) == wanted), None)


def may_change(view: SavedView, actor: Actor) -> bool:
    """Return whether the actor may rename, change or delete a view.

    Its maker may, and of a shared one whoever may edit the tenant's settings.
    """
    return view.made_by_id == actor.user_id or (view.is_shared and actor.may(SETTINGS))


def require_change(view: SavedView, actor: Actor) -> None:
    """Raise MissingPermission unless the actor may change the view."""
    if not may_change(view, actor):
        raise MissingPermission(SETTINGS)
