"""The pages of quality, the badge, and the same as data."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from xml.etree import ElementTree as ET

import pytest
from flask.testing import FlaskClient
from markupsafe import escape
from rdflib import RDF, Graph

from radcat.bootstrap import Registry
from radcat.formats import REPRESENTATIONS, describe
from radcat.formats.loss import losses
from radcat.ledger.link_checks import Answer
from radcat.quality import reading, score
from radcat.rdf.namespaces import DQV
from radcat.web.app import create_app
from radcat.web.views.quality import COLOURS, REPORTED


def slug(published: Registry) -> str:
    return published.ledger.names("dataset")[0].rpartition("/")[2]


def test_the_catalogue_page_has_every_metric_and_every_dataset(client: FlaskClient, published: Registry) -> None:
    page = client.get("/quality").text
    assert all(metric.name in page for method in score.METHODS for metric in method.METRICS)
    assert all(f'/quality/{name.rpartition("/")[2]}"' in page for name in published.ledger.names("dataset"))


def test_a_dataset_page_says_what_to_do_and_shows_its_badge(client: FlaskClient, published: Registry) -> None:
    page = client.get(f"/quality/{slug(published)}").text
    assert "Easiest improvements" in page
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
    assert set(graph.subjects(RDF.type, DQV.QualityMeasurement))
    found = json.loads(client.get(f"/quality/{slug(published)}.json").text)
    assert list(found) == [method.METHOD for method in score.METHODS]


def test_the_metrics_are_described_as_turtle(client: FlaskClient) -> None:
    graph = Graph().parse(data=client.get("/quality.ttl").text, format="turtle")
    assert len(set(graph.subjects(RDF.type, DQV.Metric))) > sum(len(method.METRICS) for method in score.METHODS)


def test_a_metric_and_a_measurement_are_rows_of_the_pages_that_their_addresses_lead_to(
    client: FlaskClient, published: Registry
) -> None:
    pages = client.get("/quality").text, client.get(f"/quality/{slug(published)}").text
    assert all(f' id="{m.name}"' in page for page in pages for method in score.METHODS for m in method.METRICS)


def test_the_landing_page_names_what_holds_its_record_back_the_cheapest_first(
    client: FlaskClient, published: Registry
) -> None:
    page = client.get(f"/datasets/{slug(published)}").text
    fixes = score.fixes(score.assess(reading.subject(published.catalogue, slug(published), published.links)))
    remedies = [str(escape(fix.measurement.metric.remedy)) for fix in fixes[:5]]
    places = [page.index(f"<li>{remedy}") for remedy in dict.fromkeys(remedies)]
    assert places == sorted(places)
    assert [fix.measurement.metric.effort for fix in fixes] == sorted(fix.measurement.metric.effort for fix in fixes)


def test_a_page_lists_what_each_representation_can_not_carry(client: FlaskClient, published: Registry) -> None:
    page = client.get(f"/quality/{slug(published)}/losses").text
    described = describe(
        published.catalogue,
        published.catalogue.version(f"datasets/{slug(published)}").record,
        published.jsonld_context,
    )
    rows = [row for row in REPRESENTATIONS if row.name in REPORTED]
    assert len(rows) == len(REPORTED)
    for row in rows:
        lost = losses(published.catalogue, described, row)
        assert f">{row.title}</a>: {f'{len(lost)} not carried' if lost else 'all carried'}" in page


@pytest.mark.parametrize("address", ["/quality/no-such-set", "/quality/no-such-set.svg", "/quality/no-such-set/losses"])
def test_an_unknown_dataset_is_not_found(client: FlaskClient, address: str) -> None:
    assert client.get(address).status_code == 404


def row_of(page: str, metric: str) -> str:
    """The cells of a metric's row on the page of the catalogue, as text."""
    (found,) = re.findall(rf'<tr id="{metric}">(.*?)</tr>', page, re.DOTALL)
    return " ".join(re.sub(r"<[^>]*>", " ", found).split())


ABOUT_LINKS = ("accessUrlStatusCode", "downloadUrlStatusCode")


