"""Rules of this repository's shapes, and the two examples that say what each shape means."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from rdflib import RDF, RDFS, SH, BNode, Graph, Literal, URIRef
from tests.rules import for_each

from radcat.bootstrap import engines_for
from radcat.rdf import turtle
from radcat.validation.base import Engine

EXAMPLES = Path(__file__).parent / "examples"
PAIRS = sorted(path.relative_to(EXAMPLES).as_posix() for path in EXAMPLES.glob("*/*") if path.is_dir())
# Constraint components that a node shape can carry itself, beside pointing at property shapes.
OWN_CONSTRAINTS = (SH["or"], SH["and"], SH["not"], SH.xone, SH.nodeKind, SH["class"], SH.pattern, SH.closed)


@pytest.fixture(scope="session")
def shapes(content: Any) -> Graph:
    """Everything in shapes/."""
    graph: Graph = content.of("shapes/")
    return graph


@pytest.fixture(scope="session")
def engines(shapes: Graph) -> tuple[Engine, ...]:
    """Both engines, with all shapes compiled."""
    return tuple(make(shapes) for make in engines_for("both"))


@pytest.fixture(scope="session")
def constraints(shapes: Graph) -> list[URIRef]:
    """Every named shape that constrains something: property shapes, and node shapes with a constraint of their own."""
    properties = set(shapes.subjects(RDF.type, SH.PropertyShape))
    nodes = {s for s in shapes.subjects(RDF.type, SH.NodeShape) if any((s, c, None) in shapes for c in OWN_CONSTRAINTS)}
    return sorted(s for s in properties | nodes if isinstance(s, URIRef))


def test_every_property_shape_has_an_iri(shapes: Graph) -> None:
    """A blank one could not be named in a report, nor have its examples; those inside sh:node and sh:or are parts."""
    listed = {o for s, o in shapes.subject_objects(SH.property) if isinstance(s, URIRef)}
    assert listed
    assert not [shape for shape in listed if isinstance(shape, BNode)]
    assert all((shape, RDF.type, SH.PropertyShape) in shapes for shape in listed)


def test_every_property_shape_is_in_use(shapes: Graph) -> None:
    used = set(shapes.objects(None, SH.property))
    assert [s for s in shapes.subjects(RDF.type, SH.PropertyShape) if s not in used] == []


def test_a_node_shape_says_what_it_is_for(shapes: Graph) -> None:
    for shape in shapes.subjects(RDF.type, SH.NodeShape):
        if isinstance(shape, URIRef):
            assert any((shape, target, None) in shapes for target in (SH.targetClass, SH.targetSubjectsOf)), shape


def test_a_shape_says_what_to_do_how_bad_it_is_and_who_asks(shapes: Graph, constraints: list[URIRef]) -> None:
    for shape in constraints:
        for needed in (SH.message, SH.severity, RDFS.seeAlso, SH.description):
            assert (shape, needed, None) in shapes, f"{shape} has no {needed}"


def test_a_message_is_an_instruction_in_english(shapes: Graph, constraints: list[URIRef]) -> None:
    for shape in constraints:
        messages = [o for o in shapes.objects(shape, SH.message) if isinstance(o, Literal)]
        assert [message.language for message in messages] == ["en"], shape
        assert str(messages[0]).endswith((".", ">")), f"{shape}: write a sentence"
        assert not str(messages[0]).startswith(("Value", "Less", "More", "Property")), f"{shape}: say what to do"


@pytest.mark.parametrize(
    ("file", "severities"),
    [
        ("required", {SH.Violation}),
        ("recommended", {SH.Warning, SH.Info}),
        ("vocabularies", {SH.Violation, SH.Warning}),
    ],
)
def test_shapes_are_sorted_by_why_a_record_fails(content: Any, file: str, severities: set[URIRef]) -> None:
    graph = content.graphs[f"shapes/{file}.ttl"]
    assert set(graph.objects(None, SH.severity)) == severities


def test_a_foreign_value_that_we_lack_is_a_warning_and_one_outside_our_schemes_an_error(content: Any) -> None:
    """Our copies of EU tables are slices: what they lack may still be right."""
    graph = content.graphs["shapes/vocabularies.ttl"]
    for shape in graph.subjects(RDF.type, SH.PropertyShape):
        schemes = [o for node in graph.objects(shape, SH.node) for o in _scheme_values(graph, node)]
        assert schemes, shape
        is_ours = all(str(scheme).startswith(content.base) for scheme in schemes)
        severity = graph.value(shape, SH.severity)
        assert is_ours or severity == SH.Warning, shape


def _scheme_values(graph: Graph, node: Any) -> list[Any]:
    found = list(graph.objects(node, SH.hasValue))
    for predicate in (SH.property, SH["or"], SH["in"]):
        for below in graph.objects(node, predicate):
            members = list(graph.items(below)) or [below]
            found += [v for m in members for v in ([m] if isinstance(m, URIRef) else _scheme_values(graph, m))]
    return found


def test_a_property_is_named_and_placed_once(shapes: Graph) -> None:
    """Name, group and order lay out the page: two would contradict each other, none would hide the property."""
    for node_class in set(shapes.objects(None, SH.targetClass)):
        declared = [d for s in shapes.subjects(SH.targetClass, node_class) for d in shapes.objects(s, SH.property)]
        paths = {shapes.value(d, SH.path) for d in declared} - {None}
        named = Counter(shapes.value(d, SH.path) for d in declared if (d, SH.name, None) in shapes)
        simple = {path for path in paths if isinstance(path, URIRef)}
        assert {path: named[path] for path in simple} == dict.fromkeys(simple, 1), node_class


def test_a_named_property_has_a_place(shapes: Graph) -> None:
    for shape in shapes.subjects(SH.name):
        assert (shape, SH.order, None) in shapes, shape
        group = shapes.value(shape, SH.group)
        if group is not None:
            assert (group, RDFS.label, None) in shapes, group
            assert (group, SH.order, None) in shapes, group


def test_no_two_properties_of_a_class_have_one_place(shapes: Graph) -> None:
    for node_class in set(shapes.objects(None, SH.targetClass)):
        declared = [d for s in shapes.subjects(SH.targetClass, node_class) for d in shapes.objects(s, SH.property)]
        places = Counter(
            (shapes.value(d, SH.group), str(shapes.value(d, SH.order)))
            for d in declared
            if (d, SH.name, None) in shapes
        )
        assert {place: n for place, n in places.items() if n > 1} == {}, node_class


def test_every_shape_has_a_pair_of_examples_and_every_pair_a_shape(content: Any, constraints: list[URIRef]) -> None:
    named = {content.name(shape).removeprefix("shapes/").replace("#", "/") for shape in constraints}
    assert named == set(PAIRS)


@for_each("pair", PAIRS)
def test_the_first_example_passes_its_shape_and_the_second_does_not(
    content: Any, engines: tuple[Engine, ...], pair: str
) -> None:
    """And both engines say the same of each, about every shape."""
    shape = f"{content.base}shapes/{pair.replace('/', '#', 1)}"
    for name, breaks in (("pass.ttl", False), ("fail.ttl", True)):
        path = EXAMPLES / pair / name
        graph = turtle.parse(path.read_bytes(), content.base, path.name)
        first, second = ([replace(r, message="") for r in engine.validate(graph)] for engine in engines)
        assert Counter(first) == Counter(second), f"the engines disagree on {pair}/{name}"
        assert (shape in {result.source_shape for result in first}) == breaks, f"{pair}/{name}"
