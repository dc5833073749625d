"""What people type into a search box, taken apart; entities look the parts up.

A whole tax number is found here before anything else, since it must not reach an
address, a log or the browser's history.
"""

import re
import unicodedata
from dataclasses import dataclass

from lendcore.rules.fold import fold
from lendcore.rules.phones import parse_phone, search_digits
from lendcore.rules.tax_numbers import find_whole_tax_number

LONGEST_TEXT = 200
MOST_WORDS = 12
# Of a bigint.
MOST_ID_DIGITS = 18

_EXACT_ID = re.compile(
    r"(?<!\S)(?:id\s*[=:]\s*|#\s*)([0-9]{1,18})(?!\S)", re.IGNORECASE
)
# Says that digits are an import ID, even where they could be a whole tax number.
_IMPORT_ID = re.compile(r"(?<!\S)import=(\S+)", re.IGNORECASE)
# Where nine digits are said to be something else: an import ID, our own ID, or the name
# of a mailbox. "#" and "id=" say so in the first place only, since "SSN #536…" and
# "Tax id=536…" are ways to write the secret.
_SAID_TO_BE_OTHER = re.compile(
    r"(?<!\S)import=\S+|^(?:id=|#)[0-9]+(?!\S)"
    r"|(?<!\S)[\w.+-]+@[^\s@]+\.[^\s@.]{2,}(?!\S)",
    re.IGNORECASE,
)
# Goes with the number: as a word of the search it would find nobody.
_TAX_LABEL = re.compile(r"\b(?:ssn|itin|sin|ein|tin|bn|tax id)(?:\s*[:=#]+\s*)?$", re.I)
_NUMERIC = re.compile(r"[+(]*[0-9][0-9().+-]*")
_ZIP_PLUS_FOUR = re.compile(r"[0-9]{5}-[0-9]{4}")
_CANADIAN_CODE = re.compile(r"(?<!\S)([A-Z][0-9][A-Z]) ?([0-9][A-Z][0-9])(?!\S)", re.I)
_AROUND_AND = re.compile(r"(?<=\w) ?& ?(?=\w)")
_WRITTEN_PHONE = re.compile(r"(?:1[-.])?[0-9]{3}[-.][0-9]{3}")
_WHOLE_MAIL = re.compile(r"[^@]+@[^@]+\.[^@.]{2,}")
# Around a word these are punctuation of the sentence; inside they belong to the name.
_AROUND_WORDS = ',;:.!?"()[]{}<>'
_JOINERS = "\N{ZERO WIDTH NON-JOINER}\N{ZERO WIDTH JOINER}"


@dataclass(frozen=True)
class SearchText:
    """The parts of a search; each must be found, in any order.

    import_ids: beginnings of import IDs, said to be so.
    words: folded. codes: letters with digits, as typed. numbers: digits of which
    nobody can say what they are. phones: digits that are a phone number, or its
    beginning. mails: whole addresses.
    """

    exact_id: int | None = None
    import_ids: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    postal_codes: tuple[str, ...] = ()
    mails: tuple[str, ...] = ()

    @property
    def is_empty(self) -> bool:
        return self == SearchText()


def clean_text(text: str) -> str:
    """Return typed text without control characters, invisible letters and runs of
    spaces, cut to size."""
    text = text[: 10 * LONGEST_TEXT]
    cleaned = "".join(
        _cleaned(letter, before, after)
        for before, letter, after in zip(f" {text}", text, f"{text[1:]} ", strict=False)
    )
    return " ".join(cleaned.split())[:LONGEST_TEXT].rstrip()


def _cleaned(letter: str, before: str, after: str) -> str:
    category = unicodedata.category(letter)
    if category in {"Cc", "Cs", "Cn"}:
        return " "
    if category != "Cf":
        return letter
    # Pasted with numbers, these would hide them. Between letters a joiner is spelling,
    # in Persian and in Indian scripts, and names are stored with it.
    is_spelling = letter in _JOINERS and all(
        unicodedata.category(beside)[0] in "LM" for beside in (before, after)
    )
    return letter if is_spelling else ""


