"""What small hidden fields of forms carry."""

from django.http import HttpRequest

_MOST_DIGITS = 9


def posted_number(request: HttpRequest, name: str) -> int:
    """Return the number that a hidden field carries; 0, which no row has, for rubbish.

    It is the version of a row that a form was made of.
    """
    text = request.POST.get(name, "")
    return int(text) if text.isdecimal() and len(text) <= _MOST_DIGITS else 0
