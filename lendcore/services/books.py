"""The tenant's books: until which day they are closed."""

from datetime import date

from django.db import transaction

from lendcore.actors import Actor
from lendcore.models import AccessRecord, Tenant
from lendcore.services import access
from lendcore.templatetags.lendcore import day
from lendcore.tenancy import directory


class BooksRefused(Exception):
    """The cut-off date stays; the message is a sentence for people."""

    message = ""
    field = "cut_off_date"

    def __init__(self) -> None:
        super().__init__(self.message)


class ChangedMeanwhile(BooksRefused):
    message = "Somebody has moved the cut-off date meanwhile. Look at it once more."


class NotYet(BooksRefused):
    message = "Choose today or an earlier day, or nothing could be posted today."


class NeedsReason(BooksRefused):
    message = "Say why books that were closed are opened again."
    field = "reason"


def set_cut_off_date(
    *, actor: Actor, known: date | None, cut_off_date: date | None, reason: str = ""
) -> Tenant:
    """Return the tenant with another cut-off date, or None for no closed books.

    known: the date that whoever decides has seen. Raises ChangedMeanwhile, NotYet, and
    NeedsReason where closed books are opened again.
    """
    with transaction.atomic():
        tenant = directory.lock_tenant()
        before = tenant.cut_off_date
        if before != known:
            raise ChangedMeanwhile
        if cut_off_date and cut_off_date > actor.today:
            raise NotYet
        if before and (cut_off_date is None or cut_off_date < before) and not reason:
            raise NeedsReason
        if cut_off_date != before:
            tenant.cut_off_date = cut_off_date
            tenant.save(update_fields=["cut_off_date"])
            what = _sentence(actor, before, cut_off_date)
            _record(actor, what, reason)
    return tenant


def _sentence(actor: Actor, before: date | None, after: date | None) -> str:
    if after is None:
        return f"Took the cut-off date {day(before, actor)} away"
    if before is None:
        return f"Set the cut-off date to {day(after, actor)}"
    return f"Moved the cut-off date from {day(before, actor)} to {day(after, actor)}"


def _record(actor: Actor, what: str, reason: str) -> None:
    access.record(
        actor=actor, kind=AccessRecord.Kind.SETTINGS, what=what, reason=reason
    )
