"""Reports for people, for programs and as SHACL's own graph."""

from __future__ import annotations

import json

import pytest
from rdflib import RDF, SH, Graph, Literal, URIRef

from radcat.validation import render
from radcat.validation.report import Finding, Report, Result, Severity, broken, total

NODE = "https://example.org/datasets/x"
SHAPE = "https://example.org/shapes/required#Dataset-title"
RESULT = Result(
    focus_node=f"<{NODE}>",
    path="http://purl.org/dc/terms/title",
    severity=Severity.VIOLATION,
    component="MinLengthConstraintComponent",
    source_shape=SHAPE,
    value='"Ä \\"b\\"\\nc"@en',
    message="m",
)


def finding(severity: Severity = Severity.VIOLATION, **changed: object) -> Finding:
    members: dict[str, object] = {
        "place": "records/datasets/x.ttl", "line": 4, "severity": severity, "focus_node": NODE,
        "predicate": "dcterms:title", "message": "Give a title.", "value": 'Ä "b"\nc',
        "see_also": ("https://www.w3.org/TR/vocab-dcat-3/#Property:resource_title",), "result": RESULT,
    }  # fmt: skip
    return Finding(**{**members, **changed})  # type: ignore[arg-type]


def report(*findings: Finding, place: str = "records/datasets/x.ttl") -> Report:
    return Report(place, "datasets/x", findings)


def test_a_report_reads_as_a_compilers() -> None:
    reports = [
        report(finding(Severity.WARNING, line=None, predicate="dcat:keyword", value="", see_also=()), finding()),
        report(place="records/datasets/good.ttl"),
        broken("records/datasets/bad.ttl", "datasets/bad", 3, "not Turtle."),
    ]
    assert (
        render.text(reports)
        == """\
records/datasets/x.ttl  <datasets/x>
  error    records/datasets/x.ttl:4  dcterms:title
           Give a title.
           found: Ä "b" c
           asked by: DCAT 3 (Property:resource_title)
  warning  records/datasets/x.ttl  dcat:keyword
           Give a title.

records/datasets/bad.ttl  <datasets/bad>
  error    records/datasets/bad.ttl:3
           not Turtle.

3 records, 2 errors, 1 warning, 0 infos."""
    )


@pytest.mark.parametrize(
    ("severities", "summary"),
    [
        ((), "1 record, 0 errors, 0 warnings, 0 infos."),
        ((2,), "1 record, 1 error, 0 warnings, 0 infos."),
        ((0, 1, 1), "1 record, 0 errors, 2 warnings, 1 info."),
    ],
)
def test_the_closing_line_counts(severities: tuple[int, ...], summary: str) -> None:
    found = report(*(finding(Severity(severity)) for severity in severities))
    assert render.text([found]).splitlines()[-1] == render.summary([found]) == summary


def test_the_worst_comes_first_then_the_line() -> None:
    found = [finding(Severity(severity), line=line, message=f"{severity}{line}") for severity, line in
             ((0, 1), (2, 9), (1, 2), (2, 3))]  # fmt: skip
    text = render.text([report(*found)])
    assert [line.strip() for line in text.splitlines() if line.strip().isdigit()] == ["23", "29", "12", "01"]


def test_only_the_severity_is_painted() -> None:
    painted = render.text([report(finding())], lambda words, severity: f"<{severity.name}>{words}</>")
    assert painted.count("</>") == 1
    assert "<VIOLATION>error   </>" in painted


@pytest.mark.parametrize(
    ("asked", "named"),
    [
        ("https://www.w3.org/TR/vocab-dcat-3/#license-rights", "DCAT 3 (license-rights)"),
        ("https://developers.google.com/search/docs/appearance/structured-data/dataset", "Google Dataset Search"),
        ("https://example.org/ns/profile", "house rule"),
        ("https://example.org/elsewhere", "https://example.org/elsewhere"),
    ],
)
def test_who_asks_is_named(asked: str, named: str) -> None:
    assert f"asked by: {named}" in render.text([report(finding(see_also=(asked, asked)))])


