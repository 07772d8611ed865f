"""SPARQL 1.1 Update on records' own graphs: literals that an update does not touch stay as they are written.

Oxigraph would turn 1.50 into 1.5; so rdflib finds the solutions, on the graphs that the update names, and what follows
from them is done here, as section 3 of the specification says: of each operation all deletions, then all insertions.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Final

import rdflib.plugins.sparql
from rdflib import BNode, Dataset, Graph, URIRef
from rdflib.plugins.sparql.evaluate import evalPart
from rdflib.plugins.sparql.parserutils import CompValue
from rdflib.plugins.sparql.sparql import FrozenBindings, QueryContext
from rdflib.term import Node

from radcat.editing.update import Triple, Update, as_parsed
from radcat.errors import UnknownRecord, UpdateRefused
from radcat.rdf import turtle

rdflib.plugins.sparql.SPARQL_LOAD_GRAPHS = False
rdflib.plugins.sparql.SPARQL_DEFAULT_GRAPH_UNION = False

Graphs = dict[str, Graph]  # by IRI; a graph that is not there is empty


def evaluate(update: Update, graphs: Graphs) -> Graphs:
    """Carry out *update* on *graphs*, those that it names, and return what they are after; the old are left alone.

    Raises:
        UnknownRecord: a graph that it clears, copies or moves is not there.
        UpdateRefused: a graph that it found by a variable is none that it names.
    """
    state = {iri: turtle.copy([graph]) for iri, graph in graphs.items()}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # rdflib warns of what it does itself
        for operation in update.operations:
            try:
                _OPERATIONS[operation.name](operation, state, update)
            except UnknownRecord:  # raised before anything is changed
                if not operation.silent:
                    raise
    return state


def _insert_data(operation: CompValue, state: Graphs, _update: Update) -> None:
    nothing = FrozenBindings(QueryContext(Dataset(), initBindings={}))
    for iri, template in operation.quads.items():
        for triple in _filled(template, nothing):
            _graph(state, iri).add(triple)


def _delete_data(operation: CompValue, state: Graphs, _update: Update) -> None:
    for iri, triples in operation.quads.items():
        for triple in triples:
            _graph(state, iri).remove(triple)


def _delete_where(operation: CompValue, state: Graphs, update: Update) -> None:
    patterns = [
        CompValue("Graph", term=iri, p=CompValue("BGP", triples=t, _vars=set())) for iri, t in operation.quads.items()
    ]
    where = patterns[0] if patterns else CompValue("BGP", triples=[], _vars=set())
    for pattern in patterns[1:]:
        where = CompValue("Join", p1=where, p2=pattern, lazy=False, _vars=set())
    solutions = _solutions(where, operation, state, update.using, update.using_named)
    _remove(operation.quads, solutions, state)


def _modify(operation: CompValue, state: Graphs, update: Update) -> None:
    clauses = operation.using or ()
    using = [str(c.default) for c in clauses if c.default] or update.using
    named = [str(c.named) for c in clauses if c.named] or update.using_named
    if not using and not named and operation.withClause:
        using = [str(operation.withClause)]
    solutions = _solutions(operation.where, operation, state, using, named)
    for template, change in ((operation.delete, _remove), (operation.insert, _add)):
        if template:
            quads = dict(template.quads)
            if template.triples:
                quads[operation.withClause] = [*template.triples, *quads.get(operation.withClause, ())]
            change(quads, solutions, state)


def _solutions(
    where: CompValue, operation: CompValue, state: Graphs, using: Iterable[str], named: Iterable[str]
) -> list[FrozenBindings]:
    """Ask *where* of the dataset that the operation describes (section 3.1.3)."""
    dataset = Dataset()
    for iri in using:
        for triple in state.get(iri, ()):
            dataset.default_graph.add(triple)
    # Where no named graphs are given, those are meant that the update names: it can tell no others by name.
    for iri in named or state:
        for triple in state.get(iri, ()):
            dataset.graph(URIRef(iri)).add(triple)
    context = QueryContext(dataset, initBindings={})
    context.prologue = operation.prologue
    return list(evalPart(context.pushGraph(dataset.default_graph), where))


def _remove(quads: Mapping[Node, list[Triple]], solutions: list[FrozenBindings], state: Graphs) -> None:
    for solution in solutions:
        for graph, template in quads.items():
            for triple in _filled(template, solution):
                _graph(state, solution.get(graph)).remove(triple)


def _add(quads: Mapping[Node, list[Triple]], solutions: list[FrozenBindings], state: Graphs) -> None:
    for solution in solutions:
        fresh: dict[BNode, BNode] = {}  # the same label is the same node in all graphs of one solution
        for graph, template in quads.items():
            for triple in _filled(template, solution, fresh):
                _graph(state, solution.get(graph)).add(triple)


def _filled(
    template: Iterable[Triple], solution: FrozenBindings, fresh: dict[BNode, BNode] | None = None
) -> Iterator[Triple]:
    """Fill in a template; what would be no RDF is left out (SPARQL 1.1 Query, section 16.2)."""
    fresh = {} if fresh is None else fresh
    for triple in template:
        s, p, o = (
            fresh.setdefault(term, BNode()) if isinstance(term, BNode) else _plain(solution.get(term))
            for term in triple
        )
        if isinstance(s, URIRef | BNode) and isinstance(p, URIRef) and o is not None:
            yield s, p, o


def _plain(term: Any) -> Any:
    replaced = as_parsed(term)
    return term if replaced is None else replaced


def _graph(state: Graphs, iri: Any) -> Graph:
    if iri is None:  # a variable without a value: its triples go nowhere
        return Graph()
    if str(iri) not in state:
        raise UpdateRefused(f"<{iri}> is not a graph that the update names; add USING NAMED <{iri}>.")
    return state[str(iri)]


def _clear(operation: CompValue, state: Graphs, _update: Update) -> None:
    _there(state, operation.graphiri).remove((None, None, None))


def _create(operation: CompValue, state: Graphs, _update: Update) -> None:
    # Graphs without triples are not kept: there is nothing to make.
    if len(state[str(operation.graphiri)]) and not operation.silent:
        raise UpdateRefused(f"<{operation.graphiri}> is there already; leave CREATE out, or write CREATE SILENT.")


def _transfer(operation: CompValue, state: Graphs, _update: Update) -> None:
    source, target = _there(state, operation.graph[0]), state[str(operation.graph[1])]
    if source is target:
        return
    if operation.name != "Add":
        target.remove((None, None, None))
    for triple in source:
        target.add(triple)
    if operation.name == "Move":
        source.remove((None, None, None))


def _there(state: Graphs, iri: Node) -> Graph:
    if not len(state[str(iri)]):
        raise UnknownRecord(str(iri))
    return state[str(iri)]


_OPERATIONS: Final[dict[str, Callable[[CompValue, Graphs, Update], None]]] = {
    "InsertData": _insert_data,
    "DeleteData": _delete_data,
    "DeleteWhere": _delete_where,
    "Modify": _modify,
    "Clear": _clear,
    "Drop": _clear,
    "Create": _create,
    "Add": _transfer,
    "Move": _transfer,
    "Copy": _transfer,
}
