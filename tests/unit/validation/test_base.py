"""The validator, over both engines and over one that is made up."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

import pytest
from rdflib import SH, BNode, Graph, Literal, URIRef

from radcat import catalogue
from radcat.bootstrap import Registry
from radcat.rdf import turtle
from radcat.validation import base
from radcat.validation.base import Validator
from radcat.validation.pyshacl_engine import PyshaclEngine
from radcat.validation.report import Report, Result, Severity
from radcat.validation.shacl_engine import ShaclEngine

BASE = "http://127.0.0.1:8000/"
HEAD = """
@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
"""
SHAPES = """
<shapes/x#Gauge> a sh:NodeShape ; sh:targetClass <ns/x#Gauge> ;
    sh:property <shapes/x#level>, <shapes/x#name>, <shapes/x#keeper> .
<shapes/x#level> sh:path <ns/x#level> ; sh:minCount 1 ; sh:datatype xsd:decimal ; sh:severity sh:Violation ;
    sh:message "Give the level."@en ; rdfs:seeAlso <https://www.w3.org/TR/vocab-dcat-3/#level>, <ns/profile> .
<shapes/x#name> sh:path <ns/x#name> ; sh:maxLength 3 ; sh:severity sh:Warning ;
    sh:message "Kürzer."@de, "Make it short."@en .
<shapes/x#keeper> sh:path <ns/x#keeper> ; sh:class <ns/x#Keeper> ; sh:severity sh:Info .
<shapes/x#Keeper> a sh:NodeShape ; sh:targetClass <ns/x#Keeper> ; sh:property <shapes/x#Keeper-name> .
<shapes/x#Keeper-name> sh:path <ns/x#name> ; sh:minCount 1 .
"""
GAUGE = "\n<gauge>\n    a <ns/x#Gauge> ;\n    {} .\n"


def graph_of(text: str) -> Graph:
    return Graph() + turtle.parse((HEAD + text).encode(), BASE, "x")  # into a store that an engine can split


def check(
    text: str, around: str = "", shapes: str = SHAPES, engines: Sequence[type] = (PyshaclEngine, ShaclEngine)
) -> Report:
    validator = Validator(engines, graph_of(shapes), BASE)
    return validator.check("gauge.ttl", "gauge", (HEAD + text).encode(), graph_of(text), graph_of(around))


def test_a_record_that_conforms_has_no_findings() -> None:
    report = check(GAUGE.format("<ns/x#level> 1.50"))
    assert report == Report("gauge.ttl", "gauge")
    assert report.conforms


@pytest.mark.parametrize("engine", [PyshaclEngine, ShaclEngine])
def test_a_finding_says_where_what_and_who_asks(engine: type) -> None:
    report = check(GAUGE.format('<ns/x#level> "high" ;\n    <ns/x#name> "Skerry"'), engines=[engine])
    level, name = sorted(report.findings, key=lambda finding: finding.line or 0)
    assert (level.place, level.line, level.focus_node) == ("gauge.ttl", 7, BASE + "gauge")
    assert (level.severity, level.predicate, level.value) == (Severity.VIOLATION, "x:level", "high")
    assert level.message == "“high” is a plain text, where a literal of xsd:decimal is needed. Give the level."
    assert level.see_also == (BASE + "ns/profile", "https://www.w3.org/TR/vocab-dcat-3/#level")
    assert (name.line, name.severity) == (8, Severity.WARNING)
    assert name.message == "“Skerry” has 6 characters, where 3 are the most. Make it short."
    assert not report.conforms
    assert level.summary == f"gauge.ttl:7: error: x:level: {level.message}"


@pytest.mark.parametrize("engine", [PyshaclEngine, ShaclEngine])
def test_a_shape_without_a_message_still_says_something(engine: type) -> None:
    (finding,) = check(GAUGE.format("<ns/x#level> 1.5 ; <ns/x#keeper> <nobody>"), engines=[engine]).findings
    assert finding.severity is Severity.INFO
    assert finding.message


def test_what_a_record_refers_to_is_known_from_its_context() -> None:
    text = GAUGE.format("<ns/x#level> 1.5 ; <ns/x#keeper> <keeper>")
    assert [finding.predicate for finding in check(text).findings] == ["x:keeper"]
    assert check(text, '<keeper> a <ns/x#Keeper> ; <ns/x#name> "Åsa" .').findings == ()


@pytest.mark.parametrize(
    "around",
    [
        "<keeper> a <ns/x#Keeper> .",
        "<keeper> a <ns/x#Keeper> ; <ns/x#name> 'Åsa' ; <ns/x#mate> [ a <ns/x#Keeper> ] .",
        "<keeper> a <ns/x#Keeper> ; <ns/x#name> 'Åsa' . <other> a <ns/x#Gauge> .",
    ],
)
def test_only_results_about_the_records_own_nodes_count(around: str) -> None:
    """What is wrong with a keeper, or with a blank node of the keeper's, is the keeper's record's affair."""
    assert check(GAUGE.format("<ns/x#level> 1.5 ; <ns/x#keeper> <keeper>"), around).findings == ()


