"""Each metric, put to records that pass and to records that do not."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from rdflib import Graph, URIRef

from radcat import model
from radcat.bootstrap import Registry
from radcat.formats import dcat_ap, describe, schema_org
from radcat.ledger.link_checks import Answer
from radcat.model import Dataset
from radcat.quality import fair, google, mqa, score
from radcat.quality.base import Effort, Metric, Subject
from radcat.rdf import turtle

BASE = "https://example.org/"
PREFIXES = """
@prefix adms: <http://www.w3.org/ns/adms#> .
@prefix dcat: <http://www.w3.org/ns/dcat#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix foaf: <http://xmlns.com/foaf/0.1/> .
@prefix prov: <http://www.w3.org/ns/prov#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix schema: <https://schema.org/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
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
    asked = {a: Answer(a, 200 if works else 404, "", a, "2026-11-22T00:00:00Z") for a, works in (answers or {}).items()}
    return Subject(dataset, graph, dcat_ap.fitted(dataset), markup, conforms, asked)


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
        ("FsF-R1.1-01M-1", 'dcterms:rights [ rdfs:label "No licence was found." ]', 0),
        ("FsF-R1.2-01M-1", "dcterms:title 'X'", 0),
        ("FsF-R1.2-01M-1", "dcterms:publisher <agents/a>", 1),
        ("FsF-R1.2-01M-1", 'dcterms:modified "2021"^^xsd:gYear', 1),
        ("FsF-R1.2-01M-2", "dcterms:title 'X'", 0),
        ("FsF-R1.2-01M-2", "prov:wasDerivedFrom <datasets/y>", 1),
        ("FsF-R1.2-01M-2", "dcterms:creator <agents/a>", 1),
        ("FsF-I3-01M", "dcterms:title 'X'", 1),  # every page names its catalogue, which F-UJI takes for a relation
        ("FsF-A1-01M", "dcterms:title 'X'", 0),
        ("FsF-A1-01M", "schema:conditionsOfAccess <ns/access/registration>", 0.5),
        ("FsF-A1-01M", 'dcterms:rights [ rdfs:label "On request." ]', 0.5),
        ("FsF-A1-01M", f"dcterms:accessRights <{EU}access-right/RESTRICTED>", 1),
        ("FsF-F2-01M-2", 'dcterms:creator <agents/a> ; dcterms:publisher <agents/b> ; dcterms:title "X"', 0),
        ("funder", "dcterms:title 'X'", None),
        ("funder", "schema:funder <agents/a>", 1),
        ("spatialCoverage", "dcterms:title 'X'", None),
        ("spatialCoverage", f"dcterms:spatial <{EU}country/IRN>", 1),
        ("temporalCoverage", 'dcterms:temporal [ dcat:startDate "2020-03-01"^^xsd:date ]', 1),
        ("isAccessibleForFree", "dcterms:title 'X'", 0),
        ("isAccessibleForFree", f"dcterms:accessRights <{EU}access-right/RESTRICTED>", None),
        ("isAccessibleForFree", f"dcterms:accessRights <{EU}access-right/PUBLIC>", 1),
        ("description", f'dcterms:description "{"a" * 49}"@en', 0),
        ("description", f'dcterms:description "{"a" * 50}"@en', 1),
        ("description", f'dcterms:description "{"a" * 50}"@de', 1),
        ("description", f'dcterms:description "{"a" * 49}"@de', 0),
        ("description", f'dcterms:description "{"a" * 50}"@de , "short"@en', 1),
        ("version", 'dcat:version "2"', 1),
    ],
)
def test_what_a_dataset_says_wins_its_points(name: str, says: str, share: float | None) -> None:
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
        ("FsF-F3-01M-1", ("dcterms:title 'a'",), 0),
        ("FsF-F3-01M-1", ("dcat:accessURL <https://e.org/a>",), 1),
        ("FsF-F3-01M-2", (f"dcat:mediaType <{IANA}image/png>",), 0),
        ("FsF-F3-01M-2", ("dcat:downloadURL <https://e.org/a>",), 1),
        ("FsF-A1-03D", ("dcat:accessURL <s3://bucket>",), 0),
        ("FsF-A1-03D", ("dcat:accessURL <s3://bucket>", "dcat:accessURL <ftp://e.org/a>"), 1),
        ("FsF-R1-01MD-2", (f"dcat:accessURL <https://e.org/a> ; dcat:mediaType <{IANA}image/png>",), 0),
        (
            "FsF-R1-01MD-2",
            (f"dcat:accessURL <https://e.org/a> ; dcat:mediaType <{IANA}image/png> ; dcat:byteSize 9",),
            1,
        ),
        ("FsF-R1.3-02D", (f"dcat:accessURL <https://e.org/a> ; dcterms:format <{EU}file-type/PNG>",), 0),
        ("FsF-R1.3-02D", (f"dcat:accessURL <https://e.org/a> ; dcat:mediaType <{IANA}image/png>",), 1),
        ("FsF-R1.3-02D", (f"dcat:accessURL <https://e.org/a> ; dcat:mediaType <{IANA}application/zip>",), 0),
        ("FsF-R1.3-02D", (f"dcat:accessURL <https://e.org/a> ; dcat:mediaType <{IANA}application/fhir+json>",), 1),
        ("FsF-R1.3-02D", (f"dcat:mediaType <{IANA}image/png>",), 0),
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


@pytest.mark.parametrize(("works", "share"), [(True, 1), (False, 0)])
@pytest.mark.parametrize("name", ["FsF-A1-03D", "FsF-R1.3-02D"])
def test_an_address_that_did_not_answer_leads_to_no_data(name: str, works: bool, share: float) -> None:
    text = distributions(f"dcat:accessURL <https://e.org/a> ; dcat:mediaType <{IANA}image/png>")
    assert metric(name).share(subject(text, answers={"https://e.org/a": works})) == share


def test_a_statement_of_rights_on_the_dataset_is_judged_as_a_portal_gets_it_on_each_distribution() -> None:
    text = distributions("dcterms:title 'a'") + '<datasets/x> dcterms:rights [ rdfs:label "Research only." ] .'
    assert metric("rightsAvailability").share(subject(text)) == 1


def test_a_format_without_entry_in_the_eu_table_is_judged_by_the_wider_one_that_a_portal_gets() -> None:
    text = distributions(f"dcterms:format <ns/format/x> ; dcat:mediaType <{IANA}application/dicom>")
    aligned = metric("formatMediaTypeVocabularyAlignment")
    assert aligned.share(subject(text)) == 0
    assert aligned.share(subject(f"{text}\n<ns/format/x> skos:broadMatch <{EU}file-type/OCTET> .")) == 1


def test_what_is_judged_is_what_dcat_ap_says(catalogue_registry: Registry) -> None:
    """The portal's indicators, put to what is read back from the document that it harvests."""
    catalogue = catalogue_registry.catalogue
    differing = []
    for name in catalogue.ledger.names("dataset"):
        described = describe(catalogue, catalogue.version(name).record, catalogue_registry.jsonld_context)
        graph, own = dcat_ap.graph(described), described.dataset
        harvested = Subject(own, graph, model.read(Dataset, graph, URIRef(own.iri)), {}, conforms=True)
        judged = Subject(own, graph, dcat_ap.fitted(own), {}, conforms=True)
        differing += [(name, m.name) for m in mqa.METRICS if m.share(harvested) != m.share(judged)]
    assert not differing


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
