"""Focus nodes of a record alone: what is wrong with an agent is the affair of that agent's own record.

An engine looks for focus nodes in all of a data graph, and there is no way to name those that matter. Nine in ten
results were about the nodes of contexts, and thrown away. So the focus nodes are found here (SHACL, section 2.1.3),
for the record's own nodes only, and pointed at: a data graph says `<urn:radcat:focus> <urn:radcat:focus:7> ?node`,
and the seventh shape's only target is sh:targetObjectsOf <urn:radcat:focus:7>.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from rdflib import OWL, RDF, RDFS, SH, Graph, URIRef
from rdflib.term import Node

from radcat.rdf.graph import FrozenGraph, Index, Triple, frozen
from radcat.validation import constraint_queries

_TYPE: Final = RDF.type  # looked up once: rdflib makes these anew each time
_SUBCLASS: Final = RDFS.subClassOf
_MARK: Final = "urn:radcat:focus"
_TARGETS: Final = (SH.targetClass, SH.targetNode, SH.targetSubjectsOf, SH.targetObjectsOf)
_BY_QUERY: Final = tuple(URIRef(f"{SH}{name}") for name in ("target", "targetWhere", "targetShape"))


class FocusNodes:
    """The targets of some shapes, and these shapes with marks for targets."""

    node: Final = URIRef(_MARK)

    def __init__(self, shapes: Graph) -> None:
        """Read the targets of *shapes*, which `can_be_marked`."""
        self._targets: dict[URIRef, dict[Node, list[URIRef]]] = {target: {} for target in _TARGETS}
        self._shapes: dict[Node, Node] = {}  # by mark
        triples: list[Triple] = []
        for shape, said in frozen(shapes).index.items():
            targets = list(_targets(shape, said))
            mark = URIRef(f"{_MARK}:{len(self._shapes)}")
            for target, value in targets:
                self._targets[target].setdefault(value, []).append(mark)
            if targets:
                self._shapes[mark] = shape
                triples.append((shape, SH.targetObjectsOf, mark))
            triples += [
                (shape, predicate, value)
                for predicate, objects in said.items()
                for value in objects
                if not targets or not _is_target(predicate, value)
            ]
        self.marked: FrozenGraph = frozen(triples)

    def marks(self, own: Index, data: Index) -> Mapping[Node, Sequence[Node]]:
        """Find the focus nodes among the subjects of the record *own* in the graph *data*, by the marks of shapes."""
        found: dict[Node, dict[Node, None]] = {}
        for mark, node in self._found(own, data):
            found.setdefault(mark, {})[node] = None
        return {mark: list(of) for mark, of in found.items()}

    def _found(self, own: Index, data: Index) -> Iterator[tuple[Node, Node]]:
        classes, nodes, subjects_of, objects_of = (self._targets[target] for target in _TARGETS)
        for node, said in own.items():
            above = _classes(data[node].get(_TYPE, ()), data)
            by_class = (mark for class_ in above for mark in classes.get(class_, ()))
            by_property = (mark for predicate in said for mark in subjects_of.get(predicate, ()))
            yield from ((mark, node) for mark in (*by_class, *by_property, *nodes.get(node, ())))
        for said in data.values() if objects_of else ():
            for predicate in said.keys() & objects_of.keys():
                yield from ((mark, o) for o in said[predicate] if o in own for mark in objects_of[predicate])

    def shapes(self, marks: Iterable[Node]) -> Iterable[str]:
        """Name the shapes that have *marks*."""
        return [str(self._shapes[mark]) for mark in marks]


def can_be_marked(shapes: Graph) -> bool:
    """Whether marks change nothing else: no query of *shapes* chooses targets, or could come across a mark."""
    if any((None, predicate, None) in shapes for predicate in _BY_QUERY):
        return False
    # Classes by other ways than being an rdfs:Class: the engines differ on whose instances are targets then.
    if (None, RDFS.subClassOf, RDFS.Class) in shapes or (None, RDF.type, OWL.Class) in shapes:
        return False
    return constraint_queries.name_their_properties(shapes)


def _targets(shape: Node, said: Mapping[Node, Sequence[Node]]) -> Iterable[tuple[URIRef, Node]]:
    for target in _TARGETS:
        yield from ((target, value) for value in said.get(target, ()))
    if RDFS.Class in said.get(RDF.type, ()) and any(str(predicate).startswith(str(SH)) for predicate in said):
        yield SH.targetClass, shape


def _is_target(predicate: Node, value: Node) -> bool:
    return predicate in _TARGETS or (predicate == RDF.type and value == RDFS.Class)


def _classes(types: Sequence[Node], data: Index) -> Iterable[Node]:
    """The classes *types* and those above them, as *data* has it."""
    found = dict.fromkeys(types)
    pending = list(types)
    while pending:
        for above in data.get(pending.pop(), {}).get(_SUBCLASS, ()):
            if above not in found:
                found[above] = None
                pending.append(above)
    return found
