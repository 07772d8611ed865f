"""Every case that is published is written in every format, page, list, feed, OAI answer and export."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from lxml import etree
from tests.cases.conftest import BASE, EXAMPLE

from radcat import settings
from radcat.bootstrap import Registry
from radcat.formats import representations_of
from radcat.static_site import export
from radcat.web.app import create_app

FOLDERS = (
    "01-blank-nodes", "02-language-tags", "03-dates", "04-control-characters", "12-geometry", "13-odd-values",
    "14-lenient",
)  # fmt: skip
# Those that the example's own shapes take.
TAKEN = {
    "tide-a", "tide-b", "dates-a", "dates-b", "dates-c", "tide-d", "geo-commas", "geo-dateline", "geo-geojson",
    "geo-latlon", "geo-small", "geo-trailing", "odd-digits", "odd-superscript",
}  # fmt: skip
LISTS = (
    "/", "/datasets/", "/datasets/?page=1", "/quality", "/feed.atom", "/ldes", "/sitemap.xml", "/llms.txt", "/catalog",
    "/catalog.ttl", "/catalog.jsonld", "/catalog.rdf", "/catalog.nt", "/catalog.dcat-ap.ttl", "/catalog.dcat-ap.jsonld",
    "/catalog.dcat-ap.rdf", "/oai?verb=ListIdentifiers&metadataPrefix=oai_dc",
)  # fmt: skip


@pytest.fixture(scope="module", params=["the example's shapes", "no shapes"])
def published(
    request: pytest.FixtureRequest, cases: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Registry, FlaskClient, list[str]]]:
    """All cases in one catalogue, under shapes that are strict, or take anything."""
    folder = tmp_path_factory.mktemp("cases")
    for part in ("ontology", "records", "shapes"):
        shutil.copytree(EXAMPLE / part, folder / "catalogue" / part)
    files = [file for name in FOLDERS for file in sorted((cases / name).glob("*.ttl"))]
    for file in files:
        shutil.copyfile(file, folder / "catalogue" / "records" / "datasets" / file.name)
    if request.param == "no shapes":
        for shapes in (folder / "catalogue" / "shapes").glob("*.ttl"):
            shapes.unlink()
    registry = Registry.open(settings.read(folder / "catalogue", data=folder / "data", base_iri=BASE))
    outcome = registry.publisher.sync(folder / "catalogue")
    slugs = [file.stem for file in files if f"datasets/{file.stem}" in outcome.published]
    assert TAKEN - set(slugs) == set()
    app = create_app(registry)
    yield registry, app.test_client(), slugs
    app.extensions["radcat"].endpoint.close()
    registry.ledger.close()


Published = tuple[Registry, FlaskClient, list[str]]


def test_every_record_is_written_in_every_format_and_on_its_pages(published: Published) -> None:
    _, client, slugs = published
    refused: list[str] = []
    for slug in slugs:
        for row in representations_of("dataset"):
            answer = client.get(f"/datasets/{slug}.{row.suffix}")
            if answer.status_code != 200:
                refused.append(f"{slug}.{row.suffix}: {answer.status_code} {answer.text[:200]}")
            elif row.media_type.subtype.endswith("xml"):
                etree.fromstring(answer.data, etree.XMLParser(huge_tree=True))
            elif row.media_type.subtype.endswith("json"):
                json.loads(answer.data)
        pages = [f"/datasets/{slug}", f"/quality/{slug}", f"/quality/{slug}.svg"]
        pages += [f"/quality/{slug}/losses"] if slug in TAKEN else []
        answers = {page: client.get(page, headers={"Accept": "text/html,*/*;q=0.1"}) for page in pages}
        refused += [f"{page}: {a.status_code} {a.text[:200]}" for page, a in answers.items() if a.status_code != 200]
    assert refused == []


def test_every_list_feed_and_harvest_holds_them_all(published: Published) -> None:
    _, client, slugs = published
    for address in LISTS:
        answer = client.get(address)
        assert answer.status_code == 200, (address, answer.text[:300])
    prefixes = re.findall("<metadataPrefix>(.*?)<", client.get("/oai?verb=ListMetadataFormats").text)
    assert len(prefixes) > 3
    for prefix in prefixes:
        answer = client.get(f"/oai?verb=ListRecords&metadataPrefix={prefix}&set=kind:dataset")
        assert answer.status_code == 200, prefix
        assert etree.fromstring(answer.data, etree.XMLParser(huge_tree=True)) is not None
    harvested = _harvest(client)
    assert {f"datasets/{slug}" for slug in slugs} <= harvested


def _harvest(client: FlaskClient) -> set[str]:
    address, found = "/oai?verb=ListRecords&metadataPrefix=oai_dc", set[str]()
    while True:
        root = etree.fromstring(client.get(address).data)
        found |= {
            f"datasets/{str(text).rpartition('/')[2]}" for text in root.xpath("//*[local-name()='header']/*[1]/text()")
        }
        (token,) = [*root.xpath("//*[local-name()='resumptionToken']/text()"), ""][:1]
        if not token:
            return found
        address = f"/oai?verb=ListRecords&resumptionToken={token}"


def test_an_export_holds_them_all(published: Published, tmp_path: Path) -> None:
    _, client, slugs = published
    export.write(client.application, tmp_path / "site", lambda _done, _known: None)
    for slug in slugs:
        assert list((tmp_path / "site").rglob(f"{slug}*")), slug
