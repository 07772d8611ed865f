"""What somebody types into the search field, as clauses. Nothing typed is an error: what can't be meant is said."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from radcat.search.documents import FIELDS
from radcat.wording import Message, translatable

MOST: Final = 40  # clauses
LONGEST: Final = 2000  # characters
_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\ufeff\ud800-\udfff]+")
_CLAUSE: Final = re.compile(
    r"""(?P<not>-(?=[\w"]))? (?:(?P<field>[A-Za-z_]+):(?=[^\s/]))? (?: "(?P<phrase>[^"]*)"? | (?P<word>[^\s"]+) )""",
    re.VERBOSE,
)
_RESOLVER: Final = re.compile(r"(?:\S*\bdoi\.org/|\bdoi:\s*)(?=10\.)", re.IGNORECASE)
_OPERATORS: Final = frozenset({"AND", "OR", "NOT", "&&", "||", "TO", "NEAR"})
_EDGES: Final = "+()[]{}^~\\!?|&<>=,;.:'`/#@$%«»“”‘’…-"
_ALIASES: Final = {"author": "creator", "doi": "identifier", "id": "identifier", "slug": "identifier", "name": "title"}
# Words that say nothing about a dataset; they count where nothing else is typed.
COMMON: Final = frozenset(
    [
        "a", "an", "and", "any", "are", "as", "at", "by", "dataset", "datasets", "for", "from", "has", "have",
        "i", "in", "is", "it", "its", "me", "of", "on", "or", "over", "show", "that", "the", "their", "there",
        "these", "this", "to", "under", "want", "was", "were", "which", "who", "with", "without",
    ]
)  # fmt: skip


class Kind(StrEnum):
    """How the words of a clause are looked for."""

    WORD = "word"
    PHRASE = "phrase"
    BEGINNING = "beginning"


@dataclass(frozen=True, slots=True)
class Clause:
    """One thing that is looked for."""

    text: str  # as it was typed
    kind: Kind = Kind.WORD
    field: str | None = None
    is_excluded: bool = False


@dataclass(frozen=True, slots=True)
class Typed:
    """A query as it was understood."""

    text: str
    clauses: tuple[Clause, ...]
    notes: tuple[str, ...] = field(default=())  # what was left out, and what to write instead

    @property
    def required(self) -> tuple[Clause, ...]:
        """What a hit has."""
        return tuple(clause for clause in self.clauses if not clause.is_excluded)

    @property
    def excluded(self) -> tuple[Clause, ...]:
        """What a hit does not have."""
        return tuple(clause for clause in self.clauses if clause.is_excluded)


def read(text: str) -> Typed:
    """Read what was typed: words, "phrases", beginnings*, field:word, -word."""
    notes: list[str] = []
    plain = _CONTROL.sub(" ", text)
    if len(plain) > LONGEST:
        notes.append(Message("Only the first %(number)s characters were read.", number=LONGEST))
        plain = plain[:LONGEST]
    plain = " ".join(plain.split())
    found = list(_clauses(_RESOLVER.sub("", plain), notes))
    if len(found) > MOST:
        notes.append(Message("Only the first %(number)s words were looked for; leave out the others.", number=MOST))
        found = found[:MOST]
    telling = [c for c in found if c.is_excluded or c.field or c.kind is not Kind.WORD or c.text.lower() not in COMMON]
    return Typed(plain, tuple(dict.fromkeys(telling or found)), tuple(dict.fromkeys(notes)))


def _clauses(text: str, notes: list[str]) -> Iterator[Clause]:
    for match in _CLAUSE.finditer(text):
        field_, phrase, word, is_excluded = match["field"], match["phrase"], match["word"], bool(match["not"])
        if field_:
            named = _ALIASES.get(field_.lower(), field_.lower())
            if named not in FIELDS:
                known = ", ".join(FIELDS)
                notes.append(Message("“%(name)s:” is not a field; the fields are %(known)s.", name=field_, known=known))
                word, field_ = (f"{field_} {word}" if word else None), None
                phrase = phrase if phrase is None else f"{field_} {phrase}"
            else:
                field_ = named
        if phrase is not None:
            if phrase.strip():
                yield Clause(phrase.strip(), Kind.PHRASE, field_, is_excluded)
            continue
        for part in (word or "").split():
            if part in _OPERATORS:
                notes.append(
                    translatable("AND, OR and NOT are not operators: all words are looked for, and -word excludes one.")
                )
                continue
            is_beginning = part.endswith("*") and len(part.strip(_EDGES + "*")) > 1
            stripped = part.strip(_EDGES + "*")
            if any(character.isalnum() for character in stripped):
                kind = Kind.BEGINNING if is_beginning else Kind.WORD
                yield Clause(stripped, kind, field_, is_excluded)
