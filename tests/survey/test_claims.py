"""What a fact rests on, and which sources agree or contradict it."""

from __future__ import annotations

import pytest
from rdflib import DCTERMS, RDF, Namespace, URIRef

from radcat.bootstrap import Registry
from radcat.saved_queries import select
from radcat.stores.base import Endpoint
from radcat.survey.claims import Claim, Evidence, disputed, evidence

BASE = "http://127.0.0.1:8000/"


def test_a_claim_has_its_value_its_confidence_and_its_source(catalogue_registry: Registry) -> None:
    found = evidence(catalogue_registry.catalogue, "covid-ctset")
    (title,) = [claim for claim in found.held if claim.iri.endswith("#title")]
    assert title.values == ("COVID-CTset",)
    assert title.confidence is not None
    assert title.confidence.notation == "verified"
    assert [reference.page for reference in title.references] == ["https://github.com/mr7495/COVID-CTset"]


def test_a_contradiction_shows_what_the_other_side_states_and_names_it(catalogue_registry: Registry) -> None:
    found = evidence(catalogue_registry.catalogue, "covid-ctset")
    (images,) = [claim for claim in found.others if "349/100" in claim.values]
    assert images.disagrees_with
    assert [reference.iri for reference in images.references] == [f"{BASE}sources/list#row-1"]
    assert images.note


def test_the_least_sure_claim_on_a_property_decides_how_sure_it_is(catalogue_registry: Registry) -> None:
    found = evidence(catalogue_registry.catalogue, "covid-ctset")
    sure, unsure = (
        found.confidence(path) for path in ("http://purl.org/dc/terms/title", f"{BASE}ns/radcat#caseReviews")
    )
    assert sure is not None
    assert unsure is not None
    assert (sure.notation, unsure.notation) == ("verified", "unverified")


def test_a_dataset_without_evidence_has_none(published: Registry) -> None:
    found = evidence(published.catalogue, "gullhaven-hourly")
    assert (found.iri, found.held, found.others) == (None, (), ())


def test_the_graph_knows_the_same_claims_as_the_page(
    catalogue_registry: Registry, catalogue_endpoint: Endpoint
) -> None:
    rows = select(
        catalogue_endpoint,
        "PREFIX radcat: <ns/radcat#> SELECT ?claim { GRAPH <evidence/covid-ctset> { ?claim a radcat:Claim } }",
    ).rows
    found = evidence(catalogue_registry.catalogue, "covid-ctset")
    assert {row[0] for row in rows} == {claim.iri for claim in (*found.held, *found.others)}


def test_what_confirms_the_record_and_what_contradicts_it_are_apart(catalogue_registry: Registry) -> None:
    catalogue = catalogue_registry.catalogue
    for name in catalogue.ledger.names("evidence"):
        found = evidence(catalogue, name.rpartition("/")[2])
        assert {*found.contradictions, *found.agreements} == set(found.others)
        assert not set(found.contradictions) & set(found.agreements)
        known = {claim.iri for claim in (*found.held, *found.others)}
        assert all(set(claim.disagrees_with) <= known for claim in found.contradictions)


def test_a_count_says_what_was_counted(catalogue_registry: Registry) -> None:
    found = evidence(catalogue_registry.catalogue, "covid19-ct-seg-20")
    counts = {value for claim in found.held if claim.property.endswith("#count") for value in claim.values}
    assert counts == {"20 (volume)", "20 (patient)", "16 (volume, test)", "4 (volume, training)"}


def test_a_count_that_is_not_exact_says_so(catalogue_registry: Registry) -> None:
    catalogue = catalogue_registry.catalogue
    values = {
        value
        for name in catalogue.ledger.names("evidence")
        for claim in evidence(catalogue, name.rpartition("/")[2]).held
        for value in claim.values
    }
    assert any(value.startswith("about ") and value.endswith(")") for value in values)
    assert any(value.startswith("at least ") for value in values)


def test_no_value_and_no_source_is_an_address_of_this_registry(catalogue_registry: Registry) -> None:
    catalogue = catalogue_registry.catalogue
    for name in catalogue.ledger.names("evidence"):
        found = evidence(catalogue, name.rpartition("/")[2])
        for claim in (*found.held, *found.others):
            shown = [*claim.values, *(reference.label for reference in claim.references)]
            assert [text for text in shown if text.startswith(BASE)] == [], claim.iri


def test_a_row_of_a_table_is_named_as_a_source_by_its_table(catalogue_registry: Registry) -> None:
    found = evidence(catalogue_registry.catalogue, "covid19-ct-seg-20")
    (agreed,) = [claim for claim in found.agreements if claim.iri.endswith("#agreed-1")]
    (reference,) = agreed.references
    assert reference.label == "COVID-19 Imaging Datasets for Machine Learning and Image Processing, row 17"


def test_a_licence_is_disputed_where_a_claim_contradicts_one_about_it(catalogue_registry: Registry) -> None:
    """Worked out here from the graphs alone."""
    catalogue, own = catalogue_registry.catalogue, Namespace(f"{BASE}ns/radcat#")
    expected = set()
    for name in catalogue.ledger.names("evidence"):
        graph = catalogue.graph(catalogue.version(name).record)
        if any((held, RDF.predicate, DCTERMS.license) in graph for _, held in graph.subject_objects(own.disagreesWith)):
            expected.add(name.rpartition("/")[2])
    slugs = [name.rpartition("/")[2] for name in catalogue.ledger.names("dataset")]
    assert {slug for slug in slugs if disputed(catalogue, slug, DCTERMS.license)} == expected == {"covid19-ct-seg-20"}
    assert {s for s in slugs if evidence(catalogue, s).dispute(DCTERMS.license)} == expected


def claim(iri: str, property_: URIRef, *, against: tuple[str, ...] = (), with_: tuple[str, ...] = ()) -> Claim:
    return Claim(iri, str(property_), ("a value",), (None,), None, (), None, against, with_)


@pytest.mark.parametrize("stated", [DCTERMS.license, DCTERMS.rights])
def test_a_dispute_is_found_by_the_fact_that_is_contradicted_too(stated: URIRef) -> None:
    """Another source may put it under another property than the record."""
    held, other = claim("urn:a", DCTERMS.license), claim("urn:b", stated, against=("urn:a",))
    found = Evidence("urn:e", (held,), (other,))
    assert found.dispute(DCTERMS.license) == other
    assert found.dispute(DCTERMS.title) is None


def test_agreement_is_no_dispute() -> None:
    held, other = claim("urn:a", DCTERMS.license), claim("urn:b", DCTERMS.license, with_=("urn:a",))
    assert Evidence("urn:e", (held,), (other,)).dispute(DCTERMS.license) is None


def test_a_dataset_without_evidence_has_no_dispute(published: Registry) -> None:
    assert not disputed(published.catalogue, "gullhaven-hourly", DCTERMS.license)
