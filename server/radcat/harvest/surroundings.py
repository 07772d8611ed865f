"""What the values of records are: agents, concepts and their schemes, works elsewhere.

A page of the catalogue carries them, so that it stands by itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Final

from rdflib import DCTERMS, FOAF, RDF, SKOS, Graph, URIRef
from rdflib.term import Node

from radcat.catalogue import Catalogue
from radcat.folder import records
from radcat.model import Record
from radcat.rdf.graph import FrozenGraph
from radcat.rdf.namespaces import DCAT
from radcat.rdf.sorted_lines import Triple

# Records of these kinds say what a dataset's values are; any other is harvested for its own sake or not at all.
WHOLE: Final = ("agents/", "externals/", "references/")
AROUND: Final = (*WHOLE, "ns/")
# A concept has notes and sources for its own readers; a harvester needs to know what it is called and what it equals.
_ENOUGH: Final = frozenset(
    {
        *(RDF.type, DCTERMS.title, DCTERMS.description, FOAF.name),
        *(SKOS.prefLabel, SKOS.notation, SKOS.definition, SKOS.inScheme, SKOS.exactMatch),
    }
)
_TYPES: Final = frozenset({RDF.type})
_ONWARD: Final = frozenset({SKOS.inScheme, DCTERMS.publisher})


def surroundings(
    found: Iterable[Record], catalogue: Catalogue, graph_of: Callable[[Record], FrozenGraph]
) -> Iterator[Triple]:
    """Say what *found* point at, and the schemes and publishers of that; nothing that a record says itself."""
    direct = _values(map(graph_of, found), catalogue.base)
    scope = catalogue.scope_of(direct)
    whole = tuple(catalogue.base + folder for folder in WHOLE)
    onward: dict[Node, None] = {}
    for node in direct:
        is_whole = str(node).startswith(whole)
        for triple in _description(scope.holder(node), node):
            if is_whole or triple[1] in _ENOUGH:
                yield triple
            if triple[1] in _ONWARD:
                onward[triple[2]] = None
    further = [n for n in onward if n not in direct and isinstance(n, URIRef) and is_around(n, catalogue.base)]
    scope = catalogue.scope_of(further)
    for node in further:
        yield from (triple for triple in _description(scope.holder(node), node) if triple[1] in _ENOUGH)


def _values(found: Iterable[FrozenGraph], base: str) -> dict[URIRef, None]:
    direct: dict[URIRef, None] = {}
    own = set[Node]()
    for graph in found:
        index = graph.index
        for said in index.values():
            for predicate, objects in said.items():
                if predicate not in _TYPES:  # which asks rdflib's terms for no comparison
                    for node in objects:
                        if type(node) is URIRef:
                            direct[node] = None
        own.update(index)
    return {node: None for node in direct if node not in own and is_around(node, base)}


def is_around(node: URIRef, base: str) -> bool:
    """Tell whether *node* is something that a page may have to describe."""
    iri = str(node)  # rdflib's own startswith takes no tuple and no place
    return not iri.startswith(base) or iri.startswith(AROUND, len(base))


def _description(holder: Graph, node: URIRef) -> Iterator[Triple]:
    if (node, RDF.type, DCAT.Dataset) in holder:
        return  # half a dataset would be harvested as one
    yield from records.description(holder, node)
