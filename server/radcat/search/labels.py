"""What values of facets are called: in words for people, in codes for addresses."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from weakref import WeakKeyDictionary

from cachetools import LRUCache
from rdflib import SKOS, Graph, URIRef

from radcat import model
from radcat.catalogue import VOCABULARIES, Catalogue
from radcat.rdf import languages
from radcat.search.bits import Bits
from radcat.search.facets import NOT_STATED, Facet, Stated
from radcat.wording import ENGLISH, Wording, translatable

NOT_STATED_LABEL: Final = translatable("not stated")
_LAST_PART: Final = re.compile(r"[^/#:]+(?=[/#]*$)")
_KEPT: Final = 8  # sets of languages at a generation that names are kept of


@dataclass(frozen=True, slots=True)
class Codes:
    """The codes of one facet's values; no two have the same, in capital letters or small ones."""

    by_value: Mapping[str, str]
    by_code: Mapping[str, str]  # codes without case

    def value(self, code: str) -> str | None:
        """The value that *code* stands for; None where nobody has one of that code."""
        return self.by_code.get(code.casefold())


_CODES: Final = WeakKeyDictionary[Bits, dict[tuple[str, int], Codes]]()


def codes(catalogue: Catalogue, bits: Bits, facet: str) -> Codes:
    """The codes of the values that anybody has: a concept's notation, else the last part of its address."""
    vocabulary = catalogue.merged(*VOCABULARIES)
    known = _CODES.setdefault(bits, {})
    if (facet, id(vocabulary)) not in known:
        known[facet, id(vocabulary)] = _codes(vocabulary, bits.facets.get(facet, {}))
    return known[facet, id(vocabulary)]


def _codes(vocabulary: Graph, values: Iterable[str]) -> Codes:
    by_value, by_code = dict[str, str](), {NOT_STATED: NOT_STATED}
    for value in sorted(values):
        wanted = [code(vocabulary, value), value]
        chosen = next((each for each in wanted if by_code.get(each.casefold(), value) == value), value)
        by_value[value] = chosen
        by_code[chosen.casefold()] = value
    by_code |= {value.casefold(): value for value in by_value if value.casefold() not in by_code}  # addresses do, too
    return Codes(by_value, by_code)


_READ: Final = WeakKeyDictionary[Graph, dict[str, str]]()


def code(vocabulary: Graph, value: str) -> str:
    """The code of a value, whatever else there is; read once for a vocabulary."""
    if ":" not in value:
        return value
    known = _READ.setdefault(vocabulary, {})
    if value not in known:
        known[value] = _code(vocabulary, value)
    return known[value]


def _code(vocabulary: Graph, value: str) -> str:
    notation = next(iter(model.said(vocabulary, URIRef(value), SKOS.notation)), None)
    return _last_part(value) if notation is None else str(notation)


def _last_part(iri: str) -> str:
    found = _LAST_PART.search(iri)
    return found[0] if found else iri


class Labels:
    """Names values for readers who welcome some languages."""

    def __init__(self, catalogue: Catalogue, wanted: Sequence[str], wording: Wording = ENGLISH) -> None:
        self._catalogue, self._wording = catalogue, wording
        self._order = tuple(dict.fromkeys((*wanted, catalogue.language, languages.DEFAULT, languages.UNTAGGED)))
        self._known = _known(catalogue, catalogue.ledger.generation, self._order)

    def of(self, values: Iterable[str]) -> Mapping[str, str]:
        """Name IRIs; those that the catalogue does not know by the last part of their address."""
        missing = [URIRef(value) for value in dict.fromkeys(values) if value not in self._known and ":" in value]
        if missing:
            scope = self._catalogue.scope_of(missing)
            scope.languages = self._order
            for node in missing:
                self._known[str(node)] = model.name(scope, node) or _last_part(str(node))
        return self._known

    def name(self, facet: Facet, value: str) -> str:
        """Name a value of *facet*."""
        if value == NOT_STATED:
            return self._wording.say(NOT_STATED_LABEL)
        label = facet.label(value)
        if label is None:
            return self.of([value]).get(value, value)
        return label if label == value else self._wording.say(label)  # what a record says is nobody's to translate

    def title(self, facet: Facet) -> str:
        """What *facet* is called: as the shapes say in the reader's language, or in our words."""
        names = dict(facet.names) if isinstance(facet, Stated) else {}
        return self.text(names) or self._wording.say(facet.title)

    def text(self, texts: Mapping[str, str]) -> model.Text | None:
        """The text in the language that the reader welcomes most, with its tag."""
        if not texts:
            return None
        tag = min(texts, key=lambda tag: languages.rank(tag or None, self._order))
        return model.Text(texts[tag], language=tag or None)


_KNOWN: Final = WeakKeyDictionary[Catalogue, LRUCache[tuple[int, tuple[str, ...]], dict[str, str]]]()


def _known(catalogue: Catalogue, generation: int, order: tuple[str, ...]) -> dict[str, str]:
    """The names that were read at a generation for readers of some languages."""
    kept = _KNOWN.setdefault(catalogue, LRUCache(_KEPT))
    found = kept.get((generation, order))
    if found is None:
        found = kept[generation, order] = {}
    return found