def test_a_blank_node_of_the_records_own_counts() -> None:
    (finding,) = check(GAUGE.format("<ns/x#level> 1.5 ; <ns/x#part> [ a <ns/x#Keeper> ]")).findings
    assert (finding.focus_node, finding.predicate, finding.line) == ("_:", "x:name", None)


# Two engines that have to agree

VALUES = [
    "<é潮>", "<x%20y>", '"é潮🌊"@ja', '"x"@en-GB', "007", "1.50", "1e0", "true", '"a"^^xsd:string', '"1"^^<dt>', "[]",
    '"two\\nlines"', '"a\\tb"', '"\\r"', '"\\b\\f"', '"\\u0001\\u007F"', '"\\u0085\\u00A0\\u2028\\uFEFF"',
    "(1)", '"say \\"hi\\""', '"C:\\\\new"', '"\\\\u00e9"', '"\'"', '""', '"many"^^xsd:integer',
    '"2020-01-01T00:00:06.120Z"^^xsd:dateTime',
]  # fmt: skip


@pytest.mark.parametrize("value", VALUES)
def test_both_engines_report_a_value_alike_and_as_it_stands(value: str) -> None:
    shapes = graph_of("<shapes/x#N> a sh:NodeShape ; sh:targetClass <ns/x#C> ; sh:property <shapes/x#p> ."
                      '<shapes/x#p> sh:path <ns/x#p> ; sh:in ( "never" ) .')  # fmt: skip
    data = graph_of(f"<s> a <ns/x#C> ; <ns/x#p> {value} .")
    (one,), (other,) = PyshaclEngine(shapes).validate(data), ShaclEngine(shapes).validate(data)
    assert replace(one, message="") == replace(other, message="")
    (stated,) = data.objects(URIRef(BASE + "s"), URIRef(BASE + "ns/x#p"))
    assert one.value == "_:" if isinstance(stated, BNode) else base.term(one.value) == stated


PATHS = [
    "<ns/x#p>",
    "[ sh:inversePath <ns/x#p> ]",
    "( <ns/x#p> <ns/x#q> )",
    "[ sh:alternativePath ( <ns/x#p> <ns/x#q> ) ]",
    "[ sh:oneOrMorePath <ns/x#p> ]",
]
TARGET = "<shapes/x#N> a sh:NodeShape ; sh:targetClass <ns/x#C> ; sh:property"


@pytest.mark.parametrize("path", PATHS)
def test_both_engines_name_the_first_property_of_a_path(path: str) -> None:
    shapes = f"{TARGET} <shapes/x#p> . <shapes/x#p> sh:path {path} ; sh:minCount 1 ."
    (finding,) = check("<s> a <ns/x#C> .", shapes=shapes).findings
    assert finding.predicate == "x:p"


@pytest.mark.parametrize("path", PATHS)
def test_both_engines_agree_on_a_property_shape_without_a_name(path: str) -> None:
    (finding,) = check("<s> a <ns/x#C> .", shapes=f"{TARGET} [ sh:path {path} ; sh:minCount 1 ] .").findings
    assert "disagree" not in finding.message


COMPONENTS = [
    "sh:path <p> ; sh:minCount 1", "sh:path <a> ; sh:maxCount 0", "sh:path <a> ; sh:datatype xsd:date",
    "sh:path <a> ; sh:nodeKind sh:IRI", "sh:path <a> ; sh:class <C>", "sh:path <a> ; sh:pattern '^x'",
    "sh:path <a> ; sh:minLength 9", "sh:path <a> ; sh:in ( 1 2 )", "sh:path <a> ; sh:hasValue 1",
    "sh:path <b> ; sh:minInclusive 9", "sh:path <c> ; sh:uniqueLang true", "sh:path <c> ; sh:languageIn ( 'de' )",
    "sh:path <a> ; sh:or ( [ sh:datatype xsd:date ] [ sh:nodeKind sh:IRI ] )",
    "sh:path <a> ; sh:xone ( [ sh:minLength 1 ] [ sh:maxLength 9 ] )",
    "sh:path <a> ; sh:not [ sh:datatype xsd:string ]",
    "sh:path <a> ; sh:node [ sh:nodeKind sh:IRI ]", "sh:path <b> ; sh:lessThan <a>", "sh:path <b> ; sh:equals <a>",
    "sh:path <d> ; sh:property [ sh:path <e> ; sh:minCount 1 ]",
]  # fmt: skip


