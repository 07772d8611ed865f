"""Datasets that may be one and the same: they are shown, and never merged."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from rapidfuzz import fuzz, process
from rdflib import DCTERMS, FOAF, OWL, SKOS, Graph, URIRef
from rdflib.term import Node

from radcat.rdf.namespaces import ADMS, DCAT

LIKE: Final = 92  # per cent of the words of titles that have to be the same, in any order
_DOI: Final = re.compile(r"\b10\.\d{4,9}/[^\s\"<>]+", re.IGNORECASE)
_NUMBERS: Final = re.compile(r"\d+")
_WORDS: Final = re.compile(r"\w+")
_COMPARED: Final = 2000  # titles that one is compared with


@dataclass(frozen=True, slots=True)
class Resemblance:
    """Another dataset that may be the same, and what the two have in common."""

    name: str
    reason: str


@dataclass
class Duplicates:
    """Knows datasets by what tells one from another; each that is added is compared with those before it."""

    _by_sign: dict[str, str] = field(default_factory=dict)  # an identifier, a page or a DOI: the dataset
    _by_word: dict[str, list[tuple[str, str, str]]] = field(default_factory=dict)  # title, publisher, dataset

    def add(self, name: str, graph: Graph, node: URIRef) -> list[Resemblance]:
        """Take up the dataset *name*, which *graph* describes as *node*; return those known that it resembles."""
        found = dict[str, Resemblance]()
        for sign, what in _signs(graph, node):
            known = self._by_sign.setdefault(sign, name)
            if known != name:
                found.setdefault(known, Resemblance(known, f"{what} {sign} is the same"))
        publisher = _named(graph, node)
        for title in _titles(graph, node):
            words = sorted(set(_WORDS.findall(title)), key=lambda word: (-len(word), word))
            if not words:
                continue
            alike = self._by_word.setdefault(words[0], [])
            for other in self._like(title, publisher, alike):
                found.setdefault(other, Resemblance(other, "title and publisher are the same, or nearly"))
            alike.append((title, publisher, name))
        found.pop(name, None)
        return list(found.values())

    @staticmethod
    def _like(title: str, publisher: str, known: list[tuple[str, str, str]]) -> Iterator[str]:
        """Those of *known*, which share the longest word, whose titles are alike and whose publishers don't differ."""
        some = known[-_COMPARED:]
        titles = [each[0] for each in some]
        for _, _, place in process.extract(title, titles, scorer=fuzz.token_sort_ratio, score_cutoff=LIKE, limit=None):
            other_title, other, name = some[place]
            if _NUMBERS.findall(title) != _NUMBERS.findall(other_title):
                continue  # of another year, or another part
            if not publisher or not other or fuzz.token_sort_ratio(publisher, other) >= LIKE:
                yield name


def _signs(graph: Graph, node: Node) -> Iterator[tuple[str, str]]:
    """Yield what stands for one dataset only, with what it is called."""
    for identifier in (*graph.objects(node, DCTERMS.identifier), *_others(graph, node)):
        text = str(identifier).strip()
        if doi := _DOI.search(text):
            yield doi[0].lower().rstrip("."), "the DOI"
        elif len(text) > len("0000"):  # a short one is unique within its source only
            yield text, "the identifier"
    for same in graph.objects(node, OWL.sameAs):
        yield str(same), "the address"
    for page in graph.objects(node, DCAT.landingPage):
        doi = _DOI.search(str(page))
        yield (doi[0].lower(), "the DOI") if doi else (_bare(str(page)), "the landing page")


def _others(graph: Graph, node: Node) -> Iterator[Node]:
    for each in graph.objects(node, ADMS.identifier):
        yield from graph.objects(each, SKOS.notation)


def _bare(address: str) -> str:
    return re.sub(r"^https?://(?:www\.)?", "", address).rstrip("/")


def _titles(graph: Graph, node: Node) -> Iterator[str]:
    yield from dict.fromkeys(" ".join(str(title).lower().split()) for title in graph.objects(node, DCTERMS.title))


def _named(graph: Graph, node: Node) -> str:
    """The name of the publisher, or its address; empty where none is stated."""
    for publisher in graph.objects(node, DCTERMS.publisher):
        names = sorted(str(name).lower() for name in graph.objects(publisher, FOAF.name))
        return names[0] if names else str(publisher) if isinstance(publisher, URIRef) else ""
    return ""
