"""The number that the next account may have."""

import re

from accounts.models import Account, Kind

# Before the first account of a kind has shown how the lender numbers them.
_FIRST = {Kind.LOAN: "LN-100001", Kind.LEASE: "LS-100001", Kind.LINE: "LC-100001"}
_TRIES = 20
_LAST_DIGITS = re.compile(r"^(?P<head>.*?)(?P<digits>[0-9]{1,18})$", re.ASCII)


def suggest_number(kind: str) -> str:
    """Return a free number: the newest account's of this kind, counted on.

    Empty where the next ones are all taken. Two queries.
    """
    newest = Account.objects.filter(kind=kind).order_by("-pk").values_list("number")
    last = newest.first()
    match = _LAST_DIGITS.match(last[0]) if last else None
    candidates = [_FIRST[Kind(kind)]] if match is None else []
    if match is None:
        match = _LAST_DIGITS.match(candidates[0])
    head, digits = match["head"], match["digits"]
    candidates += [
        f"{head}{int(digits) + step:0{len(digits)}}" for step in range(1, _TRIES)
    ]
    folded = [each.lower() for each in candidates]
    rows = Account.objects.filter(number_folded__in=folded)
    taken = set(rows.values_list("number_folded", flat=True))
    return next((each for each in candidates if each.lower() not in taken), "")


def is_number_taken(number: str, *, but_for: Account | None = None) -> bool:
    """Return whether another account has a number. One query."""
    rows = Account.objects.filter(number_folded=number.lower())
    return (rows.exclude(pk=but_for.pk) if but_for else rows).exists()
