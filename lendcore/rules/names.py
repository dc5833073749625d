"""Rules for people's names: letter case, splitting, generation codes."""

import re
from dataclasses import dataclass
from enum import StrEnum


class NameStyle(StrEnum):
    """How a last name is written when it is saved."""

    FIRST_UPPER = "first_upper"
    AS_WRITTEN = "as_written"


@dataclass(frozen=True)
class SplitName:
    """The parts of a full name. `generation` is a code of GENERATION_CODES."""

    first: str
    middle: str
    last: str
    generation: str


GENERATION_CODES: dict[str, str] = {
    "none": "",
    "jr": "Jr.",
    "sr": "Sr.",
    "ii": "II",
    "iii": "III",
    "iv": "IV",
    "v": "V",
    "vi": "VI",
    "vii": "VII",
    "viii": "VIII",
    "ix": "IX",
}

_GENERATION_WORDS = {
    **{code: code for code in GENERATION_CODES},
    "": "none",
    "junior": "jr",
    "jnr": "jr",
    "senior": "sr",
    "snr": "sr",
    "2nd": "ii",
    "3rd": "iii",
    "4th": "iv",
    "5th": "v",
    "6th": "vi",
    "7th": "vii",
    "8th": "viii",
    "9th": "ix",
}

_ROMAN = frozenset(GENERATION_CODES) - {"none", "jr", "sr"}

# Words that stand before a surname and belong to it.
_PARTICLES = frozenset(
    "af al bin bint da das de degli dei del della dello den der des di do dos du"
    " ibn ter van vom von zu zum zur 't ’t".split()
)
# These are particles only after another one: "de la Cruz", but "La Rosa".
_ARTICLES = frozenset("la las le les lo los".split())
# These join two surnames: "García y López".
_JOINERS = frozenset("e y".split())
# The Arabic article takes the sound of the letter that follows it.
_ARABIC_ARTICLES = frozenset("ad al an ar as ash at az".split())
# Before an apostrophe these are prefixes ("O'Brien"); elsewhere the apostrophe is a
# sound inside the word ("Sa'ad").
_ELIDED = frozenset("d dall dell l m n o sant".split())
# "Mac" opens many names that are not Scottish (Macias, Machado, Mackey, Macy), so it
# is followed by a capital only in these.
_MAC_NAMES = frozenset(
    "alister allister alpine andrew arthur askill aulay bain bean bride callum"
    " cormack cormick crimmon culloch dermot dermott donald donell donnell dougal"
    " dougall dowell duff eachern ewan ewen farlan farland farlane gillivray gowan"
    " gregor innes innis intosh intyre isaac iver ivor kay kenna kenzie kinlay"
    " kinley kinnon lachlan laren larty lauchlan laughlin lean leay lellan lennan"
    " leod manus master millan millen mullan mullen murray nab nair namara naughton"
    " neal neil neill nicol phail phee pherson quarrie quarry queen rae ritchie"
    " tavish taggart vicar vittie william".split()
)
# Second halves of Spanish given names: "María de los Ángeles", "Luz del Carmen".
_DEVOTIONS = frozenset(
    "ángeles angeles asunción asuncion carmen concepción concepcion consuelo"
    " dolores fátima fatima guadalupe jesús jesus lourdes luz mar mercedes milagros"
    " nieves pilar refugio remedios rocío rocio rosario socorro sol soledad".split()
)
_APOSTROPHES = re.compile("(['’])")


def format_last_name(text: str, *, style: NameStyle) -> str:
    """Return a last name in the letter case in which it is saved.

    FIRST_UPPER makes the first letter upper and all others lower, so "O'BRIEN"
    becomes "O'brien". AS_WRITTEN follows the way people write names ("O'Brien",
    "de la Cruz", "Johnson III") and leaves a name alone that was typed in mixed case.
    Outer spaces go and runs of spaces become one, in both styles.
    """
    name = " ".join(text.split())
    if style is NameStyle.FIRST_UPPER:
        return _capitalize(_lower(name))
    if _is_mixed_case(name):
        return name
    return _format_words(_lower(name).split(" "))


def parse_generation(text: str) -> str | None:
    """Return the generation code that a text such as "JR.", "3rd" or "III" means.

    An empty text means "none"; a text that is no generation gives None.
    """
    return _GENERATION_WORDS.get(text.strip().strip(".,").strip().lower())


