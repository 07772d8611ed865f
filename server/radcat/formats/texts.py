"""Texts with their language tags, and names of languages, in the form that each format has for them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from radcat.model import Blank, Concept, Text
from radcat.rdf import languages

_UNTAGGED: Final = "@none"


def tag(text: str) -> str | None:
    """Read the language tag of a text; None where its record gives it none."""
    return getattr(text, "language", None)


def distinct(texts: Iterable[str]) -> list[str]:
    """Leave out repetitions; the same word in two languages is two texts."""
    found: dict[tuple[str, str | None], str] = {}
    for text in texts:
        found.setdefault((text, tag(text)), text)
    return list(found.values())


def cut(text: str, length: int) -> str:
    """Keep the first *length* characters of a text, and its tag."""
    return Text(text[:length], language=tag(text))


def json_ld(texts: Sequence[str], default: str) -> list[Any]:
    """Write texts as values of JSON-LD: tagged, unless all are in the *default* language or have no tag."""
    found = distinct(texts)
    plain = {tag(text) for text in found} <= {None} or all(tag(text) == default for text in found)
    return [str(text) if plain or not tag(text) else {"@value": str(text), "@language": tag(text)} for text in found]


def by_language(texts: Sequence[str], default: str) -> Any:
    """Write texts as a language map of JSON-LD 1.1; one that needs no tag is written as it is.

    A text without a tag has no place beside others that have one: readers of Croissant refuse such a map.
    """
    values = json_ld(texts, default)
    if len(values) < 2 and not any(isinstance(value, dict) for value in values):
        return values[0] if values else None
    found: dict[str, Any] = {}
    for text in distinct(texts):
        found.setdefault(tag(text) or _UNTAGGED, []).append(str(text))
    if len(found) > 1:
        found.pop(_UNTAGGED, None)
    return {name: known[0] if len(known) == 1 else known for name, known in found.items()}


def bcp47(names: Iterable[Concept]) -> list[str]:
    """Write languages as tags; one that is not known is left out."""
    found = (languages.tag_of(_named(name)) for name in names)
    return list(dict.fromkeys(known for known in found if known))


def eu_table(names: Iterable[Concept]) -> list[Concept]:
    """Find languages in the EU's table; one that is not in it is left out."""
    found = ((name, languages.in_eu_table(_named(name))) for name in names)
    return [name if name.iri == address else Concept(iri=address) for name, address in found if address]


def _named(name: Concept) -> str:
    return (name.notation or name.label or "") if isinstance(name.iri, Blank) else name.iri


def given(members: Mapping[str, Any]) -> dict[str, Any]:
    """Drop what has no value, and take a list of one for its one."""
    return {
        name: value[0] if isinstance(value, list | tuple) and len(value) == 1 else value
        for name, value in members.items()
        if value not in (None, "", [], ())
    }
