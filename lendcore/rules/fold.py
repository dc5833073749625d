"""The folded form of a text, by which names are searched and sorted.

The same function exists twice: here for what an agent types, and in PostgreSQL for
what is stored. A letter folded on one side only would never be found, so both are
built from the constants of this module, and both work in the same order: break
letters up, drop their marks, translate what is left, lower.
"""

import re
import unicodedata

# Letters that have no decomposition in Unicode although people type them plainly, and
# punctuation that word processors replace. Both cases are listed because translation
# comes before lowering. The two forms of a lower sigma are one letter: Python picks
# the form by its place in the word, PostgreSQL's builtin locale does not.
FOLD_SQL_TRANSLATIONS: dict[str, str] = {
    "Ł": "l",
    "ł": "l",
    "Ø": "o",
    "ø": "o",
    "Đ": "d",
    "đ": "d",
    "Ð": "d",
    "ð": "d",
    "Ħ": "h",
    "ħ": "h",
    "Ŧ": "t",
    "ŧ": "t",
    "ı": "i",
    "Σ": "σ",
    "ς": "σ",
    "ẞ": "ss",
    "ß": "ss",
    "Æ": "ae",
    "æ": "ae",
    "Œ": "oe",
    "œ": "oe",
    "Þ": "th",
    "þ": "th",
    "\N{LEFT SINGLE QUOTATION MARK}": "'",
    "\N{RIGHT SINGLE QUOTATION MARK}": "'",
    "\N{MODIFIER LETTER APOSTROPHE}": "'",
    "\N{MODIFIER LETTER TURNED COMMA}": "'",
    "\N{ACUTE ACCENT}": "'",
    "\N{LEFT DOUBLE QUOTATION MARK}": '"',
    "\N{RIGHT DOUBLE QUOTATION MARK}": '"',
    "\N{HYPHEN}": "-",
    "\N{NON-BREAKING HYPHEN}": "-",
    "\N{EN DASH}": "-",
    "\N{NO-BREAK SPACE}": " ",
}

# Combining marks: general, extended, supplement, for symbols, halves; then Hebrew
# points and Arabic vowel signs, which most people leave out when they type. Other
# scripts keep theirs: a Japanese or Indic mark makes another letter. The text is read
# by Python's and by PostgreSQL's regular expressions alike.
FOLD_MARKS_PATTERN = (
    r"[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f"
    r"\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u064b-\u065f\u0670]"
)

_MARKS = re.compile(FOLD_MARKS_PATTERN)
_TRANSLATIONS = str.maketrans(FOLD_SQL_TRANSLATIONS)


def fold(text: str) -> str:
    """Return text in lower case without accents, for searching and sorting."""
    if text.isascii():
        return text.lower()
    bare = _MARKS.sub("", unicodedata.normalize("NFD", text))
    return bare.translate(_TRANSLATIONS).lower()


def fold_sql_body(argument: str = "$1") -> str:
    """Return the SQL expression that folds `argument` exactly as fold() does.

    argument: an SQL expression of type text; it is written four times, so it must
    be a parameter or a column.
    Needs a UTF-8 database, as normalize() does, and a locale that knows all letters,
    such as the builtin C.UTF-8: the plain "C" lowers ASCII only, so that capitals of
    other scripts would stay. ASCII takes a short cut, as nearly all stored text is.
    """
    single = {old: new for old, new in FOLD_SQL_TRANSLATIONS.items() if len(new) == 1}
    sql = f"normalize({argument}, NFD)"
    sql = f"regexp_replace({sql}, {_literal(FOLD_MARKS_PATTERN)}, '', 'g')"
    sql = f"translate({sql}, {_literal(''.join(single))}, "
    sql += f"{_literal(''.join(single.values()))})"
    for old, new in FOLD_SQL_TRANSLATIONS.items():
        if old not in single:
            sql = f"replace({sql}, {_literal(old)}, {_literal(new)})"
    return (
        f"CASE WHEN octet_length({argument}) = char_length({argument}) "
        f"THEN lower({argument}) ELSE lower({sql}) END"
    )


def _literal(text: str) -> str:
    # Backslashes stay as they are, as standard_conforming_strings is on by default.
    return "'" + text.replace("'", "''") + "'"
