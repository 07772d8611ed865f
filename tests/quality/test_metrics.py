"""Each metric, put to records that pass and to records that do not."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from rdflib import Graph, URIRef

from radcat import model, turtle
from radcat.model import Dataset
from radcat.quality import fair, google, mqa, score
from radcat.quality.base import Effort, Metric, Subject
from radcat.representations import schema_org

BASE = "https://example.org/"
PREFIXES = """
@prefix adms: <http://www.w3.org/ns/adms#> .
@prefix dcat: <http://www.w3.org/ns/dcat#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix foaf: <http://xmlns.com/foaf/0.1/> .
@prefix prov: <http://www.w3.org/ns/prov#> .
@prefix schema: <https://schema.org/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""
EU = "http://publications.europa.eu/resource/authority/"
IANA = "https://www.iana.org/assignments/media-types/"
BARE = '<datasets/x> a dcat:Dataset ; dcterms:title "X"@en .'
ALL_METRICS = [pytest.param(m, id=f"{method.METHOD}-{m.name}") for method in score.METHODS for m in method.METRICS]


def subject(text: str, *, conforms: bool = True, answers: Mapping[str, bool] | None = None) -> Subject:
    """A record of which *text* is everything that is said."""
    graph: Graph = turtle.parse((PREFIXES + text).encode(), BASE, "x.ttl")
    dataset = model.read(Dataset, graph, URIRef(f"{BASE}datasets/x"))
    markup: dict[str, Any] = schema_org.dataset(dataset, "A catalogue", f"{BASE}catalog")
    return Subject(dataset, graph, markup, conforms, answers or {})


def metric(name: str) -> Metric:
    return next(m for method in score.METHODS for m in method.METRICS if m.name == name)


def distributions(*bodies: str) -> str:
    nodes = " , ".join(f"<datasets/x#d{n}>" for n in range(len(bodies)))
    each = "\n".join(f"<datasets/x#d{n}> a dcat:Distribution ; {body} ." for n, body in enumerate(bodies))
    return f"<datasets/x> a dcat:Dataset ; dcat:distribution {nodes} .\n{each}"


@pytest.mark.parametrize(
    ("name", "says", "share"),
    [
        ("keywordAvailability", 'dcat:keyword "CT"', 1),
        ("categoryAvailability", f"dcat:theme <{EU}data-theme/HEAL>", 1),
        ("spatialAvailability", f"dcterms:spatial <{EU}country/IRN>", 1),
        ("temporalAvailability", "dcterms:temporal [ a dcterms:PeriodOfTime ]", 1),
        ("accessRightsAvailability", "dcterms:accessRights <ns/access/open>", 1),
        ("accessRightsVocabularyAlignment", "dcterms:accessRights <ns/access/open>", 0),
        ("accessRightsVocabularyAlignment", f"dcterms:accessRights <{EU}access-right/PUBLIC>", 1),
        ("contactPointAvailability", "dcat:contactPoint <agents/a>", 1),
        ("publisherAvailability", "dcterms:publisher <agents/a>", 1),
        ("dateModifiedAvailability", 'dcterms:modified "2021"^^xsd:gYear', 1),
        ("dateIssuedAvailability", 'dcterms:issued "2021"^^xsd:gYear', 1),
        ("FsF-F1-02D", "adms:identifier <https://doi.org/10.5281/zenodo.1>", 1),
        ("FsF-F1-02D", 'dcterms:identifier "x"', 0),
        ("FsF-R1.1-01M-1", "dcterms:license <https://example.org/terms>", 1),
        ("FsF-R1.1-01M-2", "dcterms:license <https://example.org/terms>", 0),
        ("FsF-R1.1-01M-2", "dcterms:license <https://creativecommons.org/licenses/by/4.0/>", 1),
        ("FsF-R1.2-01M-2", "prov:wasDerivedFrom <datasets/y>", 1),
        ("FsF-I3-01M", "dcterms:isReferencedBy <https://doi.org/10.1/x>", 1),
        ("description", f'dcterms:description "{"a" * 49}"@en', 0),
        ("description", f'dcterms:description "{"a" * 50}"@en', 1),
        ("version", 'dcat:version "2"', 1),
    ],
)
def test_what_a_dataset_says_wins_its_points(name: str, says: str, share: float) -> None:
    assert metric(name).share(subject(f"<datasets/x> a dcat:Dataset ; {says} .")) == share