def take_tax_number(text: str) -> tuple[str, str]:
    """Return the nine digits of a whole tax number in a text, and the rest of it.

    The rest holds no other one. Both parts of ("", text) when there is none.
    """
    plain = _plain_digits(text)
    place = find_whole_tax_number(
        _SAID_TO_BE_OTHER.sub(lambda other: "x" * len(other[0]), plain)
    )
    if place is None:
        return "", text
    start, end = place
    before = _TAX_LABEL.sub("", plain[:start])
    _, rest = take_tax_number(" ".join(f"{before} {plain[end:]}".split()))
    return _digits(plain[start:end])[:9], rest


def parse_search(text: str, *, region: str) -> SearchText:
    """Return the parts of a typed search. Takes any text.

    region: "US" or "CA", of phone numbers without a country.
    """
    text = _AROUND_AND.sub("&", _plain_digits(clean_text(text)))
    exact_id = None
    if match := _EXACT_ID.search(text):
        exact_id = int(match[1])
        text = text[: match.start()] + text[match.end() :]
    import_ids = _IMPORT_ID.findall(text)
    text = _IMPORT_ID.sub("", text)
    postal_codes = [
        f"{area} {unit}".upper() for area, unit in _CANADIAN_CODE.findall(text)
    ]
    tokens = _CANADIAN_CODE.sub("", text).split()[:MOST_WORDS]
    postal_codes += [token for token in tokens if _ZIP_PLUS_FOUR.fullmatch(token)]
    tokens = [token for token in tokens if not _ZIP_PLUS_FOUR.fullmatch(token)]
    phones, numbers = _sort_numbers(tokens, region)
    words, codes, mails = _sort_words(tokens)
    return SearchText(
        exact_id=exact_id,
        import_ids=tuple(import_ids),
        words=tuple(words),
        codes=tuple(codes),
        numbers=tuple(numbers),
        phones=tuple(phones),
        postal_codes=tuple(postal_codes),
        mails=tuple(mails),
    )


def _plain_digits(text: str) -> str:
    """Return text with the digits of any script as 0 to 9."""
    if text.isascii():
        return text
    return "".join(
        str(unicodedata.decimal(letter)) if letter.isdecimal() else letter
        for letter in text
    )


def _sort_words(tokens: list[str]) -> tuple[list[str], list[str], list[str]]:
    words, codes, mails = [], [], []
    for token in tokens:
        if _NUMERIC.fullmatch(token):
            continue
        word = token.strip(_AROUND_WORDS)
        folded = fold(word)
        if not any(letter.isalnum() for letter in folded):
            continue
        if _WHOLE_MAIL.fullmatch(word):
            mails.append(word.lower())
        elif "@" not in word and any(letter.isdigit() for letter in word):
            codes.append(word)
        else:
            words.append(folded)
    return words, codes, mails


def _sort_numbers(tokens: list[str], region: str) -> tuple[list[str], list[str]]:
    """Return digits that are phone numbers, and those that may be anything."""
    phones: list[str] = []
    numbers: list[str] = []
    run: list[str] = []
    for token in [*tokens, ""]:
        if _NUMERIC.fullmatch(token):
            run.append(token)
            continue
        while run:
            size = _phone_size(run)
            if size:
                phones.append(_phone_digits(" ".join(run[:size]), region))
            else:
                numbers.append(_digits(run[0]))
            run = run[size or 1 :]
    return phones, numbers


def _phone_size(run: list[str]) -> int:
    """Return how many of the numbers in a row are one phone number, from the first."""
    sizes = range(len(run), 0, -1)
    return next((size for size in sizes if _is_phone(run[:size])), 0)


def _is_phone(run: list[str]) -> bool:
    digits = [_digits(piece) for piece in run]
    length = sum(map(len, digits))
    if run[0][0] in "+(":
        return 3 <= length <= 15
    if length > 10 and not (length == 11 and digits[0][0] == "1"):
        return False
    sizes = [len(group) for group in digits if group != "1"][:2]
    return sizes in ([3, 3], [3, 7]) or _WRITTEN_PHONE.match(run[0]) is not None


def _phone_digits(text: str, region: str) -> str:
    if text.startswith("+"):
        parsed = parse_phone(text, region=region)
        if parsed.e164:
            return parsed.national_digits
    return search_digits(text)


def _digits(text: str) -> str:
    return "".join(re.findall("[0-9]", text))
