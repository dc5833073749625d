"""Closed books: what the tenant's cut-off date forbids."""

from datetime import date

from accounts.models import Transaction
from accounts.services.errors import BooksClosed
from lendcore.actors import Actor
from lendcore.templatetags.lendcore import day


def refuse_closed(actor: Actor, effective: date) -> None:
    """Refuse an entry of a day on which the books are closed. Raises BooksClosed."""
    cut_off = actor.tenant.cut_off_date
    if cut_off and effective < cut_off:
        raise BooksClosed(
            f"The books are closed before {day(cut_off, actor)}. Choose that day or a "
            "later one."
        )


def refuse_closed_reversal(actor: Actor, target: Transaction) -> None:
    """Refuse to take back an entry of closed books: the account would be replayed as
    if it had never been. Raises BooksClosed."""
    cut_off = actor.tenant.cut_off_date
    if cut_off and target.effective < cut_off:
        raise BooksClosed(
            f"This entry is of {day(target.effective, actor)}, and the books are "
            f"closed before {day(cut_off, actor)}. Post an adjustment dated today "
            "instead."
        )
