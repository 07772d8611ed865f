"""The interface of a SHACL engine, and the validator that every caller uses."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from typing import Any, Final, Protocol

from rdflib import RDF, RDFS, SH, BNode, Graph, Literal, URIRef
from rdflib.term import Node
from rdflib.util import from_n3

from radcat.errors import EngineFailed
from radcat.rdf import datatypes, geometry, n_triples, turtle
from radcat.rdf.geometry_syntaxes import GEOSPARQL
from radcat.rdf.prefixes import curie
from radcat.validation import literals
from radcat.validation.data_graph import Preparation
from radcat.validation.faults import MADE_UP, Wording
from radcat.validation.focus import FocusNodes, can_be_marked
from radcat.validation.report import Finding, Report, Result, Severity

HOUSE_RULE: Final = "ns/profile"  # who asks when no standard does, below the base IRI


class Engine(Protocol):
    """A SHACL processor with its shapes compiled."""

    name: str

    def validate(self, data: Graph) -> list[Result]:
        """Check *data*, a DataGraph or any other, against the shapes: SHACL Core and SHACL-SPARQL, no inference."""
        ...


class Validator:
    """Checks one record at a time, with one engine or with several that have to agree."""

    def __init__(self, makers: Sequence[Callable[[Graph], Engine]], shapes: Graph, base: str) -> None:
        """Compile *shapes* by *makers*, and read them for who asks; *base* is the registry's base IRI.

        A validator can be pickled: another process compiles the shapes for itself.

        Raises:
            EngineFailed: an engine can't use the shapes.
        """
        self._makers, self._shapes, self._base = tuple(makers), shapes, base
        focus_nodes = FocusNodes(shapes) if can_be_marked(shapes) else None
        self._preparation = Preparation(focus_nodes)
        self._engines = tuple(make(focus_nodes.marked if focus_nodes else shapes) for make in makers)
        self._wording = Wording(shapes, base)

    def __reduce__(self) -> tuple[Any, ...]:
        return Validator, (self._makers, self._shapes, self._base)

    def check(
        self,
        place: str,
        name: str,
        text: bytes,
        graph: Graph,
        context: Graph,
        explain: Callable[[str], str | None] = lambda _iri: None,
        brief: bool = False,
    ) -> Report:
        """Check the record *graph*, with *context* for what it refers to.

        Only results about the record's own nodes count: what is wrong with an agent is that agent's record's affair.
        *explain* says of an IRI why nothing is known of it, where that is what is wrong. A *brief* report leaves out
        warnings where the engines find no error: finding their lines takes as long as finding them.
        """
        data, originals = self._preparation.data_graph(graph, context)
        mine = {node.n3() for node in graph.subjects() if isinstance(node, URIRef)} | {"_:"}
        source = text.decode()
        try:
            per_engine = [
                [
                    replace(result, value=originals.get(result.value, result.value))
                    for result in engine.validate(data)
                    if result.focus_node in mine
                ]
                for engine in self._engines
            ]
        except EngineFailed as error:
            return Report(place, name, (_failure(place, error),))
        own = _Own(place, source, graph, explain)
        has_error = any(result.severity is Severity.VIOLATION for results in per_engine for result in results)
        said = per_engine[0] if has_error or not brief else []
        findings = [self._finding(own, results) for results in _grouped(said)]
        refused = {result.value for result in per_engine[0] if result.severity is Severity.VIOLATION}
        findings += _ill_formed(own, self._base, refused)
        findings += self._disagreements(place, per_engine)
        return Report(place, name, tuple(findings))

    def _finding(self, own: _Own, results: Sequence[Result]) -> Finding:
        result = results[0]  # the one that matters most
        focus = _plain(result.focus_node)
        shapes = [URIRef(found.source_shape) for found in results]
        return Finding(
            place=own.place,
            line=turtle.locate(own.text, focus, result.path or None, self._base, _plain_value(result.value)),
            severity=max(found.severity for found in results),
            focus_node=focus,
            predicate=curie(result.path) if result.path else "",
            message=self._message(own, results),
            value=curie(_plain(result.value)) if result.value else "",
            see_also=tuple(sorted({str(iri) for shape in shapes for iri in self._shapes.objects(shape, RDFS.seeAlso)})),
            result=replace(result, source_shape=_public(result.source_shape)),
        )

    def _message(self, own: _Own, results: Sequence[Result]) -> str:
        """Say the fault, then the remedy; of several faults of one value those that have causes of their own."""
        missing = own.explain(_plain(results[0].value)) if results[0].value.startswith("<") else None
        if missing and any(result.component in _OF_REFERENCES for result in results):
            return missing
        components = {result.component for result in results}
        hidden = set().union(*(_CAUSED.get(component, ()) for component in components))
        faults = [self._fault(own, result) for result in results if result.component not in hidden]
        remedies = [self._declared(result) for result in results[:1]]
        sentences = [_sentence(text) for text in dict.fromkeys([*faults, *remedies]) if text]
        return " ".join(sentences) or (
            f"{curie(results[0].path) or 'The record'} does not meet the {results[0].component} of "
            f"{_public(results[0].source_shape).replace('_:', 'a shape without a name')}."
        )

    def _fault(self, own: _Own, result: Result) -> str:
        shape = URIRef(result.source_shape)
        given = None
        if result.focus_node != "_:" and self._shapes.value(shape, SH.path) == URIRef(result.path):
            given = list(own.graph.objects(term(result.focus_node), URIRef(result.path)))
        value = term(result.value) if result.value else None
        return self._wording.fault(result.component, shape, value, given)

    def _declared(self, result: Result) -> str:
        """The shape's own message: what its author tells a curator to do."""
        declared = [m for m in self._shapes.objects(URIRef(result.source_shape), SH.message) if isinstance(m, Literal)]
        if result.component == "SPARQLConstraintComponent" or any("{" in message for message in declared):
            return result.message
        declared.sort(key=lambda message: (message.language != "en", message.language or "", str(message)))
        return str(declared[0]) if declared else ""

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