def test_a_long_value_is_cut() -> None:
    line = next(x for x in render.text([report(finding(value="word " * 99))]).splitlines() if "found:" in x)
    assert len(line) < 130
    assert line.endswith("…")


def test_json_says_all_that_a_program_needs() -> None:
    document = json.loads(
        render.to_json([report(finding(), finding(Severity.INFO)), broken("bad.ttl", "bad", 1, "why")])
    )
    assert {name: document[name] for name in ("conforms", "errors", "warnings", "infos")} == {
        "conforms": False,
        "errors": 2,
        "warnings": 0,
        "infos": 1,
    }
    first, second = document["records"]
    assert (first["file"], first["name"], first["conforms"]) == ("records/datasets/x.ttl", "datasets/x", False)
    assert first["findings"][0] == {
        "place": "records/datasets/x.ttl",
        "line": 4,
        "severity": "violation",
        "focus_node": NODE,
        "predicate": "dcterms:title",
        "message": "Give a title.",
        "value": 'Ä "b"\nc',
        "see_also": ["https://www.w3.org/TR/vocab-dcat-3/#Property:resource_title"],
        "component": "MinLengthConstraintComponent",
        "source_shape": SHAPE,
    }
    assert second["findings"][0]["component"] is None
    assert "Ä" in render.to_json([report(finding())])


def test_warnings_alone_conform() -> None:
    reports = [report(finding(Severity.WARNING), finding(Severity.INFO))]
    assert json.loads(render.to_json(reports))["conforms"] is True
    assert reports[0].conforms
    assert (reports[0].count(Severity.WARNING), total(reports * 2, Severity.INFO)) == (1, 2)


def test_a_report_can_be_narrowed_to_what_matters_more() -> None:
    full = report(finding(), finding(Severity.WARNING), finding(Severity.INFO))
    assert [len(full.at_least(severity).findings) for severity in Severity] == [3, 2, 1]


def test_the_graph_is_the_report_that_shacl_defines() -> None:
    graph = render.to_graph([report(finding()), report(finding(Severity.WARNING))])
    (node,) = graph.subjects(RDF.type, SH.ValidationReport)
    assert graph.value(node, SH.conforms) == Literal(False)
    results = list(graph.objects(node, SH.result))
    assert len(results) == 2
    for result in results:
        for property_ in (SH.focusNode, SH.resultSeverity, SH.sourceConstraintComponent):  # SHACL, section 3.6.2
            assert len(list(graph.objects(result, property_))) == 1
        assert graph.value(result, SH.focusNode) == URIRef(NODE)
        assert graph.value(result, SH.sourceShape) == URIRef(SHAPE)
        assert graph.value(result, SH.resultPath) == URIRef("http://purl.org/dc/terms/title")
        assert graph.value(result, SH.value) == Literal('Ä "b"\nc', lang="en")
    assert {graph.value(result, SH.resultSeverity) for result in results} == {SH.Violation, SH.Warning}


def test_the_graph_of_findings_that_no_shape_made_can_be_read_back() -> None:
    reports = [
        broken("bad.ttl", "bad", 1, "why"),
        report(finding(focus_node="_:", result=Result("_:", "", Severity.INFO, "X", "_:", "_:", ""))),
        report(finding(result=None)),
    ]
    graph = render.to_graph(reports)
    again = Graph().parse(data=graph.serialize(format="turtle"), format="turtle")
    assert len(again) == len(graph)
    assert len(list(again.objects(None, SH.resultMessage))) == 3


def test_the_graph_of_a_good_folder_conforms() -> None:
    graph = render.to_graph([report()])
    assert list(graph.objects(None, SH.conforms)) == [Literal(True)]
    assert not list(graph.objects(None, SH.result))
