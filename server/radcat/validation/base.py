"""The interface of a SHACL engine, and the validator that every caller uses."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import Final, Protocol

from rdflib import RDF, RDFS, SH, XSD, BNode, Graph, Literal, URIRef
from rdflib.term import Node
from rdflib.util import from_n3

from radcat import turtle
from radcat.prefixes import curie
from radcat.validation.report import Finding, Report, Result, Severity

HOUSE_RULE: Final = "ns/profile"  # who asks when no standard does, below the base IRI

_ESCAPES: Final = {
    **{code: f"\\u{code:04X}" for code in (*range(0x20), 0x7F)},
    **{
        ord(char): escape
        for char, escape in zip('\b\t\n\f\r"\\', (r"\b", r"\t", r"\n", r"\f", r"\r", r"\"", r"\\"), strict=True)
    },
}  # N-Triples, canonical form


class Engine(Protocol):
    """A SHACL processor with its shapes compiled."""

    name: str

    def validate(self, data: Graph) -> list[Result]:
        """Check *data* against the shapes: SHACL Core and SHACL-SPARQL, no inference."""
        ...


class Validator:
    """Checks one record at a time, with one engine or with several that have to agree."""

    def __init__(self, engines: Sequence[Engine], shapes: Graph, base: str) -> None:
        """Hold compiled *engines*; *shapes* is read for who asks, *base* is the registry's base IRI."""
        self._engines, self._shapes, self._base = tuple(engines), shapes, base

    def check(self, place: str, name: str, text: bytes, graph: Graph, context: Graph) -> Report:
        """Check the record *graph*, with *context* for what it refers to.

        Only results about the record's own nodes count: what is wrong with an agent is that agent's record's affair.
        """
        if any(isinstance(node, BNode) for node in context.subjects()):
            context = context.skolemize()  # or its blank nodes would pass for the record's own
        data = Graph(turtle.PLAIN_STORE, bind_namespaces="none")
        data += graph
        data += context
        own = {n for n in graph.subjects() if isinstance(n, URIRef)}
        mine = {node.n3() for node in own} | {"_:"}
        per_engine = [[r for r in engine.validate(data) if r.focus_node in mine] for engine in self._engines]
        findings = [self._finding(place, text.decode(), result) for result in sorted(per_engine[0])]
        findings += self._disagreements(place, per_engine)
        return Report(place, name, tuple(findings))

    def _finding(self, place: str, text: str, result: Result) -> Finding:
        shape = URIRef(result.source_shape)
        focus = _plain(result.focus_node)
        return Finding(
            place=place,
            line=turtle.locate(text, focus, result.path or None, self._base),
            severity=result.severity,
            focus_node=focus,
            predicate=curie(result.path) if result.path else "",
            message=result.message or f"it does not meet the {result.component} of the shape {result.source_shape}.",
            value=curie(_plain(result.value)) if result.value else "",
            see_also=tuple(sorted(map(str, self._shapes.objects(shape, RDFS.seeAlso)))),
            result=result,
        )

    def _disagreements(self, place: str, per_engine: Sequence[Sequence[Result]]) -> list[Finding]:
        found = []
        for engine, results in zip(self._engines[1:], per_engine[1:], strict=True):
            first, other = Counter(map(_comparable, per_engine[0])), Counter(map(_comparable, results))
            for says, silent, difference in (
                (self._engines[0].name, engine.name, first - other),
                (engine.name, self._engines[0].name, other - first),
            ):
                found += [_disagreement(place, says, silent, result, self._base) for result in difference]
        return found


def _comparable(result: Result) -> Result:
    # Not the message: engines fill templates and choose languages in their own ways.
    return replace(result, message="")


def _disagreement(place: str, says: str, silent: str, result: Result, base: str) -> Finding:
    return Finding(
        place=place,
        line=None,
        severity=Severity.VIOLATION,
        focus_node=_plain(result.focus_node),
        predicate=curie(result.path) if result.path else "",
        message=f"the engines disagree: {says} reports {result.component} by <{result.source_shape}>, "
        f"{silent} does not; write the shape so that both agree.",
        value="",
        see_also=(base + HOUSE_RULE,),
    )


def term(text: str) -> Node:
    """Read a term in N-Triples syntax; `_:` is a blank node of no name."""
    found = from_n3(text) if text != "_:" else BNode()
    assert isinstance(found, Node)  # noqa: S101  # an engine wrote it
    return found


def _plain(text: str) -> str:
    return str(term(text)) if text and text != "_:" else text


def text_of(node: Node | None) -> str:
    """Write a term in N-Triples syntax, a blank node as `_:`, and nothing as nothing: as the engines are compared."""
    if node is None:
        return ""
    if isinstance(node, Literal):
        plain = node.datatype in (None, XSD.string)
        kind = f"@{node.language}" if node.language else "" if plain else f"^^<{node.datatype}>"
        return f'"{str(node).translate(_ESCAPES)}"{kind}'
    return "_:" if isinstance(node, BNode) else node.n3()


def path_of(shapes: Graph, source_shape: str, engine_path: str) -> str:
    """Say which property a result is about.

    A shape with a compound path has no one property; its path is named by the first IRI in it.
    """
    if engine_path.startswith(("http://", "https://", "urn:")):
        return engine_path
    node = shapes.value(URIRef(source_shape), SH.path)
    seen: set[object] = set()
    while isinstance(node, BNode) and node not in seen:
        seen.add(node)
        parts = sorted(
            shapes.predicate_objects(node), key=lambda po: (isinstance(po[1], BNode), po[0] != RDF.first, po)
        )
        node = next((part for _, part in parts), None)
    return str(node) if isinstance(node, URIRef) else ""
