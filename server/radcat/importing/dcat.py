"""DCAT in all its profiles: a graph into what it says of each dataset.

What a description says is taken whole, whatever profile it follows: nothing is mapped, and nothing is lost.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from rdflib import DCTERMS, FOAF, RDF, BNode, Graph, URIRef
from rdflib.term import Node

from radcat.rdf.graph import FrozenGraph, Triple, frozen
from radcat.rdf.namespaces import DCAT

DATASET: Final = (DCAT.Dataset,)
# What has a record of its own, or is left to its own: what another description says of it is not the dataset's.
APART: Final = (DCAT.Dataset, DCAT.DatasetSeries, DCAT.DataService, DCAT.Catalog, DCAT.CatalogRecord)


@dataclass(frozen=True, slots=True)
class Described:
    """What a source says of one dataset, in DCAT."""

    node: Node  # the dataset
    graph: FrozenGraph


def datasets(graph: FrozenGraph) -> Iterator[Described]:
    """Yield each dataset of *graph*, in the order in which it names them."""
    typed = (s for kind in DATASET for s in graph.subjects(RDF.type, kind))
    listed = (o for o in graph.objects(None, DCAT.dataset) if (o, None, None) in graph)
    found = dict[Node, None].fromkeys((*typed, *listed))
    apart = {*found, *(s for kind in APART for s in graph.subjects(RDF.type, kind))}
    records = _records(graph)
    for node in found:
        if isinstance(node, URIRef | BNode):
            yield Described(node, frozen(_about(graph, node, apart, records.get(node, ()))))


def _records(graph: Graph) -> dict[Node, list[Node]]:
    """The catalogue records about each dataset."""
    found: dict[Node, list[Node]] = {}
    for record, _, topic in graph.triples((None, FOAF.primaryTopic, None)):
        if (record, RDF.type, DCAT.CatalogRecord) in graph:
            found.setdefault(topic, []).append(record)
    return found


def _about(graph: FrozenGraph, node: Node, apart: Container[Node], records: Iterable[Node]) -> Iterator[Triple]:
    """Yield what is said of *node* and by its *records*, with what they point at unless that is kept *apart*."""
    waiting = [node, *records]
    seen = set(waiting)
    while waiting:
        subject = waiting.pop()
        for predicate, objects in graph.index.get(subject, {}).items():
            for value in objects:
                yield subject, predicate, value
                if value not in seen and value not in apart and isinstance(value, URIRef | BNode):
                    seen.add(value)
                    waiting.append(value)


def identifiers(described: Described) -> list[str]:
    """The identifiers of a dataset, as texts."""
    return [str(o) for o in described.graph.objects(described.node, DCTERMS.identifier)]