@dataclass(frozen=True, slots=True)
class _Own:
    """The record that is checked."""

    place: str
    text: str
    graph: Graph
    explain: Callable[[str], str | None]


# What follows from another fault of the same value is not said beside it.
_CAUSED: Final[Mapping[str, frozenset[str]]] = {
    "NodeKindConstraintComponent": frozenset(
        f"{name}ConstraintComponent" for name in ("Class", "Node", "Pattern", "In", "Datatype", "Or")
    ),
    "DatatypeConstraintComponent": frozenset(f"{name}ConstraintComponent" for name in ("Class", "Node", "In")),
    "ClassConstraintComponent": frozenset({"NodeConstraintComponent"}),
}
_OF_REFERENCES: Final = frozenset(
    f"{name}ConstraintComponent" for name in ("Class", "Node", "Or", "Xone", "And", "QualifiedMinCount")
)
_OF_THE_PROPERTY: Final = frozenset({"MinCountConstraintComponent", "MaxCountConstraintComponent"})


def _grouped(results: Sequence[Result]) -> list[list[Result]]:
    """Put the results together that say one thing: those about one value, or about how often there is one.

    An ill-formed literal, or one of a datatype that does not exist, is a fault by itself, whatever shapes say of it.
    """
    groups: dict[tuple[str, ...], list[Result]] = {}
    for number, result in enumerate(sorted(results)):
        if result.value.startswith('"') and literals.is_faulty(term(result.value)):
            continue
        about: tuple[str, ...] = (result.focus_node, result.path, result.value)
        if result.component in _OF_THE_PROPERTY:
            about = (result.focus_node, result.path, result.component)
        elif not result.value or result.value == result.focus_node or "SPARQL" in result.component:
            about = (result.focus_node, result.path, result.component, result.source_shape, result.value)
        if result.focus_node == "_:" or result.value == "_:":  # which of the blank nodes, nobody can tell
            about = (*about, str(number))
        groups.setdefault(about, []).append(result)
    return [sorted(group, key=lambda result: -result.severity) for group in groups.values()]


def _ill_formed(own: _Own, base: str, refused: Set[str]) -> list[Finding]:
    """Find literals that are none of their datatype, and those that formats leave out since nobody can read them.

    *refused* are the values, in N-Triples syntax, that a shape does not allow.
    """
    found = []
    for subject, predicate, value in own.graph:
        if value.__class__ is URIRef or not isinstance(value, Literal) or value.datatype is None:
            continue
        severity, fault = _literal_fault(str(value), str(value.datatype))
        if fault:
            severity = Severity.VIOLATION if text_of(value) in refused else severity
            focus = "_:" if isinstance(subject, BNode) else str(subject)
            found.append(
                Finding(
                    place=own.place,
                    line=turtle.locate(own.text, focus, str(predicate), base, str(value)),
                    severity=severity,
                    focus_node=focus,
                    predicate=curie(str(predicate)),
                    message=_sentence(fault),
                    value=str(value),
                    see_also=(str(value.datatype),),
                )
            )
    return found


def _literal_fault(text: str, datatype: str) -> tuple[Severity, str]:
    """Say what is wrong with a literal, and how bad it is; nothing where it is well-formed."""
    if fault := datatypes.fault(text, datatype):
        return Severity.VIOLATION, fault
    if fault := datatypes.unknown(datatype):
        return Severity.WARNING, fault
    if datatype in geometry.GEO_JSON or datatype.startswith(GEOSPARQL):
        fault = geometry.fault(text, datatype)
        return Severity.WARNING, f"this geometry can't be read, so formats leave it out: {fault}" if fault else ""
    return Severity.INFO, ""


def _failure(place: str, error: EngineFailed) -> Finding:
    return Finding(place, None, Severity.VIOLATION, "", "", _sentence(str(error)), "", ())


def _sentence(text: str) -> str:
    """Begin with a capital, unless the first word is a name that has none, and end with a full stop."""
    first = text.split(" ", 1)[0]
    if ":" not in first and "/" not in first:
        text = text[:1].upper() + text[1:]
    return text if text.endswith((".", "!", "?", ">")) else f"{text}."


def _public(shape: str) -> str:
    return "_:" if shape.startswith(MADE_UP) else shape


def _plain_value(text: str) -> str | None:
    return _plain(text) if text and text != "_:" else None


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
        message=f"the engines disagree: {says} reports {result.component} by <{_public(result.source_shape)}>, "
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
    return "_:" if isinstance(node, BNode) else n_triples.term(node)


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
