"""Tags and filters of every lendcore template. None of them queries."""

import re
from collections.abc import Iterable
from datetime import date, datetime
from decimal import ROUND_HALF_EVEN, Decimal
from functools import cache
from typing import Any
from xml.etree import ElementTree

from django import template
from django.template import Context, Node, TemplateSyntaxError
from django.template.base import Parser, Token
from django.utils import timezone
from django.utils.dateformat import format as format_date
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.timesince import timesince, timeuntil
from lucide import IconDoesNotExist
from lucide.templatetags.lucide import lucide

from lendcore.rules.phones import display_phone

register = template.Library()

EMPTY = "—"
MINUS = "−"
CURRENCY_SIGNS = {"USD": "$", "CAD": "CA$"}
CENT = Decimal("0.01")
LONG_PAST_DUE = 30
DAY_FORMATS = {"mdy": "M j, Y", "dmy": "j M Y", "ymd": "Y-m-d"}
DEFAULT_DAY_FORMAT = "mdy"
_ISO_DAY = re.compile(r"\b[0-9]{4}-[0-9]{2}-[0-9]{2}\b")
TIME_FORMATS = {"mdy": "g:i A", "dmy": "H:i", "ymd": "H:i"}


class IconNode(Node):
    """One icon, drawn when the template is compiled."""

    def __init__(self, svg: SafeString, variable: str | None) -> None:
        self.svg = svg
        self.variable = variable

    def render(self, context: Context) -> str:
        if self.variable is None:
            return self.svg
        context[self.variable] = self.svg
        return ""


@cache
def render_icon(name: str, size: int) -> SafeString:
    """Return the SVG of a Lucide icon, hidden from screen readers.

    The library writes five presentation attributes on each icon. The stylesheet
    says them once for the class `icon`, which keeps long lists light.
    Raises IconDoesNotExist.
    """
    # Both lines below trust the drawings that the icon package ships, nothing else.
    drawing = ElementTree.fromstring(lucide(Context(), name, size=size))  # noqa: S314
    shapes = "".join(
        ElementTree.tostring(shape, encoding="unicode").strip() for shape in drawing
    ).replace(" />", "/>")
    return format_html(
        '<svg class="icon" width="{0}" height="{0}" viewBox="0 0 24 24" '
        'aria-hidden="true">{1}</svg>',
        size,
        mark_safe(shapes),  # noqa: S308
    )


@register.tag("icon")
def compile_icon(parser: Parser, token: Token) -> IconNode:
    """Return the node of `{% icon "pencil" 15 %}` or `{% icon "pencil" 15 as pen %}`.

    Name and size are literals on purpose: the icon library evaluates template
    syntax that it finds in attribute values, so no data may ever reach it.
    """
    bits = token.split_contents()[1:]
    variable = None
    if len(bits) > 2 and bits[-2] == "as":
        variable = bits[-1]
        bits = bits[:-2]
    if not 1 <= len(bits) <= 2:
        raise TemplateSyntaxError('icon takes a name and a size: {% icon "x" 16 %}')
    name, size = bits[0], bits[1] if len(bits) == 2 else "16"
    if len(name) < 3 or name[0] not in "\"'" or name[-1] != name[0]:
        raise TemplateSyntaxError(f"icon takes a quoted name, not {name}")
    if not size.isascii() or not size.isdigit():
        raise TemplateSyntaxError(f"icon takes a size in pixels, not {size}")
    try:
        return IconNode(render_icon(name[1:-1], int(size)), variable)
    except IconDoesNotExist as error:
        raise TemplateSyntaxError(f"There is no icon {name}.") from error


@register.filter
def money(amount: Decimal | int | None, currency: str = "USD") -> str:
    """Return an amount with its currency and two decimals, as $1,234.56.

    Raises TypeError for anything but Decimal, int and the empty values, so that
    no float reaches a page.
    """
    if amount is None or amount == "":
        return EMPTY
    if isinstance(amount, bool) or not isinstance(amount, Decimal | int):
        raise TypeError(f"money takes a Decimal, not {type(amount).__name__}")
    cents = Decimal(amount).quantize(CENT, rounding=ROUND_HALF_EVEN)
    sign = MINUS if cents < 0 else ""
    symbol = CURRENCY_SIGNS.get(currency, f"{currency} ")
    return f"{sign}{symbol}{abs(cents):,.2f}"


