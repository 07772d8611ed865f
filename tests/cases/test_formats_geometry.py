"""Places as other people write them: what can be read is written with its digits, what can't is left out."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from rdflib import Graph, Literal, URIRef
from tests.cases.conftest import BASE, REPOSITORY, Publish

from radcat.rdf.namespaces import DCAT

GEO = "http://www.opengis.net/ont/geosparql#"
BOXES = {
    "geo-commas": None,
    "geo-trailing": None,
    "geo-dateline": "-10 170 10 -170",
    "geo-latlon": "51.0 4.0 51.5 5.0",
    "geo-small": "51.1234567 4.1234567 51.1234568 4.1234568",
    "geo-geojson": "51 4 52 5",
}


@pytest.fixture
def client(cases: Path, publish: Publish) -> FlaskClient:
    return publish(*(cases / "12-geometry" / f"{slug}.ttl" for slug in BOXES)).client


def place(client: FlaskClient, slug: str, suffix: str = "schema.jsonld") -> dict[str, Any]:
    found: dict[str, Any] = json.loads(client.get(f"/datasets/{slug}.{suffix}").data)["spatialCoverage"]
    return found


@pytest.mark.parametrize("slug", BOXES)
def test_a_box_is_in_degrees_with_the_latitude_first(client: FlaskClient, slug: str) -> None:
    for suffix in ("schema.jsonld", "bioschemas.jsonld"):
        found = place(client, slug, suffix)
        assert found["name"] == "Pier"
        assert found.get("geo", {}).get("box") == BOXES[slug]


@pytest.mark.parametrize("slug", BOXES)
def test_dcat_ap_has_the_literal_of_the_record(client: FlaskClient, slug: str) -> None:
    found = Graph().parse(data=client.get(f"/datasets/{slug}.dcat-ap.ttl").data, format="turtle")
    (literal,) = found.objects(URIRef(f"{BASE}datasets/{slug}#place"), DCAT.bbox)
    assert isinstance(literal, Literal)
    kind = "geoJSONLiteral" if slug == "geo-geojson" else "wktLiteral"
    assert str(literal.datatype) == GEO + kind
    own = Graph().parse(data=client.get(f"/datasets/{slug}.nt").data, format="nt")
    assert literal in set(own.objects())


def test_the_loss_report_says_what_is_wrong_with_a_box(client: FlaskClient) -> None:
    assert "expected a position of two to four numbers" in client.get("/quality/geo-commas/losses").text


def test_bad_well_known_text_costs_the_shipped_catalogue_no_page_and_no_list(publish: Publish) -> None:
    def box(root: Path) -> None:
        file = root / "records/datasets/covid-ctset.ttl"
        text = file.read_text()
        spatial = "dcterms:spatial <http://publications.europa.eu/resource/authority/country/IRN>"
        assert spatial in text
        place = (
            '\n<datasets/covid-ctset#place> a dcterms:Location ; rdfs:label "Sari"@en ; dcat:bbox '
            f'"POLYGON((52.9,36.4, 53.2,36.7))"^^<{GEO}wktLiteral> .\n'
        )
        file.write_text(text.replace(spatial, f"{spatial} , <datasets/covid-ctset#place>") + place)

    client = publish(root=REPOSITORY, edit=box).client
    for address in ("/datasets/covid-ctset", "/quality", "/oai?verb=ListRecords&metadataPrefix=oai_dc"):
        assert client.get(address).status_code == 200, address
    places = json.loads(client.get("/datasets/covid-ctset.schema.jsonld").data)["spatialCoverage"]
    assert [place.get("geo") for place in places] == [None, None]
