"""The reference engine: pySHACL."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from pyshacl.graph_abstraction import DataGraph
from pyshacl.validator import Validator as PyShacl
from rdflib import SH, BNode, Graph
from rdflib.plugins.sparql import prepareQuery
from rdflib.plugins.sparql.sparql import Query
from rdflib.query import Result as Answer
from rdflib.term import Node

from radcat.errors import EngineFailed
from radcat.rdf import turtle
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
        asked = _Asked(bind_namespaces="none")  # its store can be a dataset, which pySHACL makes of it
        asked += data
        run = PyShacl(
            DataGraph.from_rdflib(asked),
            shacl_graph=self._compiled.graph,
            options={"allow_warnings": True, "allow_infos": True},
        )
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


class _Asked(Graph):
    """A graph that parses a query once: a constraint's is put for every focus node of every record."""

    def query(self, query_object: str | Query, *args: Any, **more: Any) -> Answer:
        if isinstance(query_object, str):
            query_object = _prepared(query_object)
        return super().query(query_object, *args, **more)


@lru_cache(maxsize=64)
def _prepared(text: str) -> Query:
    return prepareQuery(text)  # pySHACL has put the prefixes that the shapes declare into the text
