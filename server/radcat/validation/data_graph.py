"""The data graph that engines get: a record, and of its context what they need to judge it by.

Most records point at the same few hundred nodes, so what is said of each is prepared once: literals that engines
would not judge alike have stand-ins, blank nodes have names, and the N-Triples are written, to be joined as text.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from rdflib import BNode, Graph, URIRef
from rdflib.term import Node

from radcat.rdf import n_triples
from radcat.rdf.graph import FrozenGraph, Index, frozen
from radcat.validation import literals
from radcat.validation.focus import FocusNodes

_MOST_KEPT: Final = 5000  # nodes of contexts: some 2 kB each


class DataGraph(FrozenGraph):
    """What engines validate, with the same in N-Triples."""

    def __init__(self, index: Index, text: str, shapes: Iterable[str] | None) -> None:
        """Hold the graph and its *text*; only *shapes*, where it is known, have focus nodes in it."""
        super().__init__(index)
        self.text = text
        self.shapes = None if shapes is None else frozenset(shapes)


@dataclass(frozen=True, slots=True)
class _Described:
    """What is said of one node, as engines get it."""

    node: Node
    said: Mapping[Node, Sequence[Node]]
    text: str
    originals: Mapping[str, str]  # by stand-in, both in N-Triples


class Preparation:
    """Makes data graphs for one set of shapes, and keeps what is said of nodes that many records point at."""

    def __init__(self, focus_nodes: FocusNodes | None) -> None:
        """Name the focus nodes of a record by *focus_nodes*; where it is None, engines find them, in contexts too."""
        self._focus_nodes = focus_nodes
        self._kept: dict[Node, tuple[object, _Described]] = {}

    def data_graph(self, own: Graph, context: Graph) -> tuple[DataGraph, Mapping[str, str]]:
        """Join the record *own* with its *context*, and map stand-ins to literals, both in N-Triples."""
        record = own if isinstance(own, FrozenGraph) else frozen(own)
        around = context if isinstance(context, FrozenGraph) else frozen(context)
        described = [_described(node, said) for node, said in record.index.items()]
        described += [self._known(node, said) for node, said in around.index.items()]
        index: dict[Node, Mapping[Node, Sequence[Node]]] = {}
        originals: dict[str, str] = {}
        for part in described:
            # The context says nothing of the record's own nodes, unless somebody made it so.
            index[part.node] = part.said if part.node not in index else _joined(index[part.node], part.said)
            originals.update(part.originals)
        text = "".join(part.text for part in described)
        if self._focus_nodes is None:
            return DataGraph(index, text, None), originals
        marks = self._focus_nodes.marks(record.index, index)
        index[self._focus_nodes.node] = marks
        text += n_triples.lines(self._focus_nodes.node, marks)
        return DataGraph(index, text, self._focus_nodes.shapes(marks)), originals

    def _known(self, node: Node, said: Mapping[Node, Sequence[Node]]) -> _Described:
        """Prepare what a context says of *node*; whoever holds it hands out the same mapping until it changes."""
        if (kept := self._kept.get(node)) is not None and kept[0] is said:
            return kept[1]
        found = _described(_named(node), {p: [_named(o) for o in objects] for p, objects in said.items()})
        if len(self._kept) >= _MOST_KEPT:
            self._kept.clear()
        self._kept[node] = said, found
        return found


def _described(node: Node, said: Mapping[Node, Sequence[Node]]) -> _Described:
    originals: dict[str, str] = {}
    replaced: dict[Node, Sequence[Node]] = {}
    for predicate, objects in said.items():
        instead = [literals.stand_in(value) for value in objects]
        for value, stand_in in zip(objects, instead, strict=True):
            if stand_in is not value:
                originals[n_triples.term(stand_in)] = n_triples.term(value)
        replaced[predicate] = instead
    return _Described(node, replaced, n_triples.lines(node, replaced), originals)


def _named(node: Node) -> Node:
    """Name a blank node, or those of a context would pass for the record's own."""
    return URIRef(node.skolemize()) if isinstance(node, BNode) else node


def _joined(one: Mapping[Node, Sequence[Node]], other: Mapping[Node, Sequence[Node]]) -> Mapping[Node, Sequence[Node]]:
    return {p: list(dict.fromkeys([*one.get(p, ()), *other.get(p, ())])) for p in {**one, **other}}
