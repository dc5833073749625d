from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.template import Context, Template, TemplateSyntaxError
from django.utils import timezone

from lendcore.templatetags import lendcore as tags


def render(source, **values):
    return Template("{% load lendcore %}" + source).render(Context(values))


def make_actor(date_format="mdy", permissions=()):
    tenant = SimpleNamespace(date_format=date_format)
    return SimpleNamespace(tenant=tenant, may=lambda code: code in permissions)


def make_request(view_name):
    return SimpleNamespace(resolver_match=SimpleNamespace(view_name=view_name))


def test_icon_is_drawn_in_its_size_and_hidden_from_screen_readers():
    svg = render('{% icon "pencil" 15 %}')

    assert svg.startswith('<svg class="icon" width="15" height="15"')
    assert 'aria-hidden="true"' in svg
    assert "<path" in svg
    assert "xmlns" not in svg


def test_icon_without_a_size_is_16_pixels():
    assert 'width="16"' in render('{% icon "pencil" %}')


def test_icon_can_be_kept_for_a_component():
    page = render('{% icon "x" 14 as cross %}[{{ cross }}]')

    assert page.startswith("[<svg")


@pytest.mark.parametrize(
    "tag",
    [
        "{% icon name %}",
        '{% icon "pencil" size %}',
        '{% icon "pencil" 15 class %}',
        '{% icon "pencil" "15" %}',
        "{% icon %}",
        '{% icon "" 15 %}',
    ],
)
def test_icon_refuses_anything_but_literals(tag):
    with pytest.raises(TemplateSyntaxError, match="icon takes"):
        render(tag, name="pencil", size=15)


def test_unknown_icon_fails_when_the_template_is_compiled():
    with pytest.raises(TemplateSyntaxError, match="There is no icon"):
        Template('{% load lendcore %}{% if False %}{% icon "no-such" %}{% endif %}')


@pytest.mark.parametrize(
    ("amount", "shown"),
    [
        (Decimal("1234.5"), "$1,234.50"),
        (Decimal(0), "$0.00"),
        (Decimal(-1), "−$1.00"),
        (Decimal("-0.001"), "$0.00"),
        (Decimal("999999999999.99"), "$999,999,999,999.99"),
        (7, "$7.00"),
        (None, "—"),
        ("", "—"),
    ],
)
def test_money_shows_currency_and_two_decimals(amount, shown):
    assert tags.money(amount) == shown


@pytest.mark.parametrize(
    ("currency", "shown"), [("CAD", "CA$5.00"), ("EUR", "EUR 5.00"), ("USD", "$5.00")]
)
def test_money_names_other_currencies(currency, shown):
    assert tags.money(Decimal(5), currency) == shown


@pytest.mark.parametrize("amount", [1.5, "1.50", True])
def test_money_refuses_what_is_no_amount(amount):
    with pytest.raises(TypeError, match="money takes a Decimal"):
        tags.money(amount)


@pytest.mark.parametrize(
    ("fraction", "shown"),
    [
        (Decimal("0.12"), "12.00%"),
        (Decimal("0.1299"), "12.99%"),
        (Decimal("0.079375"), "7.9375%"),
        (Decimal(0), "0.00%"),
        (Decimal(10), "1,000.00%"),
        (Decimal("-0.01"), "−1.00%"),
        (None, "—"),
    ],
)
def test_rate_shows_a_fraction_as_a_percentage(fraction, shown):
    assert tags.rate(fraction) == shown


def test_rate_refuses_a_float():
    with pytest.raises(TypeError, match="rate takes a Decimal"):
        tags.rate(0.12)


@pytest.mark.parametrize(
    ("date_format", "shown"),
    [
        ("mdy", "Apr 7, 1988"),
        ("dmy", "7 Apr 1988"),
        ("ymd", "1988-04-07"),
        ("unheard-of", "Apr 7, 1988"),
    ],
)
def test_day_follows_the_tenant(date_format, shown):
    assert tags.day(date(1988, 4, 7), make_actor(date_format)) == shown


def test_day_without_an_actor_or_a_date():
    assert tags.day(date(2024, 2, 29)) == "Feb 29, 2024"
    assert tags.day(None) == "—"


def test_day_of_a_datetime_is_the_local_one():
    late_evening = datetime(2026, 11, 19, 3, 30, tzinfo=UTC)

    with timezone.override("America/Denver"):
        assert tags.day(late_evening) == "Nov 18, 2026"


def test_moment_is_absolute_in_the_active_zone_and_relative_in_its_title():
    three_days_ago = timezone.now() - timedelta(days=3, minutes=5)

    with timezone.override("America/Denver"):
        shown = tags.moment(three_days_ago, make_actor())
        local = timezone.localtime(three_days_ago)

    assert 'title="3\xa0days ago"' in shown
    assert f'datetime="{local.isoformat(timespec="minutes")}"' in shown
    assert f"{local:%b} {local.day}, {local.year}, " in shown


def test_moment_to_come_says_in_how_long():
    tomorrow = timezone.now() + timedelta(days=1, minutes=5)

    assert 'title="in 1\xa0day"' in tags.moment(tomorrow)


def test_moment_uses_24_hours_where_days_come_first():
    summer_evening = datetime(2026, 7, 1, 20, 5, tzinfo=UTC)

    with timezone.override("America/Denver"):
        shown = tags.moment(summer_evening, make_actor("dmy"))

    assert "1 Jul 2026, 14:05</time>" in shown


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Marisol Vega", "MV"),
        ("maria de la cruz", "MC"),
        ("Cher", "C"),
        ("Ñandú Öztürk", "ÑÖ"),
        ("  ", "?"),
        (None, "?"),
        ("😀 Vega", "V"),
    ],
)
def test_initials_take_the_first_and_the_last_word(name, shown):
    assert tags.initials(name) == shown


def test_may_asks_the_actor():
    actor = make_actor(permissions={"contact.edit"})

    assert tags.may(actor, "contact.edit")
    assert not tags.may(actor, "settings.edit")


@pytest.mark.parametrize("nobody", [None, ""])
def test_nobody_may_do_anything(nobody):
    assert not tags.may(nobody, "contact.edit")


@pytest.mark.parametrize(
    ("view_name", "is_marked"),
    [
        ("customers:list", True),
        ("customers:edit", True),
        ("customers_elsewhere:list", False),
        ("settings:index", False),
    ],
)
def test_current_marks_a_whole_namespace(view_name, is_marked):
    page = render('{% current "customers:" %}', request=make_request(view_name))

    assert page == ('aria-current="page"' if is_marked else "")


def test_current_marks_one_view_and_not_its_neighbours():
    request = make_request("customers:list")

    assert render('{% current "customers:list" %}', request=request)
    assert not render('{% current "customers:li" %}', request=request)


def test_current_stays_silent_outside_a_request():
    assert render('{% current "customers:" %}') == ""


@pytest.mark.parametrize(
    ("days", "html"),
    [
        (0, '<span class="muted">0</span>'),
        (29, '<span class="badge badge-warn">29</span>'),
        (1_030, '<span class="badge badge-bad">1,030</span>'),
    ],
)
def test_days_past_due_are_amber_below_thirty_and_red_from_there_on(days, html):
    assert tags.days_past_due(days) == html


def test_days_past_due_are_said_in_words_with_a_sign():
    one, more = (tags.days_past_due(days, "in words") for days in (1, 30))

    assert one.endswith("</svg>1 day past due</span>")
    assert more.endswith("</svg>30 days past due</span>")
    assert "badge-bad" in more
