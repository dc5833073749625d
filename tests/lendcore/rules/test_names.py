import pytest
from hypothesis import given
from hypothesis import strategies as st

from lendcore.rules.names import (
    GENERATION_CODES,
    NameStyle,
    SplitName,
    format_last_name,
    parse_generation,
    split_full_name,
)

FIRST_UPPER = [
    ("SMITH", "Smith"),
    ("smith", "Smith"),
    ("  smith ", "Smith"),
    ("O'BRIEN", "O'brien"),
    ("MCDONALD", "Mcdonald"),
    ("McDonald", "Mcdonald"),
    ("DE LA CRUZ", "De la cruz"),
    ("SMITH-JONES", "Smith-jones"),
    ("SMITH   JONES", "Smith jones"),
    ("ÁLVAREZ", "Álvarez"),
    ("'T HOOFT", "'T hooft"),
    ("3RD", "3rd"),
    ("", ""),
]

AS_WRITTEN = [
    ("SMITH", "Smith"),
    ("smith", "Smith"),
    ("O'BRIEN", "O'Brien"),
    ("o’neil", "O’Neil"),
    ("D'ANGELO", "D'Angelo"),
    ("L'HEUREUX", "L'Heureux"),
    ("N'DIAYE", "N'Diaye"),
    ("DELL'AQUILA", "Dell'Aquila"),
    ("SA'AD", "Sa'ad"),
    ("KA'AHUMANU", "Ka'ahumanu"),
    ("MCDONALD", "McDonald"),
    ("mckay", "McKay"),
    ("MC DONALD", "Mc Donald"),
    ("MC", "Mc"),
    ("MACDONALD", "MacDonald"),
    ("MACARTHUR", "MacArthur"),
    ("MACIAS", "Macias"),
    ("MACHADO", "Machado"),
    ("MACKEY", "Mackey"),
    ("MACK", "Mack"),
    ("MACY", "Macy"),
    ("SMITH-MCDONALD", "Smith-McDonald"),
    ("O'MCDONALD", "O'McDonald"),
    ("GARCIA-LOPEZ", "Garcia-Lopez"),
    ("ST. JOHN", "St. John"),
    ("JOHNSON III", "Johnson III"),
    ("johnson iv", "Johnson IV"),
    ("JOHNSON JR", "Johnson Jr"),
    ("VI", "Vi"),
    ("DE LA CRUZ", "de la Cruz"),
    ("DE", "De"),
    ("LA ROSA", "La Rosa"),
    ("DEL RIO", "del Rio"),
    ("VAN DER BERG", "van der Berg"),
    ("VON", "Von"),
    ("VON TRAPP", "von Trapp"),
    ("VAN 'T HOF", "van 't Hof"),
    ("BIN RASHID", "bin Rashid"),
    ("AL-RASHID", "al-Rashid"),
    ("EL-SAYED", "El-Sayed"),
    ("GARCÍA Y LÓPEZ", "García y López"),
    ("DA SILVA E SOUZA", "da Silva e Souza"),
    ("NGUYEN VAN", "Nguyen Van"),
    ("DeShawn", "DeShawn"),
    ("O'brien", "O'brien"),
    ("Van Der Beek", "Van Der Beek"),
    ("STRAUß", "Strauß"),
    ("3RD", "3rd"),
    ("AL-", "Al-"),
    ("李", "李"),
    ("", ""),
]

BOTH_STYLES = [
    ("DİNÇER", "Dinçer"),
    ("İNCE", "Ince"),
    ("ΠΑΠΑΔΟΠΟΥΛΟΣ", "Παπαδοπουλος"),
    ("ǄANKO", "ǅanko"),
    ("ǆanko", "ǅanko"),
    ("E\u0301MILE", "E\u0301mile"),
    ("ßeta", "ßeta"),
    ("ИВАНОВ", "Иванов"),
]


@pytest.mark.parametrize(("typed", "saved"), FIRST_UPPER)
def test_first_upper_makes_one_capital(typed, saved):
    assert format_last_name(typed, style=NameStyle.FIRST_UPPER) == saved


