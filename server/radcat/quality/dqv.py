"""Scores as data: the W3C Data Quality Vocabulary, https://www.w3.org/TR/vocab-dqv/.

The graph <quality> describes the methods (dqv:Category), their dimensions and metrics: what a metric asks, for how many
points, what to do and how much effort that is. The graph <quality/SLUG> holds what they found of one dataset: points
won, the percentage of each method, and what its addresses answered, with the date.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from types import ModuleType
from typing import Final

from rdflib import DCTERMS, FOAF, PROV, RDF, RDFS, SKOS, XSD, Graph, Literal, URIRef
from rdflib.term import Node

from radcat.ledger.link_checks import Answer
from radcat.model import KIND
from radcat.quality import score
from radcat.quality.base import Assessment, Effort, Measurement, Metric
from radcat.rdf.namespaces import DQV, SCHEMA

LINKS: Final = "address-status"  # the metric of link checks
NO_ANSWER: Final = 0  # the status of an address that nothing answered from
_EFFORTS: Final = {
    Effort.WRITE: "A line in the record, from what is at hand",
    Effort.LOOK_UP: "Somebody has to read the publisher's pages",
    Effort.PUBLISHER: "Only who publishes the dataset can do it",
}
Triple = tuple[Node, Node, Node]


def name_of(base: str, slug: str | None = None) -> str:
    """Name the graph of a dataset's measurements, or that of the metrics."""
    return f"{base}quality/{slug}" if slug else f"{base}quality"


@lru_cache(maxsize=4)
def metrics(base: str) -> bytes:
    """Describe methods, dimensions and metrics, as N-Triples."""
    return _written(_metrics(name_of(base), base))


def measurements(base: str, slug: str, assessments: Iterable[Assessment], answers: Iterable[Answer]) -> bytes:
    """Write all that was found of one dataset, and what its addresses answered, as N-Triples."""
    return _found(base, slug, assessments, answers, lambda found: found.share is not None)


def summary(base: str, slug: str, assessments: Iterable[Assessment], answers: Iterable[Answer]) -> bytes:
    """Write what queries ask of one dataset: percentages, the metrics with points to win, and answers of addresses.

    The metrics without are in `measurements`, which is served at the graph's address.
    """
    return _found(base, slug, assessments, answers, lambda found: found.missing > 0)


def _found(
    base: str,
    slug: str,
    assessments: Iterable[Assessment],
    answers: Iterable[Answer],
    is_told: Callable[[Measurement], bool],
) -> bytes:
    graph, dataset = name_of(base, slug), f"{base}{KIND['dataset'].path}{slug}"
    about: list[Triple] = [
        (URIRef(graph), RDF.type, DQV.QualityMetadata),
        (URIRef(graph), FOAF.primaryTopic, URIRef(dataset)),
        (URIRef(dataset), DQV.hasQualityMetadata, URIRef(graph)),
    ]
    lines = [_written(about)]
    for assessment in assessments:
        total = f"{name_of(base)}#{_percent(assessment.fragment)}"
        lines.append(_measurement(f"{graph}#{assessment.fragment}", dataset, total, assessment.percent))
        for found in assessment.measurements:
            if is_told(found):
                node = f"{graph}#{found.metric.name}"
                lines.append(_measurement(node, dataset, found.metric.iri(base), found.points))
    asked = sorted(answers, key=lambda answer: answer.address)
    lines += [_written(_asked(f"{graph}#address-{n}", base, answer)) for n, answer in enumerate(asked, 1)]
    return b"".join(lines)


def as_graph(*texts: bytes) -> Graph:
    """Put together what was written, for whoever reads it in another format."""
    graph = Graph()
    for prefix, namespace in (("dqv", DQV), ("schema", SCHEMA)):
        graph.bind(prefix, namespace, replace=True)
    for text in texts:
        graph.parse(data=text, format="nt")
    return graph


def _percent(fragment: str) -> str:
    return f"{fragment}-percent"


def _measurement(node: str, of: str, metric: str, value: float) -> bytes:
    # By hand, since there are some sixty for each dataset at every publication; none of the names needs escaping.
    number = f"{value:.2f}".rstrip("0").rstrip(".")
    return (
        f"<{node}> <{RDF.type}> <{DQV.QualityMeasurement}> .\n"
        f"<{node}> <{DQV.computedOn}> <{of}> .\n"
        f"<{node}> <{DQV.isMeasurementOf}> <{metric}> .\n"
        f'<{node}> <{DQV.value}> "{number}"^^<{XSD.decimal}> .\n'
    ).encode()


