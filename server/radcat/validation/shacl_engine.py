"""The fast engine: the `shacl` package, whose core is compiled."""

from __future__ import annotations

from rdflib import SH, Graph, URIRef
from shacl import Result as EngineResult
from shacl import Shapes

from radcat.errors import EngineFailed
from radcat.rdf import n_triples
from radcat.validation.base import path_of
from radcat.validation.data_graph import DataGraph
from radcat.validation.report import Result, Severity


class ShaclEngine:
    """`shacl` with its shapes compiled once."""

    name = "shacl"

    def __init__(self, shapes: Graph) -> None:
        self._shapes = shapes
        with EngineFailed.naming(self.name):
            self._compiled = Shapes.from_text(_text(shapes), format="ntriples")

    def validate(self, data: Graph) -> list[Result]:
        """Check *data* against the shapes; see base.Engine."""
        with EngineFailed.naming(self.name):
            report = self._compiled.validate_text(_text(data), format="ntriples", allow_warnings=True)
        return [self._result(result) for result in report.results]

    def _result(self, result: EngineResult) -> Result:
        shape = _term(result.source_shape or "").strip("<>")
        return Result(
            focus_node=_term(result.focus_node),
            path=path_of(self._shapes, shape, (result.path or "").strip("<>")),
            severity=Severity.of(result.severity_iri),
            component=result.component,
            source_shape=shape,
            value=_term(result.value or ""),
            message=self._message(shape, result),
        )

    def _message(self, shape: str, result: EngineResult) -> str:
        # The engine tells no languages, so those are looked up: English where there is a choice.
        declared = self._shapes.objects(URIRef(shape), SH.message)
        english = [str(text) for text in declared if getattr(text, "language", None) == "en"]
        return next((text for text in english if text in result.messages), result.message or "")


def _term(text: str) -> str:
    return "_:" if text.startswith("_:") else text


def _text(graph: Graph) -> str:
    return graph.text if isinstance(graph, DataGraph) else n_triples.document(graph)
