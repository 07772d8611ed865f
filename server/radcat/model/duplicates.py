"""What two records of one dataset have in common: its title, its landing page, its DOI.

Each is a key. The ledger keeps the keys of published datasets in a table, so that looking for the others that share
one costs the same however many datasets there are.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from rdflib import DCTERMS, SKOS, BNode, Graph, Literal, URIRef
from rdflib.term import Node

from radcat.rdf.namespaces import ADMS, DCAT

NAMED: Final = 5  # of those that share a key; the rest are counted
_DOI: Final = re.compile(r"(?:^|doi\.org/|doi:)(10\.[0-9]{4,}(?:\.[0-9]+)*/\S+)$", re.IGNORECASE)
_WORDS: Final = {"title": "title", "page": "landing page", "doi": "DOI"}
_PROPERTIES: Final = {"title": DCTERMS.title, "page": DCAT.landingPage, "doi": ADMS.identifier}


def keys(graph: Graph, iri: URIRef) -> frozenset[str]:
    """The keys of the dataset *iri*."""
    return frozenset(_keys(graph, iri))


def property_of(key: str) -> URIRef:
    """The property that *key* was read from."""
    return _PROPERTIES[key.partition(" ")[0]]


def words(key: str) -> str:
    """What is shared, in words."""
    return _WORDS[key.partition(" ")[0]]


def are_siblings(one: Graph, first: URIRef, other: Graph, second: URIRef) -> bool:
    """Whether two datasets may well share a page: one publisher offers both there, with other files for each."""
    pairs = ((one, first), (other, second))
    publishers = [set(graph.objects(iri, DCTERMS.publisher)) for graph, iri in pairs]
    titles = [set(graph.objects(iri, DCTERMS.title)) for graph, iri in pairs]
    files = [_addresses(graph) - set(graph.objects(iri, DCAT.landingPage)) for graph, iri in pairs]
    return bool(publishers[0] & publishers[1]) and not titles[0] & titles[1] and not files[0] & files[1]


def _addresses(graph: Graph) -> set[Node]:
    return {o for p in (DCAT.accessURL, DCAT.downloadURL) for o in graph.objects(None, p)}


def _keys(graph: Graph, iri: URIRef) -> Iterator[str]:
    for title in graph.objects(iri, DCTERMS.title):
        if text := " ".join(str(title).casefold().split()):
            yield f"title {text}"
    for page in graph.objects(iri, DCAT.landingPage):
        if isinstance(page, URIRef):
            yield f"page {re.sub(r'^https?://(www[.])?', '', str(page)).rstrip('/')}"
    for identifier in graph.objects(iri, ADMS.identifier):
        for written in _notations(graph, identifier):
            if found := _DOI.search(str(written).strip()):
                yield f"doi {found[1].lower()}"


def _notations(graph: Graph, identifier: Node) -> list[Node]:
    if isinstance(identifier, Literal):
        return [identifier]
    own = [] if isinstance(identifier, BNode) else [identifier]
    return [*own, *graph.objects(identifier, SKOS.notation)]
