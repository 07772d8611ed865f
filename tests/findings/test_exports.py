"""What the formats of a dataset carry of the findings about it."""

from __future__ import annotations

import json
from typing import Any

import mlcroissant
import pytest
from flask.testing import FlaskClient
from rdflib import DCTERMS, RDF, Graph, URIRef
from tests.conftest import BASE

from radcat.bootstrap import Registry
from radcat.formats import BY_NAME, describe
from radcat.formats.quality_annotations import BIASES
from radcat.rdf.namespaces import DQV, OA

COVIDX = f"{BASE}datasets/covidx-cxr"
SAIT = URIRef(f"{BASE}findings/curated-cxr-sait-duplicates")


def written(registry: Registry, slug: str, form: str) -> bytes:
    record = registry.catalogue.version(f"datasets/{slug}").record
    return BY_NAME[form].write(describe(registry.catalogue, record, registry.jsonld_context))


def test_croissant_has_biases_apart_from_other_limitations(catalogue_registry: Registry) -> None:
    document = json.loads(written(catalogue_registry, "covidx-cxr", "croissant"))
    assert "http://mlcommons.org/croissant/RAI/1.0" in document["conformsTo"]
    assert any("results of testing on it are inflated" in text for text in document["rai:dataBiases"])
    assert any("lists in the repository were out of date" in text for text in document["rai:dataLimitations"])
    assert not set(document["rai:dataBiases"]) & set(document["rai:dataLimitations"])
    assert all("verified; http" in text for text in document["rai:dataBiases"]), "each names its source and its record"
    assert "rai:dataSocialImpact" not in document


@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # mlcroissant's own
@pytest.mark.parametrize("slug", ["covidx-cxr", "covid-chestxray-dataset", "curated-cxr-sait"])
def test_what_croissant_says_is_read_by_its_own_library(catalogue_registry: Registry, slug: str) -> None:
    document = json.loads(written(catalogue_registry, slug, "croissant"))
    metadata = mlcroissant.Dataset(jsonld=document).metadata
    for name, read in (("rai:dataBiases", metadata.data_biases), ("rai:dataLimitations", metadata.data_limitations)):
        said = document.get(name, [])
        assert sorted(read or []) == sorted([said] if isinstance(said, str) else said), name


def test_a_dataset_without_findings_claims_nothing_of_responsible_use(catalogue_registry: Registry) -> None:
    document = json.loads(written(catalogue_registry, "hannover-covid19", "croissant"))
    assert not [name for name in document if name in ("rai:dataBiases", "rai:dataLimitations")]
    assert "subjectOf" not in json.loads(written(catalogue_registry, "hannover-covid19", "schema"))


def test_the_kinds_that_are_biases_are_kinds_of_the_scheme(catalogue_registry: Registry) -> None:
    order = catalogue_registry.catalogue.merged("scheme")
    for kind in BIASES:
        assert (URIRef(f"{BASE}ns/dataset-finding/{kind}"), None, None) in order


def test_schema_org_has_them_as_claims_with_their_sources(catalogue_registry: Registry) -> None:
    claims = json.loads(written(catalogue_registry, "covidx-cxr", "schema"))["subjectOf"]
    by_id = {claim["@id"]: claim for claim in claims}
    claim = by_id[f"{BASE}findings/covidx-cxr-test-positives-from-one-collection"]
    assert claim["@type"] == "Claim"
    assert claim["datePublished"] == "2021-04-21"
    assert claim["keywords"] == "Bias"
    assert claim["appearance"]["url"] == "https://github.com/lindawangg/COVID-Net/issues/159"
    assert claim["text"].startswith("A user noticed that every image with COVID-19")


def test_dcat_ap_has_them_as_annotations_of_quality(catalogue_registry: Registry) -> None:
    graph = Graph().parse(data=written(catalogue_registry, "curated-cxr-sait", "dcat-ap-turtle"), format="turtle")
    assert (URIRef(f"{BASE}datasets/curated-cxr-sait"), DQV.hasQualityAnnotation, SAIT) in graph
    assert (SAIT, RDF.type, DQV.QualityAnnotation) in graph
    assert (SAIT, OA.motivatedBy, DQV.qualityAssessment) in graph
    body = graph.value(SAIT, OA.hasBody)
    assert body == URIRef(f"{BASE}references/mendeley-9xkhgts2s6")
    assert (body, DCTERMS.title, None) in graph, "the document stands by itself"
    assert graph.value(SAIT, DCTERMS.description) is not None


def test_an_annotation_about_a_version_names_it(catalogue_registry: Registry) -> None:
    graph = Graph().parse(data=written(catalogue_registry, "covidx-cxr", "dcat-ap-turtle"), format="turtle")
    finding = URIRef(f"{BASE}findings/covidx-cxr-lists-and-files-differ")
    assert list(graph.objects(finding, OA.hasTarget)) == [URIRef(f"{COVIDX}#v9a")]
    assert (URIRef(COVIDX), DQV.hasQualityAnnotation, finding) in graph


@pytest.mark.parametrize("form", ["ttl", "dcat-ap.ttl"])
def test_the_pages_of_the_catalogue_have_them_and_stand_by_themselves(visitor: FlaskClient, form: str) -> None:
    graph, address = Graph(), f"/catalog.{form}?page=1&page_size=100"
    graph.parse(data=visitor.get(address).get_data(as_text=True), format="turtle")
    about = set(graph.subject_objects(DQV.hasQualityAnnotation))
    assert (URIRef(f"{BASE}datasets/curated-cxr-sait"), SAIT) in about
    for _, finding in about:
        assert (finding, RDF.type, DQV.QualityAnnotation) in graph
        for source in graph.objects(finding, DCTERMS.source):
            assert (source, DCTERMS.title, None) in graph


def test_the_record_of_a_finding_comes_in_every_syntax_and_the_context_names_its_terms(visitor: FlaskClient) -> None:
    def asked(suffix: str) -> Any:
        answer = visitor.get(f"/findings/curated-cxr-sait-duplicates.{suffix}")
        assert answer.status_code == 200, suffix
        return answer.get_data(as_text=True)

    document = json.loads(asked("jsonld"))
    nodes = {node["id"]: node for node in document.get("@graph", [document])}
    node = next(node for iri, node in nodes.items() if iri.endswith("curated-cxr-sait-duplicates"))
    assert node["type"] == "QualityAnnotation"
    assert {"hasTarget", "motivatedBy", "kind", "confidence", "source", "count"} <= set(node)
    sizes = {len(Graph().parse(data=asked(s), format=f)) for s, f in (("ttl", "turtle"), ("nt", "nt"), ("rdf", "xml"))}
    assert len(sizes) == 1
