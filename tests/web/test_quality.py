"""The pages of quality, the badge, and the same as data."""

from __future__ import annotations

import json
from xml.etree import ElementTree as ET

import pytest
from flask.testing import FlaskClient
from rdflib import RDF, Graph

from radcat.links.answer import Answer
from radcat.quality import score
from radcat.registry import Registry
from radcat.web.quality import COLOURS


def slug(published: Registry) -> str:
    return published.ledger.names("dataset")[0].rpartition("/")[2]


def test_the_catalogue_page_has_every_metric_and_every_dataset(client: FlaskClient, published: Registry) -> None:
    page = client.get("/quality").text
    assert all(metric.name in page for method in score.METHODS for metric in method.METRICS)
    assert all(f'/quality/{name.rpartition("/")[2]}"' in page for name in published.ledger.names("dataset"))


def test_a_dataset_page_says_what_to_do_and_shows_its_badge(client: FlaskClient, published: Registry) -> None:
    page = client.get(f"/quality/{slug(published)}").text
    assert "the cheapest first" in page
    assert f'src="/quality/{slug(published)}.svg"' in page
    assert "No address of this dataset has been asked yet" in page


def test_the_badge_is_an_image_that_can_be_read_aloud(client: FlaskClient, published: Registry) -> None:
    answer = client.get(f"/quality/{slug(published)}.svg")
    assert answer.mimetype == "image/svg+xml"
    root = ET.fromstring(answer.data)  # noqa: S314  # our own
    assert "of 405 points" in root.attrib["aria-label"]
    assert any(colour in answer.text for colour in COLOURS.values())


def test_measurements_are_had_as_turtle_and_json(client: FlaskClient, published: Registry) -> None:
    graph = Graph().parse(data=client.get(f"/quality/{slug(published)}.ttl").text, format="turtle")
    assert set(graph.subjects(RDF.type, score.DQV.QualityMeasurement))
    found = json.loads(client.get(f"/quality/{slug(published)}.json").text)
    assert list(found) == [method.METHOD for method in score.METHODS]


@pytest.mark.parametrize("address", ["/quality/no-such-set", "/quality/no-such-set.svg"])
def test_an_unknown_dataset_is_not_found(client: FlaskClient, address: str) -> None:
    assert client.get(address).status_code == 404


def test_a_link_check_shows_at_once(client: FlaskClient, published: Registry) -> None:
    """Its answers are no part of the generation, so that no cache may keep the page for one."""
    client.get("/quality")
    graph = published.catalogue.graph(published.catalogue.version(f"datasets/{slug(published)}").record)
    address = next(str(o) for s, p, o in graph if str(p).endswith("#accessURL"))
    published.links.keep([Answer(address, 200, "", address, "2026-11-22T00:00:00Z")])
    assert "2026-11-22" in client.get(f"/quality/{slug(published)}").text
    assert "public" not in client.get("/quality").headers["Cache-Control"]
