"""Marking what was searched inside what was found."""

import re
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

    A letter folds to none, one or two: each of them remembers whose it is. An accent
    that stands on its own goes with the letter before it.
    """
    owners: list[int] = []
    folded = ""
    for place, letter in enumerate(text):
        part = fold(letter)
        folded += part
        owners += [place] * len(part)
    places = [False] * len(text)
    for word in filter(None, words):
        for match in re.finditer(re.escape(word), folded):
            for owner in owners[match.start() : match.end()]:
                places[owner] = True
    for place in range(1, len(text)):
        if place not in owners:
            places[place] = places[place - 1]
    return places
