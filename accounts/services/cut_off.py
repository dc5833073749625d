"""Closed books: what the tenant's cut-off date forbids.

The date is read once the accounts are locked, and held: nobody closes books beside a
posting that still waits to be saved.
"""

from datetime import date

from accounts.models import Transaction
from accounts.services.errors import BooksClosed
from lendcore.actors import Actor
from lendcore.templatetags.lendcore import day
from lendcore.tenancy import directory


def refuse_closed(actor: Actor, effective: date) -> None:
    """Refuse an entry of a day on which the books are closed. Raises BooksClosed."""
    cut_off = directory.share_cut_off_date()
    if cut_off and effective < cut_off:
        raise BooksClosed(
            f"The books are closed before {day(cut_off, actor)}. Choose that day or a "
            "later one."
        )


def refuse_closed_reversal(actor: Actor, target: Transaction) -> None:
    """Refuse to take back an entry of closed books: the account would be replayed as
    if it had never been. Raises BooksClosed."""
    cut_off = directory.share_cut_off_date()
    if cut_off and target.effective < cut_off:
        raise BooksClosed(
            f"This entry is of {day(target.effective, actor)}, and the books are "
            f"closed before {day(cut_off, actor)}. Post an adjustment dated today "
            "instead."
        )


def refuse_closed_terms(actor: Actor, begins: date) -> None:
    """Refuse to change terms by which closed books were kept: they would come out
    otherwise. Raises BooksClosed."""
    cut_off = directory.share_cut_off_date()
    if cut_off and begins < cut_off:
        raise BooksClosed(
            f"The account began on {day(begins, actor)}, and the books are closed "
            f"before {day(cut_off, actor)}. Post a change dated today instead."
        )
