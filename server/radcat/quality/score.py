"""Scores of a record and of the catalogue, by every method; and the same as data (W3C Data Quality Vocabulary)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from types import ModuleType
from typing import Final

from rdflib import RDF, RDFS, XSD, BNode, Graph, Literal, Namespace, URIRef

from radcat.quality import fair, google, mqa
from radcat.quality.base import Assessment, Measurement, Subject

DQV: Final = Namespace("http://www.w3.org/ns/dqv#")
METHODS: Final[tuple[ModuleType, ...]] = (mqa, fair, google)


@dataclass(frozen=True, slots=True)
class Average:
    """What a metric found over all records."""

    measurement: Measurement
    passing: int  # records with a full yes
    judged: int


def assess(subject: Subject) -> tuple[Assessment, ...]:
    """Put every metric of every method to one record."""
    return tuple(
        Assessment(method.METHOD, tuple(Measurement(metric, metric.share(subject)) for metric in method.METRICS))
        for method in METHODS
    )


def average(assessments: Sequence[Assessment]) -> tuple[Average, ...]:
    """Take each metric of one method over all records."""
    rows = zip(*(a.measurements for a in assessments), strict=True)
    return tuple(_average(row) for row in rows)


def _average(row: Sequence[Measurement]) -> Average:
    shares = [found.share for found in row if found.share is not None]
    mean = sum(shares) / len(shares) if shares else None
    return Average(Measurement(row[0].metric, mean), sum(share == 1 for share in shares), len(shares))


def as_graph(of: str, assessments: Iterable[Assessment]) -> Graph:
    """Write what was found as dqv:QualityMeasurements, one a metric that could be judged."""
    graph = Graph()
    graph.bind("dqv", DQV)
    for assessment in assessments:
        for found in assessment.measurements:
            if found.share is None:
                continue
            node, metric = BNode(), URIRef(f"{found.metric.source}")
            graph.add((node, RDF.type, DQV.QualityMeasurement))
            graph.add((node, DQV.computedOn, URIRef(of)))
            graph.add((node, DQV.isMeasurementOf, metric))
            graph.add((node, DQV.value, Literal(f"{found.share:.4f}".rstrip("0").rstrip("."), datatype=XSD.decimal)))
            graph.add((node, RDFS.label, Literal(f"{assessment.method}: {found.metric.name}")))
    return graph


def described(assessment: Assessment) -> dict[str, object]:
    """Write one method's assessment as plain values, for JSON."""
    return {
        "points": assessment.points,
        "possible": assessment.possible,
        "metrics": {found.metric.name: found.share for found in assessment.measurements},
        "fixes": [{"metric": f.metric.name, "missing": f.missing, "remedy": f.metric.remedy} for f in assessment.fixes],
    }
