"""Why a fact is believed, and who states otherwise."""

from __future__ import annotations

from radcat.insights.claims import evidence
from radcat.insights.saved import select
from radcat.registry import Registry
from radcat.store.base import Endpoint

BASE = "http://127.0.0.1:8000/"


def test_a_claim_has_its_value_its_confidence_and_its_source(catalogue_registry: Registry):
    found = evidence(catalogue_registry.catalogue, "covid-ctset")
    (title,) = [claim for claim in found.held if claim.iri.endswith("#title")]
    assert title.values == ("COVID-CTset",)
    assert title.confidence is not None
    assert title.confidence.notation == "verified"
    assert [reference.page for reference in title.references] == ["https://github.com/mr7495/COVID-CTset"]


def test_a_contradiction_shows_what_the_other_side_states_and_names_it(catalogue_registry: Registry):
    found = evidence(catalogue_registry.catalogue, "covid-ctset")
    (images,) = [claim for claim in found.others if "349/100" in claim.values]
    assert images.disagrees_with
    assert [reference.iri for reference in images.references] == [f"{BASE}sources/list#row-1"]
    assert images.note


def test_the_least_sure_claim_on_a_property_decides_how_sure_it_is(catalogue_registry: Registry):
    found = evidence(catalogue_registry.catalogue, "covid-ctset")
    sure, unsure = (
        found.confidence(path) for path in ("http://purl.org/dc/terms/title", f"{BASE}ns/radcat#caseReviews")
    )
    assert sure is not None
    assert unsure is not None
    assert (sure.notation, unsure.notation) == ("verified", "unverified")


def test_a_dataset_without_evidence_has_none(published: Registry):
    found = evidence(published.catalogue, "gullhaven-hourly")
    assert (found.iri, found.held, found.others) == (None, (), ())


def test_the_graph_knows_the_same_claims_as_the_page(catalogue_registry: Registry, catalogue_endpoint: Endpoint):
    rows = select(
        catalogue_endpoint,
        "PREFIX radcat: <ns/radcat#> SELECT ?claim { GRAPH <evidence/covid-ctset> { ?claim a radcat:Claim } }",
    ).rows
    found = evidence(catalogue_registry.catalogue, "covid-ctset")
    assert {row[0] for row in rows} == {claim.iri for claim in (*found.held, *found.others)}
