"""A clause as the index knows it: the spellings of its words, and the engine's query for them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from radcat.search.documents import PARTS
from radcat.search.query import Clause, Kind
from radcat.search.reader import View
from radcat.search.words import ANY, joined, stems, tokens


@dataclass(frozen=True, slots=True)
class Spelled:
    """A clause with the words of the index that it stands for."""

    clause: Clause
    words: tuple[tuple[str, ...], ...]  # for each of its words, the spellings
    whole: tuple[str, ...] = ()  # the same in one word: xray for x-ray
    is_fuzzy: bool = False

    @property
    def key(self) -> str:
        """What is looked for, in one text."""
        return repr((self.clause.kind.value, self.clause.field, self.words, self.whole, self.is_fuzzy))

    @property
    def is_nothing(self) -> bool:
        """Whether no word of the index can be meant."""
        return not self.words or any(not spellings for spellings in self.words)


def spelled(view: View, clause: Clause) -> Spelled:
    """Find the spellings of a clause."""
    parts = tokens(clause.text)
    if clause.kind is Kind.PHRASE:
        return Spelled(clause, tuple((part,) for part in parts))
    if clause.kind is Kind.BEGINNING and parts:
        *before, last = parts
        words = [tuple(sorted(stems(part, view.languages))) for part in before]
        return Spelled(clause, (*words, tuple(view.words.beginning_with(last))))
    return Spelled(
        clause, tuple(tuple(sorted(stems(part, view.languages))) for part in parts), tuple(joined(clause.text))
    )


def fuzzy(word: Spelled) -> Spelled:
    """The same, for words that differ in a letter or two."""
    return replace(word, words=tuple((part,) for part in tokens(word.clause.text)), is_fuzzy=True)


def query_of(view: View, word: Spelled, part: str | None = None) -> Any:
    """The engine's query for who has a clause, anywhere or in one *part* of a document."""
    words, field = view.words, word.clause.field or part
    if word.clause.kind is Kind.PHRASE:
        plain = [part for (part,) in word.words]
        return words.either([words.phrase(name, plain) for name in ([field] if field else PARTS)])
    place = field or ANY
    parts = []
    for spellings in word.words:
        is_known = not word.is_fuzzy or any(words.has(spelling) for spelling in spellings)
        parts.append(words.one_of(place, spellings) if is_known else words.like(spellings[0], place))
    found = words.every(parts)
    if word.whole and field is None:
        found = words.either([found, words.one_of(ANY, word.whole)])
    return found
