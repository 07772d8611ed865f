"""Names for what a source leaves without one: the same for the same description, whenever it is read."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from graphlib import CycleError, TopologicalSorter
from hashlib import sha256
from itertools import chain, count
from typing import Final

from rdflib import DCTERMS, RDF, RDFS, SKOS, BNode, Literal, URIRef
from rdflib.term import Node

from radcat.folder import names
from radcat.importing.dcat import Described
from radcat.rdf.graph import FrozenGraph
from radcat.rdf.namespaces import DCAT, SCHEMA

_NO_WORD: Final = re.compile(r"[^a-z0-9]+")
# What only a machine remembers: a UUID, a number, a hash.
_OPAQUE: Final = re.compile(r"[0-9a-f-]{16,}|[0-9-]+")
_LONGEST: Final = 80  # characters of a slug that is made of a title
_TITLES: Final = (DCTERMS.title, RDFS.label, SKOS.prefLabel, SCHEMA.name)
_CALLED: Final = {"kind": "contact", "periodoftime": "period", "catalogrecord": "record"}  # by class


def slug(described: Described, taken: Container[str]) -> str:
    """Make a slug of a dataset's address, its title or its identifier, whichever people can read; none that is *taken*.

    Of the same description it makes the same.
    """
    graph, node = described.graph, described.node
    address = re.split(r"[/#:]", str(node).rstrip("/#"))[-1] if isinstance(node, URIRef) else ""
    titles = [str(o) for p in _TITLES for o in _in_order(graph.objects(node, p))]
    identifiers = [str(o) for o in _in_order(graph.objects(node, DCTERMS.identifier))]
    telling = [text for text in identifiers if names.SLUG.fullmatch(text.lower())]
    readable = [text for text in (address, *telling, *titles) if not _OPAQUE.fullmatch(slugged(text))]
    found = next(filter(None, map(slugged, (*readable, address, *identifiers))), "dataset")
    if names.fault(found, "datasets/"):
        found = f"dataset-{found}"[: names.LONGEST].rstrip("-")
    return _unique(found, taken)


def slugged(text: str) -> str:
    """Write *text* in the letters of a slug; empty where it has none of them."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    words = _NO_WORD.sub("-", plain).strip("-")
    return words if len(words) <= _LONGEST else words[: _LONGEST + 1].rpartition("-")[0] or words[:_LONGEST]


def has_circles(graph: FrozenGraph) -> bool:
    """Whether blank nodes of *graph* lead back to themselves; then they have to be called canonically first."""
    return bool(_circular(graph))


def blank_nodes(graph: FrozenGraph, own: str) -> Mapping[Node, URIRef]:
    """Give IRIs below *own* to blank nodes that have a class, that several point at, or that lead back to themselves.

    The others stay what they are, written in the place where they are pointed at.
    """
    circular = _circular(graph)
    pointed = Counter[Node](value for _, _, value in graph if isinstance(value, BNode))
    digests = _Digests(graph, circular)
    found, taken = dict[Node, URIRef](), set[str]()
    for node in _from_above(graph, digests):
        digest = digests.of(node)
        kind = _kind(graph, node)
        if kind is None and pointed[node] == 1 and node not in circular:
            continue
        name = _unique(f"{kind or 'node'}-{digest[:8]}", taken)  # two may say the same
        taken.add(name)
        found[node] = URIRef(f"{own}#{name}")
    return found


def _unique(name: str, taken: Container[str]) -> str:
    """The *name* itself or, where it is *taken*, with the first number that is free."""
    numbered = (f"{name}-{number}" for number in count(2))
    return next(each for each in chain((name,), numbered) if each not in taken)


def _from_above(graph: FrozenGraph, digests: _Digests) -> Iterator[Node]:
    """Yield the blank nodes in an order that follows from what is said: so two that say the same are told apart."""
    named = sorted((node for node in graph.index if not isinstance(node, BNode)), key=str)
    loose = sorted((digests.of(node), str(node), node) for node in graph.index if isinstance(node, BNode))
    waiting, seen = [*reversed([*named, *(node for *_, node in loose)])], set[Node]()
    while waiting:
        node = waiting.pop()
        if node in seen:
            continue
        seen.add(node)
        if isinstance(node, BNode):
            yield node
        below = (
            (str(predicate), digests.of(value), value)
            for predicate, objects in graph.index.get(node, {}).items()
            for value in objects
            if isinstance(value, BNode)
        )
        waiting += [value for *_, value in sorted(below, reverse=True)]


def _kind(graph: FrozenGraph, node: Node) -> str | None:
    classes = sorted(str(o) for o in graph.objects(node, RDF.type) if isinstance(o, URIRef))
    ours = [iri for iri in classes if iri.startswith(str(DCAT))] or classes
    if not ours:
        return None
    name = slugged(re.split(r"[/#:]", ours[0])[-1])
    return _CALLED.get(name, name) or None


def _in_order(values: Iterable[Node]) -> Iterator[Node]:
    """English and untagged texts first, then by language."""
    return iter(sorted(values, key=lambda o: (getattr(o, "language", None) not in (None, "en"), str(o))))


def _circular(graph: FrozenGraph) -> frozenset[Node]:
    """The blank nodes from which a way along blank nodes leads back to themselves."""
    below: dict[Node, Sequence[Node]] = {
        node: [value for objects in said.values() for value in objects if isinstance(value, BNode)]
        for node, said in graph.index.items()
        if isinstance(node, BNode)
    }
    sorter = TopologicalSorter(below)
    try:
        sorter.prepare()
    except CycleError:
        pass
    else:
        return frozenset()
    return frozenset(node for node in below if node in _reached(below, node))


def _reached(below: Mapping[Node, Sequence[Node]], start: Node) -> set[Node]:
    waiting, seen = list(below[start]), set[Node]()
    while waiting:
        node = waiting.pop()
        if node not in seen:
            seen.add(node)
            waiting += below.get(node, ())
    return seen


class _Digests:
    """Digests of what is said of blank nodes, whatever these are called; those in circles are told by their names."""

    def __init__(self, graph: FrozenGraph, circular: Container[Node]) -> None:
        self._graph, self._circular = graph, circular
        self._known = dict[Node, str]()

    def of(self, node: Node) -> str:
        """The digest of *node*."""
        if node not in self._known:
            self._known[node] = sha256(self._said(node).encode()).hexdigest()
        return self._known[node]

    def _said(self, node: Node) -> str:
        if node in self._circular:
            return str(node)
        said = (
            f"{predicate} {self._written(value)}"
            for predicate, objects in self._graph.index.get(node, {}).items()
            for value in objects
        )
        return "\n".join(sorted(said))

    def _written(self, value: Node) -> str:
        if isinstance(value, BNode):
            return self.of(value)
        return value.n3() if isinstance(value, Literal) else str(value)
