"""A graph that is read and never changed: what a record's text says, indexed by subject and predicate.

rdflib's graphs keep three indexes for every graph, behind a store that is asked one triple at a time. A record is
parsed far more often than it is changed, so this one is built in one pass from Oxigraph's parser and answers from plain
dictionaries. It *is* an rdflib Graph: pySHACL, serializers and JSON-LD read it as they read any other.
"""

from __future__ import annotations

from collections.abc import Generator, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any, Final

import pyoxigraph as ox
from rdflib import XSD, BNode, Graph, Literal, URIRef
from rdflib.graph import ModificationException
from rdflib.plugins.stores.memory import SimpleMemory
from rdflib.term import Node

from radcat.rdf import namespaces  # noqa: F401  # which tells rdflib to keep literals as they are written

Triple = tuple[Node, Node, Node]
Index = Mapping[Node, Mapping[Node, Sequence[Node]]]  # by subject and predicate, each object once

_STRING: Final = str(XSD.string)
_LONGEST_KEPT: Final = 100  # characters of a typed literal that is likely to be met again
_SUBJECTS: Final = (URIRef, BNode)  # compared as classes: isinstance() asks rdflib's abstract ones, and takes longer
_NOTHING: Final[Mapping[Node, Sequence[Node]]] = {}


class TripleTerm(Exception):
    """RDF 1.2 has statements as terms; rdflib's graphs can't hold them."""


class Statements:
    """Triples by subject and predicate and, once somebody asks, by object or by predicate; the store of FrozenGraph."""

    def __init__(self, index: Index) -> None:
        self.index = index
        self._by_object: dict[Node, list[tuple[Node, Node]]] | None = None
        self._by_predicate: dict[Node, list[tuple[Node, Sequence[Node]]]] | None = None

    def __len__(self) -> int:
        return sum(len(objects) for said in self.index.values() for objects in said.values())

    def __iter__(self) -> Iterator[Triple]:
        for subject, said in self.index.items():
            for predicate, objects in said.items():
                for value in objects:
                    yield subject, predicate, value

    def matching(self, s: Node | None, p: Node | None, o: Node | None) -> Iterator[Triple]:
        """Yield the triples of subject *s*, predicate *p* and object *o*, None for any."""
        if s is not None:
            said = self.index.get(s, _NOTHING)
            for predicate, objects in said.items() if p is None else ((p, said.get(p, ())),):
                yield from ((s, predicate, value) for value in objects if o is None or value == o)
        elif o is not None:
            yield from ((subject, predicate, o) for subject, predicate in self.of_object(o) if p in (None, predicate))
        elif p is not None:
            yield from ((subject, p, value) for subject, objects in self.of_predicate(p) for value in objects)
        else:
            yield from self

    def of_object(self, node: Node) -> Sequence[tuple[Node, Node]]:
        """List the subjects and predicates whose object is *node*."""
        if self._by_object is None:
            by_object: dict[Node, list[tuple[Node, Node]]] = {}
            for subject, predicate, value in self:
                by_object.setdefault(value, []).append((subject, predicate))
            self._by_object = by_object  # only when it is whole: another thread may be reading
        return self._by_object.get(node, ())

    def of_predicate(self, node: Node) -> Sequence[tuple[Node, Sequence[Node]]]:
        """List the subjects that have the predicate *node*, with their objects."""
        if self._by_predicate is None:
            by_predicate: dict[Node, list[tuple[Node, Sequence[Node]]]] = {}
            for subject, said in self.index.items():
                for predicate, objects in said.items():
                    by_predicate.setdefault(predicate, []).append((subject, objects))
            self._by_predicate = by_predicate
        return self._by_predicate.get(node, ())


