"""Focus nodes of a record alone: the same results for the record as when an engine finds focus nodes everywhere."""

from __future__ import annotations

import pickle
from collections.abc import Sequence
from functools import partial

import pytest
from rdflib import Graph, URIRef
from tests.conftest import EXAMPLE

from radcat.bootstrap import engines_for, make_validator
from radcat.folder.records import read_folder
from radcat.rdf import turtle
from radcat.validation import base, focus
from radcat.validation.base import Engine, Validator
from radcat.validation.data_graph import DataGraph, Preparation
from radcat.validation.focus import FocusNodes
from radcat.validation.report import Report, Result
from radcat.validation.review import review_folder

BASE = "http://127.0.0.1:8000/"
HEAD = """
@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> . @prefix owl: <http://www.w3.org/2002/07/owl#> .
"""
RULE = "sh:property <s#p> . <s#p> sh:path <name> ; sh:minCount 1 ; sh:nodeKind sh:Literal ."
OTHERS = "<other> a <C> ; <to> <r> . <low> a <Low> . <Low> rdfs:subClassOf <Lower> . <Lower> rdfs:subClassOf <C> ."
TARGETS = {
    "a class": "<s> a sh:NodeShape ; sh:targetClass <C> ;",
    "a node": "<s> a sh:NodeShape ; sh:targetNode <r#part>, <other>, <nowhere> ;",
    "subjects": "<s> a sh:NodeShape ; sh:targetSubjectsOf <p> ;",
    "objects": "<s> a sh:NodeShape ; sh:targetObjectsOf <to>, <has> ;",
    "a class of shapes": "<C> a sh:NodeShape, rdfs:Class ;",
    "several": "<s> a sh:NodeShape ; sh:targetClass <C>, <D> ; sh:targetSubjectsOf <p> ; sh:targetNode <r> ;",
    "closed": "<s> a sh:NodeShape ; sh:targetClass <C> ; sh:closed true ;",
    "through another shape": "<t> a sh:NodeShape ; sh:targetClass <C> ; sh:node <s> . <s> a sh:NodeShape ;",
    "inverse paths": "<s> a sh:NodeShape ; sh:targetClass <C> ;"
    " sh:property [ sh:path [ sh:inversePath <to> ] ; sh:maxCount 0 ] ;",
}
RECORDS = (
    "<r> a <C> ; <name> 'r' .",
    "<r> a <C> ; <p> 1 ; <has> <r#part> . <r#part> a <D> .",
    "<r> a <Low> ; <to> <r#part> , <other> . <r#part> <name> <other> .",
    "<r> a <Own> ; <has> [ a <C> ; <p> 2 ] . <Own> rdfs:subClassOf <C> .",
    "<r> a <E> .",
)


def graph_of(text: str, place: str = "x") -> Graph:
    return turtle.parse((HEAD + text).encode(), BASE, place)


def unmarked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(base, "can_be_marked", lambda _shapes: False)


def results(shapes: str, record: str, around: str) -> list[Result]:
    report = make_validator("both", BASE, graph_of(shapes, "shapes")).check(
        "x.ttl", "x", record.encode(), graph_of(record), graph_of(around, "around")
    )
    assert not [f.message for f in report.findings if "disagree" in f.message or "engine" in f.message]
    return sorted(finding.result for finding in report.findings if finding.result)


