"""Why a representation does not carry a statement: it has no place for the property, or none for this value.

Which of both is found by trying: a usual value in place of the record's own shows whether there is a place.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Final

from rdflib import DCTERMS, RDF, XSD, BNode, Graph, Literal, URIRef
from rdflib.term import Node

from radcat import model
from radcat.errors import RegistryError
from radcat.formats import dates
from radcat.formats.base import Described, Representation
from radcat.rdf import geometry
from radcat.rdf.graph import FrozenGraph, Triple, varied
from radcat.rdf.namespaces import DCAT

NO_PLACE: Final = "the format has no place for this property"
NO_ROOM: Final = "the format has room for one value of this property, and writes another"
NOT_HERE: Final = "the format can't hold this value"
NOT_WITHIN: Final = "the format can't hold what is said of this value"
NOT_WITH_THE_REST: Final = "the format can't hold something else that belongs to it"
NO_DATE: Final = "ISO 8601 has no such date"
_DATES: Final = frozenset({DCTERMS.issued, DCTERMS.modified, DCAT.startDate, DCAT.endDate})
_GEOMETRIES: Final = frozenset({DCAT.bbox, DCAT.centroid})
_NUMBERS: Final = frozenset({XSD.integer, XSD.nonNegativeInteger, XSD.decimal})
_USUAL: Final = {
    "date": Literal("2001-02-03", datatype=XSD.date),
    "geometry": Literal("POINT(5 60)", datatype=URIRef(geometry.WKT)),
    "number": Literal("7", datatype=XSD.integer),
    "text": Literal("Specimen", lang="en"),
    "address": URIRef("https://specimen.example/"),
}


class Reasons:
    """The reasons of one record's losses; each property is tried once for each format and class."""

    def __init__(self, graph: FrozenGraph, described: Callable[[FrozenGraph], Described]) -> None:
        self._graph, self._described = graph, described
        self._places: dict[tuple[str, frozenset[Node], Node, str], bool] = {}
        self._tried: dict[tuple[frozenset[Triple], frozenset[Triple]], Described] = {}  # by all formats alike

    def of(self, row: Representation, triple: Triple) -> str:
        """Say why *row* does not carry a statement."""
        subject, term, value = triple
        kind = _kind(term, value)
        others = [o for o in self._graph.objects(subject, term) if o != value]
        if self._has_place(row, triple, kind, [(subject, term, o) for o in (value, *others)]):
            return _fault(value, kind) or (NO_ROOM if others else NOT_WITHIN if kind == "node" else NOT_HERE)
        siblings = [(subject, p, o) for p, o in self._graph.predicate_objects(subject) if p != RDF.type]
        if not self._is_dataset(subject) and self._has_place(row, triple, f"{kind} alone", siblings):
            return _fault(value, kind) or NOT_WITH_THE_REST
        return NO_PLACE

    def _is_dataset(self, node: Node) -> bool:
        return (node, RDF.type, DCAT.Dataset) in self._graph

    def _has_place(self, row: Representation, triple: Triple, kind: str, removed: list[Triple]) -> bool:
        subject, term, value = triple
        key = (row.name, frozenset(self._graph.objects(subject, RDF.type)), term, kind)
        if key not in self._places:
            usual = (subject, term, _usual(term, value))
            # Of a node without a name, what it says is usual too.
            of_it = [(value, p, o) for p, o in self._graph.predicate_objects(value)] if usual[2] == value else []
            removed = [*removed, *of_it]
            added = [usual, *((s, p, o if p == RDF.type else _usual(p, o)) for s, p, o in of_it)]
            self._places[key] = self._content(row, removed, added) != self._content(row, removed)
        return self._places[key]

    def _content(self, row: Representation, removed: Iterable[Triple], added: Iterable[Triple] = ()) -> object:
        """What *row* writes of the record without *removed* and with *added*; None where it can't."""
        key = (frozenset(removed), frozenset(added))
        if key not in self._tried:
            self._tried[key] = self._described(varied(self._graph, removed, added))
        try:
            return row.content(self._tried[key])
        except RegistryError:
            return None


def _usual(term: Node, value: Node) -> Node:
    return _USUAL.get(_kind(term, value), value)


def _kind(term: Node, value: Node) -> str:
    if isinstance(value, BNode):
        return "node"
    if isinstance(value, URIRef):
        return "address"
    if term in _DATES:
        return "date"
    if term in _GEOMETRIES:
        return "geometry"
    return "number" if isinstance(value, Literal) and value.datatype in _NUMBERS else "text"


def _fault(value: Node, kind: str) -> str | None:
    """Say what is unusual about a value that only usual ones would be written of."""
    if not isinstance(value, Literal):
        return None
    text = model.value(Graph(), value)
    if kind == "date":
        return None if dates.iso(text) else NO_DATE
    if kind == "geometry":
        return _geometry_fault(value)
    return None


def _geometry_fault(value: Literal) -> str | None:
    datatype = str(value.datatype) if value.datatype else None
    if fault := geometry.fault(str(value), datatype):
        return fault
    found = geometry.read(str(value), datatype)
    return None if found is None or found.in_degrees else f"<{found.system}> is not a reference system in degrees here"