@pytest.mark.parametrize("constraint", COMPONENTS)
def test_both_engines_agree_on_every_kind_of_constraint(constraint: str) -> None:
    shapes = (
        f"<shapes/x#N> a sh:NodeShape ; sh:targetClass <C> ; sh:property <shapes/x#p> . <shapes/x#p> {constraint} ."
    )
    report = check("<s> a <C> ; <a> 'a' ; <b> 5 ; <c> 'x'@en, 'y'@en ; <d> <d1> . <d1> <f> 1 .", shapes=shapes)
    assert report.findings
    assert not [finding.message for finding in report.findings if "disagree" in finding.message]


def test_both_engines_agree_on_every_record_of_the_example(published: Registry) -> None:
    found = published.catalogue
    shapes, vocabulary = found.merged("shapes"), found.merged(*catalogue.VOCABULARIES)
    validator = Validator((PyshaclEngine, ShaclEngine), shapes, BASE)
    for head in published.ledger.heads().values():
        record = found.version(head.name).record
        graph = found.graph(record)
        around = catalogue.context(graph, record, BASE, vocabulary, found.lookup)
        report = validator.check(head.name, head.name, record.text, graph, around)
        assert report.conforms, [finding.summary for finding in report.findings]


class Contrary:
    """An engine that is silent about every violation, and sees one where there is none."""

    name = "contrary"

    def __init__(self, shapes: Graph) -> None:
        self._engine = ShaclEngine(shapes)

    def validate(self, data: Graph) -> list[Result]:
        """Report the warnings of a good engine, and one result more."""
        found = [result for result in self._engine.validate(data) if result.severity is not Severity.VIOLATION]
        return [*found, Result(f"<{BASE}gauge>", "", Severity.INFO, "Made-up", f"{BASE}shapes/x#Gauge", "", "boo")]


def test_an_engine_that_disagrees_is_reported_in_both_directions() -> None:
    text = GAUGE.format('<ns/x#level> "high" ; <ns/x#name> "Skerry"')
    report = check(text, engines=[PyshaclEngine, ShaclEngine, Contrary])
    disagreements = [finding for finding in report.findings if "disagree" in finding.message]
    assert len(report.findings) == 2 + 2
    assert Counter(finding.severity for finding in disagreements) == {Severity.VIOLATION: 2}
    said = " ".join(finding.message for finding in disagreements)
    assert f"pyshacl reports DatatypeConstraintComponent by <{BASE}shapes/x#level>, contrary does not" in said
    assert f"contrary reports Made-up by <{BASE}shapes/x#Gauge>, pyshacl does not" in said
    assert {finding.see_also for finding in disagreements} == {(BASE + "ns/profile",)}


def test_a_disagreement_about_how_often_is_one_too() -> None:
    class Twice(ShaclEngine):
        name = "twice"

        def validate(self, data: Graph) -> list[Result]:
            return super().validate(data) * 2

    report = check(GAUGE.format('<ns/x#level> "high"'), engines=[ShaclEngine, Twice])
    assert ["twice reports" in finding.message for finding in report.findings] == [False, True]


def test_an_engine_judges_one_graph_after_another_without_memory() -> None:
    for engine in (PyshaclEngine(graph_of(SHAPES)), ShaclEngine(graph_of(SHAPES))):
        bad, good = graph_of(GAUGE.format("<p> 1")), graph_of(GAUGE.format("<ns/x#level> 1.5"))
        assert [len(engine.validate(data)) for data in (bad, good, bad)] == [1, 0, 1]


@pytest.mark.parametrize(
    ("iri", "severity"),
    [
        ("http://www.w3.org/ns/shacl#Violation", Severity.VIOLATION),
        ("http://www.w3.org/ns/shacl#Warning", Severity.WARNING),
        ("http://www.w3.org/ns/shacl#Info", Severity.INFO),
        ("https://example.org/severity#Fatal", Severity.VIOLATION),
        ("", Severity.VIOLATION),
    ],
)
def test_a_severity_of_somebodys_own_counts_as_a_violation(iri: str, severity: Severity) -> None:
    assert Severity.of(iri) is severity


def test_a_path_that_goes_in_a_circle_names_no_property() -> None:
    shapes, node = Graph(), BNode()
    shapes.add((URIRef("http://x/s"), SH.path, node))
    shapes.add((node, SH.inversePath, node))
    assert base.path_of(shapes, "http://x/s", "") == ""
    assert base.text_of(Literal("x")) == '"x"'
