import pytest
from hypothesis import given
from hypothesis import strategies as st

from lendcore.rules.fold import FOLD_SQL_TRANSLATIONS, fold, fold_sql_body


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("SMITH", "smith"),
        ("José", "jose"),
        ("Jose\u0301", "jose"),
        ("Łukasz", "lukasz"),
        ("Søren", "soren"),
        ("Đặng", "dang"),
        ("Weiß", "weiss"),
        ("WEIẞ", "weiss"),
        ("Æsir", "aesir"),
        ("Œuvre", "oeuvre"),
        ("Þór", "thor"),
        ("Guðrún", "gudrun"),
        ("Ħal", "hal"),
        ("İnce", "ince"),
        ("Yıldız", "yildiz"),
        ("ΠΑΠΑΔΟΠΟΥΛΟΣ", "παπαδοπουλοσ"),
        ("Παπαδόπουλος", "παπαδοπουλοσ"),
        ("ЁЛКИН", "елкин"),
        ("O’Brien", "o'brien"),
        ("“Al”", '"al"'),
        ("Smith–Jones", "smith-jones"),
        ("O'Brien", "o'brien"),
        ("مُحَمَّد", "محمد"),
        ("李", "李"),
        ("", ""),
    ],
)
def test_text_is_folded(text, folded):
    assert fold(text) == folded


def test_marks_that_make_another_letter_stay():
    assert fold("が") != fold("か")


@given(text=st.text())
def test_folding_twice_changes_nothing_more(text):
    assert fold(fold(text)) == fold(text)


@given(text=st.text(), other=st.text())
def test_folding_pieces_is_folding_the_whole(text, other):
    # A letter's place in the word makes no difference, as in the database. A space
    # keeps the pieces from composing one letter.
    assert fold(f"{text} {other}") == f"{fold(text)} {fold(other)}"


@given(text=st.text(), other=st.text())
def test_both_forms_of_a_composed_letter_are_found(text, other):
    assert fold(f"{text}é{other}") == fold(f"{text}e\u0301{other}")


def test_translations_are_final():
    for new in FOLD_SQL_TRANSLATIONS.values():
        assert fold(new) == new


def test_sql_lowers_ascii_at_once():
    sql = fold_sql_body("last_name")

    assert sql.startswith(
        "CASE WHEN octet_length(last_name) = char_length(last_name) "
        "THEN lower(last_name) ELSE "
    )


def test_sql_contains_every_translation():
    sql = fold_sql_body()

    singles = {old: new for old, new in FOLD_SQL_TRANSLATIONS.items() if len(new) == 1}
    new_letters = "".join(singles.values()).replace("'", "''")
    assert f", '{''.join(singles)}', '{new_letters}')" in sql
    for old, new in FOLD_SQL_TRANSLATIONS.items():
        assert old in singles or f", '{old}', '{new}')" in sql


def test_sql_can_stand_inside_dollar_quotes_and_placeholders():
    sql = fold_sql_body()

    assert sql.count("$1") == sql.count("$") == 4
    assert "%" not in sql
    assert sql.count("'") % 2 == 0