@pytest.mark.parametrize(
    ("name", "bodies", "share"),
    [
        ("downloadUrlAvailability", ("dcat:downloadURL <https://e.org/a>", "dcterms:title 'b'"), 0.5),
        ("formatAvailability", (f"dcterms:format <{EU}file-type/PNG>",), 1),
        ("mediaTypeAvailability", (f"dcat:mediaType <{IANA}image/png>", "dcterms:title 'b'"), 0.5),
        (
            "formatMediaTypeVocabularyAlignment",
            (f"dcterms:format <{EU}file-type/PNG> ; dcat:mediaType <{IANA}image/png>",),
            1,
        ),
        ("formatMediaTypeVocabularyAlignment", (f"dcterms:format <{EU}file-type/PNG>",), 0),
        ("formatMediaTypeVocabularyAlignment", (f"dcterms:format <ns/x> ; dcat:mediaType <{IANA}image/png>",), 0),
        ("formatMediaTypeNonProprietary", (f"dcterms:format <{EU}file-type/PNG>",), 1),
        ("formatMediaTypeNonProprietary", (f"dcterms:format <{EU}file-type/RAR>",), 0),
        ("formatMediaTypeMachineInterpretable", (f"dcterms:format <{EU}file-type/CSV>",), 1),
        ("formatMediaTypeMachineInterpretable", (f"dcterms:format <{EU}file-type/PNG>",), 0),
        ("licenceAvailability", ("dcterms:license <https://example.org/terms>",), 1),
        ("knownLicence", ("dcterms:license <https://example.org/terms>",), 0),
        ("knownLicence", ("dcterms:license <http://www.creativecommons.org/licenses/by/4.0>",), 1),
        ("rightsAvailability", ("dcterms:rights <https://example.org/terms>", "dcterms:title 'b'"), 0.5),
        ("byteSizeAvailability", ("dcat:byteSize 0",), 1),
        ("dateIssuedAvailability", ('dcterms:issued "2021"^^xsd:gYear',), 0.5),
    ],
)
def test_a_metric_of_distributions_wins_the_share_that_pass(name: str, bodies: tuple[str, ...], share: float) -> None:
    assert metric(name).share(subject(distributions(*bodies))) == share


@pytest.mark.parametrize(
    ("answers", "share"),
    [
        ({}, None),
        ({"https://e.org/a": True}, None),
        ({"https://e.org/a": True, "https://e.org/b": False}, 0.5),
        ({"https://e.org/a": True, "https://e.org/b": True}, 1),
    ],
)
def test_whether_addresses_answer_is_known_when_all_were_asked(answers: dict[str, bool], share: float | None) -> None:
    text = distributions("dcat:accessURL <https://e.org/a>", "dcat:accessURL <https://e.org/b>")
    assert metric("accessUrlStatusCode").share(subject(text, answers=answers)) == share


@pytest.mark.parametrize("name", ["accessUrlStatusCode", "downloadUrlStatusCode", "licenceAvailability"])
def test_a_dataset_without_distributions_wins_nothing_for_them(name: str) -> None:
    assert metric(name).share(subject(BARE)) == 0


@pytest.mark.parametrize("tested", ALL_METRICS)
def test_every_metric_gives_a_share_of_a_record_that_says_next_to_nothing(tested: Metric) -> None:
    share = tested.share(subject(BARE))
    assert share is None or 0 <= share <= 1


def test_the_points_are_those_of_their_methods() -> None:
    """405 points and 23 indicators (MQA), 24 points (F-UJI v0.5)."""
    assert (len(mqa.METRICS), mqa.LARGEST) == (23, 405)
    assert fair.LARGEST == 24
    sums = {d: sum(m.points for m in mqa.METRICS if m.dimension == d) for d in mqa.DIMENSIONS}
    assert list(sums.values()) == [100, 100, 110, 75, 20]


@pytest.mark.parametrize(
    ("points", "band"),
    [
        (405, "excellent"),
        (351, "excellent"),
        (350, "good"),
        (221, "good"),
        (220, "sufficient"),
        (120, "bad"),
        (0, "bad"),
    ],
)
def test_points_lie_in_a_band(points: float, band: str) -> None:
    assert mqa.band(points) == band


def test_a_record_that_does_not_conform_loses_the_points_for_it() -> None:
    assert metric("dcatApCompliance").share(subject(BARE, conforms=False)) == 0


def test_the_cheapest_fix_is_named_first_and_of_equals_the_one_that_wins_most() -> None:
    assessment, *_ = score.assess(subject(BARE))
    keys = [(fix.metric.effort, -fix.missing) for fix in assessment.fixes]
    assert keys == sorted(keys)
    assert assessment.fixes[0].metric.effort is Effort.WRITE


def test_what_nobody_can_know_offline_costs_nothing() -> None:
    text = distributions("dcat:accessURL <https://e.org/a>")
    assessment, *_ = score.assess(subject(text))
    assert [m.name for m in assessment.unknown] == ["accessUrlStatusCode"]
    assert assessment.possible == mqa.LARGEST - 50


def test_every_property_that_google_requires_of_a_download_is_asked_for() -> None:
    with_address = distributions("dcat:downloadURL <https://e.org/a>")
    assert metric("distribution.contentUrl").share(subject(with_address)) == 1
    assert {m.dimension for m in google.METRICS} == set(google.DIMENSIONS)


def test_measurements_are_data_too() -> None:
    graph = score.as_graph(f"{BASE}datasets/x", score.assess(subject(BARE)))
    computed = set(graph.subjects(score.DQV.computedOn, URIRef(f"{BASE}datasets/x")))
    judged = sum(found.share is not None for a in score.assess(subject(BARE)) for found in a.measurements)
    assert len(computed) == judged
    assert all((node, score.DQV.value, None) in graph for node in computed)
