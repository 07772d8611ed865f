"""Why something is a hit: its text, with the words marked that were looked for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Final

from radcat.search.spelling import Spelled
from radcat.search.words import spans

LENGTH: Final = 180  # characters of a snippet
_LIKE: Final = 0.75  # of two words that differ in a letter or two


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a text."""

    text: str
    is_marked: bool


def marked(text: str, words: Sequence[Spelled], languages: Sequence[str]) -> tuple[Piece, ...]:
    """The whole *text* in pieces."""
    return _pieces(text, _found(text, words, languages), 0, len(text))


def snippet(text: str, words: Sequence[Spelled], languages: Sequence[str], length: int = LENGTH) -> tuple[Piece, ...]:
    """The stretch of *text* with most of *words*, in pieces; its beginning where it has none of them."""
    text = " ".join(text.split())
    found = _found(text, words, languages)
    starts = [start for start, _ in found] or [0]
    best = max(
        starts, key=lambda start: (len({text[a:b].lower() for a, b in found if start <= a < start + length}), -start)
    )
    begin = 0 if best < length // 2 else text.rfind(" ", 0, max(0, best - length // 6)) + 1
    end = len(text) if begin + length >= len(text) else max(text.rfind(" ", begin, begin + length), begin + length // 2)
    pieces = _pieces(text, found, begin, end)
    before = (Piece("… ", False),) if begin else ()
    return (*before, *pieces, *((Piece(" …", False),) if end < len(text) else ()))


def _found(text: str, words: Sequence[Spelled], languages: Sequence[str]) -> list[tuple[int, int]]:
    wanted = {spelling for word in words for spellings in word.words for spelling in spellings}
    wanted |= {whole for word in words for whole in word.whole}
    if not wanted:  # nothing was looked for: a list of all there is
        return []
    alike = [spelling for word in words if word.is_fuzzy for spellings in word.words for spelling in spellings]
    found = set[tuple[int, int]]()
    for language in (None, *languages):
        for spelled, start, end in spans(text, language):
            if spelled in wanted or any(_is_like(spelled, other) for other in alike):
                found.add((start, end))
    return sorted(found)


def _is_like(word: str, other: str) -> bool:
    return abs(len(word) - len(other)) < 3 and SequenceMatcher(None, word, other).ratio() > _LIKE


def _pieces(text: str, found: Sequence[tuple[int, int]], begin: int, end: int) -> tuple[Piece, ...]:
    pieces, at = list[Piece](), begin
    for start, stop in found:
        if at <= start and stop <= end:
            if start > at:
                pieces.append(Piece(text[at:start], False))
            pieces.append(Piece(text[start:stop], True))
            at = stop
    if at < end:
        pieces.append(Piece(text[at:end], False))
    return tuple(pieces)