@pytest.mark.parametrize("target", TARGETS.values(), ids=list(TARGETS))
@pytest.mark.parametrize("record", RECORDS)
def test_marks_give_the_results_that_all_focus_nodes_give(
    target: str, record: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    shapes = f"{target} {RULE}"
    assert focus.can_be_marked(graph_of(shapes))
    marked = results(shapes, record, OTHERS)
    unmarked(monkeypatch)
    assert marked == results(shapes, record, OTHERS)


def test_each_kind_of_target_finds_something_in_some_record() -> None:
    for target in TARGETS.values():
        assert any(results(f"{target} {RULE}", record, OTHERS) for record in RECORDS), target


@pytest.mark.parametrize("engine", ["shacl", "pyshacl"])
def test_every_record_of_the_example_has_the_report_that_it_had(engine: str, monkeypatch: pytest.MonkeyPatch) -> None:
    files = read_folder(EXAMPLE)

    def reports() -> list[Report]:
        return review_folder(
            files, BASE, partial(make_validator, engine, BASE), frozenset(file.record.name for file in files)
        )

    marked = reports()
    unmarked(monkeypatch)
    assert marked == reports()


class Seen:
    """An engine that keeps what it is given."""

    name = "seen"
    data: Sequence[Graph] = ()
    shapes: Graph

    def __init__(self, shapes: Graph) -> None:
        Seen.shapes = shapes

    def validate(self, data: Graph) -> list[Result]:
        """Keep *data*."""
        Seen.data = [*Seen.data, data]
        return []


def test_nodes_of_the_context_are_no_targets() -> None:
    shapes = graph_of(f"{TARGETS['a class']} {RULE}")
    makers: list[type[Engine]] = [Seen]
    Validator(makers, shapes, BASE).check("x", "x", b"", graph_of(RECORDS[0]), graph_of(OTHERS))
    data = Seen.data[-1]
    assert isinstance(data, DataGraph)
    assert data.shapes == {f"{BASE}s"}
    (mark,) = Seen.shapes.objects(URIRef(f"{BASE}s"), URIRef("http://www.w3.org/ns/shacl#targetObjectsOf"))
    assert list(data.objects(None, mark)) == [URIRef(f"{BASE}r")]
    assert set(turtle.parse(data.text.encode(), BASE, "y", "application/n-triples")) == set(data)


@pytest.mark.parametrize(
    "shapes",
    [
        "<s> a sh:NodeShape ; sh:targetClass <C> ; sh:sparql [ sh:select 'SELECT $this { ?x ?p $this }' ] .",
        "<s> a sh:NodeShape ; sh:target [ sh:select 'SELECT ?this { ?this <p> 1 }' ] .",
        "<C> a sh:NodeShape, owl:Class ; sh:property <s#p> .",
        "<s> a sh:NodeShape ; sh:targetClass <C> . <Meta> rdfs:subClassOf rdfs:Class .",
    ],
)
def test_shapes_that_could_come_across_a_mark_get_none(shapes: str) -> None:
    assert not focus.can_be_marked(graph_of(shapes))
    makers: list[type[Engine]] = [Seen]
    Validator(makers, graph_of(shapes), BASE).check("x", "x", b"", graph_of(RECORDS[0]), graph_of(OTHERS))
    assert set(Seen.shapes) == set(graph_of(shapes))
    assert getattr(Seen.data[-1], "shapes") is None  # noqa: B009
    assert set(Seen.data[-1]) == {*graph_of(RECORDS[0]), *graph_of(OTHERS)}


def test_a_validator_goes_to_another_process() -> None:
    validator = Validator(engines_for("both"), graph_of(f"{TARGETS['a class']} {RULE}"), BASE)
    there: Validator = pickle.loads(pickle.dumps(validator))  # noqa: S301  # our own
    record = RECORDS[1]
    here, gone = (
        v.check("x.ttl", "x", record.encode(), graph_of(record), graph_of(OTHERS)) for v in (validator, there)
    )
    assert here.findings
    assert here == gone


def test_what_is_said_of_a_node_is_prepared_again_when_it_has_changed() -> None:
    preparation = Preparation(FocusNodes(graph_of(f"{TARGETS['a class']} {RULE}")))
    for value in ("1", "2"):
        data, _ = preparation.data_graph(graph_of(RECORDS[0]), graph_of(f"<other> <p> {value} ."))
        assert f'"{value}"' in data.text
        assert (URIRef(f"{BASE}other"), URIRef(f"{BASE}p"), None) in data


def test_blank_nodes_of_a_context_do_not_pass_for_the_records_own() -> None:
    shapes = f"{TARGETS['a class']} {RULE}"
    assert results(shapes, RECORDS[0], "<other> <has> [ a <C> ] .") == []