class FrozenGraph(Graph):
    """An immutable rdflib Graph; order is that of the text, statements of one subject together."""

    def __init__(self, index: Index) -> None:
        """Hold *index*, which nobody may change afterwards."""
        self.statements = Statements(index)
        super().__init__(ReadStore(self.statements), bind_namespaces="none")

    def __reduce__(self) -> tuple[Any, ...]:
        return FrozenGraph, (self.index,)

    @property
    def index(self) -> Index:
        """Objects by subject and predicate."""
        return self.statements.index

    def __len__(self) -> int:
        return len(self.statements)

    def triples(self, triple: Any) -> Generator[Any, None, None]:
        """Yield what matches (subject, predicate, object), None for any; the predicate may be a property path."""
        if triple[1].__class__ is URIRef or triple[1] is None or isinstance(triple[1], Node):
            yield from self.statements.matching(*triple)
        else:
            yield from super().triples(triple)

    def __contains__(self, triple: Any) -> bool:
        subject, predicate, value = triple
        if subject is None or not isinstance(predicate, Node):
            return super().__contains__(triple)
        objects = self.index.get(subject, _NOTHING).get(predicate, ())
        return bool(objects) if value is None else value in objects

    def objects(self, subject: Any = None, predicate: Any = None, unique: bool = False) -> Generator[Node, None, None]:
        """Yield the objects of *subject* and *predicate*, None for any; each once where *unique*."""
        if predicate.__class__ is URIRef and subject.__class__ in _SUBJECTS:
            yield from self.index.get(subject, _NOTHING).get(predicate, ())
        elif subject is None and predicate is None and not unique:
            for said in self.index.values():
                for objects in said.values():
                    yield from objects
        else:
            yield from super().objects(subject, predicate, unique)


def read(text: bytes, media_type: str, base: str) -> FrozenGraph:
    """Parse *text*, whose relative IRIs stand under *base*; blank nodes have the parser's labels.

    Raises:
        SyntaxError: it is not what *media_type* says; the error has line and column.
        ValueError, OSError: the same, of a JSON-LD document.
        TripleTerm: a statement is about a statement (RDF 1.2).
    """
    rows: dict[str, dict[str, list[Node]]] = {}
    nodes: dict[str, Node] = {}  # an IRI has a colon and a blank node's label has none
    for quad in ox.parse(text, format=ox.RdfFormat.from_media_type(media_type), base_iri=base):
        subject, predicate = quad.subject, quad.predicate
        s, p = subject.value, predicate.value
        if (row := rows.get(s)) is None:
            row = rows[s] = {}
            nodes[s] = node_of(subject)
        if (objects := row.get(p)) is None:
            objects = row[p] = []
            nodes[p] = nodes.get(p) or node_of(predicate)
        objects.append(node_of(quad.object))
    return FrozenGraph({nodes[s]: {nodes[p]: _once(objects) for p, objects in row.items()} for s, row in rows.items()})


def frozen(triples: Iterable[Triple]) -> FrozenGraph:
    """Keep *triples* in an immutable graph, which they may already be."""
    if isinstance(triples, FrozenGraph):
        return triples
    said: dict[Node, dict[Node, list[Node]]] = {}
    for subject, predicate, value in triples:
        said.setdefault(subject, {}).setdefault(predicate, []).append(value)
    return FrozenGraph({s: {p: _once(objects) for p, objects in row.items()} for s, row in said.items()})


def union(graphs: Iterable[Graph]) -> FrozenGraph:
    """All statements of *graphs*; what is said of a subject is copied only where two graphs speak of it."""
    together: dict[Node, Mapping[Node, Sequence[Node]]] = {}
    for graph in graphs:
        index = graph.index if isinstance(graph, FrozenGraph) else frozen(graph).index
        # Sets and dictionaries made of dictionaries take over their hashes, so that no term is hashed again.
        shared = {s: _both(together[s], index[s]) for s in index if s in together} if together else {}
        together.update(index)
        together.update(shared)
    return FrozenGraph(together)


def varied(graph: FrozenGraph, removed: Iterable[Triple], added: Iterable[Triple] = ()) -> FrozenGraph:
    """Copy *graph* without some triples and with others, which come last; what else is said is shared, not copied."""
    index, gone, new = dict(graph.index), set(removed), list(added)
    for subject in dict.fromkeys([*(s for s, _, _ in gone), *(s for s, _, _ in new)]):
        said = index.get(subject, _NOTHING)
        kept = {p: [o for o in objects if (subject, p, o) not in gone] for p, objects in said.items()}
        for s, predicate, value in new:
            if s == subject:
                kept.setdefault(predicate, []).append(value)
        if left := {predicate: _once(objects) for predicate, objects in kept.items() if objects}:
            index[subject] = left
        else:
            index.pop(subject, None)
    return FrozenGraph(index)


