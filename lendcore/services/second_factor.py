"""The second factor: an authenticator's six digits, or a recovery code.

One authenticator serves a user in all their tenants. Wrong codes are counted per
device, from wherever they come: who tries them knows the password already.
"""

import secrets
import time
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.crypto import salted_hmac
from django_otp.models import ThrottlingMixin
from django_otp.oath import TOTP
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice, default_key

from lendcore.models import User

CODE_TRIES = 5
CODE_PAUSE = timedelta(minutes=15)
DEVICE_NAME = "Authenticator"
RECOVERY_NAME = "Recovery codes"
RECOVERY_CODES = 10
RECOVERY_LENGTH = 10
# Without 0, 1, i, l, o: people copy these by hand.
RECOVERY_LETTERS = "23456789abcdefghjkmnpqrstuvwxyz"
CODE_DIGITS = 6


class CodeRefused(Exception):
    """A code was not accepted. `is_counted`: it was looked at, and was wrong."""

    is_counted = False


class WrongCode(CodeRefused):
    """The code is wrong; `tries_left` more may be typed before a pause."""

    is_counted = True

    def __init__(self, tries_left: int) -> None:
        super().__init__(tries_left)
        self.tries_left = tries_left


class CodesPaused(CodeRefused):
    """Too many wrong codes; the next may be typed at `until`."""

    def __init__(self, until: datetime, *, is_counted: bool = False) -> None:
        super().__init__(until)
        self.until = until
        self.is_counted = is_counted


class TooSoon(CodeRefused):
    """A code was typed seconds after a wrong one; it was not looked at."""


def find_device(user: User) -> TOTPDevice | None:
    """Return the user's authenticator, or None. One query."""
    return TOTPDevice.objects.filter(user=user, confirmed=True).order_by("pk").first()


def new_secret() -> str:
    """Return a fresh secret for an authenticator, in hexadecimal digits."""
    return default_key()


def set_up_device(*, user: User, secret: str, code: str) -> list[str]:
    """Make this secret the user's authenticator; return new recovery codes.

    The authenticator of before and its recovery codes end. Raises WrongCode when
    the code is not what the secret shows now.
    """
    clock = TOTP(bytes.fromhex(secret))
    clock.time = time.time()
    if not clock.verify(int(code), tolerance=1):
        raise WrongCode(CODE_TRIES)
    with transaction.atomic():
        remove_devices(user=user)
        TOTPDevice.objects.create(
            user=user, name=DEVICE_NAME, key=secret, last_t=clock.t(), confirmed=True
        )
        return renew_recovery_codes(user=user)


def remove_devices(*, user: User) -> None:
    """Take the second factor away: authenticator and recovery codes."""
    with transaction.atomic():
        TOTPDevice.objects.filter(user=user).delete()
        StaticDevice.objects.filter(user=user).delete()


def check_code(*, user: User, code: str, at: datetime) -> None:
    """Accept the six digits that the user's authenticator shows.

    Raises WrongCode, TooSoon or CodesPaused. A code is accepted once.
    """
    check_device(TOTPDevice, user=user, token=code, at=at)


def check_recovery_code(*, user: User, code: str, at: datetime) -> int:
    """Use up a recovery code; return how many are left.

    Raises WrongCode, TooSoon or CodesPaused.
    """
    check_device(StaticDevice, user=user, token=hash_recovery(user, code), at=at)
    return count_recovery_codes(user)


def check_any_code(*, user: User, code: str, at: datetime) -> None:
    """Accept six digits as a code, anything else as a recovery code.

    Raises WrongCode, TooSoon or CodesPaused.
    """
    if len(code) == CODE_DIGITS and code.isdecimal():
        check_code(user=user, code=code, at=at)
    else:
        check_recovery_code(user=user, code=code, at=at)


def check_device(
    kind: type[TOTPDevice | StaticDevice], *, user: User, token: str, at: datetime
) -> None:
    # The row is locked, so codes that arrive together are counted one by one. The
    # count must be kept, so the refusal is raised after the transaction.
    with transaction.atomic():
        device = (
            kind.objects.select_for_update()
            .filter(user=user, confirmed=True)
            .order_by("pk")
            .first()
        )
        refusal = try_token(device, token, at) if device else WrongCode(CODE_TRIES)
    if refusal:
        raise refusal


def try_token(
    device: TOTPDevice | StaticDevice, token: str, at: datetime
) -> CodeRefused | None:
    pause = pause_end(device)
    if pause and at < pause:
        return CodesPaused(pause)
    if pause:
        device.throttle_reset()
    is_allowed, _ = device.verify_is_allowed()
    if not is_allowed:
        return TooSoon()
    if device.verify_token(token):
        return None
    tries_left = CODE_TRIES - device.throttling_failure_count
    if tries_left > 0:
        return WrongCode(tries_left)
    return CodesPaused(pause_end(device), is_counted=True)


def pause_end(device: ThrottlingMixin) -> datetime | None:
    """Return when codes are looked at again, after too many wrong ones."""
    if device.throttling_failure_count < CODE_TRIES:
        return None
    return device.throttling_failure_timestamp + CODE_PAUSE


def end_code_pause(*, user: User) -> None:
    """Let a user type codes again at once."""
    for kind in (TOTPDevice, StaticDevice):
        kind.objects.filter(user=user).update(
            throttling_failure_count=0, throttling_failure_timestamp=None
        )


def renew_recovery_codes(*, user: User) -> list[str]:
    """Return ten new recovery codes; those of before are void.

    They can't be shown again: only a keyed hash of each is stored.
    """
    codes = [new_recovery_code() for _ in range(RECOVERY_CODES)]
    with transaction.atomic():
        StaticDevice.objects.filter(user=user).delete()
        device = StaticDevice.objects.create(user=user, name=RECOVERY_NAME)
        StaticToken.objects.bulk_create(
            StaticToken(device=device, token=hash_recovery(user, code))
            for code in codes
        )
    return codes


def count_recovery_codes(user: User) -> int:
    """Return how many recovery codes are left. One query."""
    return StaticToken.objects.filter(device__user=user).count()


def are_recovery_codes_of(user: User, codes: list[str]) -> bool:
    """Return whether all these codes are the user's and unused. One query."""
    hashes = {hash_recovery(user, code) for code in codes}
    own = StaticToken.objects.filter(device__user=user, token__in=hashes)
    return bool(hashes) and own.count() == len(hashes)


def new_recovery_code() -> str:
    letters = [secrets.choice(RECOVERY_LETTERS) for _ in range(RECOVERY_LENGTH)]
    half = RECOVERY_LENGTH // 2
    return f"{''.join(letters[:half])}-{''.join(letters[half:])}"


def hash_recovery(user: User, code: str) -> str:
    """Return what is stored of a recovery code: 64 bits, keyed by SECRET_KEY."""
    plain = "".join(letter for letter in code.lower() if letter.isalnum())
    return salted_hmac(
        "lendcore.recovery_code", f"{user.pk}:{plain}", algorithm="sha256"
    ).hexdigest()[:16]