def split_full_name(text: str) -> SplitName:
    """Return the parts of a full name, in the letter case in which they came.

    Understands "SMITH, JOHN A JR", "John A. Smith III", surnames with particles
    ("Juan Carlos de la Cruz") and Spanish given names such as "María de los Ángeles",
    after which all words are surnames. A single word is a last name.

    Limits: without a comma the last name is one word with its particles, so the first
    of two surnames ("Ana García López") becomes a middle name; a name written with
    the family name first ("Kim Jong Un") is not recognized; a middle name that reads
    as a particle ("Nguyen Van An") goes to the last name; titles and degrees ("Dr.",
    "MD") are kept as if they were names.
    """
    pieces = [piece.split() for piece in text.split(",")]
    pieces = [piece for piece in pieces if piece]
    generation = "none"
    if len(pieces) > 1 and _is_generation(pieces[-1], words_before=len(pieces[-2])):
        generation = parse_generation(pieces.pop()[0]) or "none"
    if len(pieces) < 2:
        return _split_words(pieces[0] if pieces else [], generation)
    last, given = pieces[0], [word for piece in pieces[1:] for word in piece]
    if generation == "none":
        last, generation = _take_generation(last)
    if generation == "none":
        given, generation = _take_generation(given)
    return SplitName(given[0], " ".join(given[1:]), " ".join(last), generation)


def _lower(text: str) -> str:
    # Python lowers İ to an i and a loose dot; in a name it is a plain i.
    return text.replace("İ", "i").lower()


def _capitalize(text: str) -> str:
    for place, letter in enumerate(text):
        if letter.isdigit():
            return text
        if letter.isalpha():
            upper = letter.title()
            # A letter whose capital is two letters (ß, ﬁ) cannot open a name.
            if len(upper) > 1:
                return text
            return text[:place] + upper + text[place + 1 :]
    return text


def _is_mixed_case(text: str) -> bool:
    # Hardly any keyboard has a capital ß, so it says nothing about the case.
    has_lower = any(letter.islower() and letter != "ß" for letter in text)
    has_upper = any(letter.isupper() or letter.istitle() for letter in text)
    return has_lower and has_upper


def _format_words(words: list[str]) -> str:
    done = []
    after_particle = False
    for place, word in enumerate(words):
        is_first, is_last = place == 0, place == len(words) - 1
        particle = word in _PARTICLES or (after_particle and word in _ARTICLES)
        joiner = word in _JOINERS and not is_first
        if (particle or joiner) and not is_last:
            done.append(word)
        elif word in _ROMAN and is_last and not is_first:
            done.append(word.upper())
        else:
            done.append(_format_hyphened(word))
        after_particle = particle
    return " ".join(done)


def _format_hyphened(word: str) -> str:
    parts = word.split("-")
    done = []
    for place, part in enumerate(parts):
        is_last = place == len(parts) - 1
        particles = _ARABIC_ARTICLES if place == 0 else _PARTICLES | _ARTICLES
        stays_lower = part in particles and not is_last and parts[place + 1]
        done.append(part if stays_lower else _format_part(part))
    return "-".join(done)


def _format_part(part: str) -> str:
    head, *rest = _APOSTROPHES.split(part, maxsplit=1)
    if rest and head in _ELIDED:
        mark, tail = rest
        return _capitalize(head) + mark + _format_part(tail)
    if len(part) > 3 and part.startswith("mc"):
        return "Mc" + _capitalize(part[2:])
    if part.startswith("mac") and part[3:] in _MAC_NAMES:
        return "Mac" + _capitalize(part[3:])
    return _capitalize(part)


def _is_generation(words: list[str], *, words_before: int) -> bool:
    if len(words) != 1 or words_before < 1:
        return False
    # V is more often an initial and Vi a name, unless a whole name stands before it.
    if words[0].lower() in {"v", "vi"}:
        return words[0].isupper() and words_before > 1
    return parse_generation(words[0]) not in {None, "none"}


def _take_generation(words: list[str]) -> tuple[list[str], str]:
    if not _is_generation(words[-1:], words_before=len(words) - 1):
        return words, "none"
    return words[:-1], parse_generation(words[-1]) or "none"


def _split_words(words: list[str], generation: str) -> SplitName:
    if generation == "none":
        words, generation = _take_generation(words)
    if len(words) < 2:
        return SplitName("", "", " ".join(words), generation)
    start = _last_name_start(words)
    return SplitName(
        words[0], " ".join(words[1:start]), " ".join(words[start:]), generation
    )


def _last_name_start(words: list[str]) -> int:
    lowered = [_lower(word) for word in words]
    final = len(words) - 1
    for place in range(1, final):
        if lowered[place] in _PARTICLES:
            end = place + 1
            while end < final and lowered[end] in _PARTICLES | _ARTICLES:
                end += 1
            is_given = end < final and lowered[end] in _DEVOTIONS
            return end + 1 if is_given else place
        # A lower-case "y" joins the surnames around it; a capital is an initial.
        if words[place][:1].isupper() and words[place + 1] in _JOINERS:
            return place if place + 1 < final else final
    return final
