from decimal import Decimal
from operator import attrgetter
from types import SimpleNamespace

from lendcore.lists.columns import Column, moved, ordered_choices, pick_columns

COLUMNS = [
    Column(key="name", label="Name", value=attrgetter("name"), is_fixed=True),
    *(Column(key=f"c{n}", label=f"C{n}", value=attrgetter("name")) for n in range(10)),
]


def keys(columns):
    return [column.key for column in columns]


def test_the_fixed_column_comes_first_and_eight_more_at_most():
    wanted = [f"c{n}" for n in range(9, -1, -1)]

    assert keys(pick_columns(COLUMNS, wanted, ())) == ["name", *wanted[:8]]


def test_columns_that_are_gone_or_twice_are_left_out():
    assert keys(pick_columns(COLUMNS, ["c2", "gone", "c2", "name"], ())) == [
        "name",
        "c2",
    ]


def test_without_any_the_default_is_shown():
    assert keys(pick_columns(COLUMNS, ["gone"], ["c1"])) == ["name", "c1"]


def test_the_chooser_lists_shown_columns_in_their_order_first():
    shown = pick_columns(COLUMNS, ["c5", "c1"], ())[1:]

    choices = ordered_choices(COLUMNS[1:], shown)

    assert [column.key for column, is_shown in choices if is_shown] == ["c5", "c1"]
    assert len(choices) == 10


def test_moving_stays_inside_the_list():
    assert moved(["a", "b", "c"], "c", up=True) == ["a", "c", "b"]
    assert moved(["a", "b"], "a", up=True) == ["a", "b"]
    assert moved(["a", "b"], "b", up=False) == ["a", "b"]
    assert moved(["a", "b"], "gone", up=False) == ["a", "b"]


def test_an_empty_cell_shows_a_dash_but_exports_nothing():
    row = SimpleNamespace(name="")

    assert COLUMNS[1].cell(row, None).text == "—"
    assert COLUMNS[1].exported_value(row) == ""


def test_zero_is_a_value():
    row = SimpleNamespace(name=0)

    assert COLUMNS[1].cell(row, None).text == "0"


def test_a_file_has_amounts_with_both_decimals_and_numbers_as_they_are():
    row = SimpleNamespace(name=Decimal("1E+3"))
    amount = Column(key="a", label="A", value=attrgetter("name"), shape="money")
    number = Column(key="n", label="N", value=attrgetter("name"), shape="number")

    assert str(amount.exported_value(row)) == "1000.00"
    assert number.exported_value(row) == row.name


def test_a_plain_cell_is_drawn_whole_and_escaped():
    row = SimpleNamespace(name="<b>")
    late = Column(key="d", label="D", value=lambda _: 31, shape="days_past_due")
    owed = Column(key="o", label="O", value=lambda _: 5, shape="past_due")

    assert COLUMNS[1].cell(row, None).html == '<td class="cell-wide">&lt;b&gt;</td>'
    assert late.cell(row, None).html == (
        '<td class="cell-number"><span class="badge badge-bad">31</span></td>'
    )
    assert 'class="cell-number cell-wide negative"' in owed.cell(row, None).html
