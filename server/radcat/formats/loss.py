"""What a representation can't carry of a record: computed by leaving out each statement and looking whether it shows.

So the report needs no list that could go stale, and tells of every writer alike. What it can't see is how a value is
carried: a language tag or a datatype that is dropped is no loss to it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, partial
from typing import Final

from rdflib import RDF, BNode, Graph, Literal, URIRef
from rdflib.term import Node

from radcat import model
from radcat.catalogue import VOCABULARIES, Catalogue, Scope
from radcat.formats.base import Described, Representation
from radcat.formats.loss_reasons import Reasons
from radcat.rdf.graph import FrozenGraph, Triple, frozen, varied
from radcat.rdf.prefixes import curie
from radcat.rdf.rdf_xml import REPLACED
from radcat.rdf.xml_text import UNWRITABLE

UNWRITTEN: Final = "the record can't be written in this format"


@dataclass(frozen=True, slots=True)
class Lost:
    """A statement that a representation does not carry."""

    subject: str  # IRI, or the properties that lead to a node without one
    property: str  # IRI
    value: str
    reason: str = ""


def losses(catalogue: Catalogue, described: Described, representation: Representation) -> tuple[Lost, ...]:
    """List the statements of the record's own graph that *representation* would be the same without."""
    ((_, found),) = report(catalogue, described, (representation,))
    return found


def report(
    catalogue: Catalogue, described: Described, representations: Sequence[Representation]
) -> tuple[tuple[Representation, tuple[Lost, ...]], ...]:
    """List what each of *representations* loses; the record is read once for each statement, whoever writes it."""
    rows = [row for row in representations if not row.lossless]
    attempt, record, graph = catalogue.omissions.attempt, described.record, frozen(described.graph)
    written = [row for row in rows if attempt(record, row.name, partial(row.write, described)) is not None]
    whole = {row.name: row.content(described) for row in written}
    lost: dict[str, list[Lost]] = {row.name: [] for row in representations}
    varying = _varying(catalogue, described)
    reasons = Reasons(graph, varying)
    silent = _silent(varying, graph, record.iri(described.base), written, whole)
    for triple in _statements(graph) if rows else ():
        is_of_silent = {row.name: triple[0] in silent[row.name] for row in written}
        left = None if all(is_of_silent.values()) else varying(without(graph, triple))
        for row in rows:
            if row.name not in whole:
                lost[row.name].append(_lost(graph, triple, UNWRITTEN))
            elif is_of_silent[row.name] or left is None or _content(row, left) == whole[row.name]:
                lost[row.name].append(_lost(graph, triple, reasons.of(row, triple)))
            elif _is_xml(row) and isinstance(triple[2], Literal) and UNWRITABLE.search(triple[2]):
                lost[row.name].append(_lost(graph, triple, REPLACED))
    for row in representations:
        if row.lossless or row.name in whole:
            lost[row.name] += [_lost(graph, triple, reason) for triple, reason in row.changes(graph)]
    return tuple((row, tuple(lost[row.name])) for row in representations)


def _varying(catalogue: Catalogue, described: Described) -> Callable[[FrozenGraph], Described]:
    """Describe the same record by another graph; all that stays the same is looked up once."""
    record, base, vocabulary = described.record, described.base, catalogue.merged(*VOCABULARIES)
    lookup = cache(catalogue.lookup)

    def varying(graph: FrozenGraph) -> Described:
        scope = Scope(graph, record.name, base, vocabulary, lookup)
        scope.languages = model.preference(scope, record.iri(base), (), catalogue.language)
        return replace(described, graph=graph, source=scope)

    return varying


def _silent(
    varying: Callable[[FrozenGraph], Described],
    graph: FrozenGraph,
    own: Node,
    rows: Sequence[Representation],
    whole: Mapping[str, object],
) -> dict[str, set[Node]]:
    """Find the parts of a record of which each of *rows* writes nothing: none of their statements is tried by itself.

    Parts are left out together, and for the rows where that shows, in halves.
    """
    parts = sorted((s for s in graph.index if isinstance(s, URIRef) and s != own), key=str)
    found: dict[str, set[Node]] = {row.name: set() for row in rows}
    pending = [(parts, rows)]
    while pending:
        some, writing = pending.pop()
        if not some or not writing:
            continue
        left = varying(varied(graph, (t for s in some for t in graph.triples((s, None, None)))))
        telling = [row for row in writing if _content(row, left) != whole[row.name]]
        for row in writing:
            found[row.name] |= set() if row in telling else set(some)
        if len(some) > 1:
            pending += [(half, telling) for half in (some[: len(some) // 2], some[len(some) // 2 :])]
    return found


def without(graph: FrozenGraph, triple: Triple) -> FrozenGraph:
    """Copy *graph* but for one triple, and for the blank nodes that nothing else leads to."""
    below = set(_below(graph, (triple[2],)))
    if not below:
        return varied(graph, (triple,))
    kept = set(_below(graph, (o for s, p, o in graph if s not in below and (s, p, o) != triple)))
    return varied(graph, (triple, *(t for s in below - kept for t in graph.triples((s, None, None)))))


def _statements(graph: FrozenGraph) -> list[Triple]:
    """List the statements; a list belongs to the statement that leads to it.

    Classes are left out: every format has its own.
    """
    found = [(s, p, o) for s, p, o in graph if p != RDF.type and not _is_cell(graph, s)]
    return sorted(found, key=lambda triple: (isinstance(triple[0], BNode), *map(str, triple), repr(triple[2])))


def _is_cell(graph: Graph, node: Node) -> bool:
    return isinstance(node, BNode) and (node, RDF.first, None) in graph


def _below(graph: Graph, nodes: Iterable[Node]) -> Iterator[Node]:
    """List the blank nodes among *nodes*, and those that they lead to."""
    pending, done = list(nodes), set[Node]()
    while pending:
        node = pending.pop()
        if isinstance(node, BNode) and node not in done:
            done.add(node)
            yield node
            pending += graph.objects(node)


def _content(representation: Representation, described: Described) -> object:
    try:
        return representation.content(described)
    except Exception:  # it can't do without the statement
        return None


def _is_xml(row: Representation) -> bool:
    return row.media_type.subtype.endswith("xml")


def _lost(graph: Graph, triple: Triple, reason: str) -> Lost:
    subject, term, value = triple
    return Lost(_called(graph, subject), str(term), _text(graph, value), reason)


def _called(graph: Graph, node: Node) -> str:
    """Name a node by its IRI, or by the properties that lead to it."""
    path: list[str] = []
    done = set[Node]()
    while isinstance(node, BNode) and node not in done:
        done.add(node)
        subject, term = next(iter(graph.subject_predicates(node)), (None, None))
        if subject is None:
            break
        path.insert(0, curie(str(term)))
        node = subject
    return f"[{'/'.join(path)}]" if path else str(node)


def _text(graph: Graph, value: Node) -> str:
    if isinstance(value, BNode):
        return ", ".join(map(str, model.members(graph, value))) or "[…]"
    return model.value(graph, value) or ""