def _asked(node: str, base: str, answer: Answer) -> Iterator[Triple]:
    """What an address answered to a link check."""
    found = URIRef(node)
    yield found, RDF.type, DQV.QualityMeasurement
    yield found, DQV.computedOn, URIRef(answer.address)
    yield found, DQV.isMeasurementOf, URIRef(f"{name_of(base)}#{LINKS}")
    yield found, DQV.value, Literal(str(answer.status or NO_ANSWER), datatype=XSD.integer)
    yield found, PROV.generatedAtTime, Literal(answer.date, datatype=XSD.dateTime)
    if answer.reason:
        yield found, RDFS.comment, Literal(answer.reason)


def _metrics(graph: str, base: str) -> Iterator[Triple]:
    yield URIRef(graph), RDF.type, DQV.QualityMetadata
    yield URIRef(graph), DCTERMS.title, _text("How good the descriptions are: what is measured")
    effort = URIRef(f"{graph}#effort")
    yield effort, RDF.type, RDF.Property
    yield effort, RDFS.label, _text("effort")
    yield effort, RDFS.range, SKOS.Concept
    for kind, definition in _EFFORTS.items():
        node = URIRef(f"{graph}#{kind.name.lower().replace('_', '-')}")
        yield from _named(node, SKOS.Concept, kind.words, definition)
        yield node, SKOS.notation, Literal(str(kind.value), datatype=XSD.integer)
    for method in score.METHODS:
        yield from _method(method, graph, base)
    links = URIRef(f"{graph}#{LINKS}")
    asked = f"The status that the address answered when it was asked; {NO_ANSWER} where nothing did."
    yield from _named(links, DQV.Metric, "status of an address", asked)
    yield links, DQV.expectedDataType, XSD.integer


def _method(method: ModuleType, graph: str, base: str) -> Iterator[Triple]:
    category = URIRef(f"{graph}#{method.FRAGMENT}-method")
    yield from _named(category, DQV.Category, method.METHOD, None)
    yield category, DCTERMS.source, URIRef(method.SOURCE)
    whole = URIRef(f"{graph}#{_percent(method.FRAGMENT)}")
    yield from _named(
        whole, DQV.Metric, f"{method.METHOD}, in percent", "Points won of those that could be judged, in percent."
    )
    yield whole, DQV.expectedDataType, XSD.decimal
    yield whole, DCTERMS.isPartOf, category
    for dimension in method.DIMENSIONS:
        node = URIRef(f"{graph}#{method.FRAGMENT}-{dimension}")
        yield from _named(node, DQV.Dimension, dimension, None)
        yield node, DQV.inCategory, category
    for metric in method.METRICS:
        yield from _metric(metric, method.FRAGMENT, graph, base)


def _metric(metric: Metric, fragment: str, graph: str, base: str) -> Iterator[Triple]:
    node = URIRef(metric.iri(base))
    yield from _named(node, DQV.Metric, metric.name, metric.question)
    yield node, DQV.expectedDataType, XSD.decimal
    yield node, DQV.inDimension, URIRef(f"{graph}#{fragment}-{metric.dimension}")
    yield node, SCHEMA.maxValue, Literal(f"{metric.points:g}", datatype=XSD.decimal)
    yield node, RDFS.comment, _text(metric.remedy)
    yield node, DCTERMS.source, URIRef(metric.source)
    yield node, URIRef(f"{graph}#effort"), URIRef(f"{graph}#{metric.effort.name.lower().replace('_', '-')}")


def _named(node: URIRef, kind: URIRef, label: str, definition: str | None) -> Iterator[Triple]:
    yield node, RDF.type, kind
    yield node, SKOS.prefLabel, _text(label)
    if definition:
        yield node, SKOS.definition, _text(definition)


def _text(text: str) -> Literal:
    return Literal(text, lang="en")


def _written(triples: Iterable[Triple]) -> bytes:
    return "".join(f"{s.n3()} {p.n3()} {o.n3()} .\n" for s, p, o in triples).encode()