@register.filter
def rate(fraction: Decimal | None) -> str:
    """Return a rate as a percentage: two decimals, more only where it has more.

    fraction: 0.12 is 12.00%. Raises TypeError for a float.
    """
    if fraction is None or fraction == "":
        return EMPTY
    if not isinstance(fraction, Decimal | int):
        raise TypeError(f"rate takes a Decimal, not {type(fraction).__name__}")
    percent = (Decimal(fraction) * 100).normalize()
    places = max(2, -int(percent.as_tuple().exponent))
    sign = MINUS if percent < 0 else ""
    return f"{sign}{abs(percent):,.{places}f}%"


def get_date_format(actor: Any) -> str:
    """Return "mdy", "dmy" or "ymd": the actor's tenant decides, mdy without one."""
    code = getattr(getattr(actor, "tenant", None), "date_format", DEFAULT_DAY_FORMAT)
    return code if code in DAY_FORMATS else DEFAULT_DAY_FORMAT


@register.filter
def day(value: date | None, actor: Any = None) -> str:
    """Return a date in the tenant's order: `{{ birth_date|day:request.actor }}`.

    A datetime is taken to the active time zone first.
    """
    if not value:
        return EMPTY
    if isinstance(value, datetime) and timezone.is_aware(value):
        value = timezone.localtime(value)
    return format_date(value, DAY_FORMATS[get_date_format(actor)])


@register.filter
def own_days(sentence: str, actor: Any) -> str:
    """Return a sentence with days, such as 2026-04-17, as the tenant has them."""

    def shown(found: re.Match[str]) -> str:
        try:
            return day(date.fromisoformat(found[0]), actor)
        except ValueError:
            return found[0]

    return _ISO_DAY.sub(shown, sentence)


@register.filter
def moment(value: datetime | None, actor: Any = None) -> str:
    """Return a `<time>`: absolute in the active time zone, relative as its title."""
    if not value:
        return EMPTY
    local = timezone.localtime(value)
    clock = format_date(local, TIME_FORMATS[get_date_format(actor)])
    if value <= timezone.now():
        relative = f"{timesince(value, depth=1)} ago"
    else:
        relative = f"in {timeuntil(value, depth=1)}"
    return format_html(
        '<time class="number" datetime="{}" title="{}">{}, {}</time>',
        local.isoformat(timespec="minutes"),
        relative,
        day(local, actor),
        clock,
    )


@register.filter
def initials(name: str | None) -> str:
    """Return the first letters of the first and the last word of a name."""
    words = [word for word in (name or "").split() if word[0].isalnum()]
    if not words:
        return "?"
    chosen: Iterable[str] = words if len(words) == 1 else (words[0], words[-1])
    return "".join(word[0] for word in chosen).upper()


@register.filter
def phone(number: Any, actor: Any) -> str:
    """Return a phone's number as people write it at home: `phone|phone:actor`."""
    return display_phone(
        number.number, number.extension, home_region=actor.tenant.country
    )


@register.filter
def days_past_due(days: int, in_words: str = "") -> SafeString:
    """Return days past due: plain at 0, amber below 30, red from 30 on.

    in_words: "in words" for "17 days past due" with a sign, where no column says so.
    """
    if not days and not in_words:
        return mark_safe('<span class="muted">0</span>')
    tone = "warn" if days < LONG_PAST_DUE else "bad"
    text = f"{days:,}"
    if in_words:
        sign = render_icon("triangle-alert", 13)
        text = f"{sign}{text} day{'' if days == 1 else 's'} past due"
    return mark_safe(f'<span class="badge badge-{tone}">{text}</span>')  # noqa: S308


@register.filter
def joined(first: Any, second: Any) -> str:
    """Return two values as one text, for ids: `"key-"|joined:phone.pk`."""
    return f"{first}{second}"


@register.filter
def page_when(section: str, wanted: str) -> str:
    """Return what `aria-current` says of a section in the nav: "page", or nothing."""
    return "page" if section == wanted else ""


@register.filter
def may(actor: Any, permission: str) -> bool:
    """Return whether the actor holds a permission; nobody signed in holds none."""
    return bool(actor) and bool(actor.may(permission))


@register.simple_tag(takes_context=True)
def current(context: Context, *view_names: str) -> str:
    """Return `aria-current="page"` when the page is one of the named views.

    A name that ends in a colon means every view of that namespace:
    `<a href="…" {% current "customers:" %}>`.
    """
    match = getattr(context.get("request"), "resolver_match", None)
    name = getattr(match, "view_name", None) or ""
    for wanted in view_names:
        if name == wanted or (wanted.endswith(":") and name.startswith(wanted)):
            return mark_safe('aria-current="page"')
    return ""