@pytest.mark.parametrize("metric", ABOUT_LINKS)
def test_links_that_were_never_asked_are_not_checked_and_not_dead(unasked: FlaskClient, metric: str) -> None:
    """Some of the datasets have no download address, which says nothing of the links that others have."""
    page = unasked.get("/quality").text
    assert row_of(page, metric).endswith("not checked –")
    assert "No link has been checked yet" in page


def test_links_that_were_asked_are_counted_by_the_datasets_that_have_them(registry: Registry) -> None:
    registry.publisher.sync(registry.settings.root)
    found = {name: reading.subject(registry.catalogue, name.rpartition("/")[2], registry.links)
             for name in registry.ledger.names("dataset")}  # fmt: skip
    urls = {d.download_url for subject in found.values() for d in subject.portal.distributions if d.download_url}
    having = [s for s in found.values() if any(d.download_url for d in s.portal.distributions)]
    assert 0 < len(having) < len(found)
    registry.links.keep([Answer(url, 200, "", url, "2026-11-22T00:00:00Z") for url in urls])
    registry.measuring.run()
    app = create_app(registry)
    try:
        page = app.test_client().get("/quality").text
        assert row_of(page, "accessUrlStatusCode").endswith("not checked –")
        whole = sum(all(d.download_url for d in s.portal.distributions) for s in having)
        assert row_of(page, "downloadUrlStatusCode").endswith(f"{whole} of {len(having)}")
        assert "Links were last checked on 2026-11-22" in page
    finally:
        app.extensions["radcat"].endpoint.close()


@pytest.fixture
def unasked(registry: Registry) -> Iterator[FlaskClient]:
    """A client of a registry none of whose links was checked."""
    registry.publisher.sync(registry.settings.root)
    registry.measuring.run()
    app = create_app(registry)
    yield app.test_client()
    app.extensions["radcat"].endpoint.close()


def test_a_page_says_how_many_datasets_are_not_measured_yet(registry: Registry) -> None:
    registry.publisher.sync(registry.settings.root)
    count = registry.ledger.count("dataset")
    app = create_app(registry)
    try:
        client = app.test_client()
        assert f"{count} of {count} datasets are not measured yet" in client.get("/quality").text
        registry.measuring.run()
        assert "not measured yet" not in client.get("/quality").text
    finally:
        app.extensions["radcat"].endpoint.close()


def test_the_datasets_come_in_pages_those_first_that_have_most_to_win(registry: Registry) -> None:
    registry.publisher.sync(registry.settings.root)
    registry.measuring.run()
    app = create_app(replace(registry, settings=registry.settings.model_copy(update={"page_size": 2})))
    try:
        client, found, page = app.test_client(), list[str](), 1
        while (answer := client.get(f"/quality?page={page}")).status_code == 200:
            found += re.findall(r'<th scope="row"><a href="/quality/([^"#]+)">', answer.text)
            page += 1
    finally:
        app.extensions["radcat"].endpoint.close()
    slugs = [name.rpartition("/")[2] for name in registry.ledger.names("dataset")]
    points = {s: score.assess(reading.subject(registry.catalogue, s, registry.links))[0].percent for s in slugs}
    assert found == sorted(slugs, key=lambda slug: (round(points[slug], 6), f"datasets/{slug}"))
    assert answer.status_code == 404


def test_a_link_check_shows_at_once(unasked: FlaskClient, registry: Registry) -> None:
    """Its answers are no part of the generation, so that no cache may keep the page for one."""
    unasked.get("/quality")
    graph = registry.catalogue.graph(registry.catalogue.version(f"datasets/{slug(registry)}").record)
    address = next(str(o) for s, p, o in graph if str(p).endswith("#accessURL"))
    registry.links.keep([Answer(address, 200, "", address, "2026-11-22T00:00:00Z")])
    assert "2026-11-22" in unasked.get(f"/quality/{slug(registry)}").text
    assert "public" not in unasked.get("/quality").headers["Cache-Control"]
