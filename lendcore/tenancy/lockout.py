"""The pause after too many wrong passwords, by e-mail address and client address.

django-axes counts; this handler keeps what axes would store of a request out of
the database and the logs: query, form, path, user agent, accepted types. Tries
made during the pause are not counted, so nobody can prolong it for another.
"""

from datetime import datetime
from typing import Any

from axes.handlers.database import AxesDatabaseHandler
from axes.helpers import get_cool_off
from axes.models import AccessAttempt
from django.conf import settings
from django.db import connection, transaction
from django.db.models import F, Max, QuerySet
from django.http import HttpRequest
from django.utils import timezone

from lendcore.models import User
from lendcore.tenancy.client_address import counted_address
from lendcore.tenancy.directory import fold_email

MAX_LENGTH = AccessAttempt._meta.get_field("username").max_length


class QuietHandler(AxesDatabaseHandler):
    """Counts failures by e-mail and address, and stores nothing else."""

    def user_login_failed(
        self,
        sender: Any,
        credentials: dict[str, Any],
        request: HttpRequest | None = None,
        **kwargs: Any,
    ) -> None:
        if request is None:
            return
        if not self.is_locked(request, credentials):
            forget_old_tries(request.axes_attempt_time)
            count_try(request, typed_email(credentials), request.axes_attempt_time)
        # Our own pages say by themselves that there is a pause; the middleware of
        # axes answers in the place of the operator's log-in, which has no tenant.
        is_operators = credentials.get("tenant_id") is None
        request.axes_locked_out = is_operators and self.is_locked(request, credentials)

    def user_logged_in(
        self, sender: Any, request: HttpRequest, user: User, **kwargs: Any
    ) -> None:
        tries_of(request, user.get_username()).delete()

    def user_logged_out(self, *args: Any, **kwargs: Any) -> None:
        """Leave no trace of signing out."""

    def filter_user_attempts(
        self, request: HttpRequest, credentials: dict[str, Any] | None = None
    ) -> list[QuerySet[AccessAttempt]]:
        return [tries_of(request, typed_email(credentials or {}))]


def typed_email(credentials: dict[str, Any]) -> str:
    """Return the address of a try: axes names it by the field, Django does not."""
    name = credentials.get("username") or credentials.get(User.USERNAME_FIELD)
    return name or ""


def count_key(email: str) -> str:
    """Return what one person's tries are counted under, however it is typed."""
    return fold_email(email)[:MAX_LENGTH]


def tries_of(request: HttpRequest, email: str) -> QuerySet[AccessAttempt]:
    return AccessAttempt.objects.filter(
        username=count_key(email), ip_address=counted_address(request)
    )


def count_try(request: HttpRequest, email: str, at: datetime) -> None:
    with transaction.atomic():
        attempt, is_first = AccessAttempt.objects.select_for_update().get_or_create(
            username=count_key(email),
            ip_address=counted_address(request),
            user_agent="",
            defaults={"failures_since_start": 1},
        )
        if not is_first:
            attempt.failures_since_start = F("failures_since_start") + 1
            attempt.attempt_time = at
            attempt.save(update_fields=["failures_since_start", "attempt_time"])


def forget_old_tries(now: datetime) -> None:
    """Drop what is older than the pause, of everybody."""
    AccessAttempt.objects.filter(attempt_time__lt=now - get_cool_off()).delete()


def hold_tries(request: HttpRequest, email: str) -> None:
    """Make further tries of this person wait until the transaction ends.

    Without it, a burst of tries would all be checked before the first is counted.
    """
    key = f"sign-in {count_key(email)} {counted_address(request)}"
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [key])


def tries_left(request: HttpRequest, email: str) -> int:
    """Return how often a wrong password may still be typed. One query."""
    since = timezone.now() - get_cool_off()
    counts = tries_of(request, email).filter(attempt_time__gte=since)
    made = sum(counts.values_list("failures_since_start", flat=True))
    return max(settings.AXES_FAILURE_LIMIT - made, 0)


def pause_end(request: HttpRequest, email: str) -> datetime:
    """Return when a paused person may try again. One query."""
    last = tries_of(request, email).aggregate(at=Max("attempt_time"))["at"]
    return (last or timezone.now()) + get_cool_off()


def list_paused(emails: list[str], now: datetime) -> set[str]:
    """Return those of the addresses that are paused, from anywhere. One query."""
    folded = {count_key(email): email for email in emails}
    paused = AccessAttempt.objects.filter(
        username__in=folded,
        failures_since_start__gte=settings.AXES_FAILURE_LIMIT,
        attempt_time__gte=now - get_cool_off(),
    )
    return {folded[name] for name in paused.values_list("username", flat=True)}


def end_pause(email: str) -> None:
    """Let a person try again, from wherever. One query."""
    AccessAttempt.objects.filter(username=count_key(email)).delete()
