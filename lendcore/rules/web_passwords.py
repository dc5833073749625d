"""The requirements for a customer's web password.

One list serves three places: the form shows it, the page's script ticks it off while
the customer's password is typed, and the server enforces it. The script mirrors the
tests by code; each names the regular expression it must use (with the flag u).
"""

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass

MINIMUM_LENGTH = 10


@dataclass(frozen=True)
class PasswordRule:
    """One requirement. `test` takes password and username, and says if it is met."""

    code: str
    label: str
    test: Callable[[str, str], bool]


def unmet_rules(password: str, *, username: str) -> list[PasswordRule]:
    """Return the requirements that a password misses, in the order they are shown."""
    return [rule for rule in WEB_PASSWORD_RULES if not rule.test(password, username)]


def _is_long(password: str, _username: str) -> bool:
    # Counted in characters; a script counts [...password].length for the same.
    return len(password) >= MINIMUM_LENGTH


def _has_upper(password: str, _username: str) -> bool:
    # \p{Lu}
    return _has_category(password, "Lu")


def _has_lower(password: str, _username: str) -> bool:
    # \p{Ll}
    return _has_category(password, "Ll")


def _has_digit(password: str, _username: str) -> bool:
    # \p{Nd}
    return _has_category(password, "Nd")


def _has_symbol(password: str, _username: str) -> bool:
    # [\p{P}\p{S}], so a space is none.
    return _has_category(password, "P", "S")


def _is_not_username(password: str, username: str) -> bool:
    # Letter case and outer spaces do not make it another word. An empty password does
    # not meet the rule, lest the list begins with one line ticked off.
    return password.strip().lower() not in {"", username.strip().lower()}


def _has_category(password: str, *categories: str) -> bool:
    return any(
        unicodedata.category(letter).startswith(categories) for letter in password
    )


WEB_PASSWORD_RULES: tuple[PasswordRule, ...] = (
    PasswordRule("length", f"{MINIMUM_LENGTH} or more characters", _is_long),
    PasswordRule("upper", "An upper-case letter", _has_upper),
    PasswordRule("lower", "A lower-case letter", _has_lower),
    PasswordRule("digit", "A digit", _has_digit),
    PasswordRule("symbol", "A symbol, such as ! or %", _has_symbol),
    PasswordRule("username", "Not the username", _is_not_username),
)
