"""Dates keep their letters and their datatype; formats that have no such dates leave them out."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from rdflib import DCTERMS, XSD, Graph, Literal, URIRef
from tests.cases.conftest import BASE, Publish

from radcat.rdf.namespaces import DCAT

ISSUED = {
    "dates-a": Literal("2019-01-01Z", datatype=XSD.date),
    "dates-b": Literal("2016-06-22T18:00:00", datatype=XSD.dateTime),
    "dates-c": Literal("2019Z", datatype=XSD.gYear),
}
ENDS = {
    "dates-a": (Literal("-0044", datatype=XSD.gYear), Literal("2021Z", datatype=XSD.gYear)),
    "dates-b": (Literal("2004-01-01", datatype=XSD.date), Literal("292269055-12-02", datatype=XSD.date)),
    "dates-c": (Literal("12019", datatype=XSD.gYear), Literal("-12000", datatype=XSD.gYear)),
}


@pytest.fixture
def client(cases: Path, publish: Publish) -> FlaskClient:
    return publish(*(cases / "03-dates" / f"{slug}.ttl" for slug in ISSUED)).client


def test_dcat_ap_has_the_records_own_literals(client: FlaskClient) -> None:
    for slug, issued in ISSUED.items():
        own = URIRef(f"{BASE}datasets/{slug}")
        found = Graph().parse(data=client.get(f"/datasets/{slug}.dcat-ap.ttl").data, format="turtle")
        assert list(found.objects(own, DCTERMS.issued)) == [issued]
        (period,) = found.objects(own, DCTERMS.temporal)
        assert (found.value(period, DCAT.startDate), found.value(period, DCAT.endDate)) == ENDS[slug]


@pytest.mark.parametrize("slug", ["dates-a", "dates-c"])
def test_a_date_that_is_none_in_iso_8601_is_left_out(client: FlaskClient, slug: str) -> None:
    def get(suffix: str) -> str:
        return client.get(f"/datasets/{slug}.{suffix}").text

    assert "year" not in get("bib")
    assert "\nPY" not in get("ris")
    assert "issued" not in json.loads(get("csl.json"))[0]
    assert "<dc:date>" not in get("oai_dc.xml")
    assert "<dc:coverage>" not in get("oai_dc.xml")
    assert "<date " not in get("datacite.xml")
    assert "<publicationYear>0000<" in get("datacite.xml")
    for suffix in ("schema.jsonld", "bioschemas.jsonld", "croissant.json"):
        assert {"datePublished", "dateModified", "temporalCoverage"} & set(json.loads(get(suffix))) == set(), suffix
    page = client.get(f"/datasets/{slug}", headers={"Accept": "text/html"}).text
    assert str(ISSUED[slug]) in page, "a page shows it as it is"
    assert "citation_publication_date" not in page


def test_a_date_that_is_one_in_iso_8601_is_written_with_its_time(client: FlaskClient) -> None:
    document = json.loads(client.get("/datasets/dates-b.schema.jsonld").data)
    assert document["datePublished"] == "2016-06-22T18:00:00"
    assert document["dateModified"] == "2016-04-05T09:16:45.4183666-06:00"
    assert "temporalCoverage" not in document, "without its end, the period would be another"
    assert "year = {2016}" in client.get("/datasets/dates-b.bib").text
    assert "\nDA  - 2016/06/22/" in client.get("/datasets/dates-b.ris").text.replace("\r", "")


def test_the_loss_report_says_why_a_date_is_left_out(client: FlaskClient) -> None:
    page = client.get("/quality/dates-a/losses").text
    assert "2019-01-01Z" in page
    assert "ISO 8601 has no such date" in page
