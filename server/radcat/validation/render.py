"""Reports for people, for programs, and as the graph that SHACL defines."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import asdict
from typing import Final

from rdflib import RDF, SH, BNode, Graph, Literal, URIRef

from radcat.validation.base import term
from radcat.validation.report import Finding, Report, Severity, total

Paint = Callable[[str, Severity], str]

_KNOWN: Final = {
    "https://www.w3.org/TR/vocab-dcat": "DCAT 3",
    "https://semiceu.github.io/DCAT-AP": "DCAT-AP 3",
    "https://healthdataeu.pages": "HealthDCAT-AP",
    "https://developers.google.com/search": "Google Dataset Search",
    "https://dataeuropa.gitlab.io": "MQA",
    "https://data.europa.eu/mqa": "MQA",
    "http://www.opengis.net/ont/geosparql": "GeoSPARQL",
    "http://www.w3.org/2001/XMLSchema": "XML Schema 1.1",
    "https://www.w3.org/TR/shacl": "SHACL",
    "https://www.w3.org/TR/skos": "SKOS",
    "http://www.w3.org/TR/skos": "SKOS",
}


def text(
    reports: Sequence[Report],
    paint: Paint = lambda words, _severity: words,
    least: Severity = Severity.INFO,
) -> str:
    """Write reports in the manner of a compiler: file and line, property, what is wrong and what to do, who asks.

    Findings that matter less than *least* are counted in the closing line, and not shown.
    """
    shown = [report.at_least(least) for report in reports]
    blocks = ["\n".join(_lines(report, paint)) for report in shown if report.findings]
    return "\n\n".join([*blocks, *_held(reports), summary(reports)])


def _held(reports: Sequence[Report]) -> list[str]:
    """Say once, and not of each record, which shapes can't be used and how many records that holds back."""
    counts = Counter(report.held for report in reports if report.held)
    return [f"{_count(number, 'record')} can't be checked: {reason}" for reason, number in counts.items()]


def summary(reports: Sequence[Report]) -> str:
    """Say in one line what was checked and what was found."""
    counts = [_count(len(reports), "record"), _count(total(reports, Severity.VIOLATION), "error")]
    counts += [
        _count(total(reports, Severity.WARNING), "warning"),
        _count(total(reports, Severity.INFO), "info"),
    ]
    return ", ".join(counts) + "."


def to_json(reports: Sequence[Report], unjudged: int = 0) -> str:
    """Write reports as one JSON object; see docs/validation.md for its members. *unjudged* records have none."""
    return json.dumps(
        {
            "conforms": all(report.conforms for report in reports),
            "errors": total(reports, Severity.VIOLATION),
            "warnings": total(reports, Severity.WARNING),
            "infos": total(reports, Severity.INFO),
            "unjudged": unjudged,
            "records": [
                {
                    "file": report.place,
                    "name": report.name,
                    "conforms": report.conforms,
                    "held": report.held or None,
                    "findings": [_plain(f) for f in report.findings],
                }
                for report in reports
            ],
        },
        indent=2,
        ensure_ascii=False,
    )


def to_graph(reports: Sequence[Report]) -> Graph:
    """Write reports as one sh:ValidationReport (SHACL, section 3.6)."""
    graph = Graph()
    graph.bind("sh", SH)
    node = BNode("report")
    graph.add((node, RDF.type, SH.ValidationReport))
    graph.add((node, SH.conforms, Literal(all(report.conforms for report in reports))))
    for finding in (finding for report in reports for finding in report.findings):
        _add(graph, node, finding)
    return graph


def _add(graph: Graph, report: BNode, finding: Finding) -> None:
    node, result = BNode(), finding.result
    graph.add((report, SH.result, node))
    graph.add((node, RDF.type, SH.ValidationResult))
    graph.add((node, SH.focusNode, URIRef(finding.focus_node) if finding.focus_node != "_:" else BNode()))
    graph.add((node, SH.resultSeverity, SH[finding.severity.name.capitalize()]))
    graph.add((node, SH.resultMessage, Literal(finding.message)))
    if result is None:
        return
    graph.add((node, SH.sourceConstraintComponent, URIRef(f"{SH}{result.component}")))
    graph.add((node, SH.sourceShape, URIRef(result.source_shape) if result.source_shape != "_:" else BNode()))
    if result.path:
        graph.add((node, SH.resultPath, URIRef(result.path)))
    if result.value and result.value != "_:":
        graph.add((node, SH.value, term(result.value)))


def _lines(report: Report, paint: Paint) -> list[str]:
    lines = [f"{report.place}  <{report.name}>"]
    for finding in sorted(report.findings, key=lambda f: (-f.severity, f.line or 0, f.predicate)):
        where = f":{finding.line}" if finding.line else ""
        asked = ", ".join(dict.fromkeys(asked_by(iri) for iri in finding.see_also))
        word = paint(f"{finding.severity.word:<8}", finding.severity)
        lines.append(f"  {word} {report.place}{where}  {finding.predicate}".rstrip())
        lines += [f"           {line}" for line in finding.message.split("\n")]
        if finding.value:
            lines.append(f"           found: {_short(finding.value)}")
        if asked:
            lines.append(f"           asked by: {asked}")
    return lines


def asked_by(iri: str) -> str:
    """Name who asks, from the IRI of their document."""
    name = next((name for start, name in _KNOWN.items() if iri.startswith(start)), None)
    fragment = iri.partition("#")[2]
    if name is None:
        return "house rule" if iri.endswith("ns/profile") else iri
    return f"{name} ({fragment})" if fragment else name


def _plain(finding: Finding) -> dict[str, object]:
    members = asdict(finding)
    result = members.pop("result") or {}
    return {
        **members,
        "severity": finding.severity.name.lower(),
        "component": result.get("component"),
        "source_shape": result.get("source_shape"),
    }


def _short(value: str) -> str:
    line = " ".join(value.split())
    return line if len(line) <= 100 else f"{line[:99]}…"


def _count(number: int, word: str) -> str:
    return f"{number} {word}" if number == 1 else f"{number} {word}s"
