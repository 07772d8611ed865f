"""The reference engine: pySHACL."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from pyshacl.graph_abstraction import DataGraph
from pyshacl.validator import Validator as PyShacl
from rdflib import SH, BNode, Graph
from rdflib.plugins.sparql import prepareQuery
from rdflib.plugins.sparql.sparql import Query
from rdflib.query import Result as Answer
from rdflib.store import Store
from rdflib.term import Node

from radcat.errors import EngineFailed
from radcat.rdf import turtle
from radcat.rdf.graph import FrozenGraph, ReadStore, frozen
from radcat.validation import data_graph
from radcat.validation.base import path_of, text_of
from radcat.validation.report import Result, Severity


class PyshaclEngine:
    """pySHACL with its shapes kept: reading them anew for each record costs more than the check."""

    name = "pyshacl"

    def __init__(self, shapes: Graph) -> None:
        self._shapes = shapes
        with EngineFailed.naming(self.name):
            # A copy, since pySHACL writes into the graph that it reads shapes from.
            self._compiled: Any = PyShacl(DataGraph.from_rdflib(Graph()), shacl_graph=turtle.copy([shapes])).shacl_graph
            self._compiled.shapes  # noqa: B018  # read now and not with the first record

    def validate(self, data: Graph) -> list[Result]:
        """Check *data* against the shapes; see base.Engine."""
        options: dict[str, Any] = {"allow_warnings": True, "allow_infos": True}
        if isinstance(data, data_graph.DataGraph) and data.shapes is not None:
            if not data.shapes:
                return []  # nothing in the record is any shape's affair
            options["use_shapes"] = sorted(data.shapes)
        asked = _Asked(data.index if isinstance(data, FrozenGraph) else frozen(data).index)
        run = PyShacl(DataGraph.from_rdflib(asked), shacl_graph=self._compiled.graph, options=options)
        run.shacl_graph = self._compiled
        with EngineFailed.naming(self.name):
            _, report, _ = run.run()  # type: ignore[no-untyped-call]
        return [self._result(report, node) for node in report.objects(None, SH.result)]

    def _result(self, report: Graph, node: Node) -> Result:
        source = report.value(node, SH.sourceShape)
        shape = "_:" if isinstance(source, BNode) else str(source or "")
        messages = sorted(report.objects(node, SH.resultMessage), key=lambda m: getattr(m, "language", None) != "en")
        return Result(
            focus_node=text_of(report.value(node, SH.focusNode)),
            path=path_of(self._shapes, shape, str(report.value(node, SH.resultPath) or "")),
            severity=Severity.of(str(report.value(node, SH.resultSeverity))),
            component=str(report.value(node, SH.sourceConstraintComponent)).rpartition("#")[2],
            source_shape=shape,
            value=text_of(report.value(node, SH.value)),
            message=str(messages[0]) if messages else "",
        )


class _Asked(FrozenGraph):
    """A graph that parses a query once: a constraint's is put for every focus node of every record."""

    @property
    def store(self) -> Store:
        return _OneGraph(self)

    def query(self, query_object: str | Query, *args: Any, **more: Any) -> Answer:
        if isinstance(query_object, str):
            query_object = _prepared(query_object)
        return super().query(query_object, *args, **more)


class _OneGraph(ReadStore):
    """The store that pySHACL takes a graph for part of: it wants datasets, and looks up which graph a node is in."""

    context_aware = graph_aware = True

    def __init__(self, graph: FrozenGraph) -> None:
        super().__init__(graph.statements)
        self._graph = graph

    def triples(self, triple_pattern: Any, context: Any = None) -> Iterator[Any]:
        """Yield what matches, with the graph that it is in."""
        yield from ((triple, iter((self._graph,))) for triple, _ in super().triples(triple_pattern, context))


@lru_cache(maxsize=64)
def _prepared(text: str) -> Query:
    return prepareQuery(text)  # pySHACL has put the prefixes that the shapes declare into the text
