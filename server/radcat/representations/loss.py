"""What a representation can't carry of a record: computed by leaving out each statement and looking whether it shows.

So the report needs no list that could go stale, and tells of every writer alike. What it can't see is how a value is
carried: a language tag or a datatype that is dropped is no loss to it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from rdflib import RDF, BNode, Graph, URIRef
from rdflib.term import Node

from radcat import model, turtle
from radcat.catalogue import VOCABULARIES, Catalogue, Scope
from radcat.errors import RegistryError
from radcat.representations.base import Described, Representation


@dataclass(frozen=True, slots=True)
class Lost:
    """A statement that a representation does not carry."""

    subject: str  # IRI
    property: str  # IRI
    value: str


def losses(catalogue: Catalogue, described: Described, representation: Representation) -> tuple[Lost, ...]:
    """List the statements of the record's own graph that *representation* would be the same without."""
    ((_, found),) = report(catalogue, described, (representation,))
    return found


def report(
    catalogue: Catalogue, described: Described, representations: Sequence[Representation]
) -> tuple[tuple[Representation, tuple[Lost, ...]], ...]:
    """List what each of *representations* loses; the record is read once for each statement, whoever writes it."""
    whole = {row.name: row.write(described) for row in representations if not row.lossless}
    lost: dict[str, list[Lost]] = {row.name: [] for row in representations}
    for subject, term, value in _statements(described.graph) if whole else ():
        less = without(described.graph, (subject, term, value))
        scope = Scope(less, described.record.name, described.base, catalogue.merged(*VOCABULARIES), catalogue.lookup)
        scope.languages = model.preference(scope, described.record.iri(described.base), (), catalogue.language)
        left = replace(described, graph=less, source=scope)
        for row in representations:
            if not row.lossless and _written(row, left) == whole[row.name]:
                lost[row.name].append(Lost(str(subject), str(term), _text(described.graph, value)))
    return tuple((row, tuple(lost[row.name])) for row in representations)


def without(graph: Graph, triple: tuple[Node, Node, Node]) -> Graph:
    """Copy *graph* but for one triple, and for the blank nodes that hang on it."""
    left = Graph(turtle.PLAIN_STORE, bind_namespaces="none")
    below = set(_below(graph, triple[2]))
    for other in graph:
        if other != triple and other[0] not in below:
            left.add(other)
    return left


def _statements(graph: Graph) -> list[tuple[URIRef, Node, Node]]:
    """List the statements about what has a name; a list belongs to the statement that leads to it.

    Classes are left out: every format has its own.
    """
    return sorted((s, p, o) for s, p, o in graph if isinstance(s, URIRef) and p != RDF.type)


def _below(graph: Graph, node: Node) -> Iterator[Node]:
    if isinstance(node, BNode):
        yield node
        for value in graph.objects(node):
            yield from _below(graph, value)


def _written(representation: Representation, described: Described) -> bytes | None:
    try:
        return representation.write(described)
    except RegistryError:  # it can't do without the statement
        return None


def _text(graph: Graph, value: Node) -> str:
    if isinstance(value, BNode):
        return ", ".join(str(member) for member in graph.items(value)) or "[…]"
    return str(value)
