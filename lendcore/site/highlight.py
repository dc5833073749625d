"""Marking what was searched inside what was found."""

from collections.abc import Sequence
from dataclasses import dataclass

from lendcore.rules.fold import fold


@dataclass(frozen=True)
class Piece:
    """A piece of a text; marked ones are what was searched."""

    text: str
    is_marked: bool = False


def marked(text: str, words: Sequence[str]) -> list[Piece]:
    """Return a text in pieces, the places where a folded word stands marked.

    Accents and case do not matter: "vega" marks "Vegá".
    """
    places = _marked_places(text, words)
    pieces: list[Piece] = []
    for letter, is_marked in zip(text, places, strict=True):
        if pieces and pieces[-1].is_marked is is_marked:
            pieces[-1] = Piece(pieces[-1].text + letter, is_marked)
        else:
            pieces.append(Piece(letter, is_marked))
    return pieces


def _marked_places(text: str, words: Sequence[str]) -> list[bool]:
    """Return for each letter whether it is marked.

    A folded letter may be none, one or two letters long: each remembers whose it is.
    """
    owners: list[int] = []
    folded = ""
    for place, letter in enumerate(text):
        part = fold(letter)
        folded += part
        owners += [place] * len(part)
    places = [False] * len(text)
    for word in words:
        start = folded.find(word) if word else -1
        while start >= 0:
            for owner in owners[start : start + len(word)]:
                places[owner] = True
            start = folded.find(word, start + len(word))
    return places