@pytest.mark.parametrize(("typed", "saved"), AS_WRITTEN)
def test_as_written_follows_the_way_people_write_names(typed, saved):
    assert format_last_name(typed, style=NameStyle.AS_WRITTEN) == saved


@pytest.mark.parametrize("style", NameStyle)
@pytest.mark.parametrize(("typed", "saved"), BOTH_STYLES)
def test_letters_of_other_alphabets_survive(typed, saved, style):
    assert format_last_name(typed, style=style) == saved


@pytest.mark.parametrize("style", NameStyle)
@given(text=st.text())
def test_formatting_twice_changes_nothing_more(style, text):
    saved = format_last_name(text, style=style)

    assert format_last_name(saved, style=style) == saved


@pytest.mark.parametrize("style", NameStyle)
@given(text=st.text())
def test_formatting_changes_only_case_and_spaces(style, text):
    saved = format_last_name(text, style=style)

    assert letters_without_case(saved) == letters_without_case(text)


def letters_without_case(text):
    return "".join(text.replace("İ", "i").split()).upper().casefold()


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("JR.", "jr"),
        ("Jr", "jr"),
        (" junior ", "jr"),
        ("Sr.", "sr"),
        ("3rd", "iii"),
        ("III", "iii"),
        ("iv", "iv"),
        ("IX", "ix"),
        ("", "none"),
        ("None", "none"),
        ("X", None),
        ("Smith", None),
    ],
)
def test_generation_is_read_from_text(text, code):
    assert parse_generation(text) == code


@pytest.mark.parametrize(("code", "label"), GENERATION_CODES.items())
def test_every_generation_label_reads_back_as_its_code(code, label):
    assert parse_generation(label) == code


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("SMITH, JOHN A JR", ("JOHN", "A", "SMITH", "jr")),
        ("Smith Jr., John", ("John", "", "Smith", "jr")),
        ("Smith, John, Jr.", ("John", "", "Smith", "jr")),
        ("John Smith, Jr.", ("John", "", "Smith", "jr")),
        ("John A. Smith III", ("John", "A.", "Smith", "iii")),
        ("Smith, Jr.", ("", "", "Smith", "jr")),
        ("John A Smith V", ("John", "A", "Smith", "v")),
        ("John V", ("John", "", "V", "none")),
        ("Smith, V", ("V", "", "Smith", "none")),
        ("Nguyen Thi Vi", ("Nguyen", "Thi", "Vi", "none")),
        ("De La Cruz, Maria Luz", ("Maria", "Luz", "De La Cruz", "none")),
        ("Juan Carlos de la Cruz", ("Juan", "Carlos", "de la Cruz", "none")),
        (
            "Maria de los Angeles Garcia Lopez",
            ("Maria", "de los Angeles", "Garcia Lopez", "none"),
        ),
        ("Maria del Carmen", ("Maria", "", "del Carmen", "none")),
        ("Ludwig van der Berg", ("Ludwig", "", "van der Berg", "none")),
        ("Ana Garcia y Lopez", ("Ana", "", "Garcia y Lopez", "none")),
        ("John E Smith", ("John", "E", "Smith", "none")),
        ("mary ann e smith", ("mary", "ann e", "smith", "none")),
        ("Van Morrison", ("Van", "", "Morrison", "none")),
        ("Cher", ("", "", "Cher", "none")),
        ("Cher Jr", ("", "", "Cher", "jr")),
        ("Jr", ("", "", "Jr", "none")),
        (", John", ("", "", "John", "none")),
        ("Smith,", ("", "", "Smith", "none")),
        ("  ", ("", "", "", "none")),
    ],
)
def test_full_name_is_split(text, parts):
    assert split_full_name(text) == SplitName(*parts)


@given(text=st.text(alphabet=st.sampled_from("aA ,.vVjrIy'deláßİ\n\x00")))
def test_splitting_loses_no_letter_but_the_generation(text):
    split = split_full_name(text)

    kept = " ".join([split.first, split.middle, split.last]).replace(",", " ").split()
    words = text.replace(",", " ").split()
    dropped = 0 if split.generation == "none" else 1
    assert len(kept) == len(words) - dropped
    assert split.last or not words