def relabelled(graph: FrozenGraph, label: str) -> FrozenGraph:
    """Call the blank nodes of *graph* by *label* and a number, in the order of the statements."""
    if not any(type(node) is BNode for objects in _nodes(graph.index) for node in objects):
        return graph
    own: dict[Node, BNode] = {}

    def called(node: Node) -> Node:
        if type(node) is not BNode:
            return node
        if node not in own:
            own[node] = BNode(f"{label}x{len(own):04}")
        return own[node]

    index: dict[Node, dict[Node, list[Node]]] = {}
    for subject, said in graph.index.items():
        row = index[called(subject)] = {}
        for predicate, objects in said.items():
            row[predicate] = [called(value) for value in objects]
    return FrozenGraph(index)


def _nodes(index: Index) -> Iterator[Iterable[Node]]:
    yield index
    for said in index.values():
        yield from said.values()


def _once(objects: list[Node]) -> list[Node]:
    return objects if len(objects) == 1 else list(dict.fromkeys(objects))


def _both(one: Mapping[Node, Sequence[Node]], other: Mapping[Node, Sequence[Node]]) -> Mapping[Node, Sequence[Node]]:
    return {p: _once([*one.get(p, ()), *other.get(p, ())]) for p in {**one, **other}}


def node_of(term: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple) -> Node:
    """Make a term of rdflib's of one of Oxigraph's.

    Raises:
        TripleTerm: it is a statement (RDF 1.2).
    """
    if type(term) is ox.NamedNode:
        return iri(term.value)
    if type(term) is ox.Literal:
        return _literal(term)
    if type(term) is ox.BlankNode:
        return BNode(term.value)
    raise TripleTerm


@lru_cache(maxsize=65_536)
def iri(text: str) -> URIRef:
    """Make a term of an IRI that a parser has let pass."""
    # Not by URIRef(...), which looks through the text for characters that the parser has refused.
    return str.__new__(URIRef, text)


def _literal(term: ox.Literal) -> Literal:
    text, language = term.value, term.language
    if language:
        return _plain(text, _language(language))
    datatype = term.datatype.value
    # Oxigraph's parser types "a" as xsd:string, which RDF 1.1 says is the same; to rdflib it is another term.
    if datatype == _STRING:
        return _plain(text, None)
    return _typed(text, datatype) if len(text) <= _LONGEST_KEPT else Literal(text, datatype=iri(datatype))


def _plain(text: str, language: str | None) -> Literal:
    """Make a literal without Literal(...), which spends ten times as long on finding out that a text is a text."""
    literal: Literal = str.__new__(Literal, text)
    literal._language, literal._datatype, literal._value, literal._ill_typed = language, None, text, None
    return literal


@lru_cache(maxsize=256)
def _language(tag: str) -> str | None:
    return Literal("", lang=tag).language  # which refuses a tag that is none


@lru_cache(maxsize=16_384)
def _typed(text: str, datatype: str) -> Literal:
    return Literal(text, datatype=iri(datatype))


class ReadStore(SimpleMemory):
    """What rdflib's own code asks of a graph's store; it keeps prefixes, and changes nothing."""

    def __init__(self, statements: Statements) -> None:
        super().__init__()
        self.statements = statements

    def triples(self, triple_pattern: Any, context: Any = None) -> Iterator[Any]:  # noqa: ARG002
        """Yield what matches, in no context."""
        yield from ((triple, iter(())) for triple in self.statements.matching(*triple_pattern))

    def __len__(self, context: Any = None) -> int:
        return len(self.statements)

    def add(self, triple: Any, context: Any, quoted: bool = False) -> None:  # noqa: ARG002
        """Refuse to be changed."""
        raise ModificationException

    def remove(self, triple_pattern: Any, context: Any = None) -> None:  # noqa: ARG002
        """Refuse to be changed."""
        raise ModificationException
