"""The static twin, written by the command and served by a server that knows files and nothing else."""

from __future__ import annotations

import functools
import threading
import urllib.request
from collections.abc import Iterator
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import urljoin

import pytest
from click.testing import CliRunner, Result
from lxml import html
from rdflib import DCAT, RDF, Graph

from radcat.cli import cli
from radcat.registry import Registry
from radcat.web import twin

BASE = "https://data.example.org/tides/"


def export(published: Registry, folder: Path, *arguments: str) -> Result:
    place = ["--root", str(published.settings.root), "--data", str(published.settings.data_folder)]
    return CliRunner().invoke(cli, ["export", *place, "--base-iri", BASE, "--site", str(folder), *arguments])


@pytest.fixture(scope="module")
def site(published: Registry, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The twin of the example catalogue."""
    folder = tmp_path_factory.mktemp("twin") / "site"
    result = export(published, folder)
    assert result.exit_code == 0, result.output
    return folder


@pytest.fixture(scope="module")
def host(site: Path) -> Iterator[str]:
    """A host of files."""

    class Files(SimpleHTTPRequestHandler):
        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Files, directory=str(site)))
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    thread.join()
    server.server_close()


def fetch(address: str) -> bytes:
    with urllib.request.urlopen(address, timeout=10) as answer:  # noqa: S310  # our own
        content: bytes = answer.read()
    return content


def test_every_link_of_every_page_leads_to_a_file(site: Path, host: str) -> None:
    ahead, seen, broken = [host], {host}, []
    while ahead:
        page = ahead.pop()
        document = html.fromstring(fetch(page))
        for element, _, address, _ in document.iterlinks():
            target = urljoin(page, address).partition("#")[0]
            if not target.startswith(host) or target in seen or element.get("rel") == "canonical":
                continue
            seen.add(target)
            if not (site / target.removeprefix(host)).exists():
                broken.append(f"{page}: {address}")
            elif target.endswith(".html"):
                ahead.append(target)
    assert len(seen) > 50
    assert broken == []


def test_every_record_has_its_page_and_its_turtle(site: Path, published: Registry) -> None:
    for name in published.ledger.names("dataset"):
        assert (site / f"{name}.html").exists()
        assert (f"{BASE}{name}") in (site / f"{name}.html").read_text()
        graph = Graph().parse(site / f"{name}.ttl", format="turtle")
        assert set(graph.subjects(RDF.type, DCAT.Dataset))


def test_a_portal_finds_the_catalogue_and_its_datasets(site: Path, published: Registry) -> None:
    graph = Graph().parse(site / "catalog.ttl", format="turtle")
    assert len(set(graph.objects(None, DCAT.dataset))) == published.ledger.count("dataset")


@pytest.mark.parametrize("name", ["robots.txt", "sitemap.xml", "feed.atom", "dump.nq.gz", ".well-known/void"])
def test_what_robots_and_harvesters_ask_for_is_there(site: Path, name: str) -> None:
    assert (site / name).stat().st_size > 0


def test_no_page_links_to_what_needs_a_program(site: Path) -> None:
    for page in site.rglob("*.html"):
        document = html.fromstring(page.read_bytes())
        links = [address for element, _, address, _ in document.iterlinks() if element.tag in ("a", "form")]
        assert not any(address.partition("?")[0].endswith(twin.NEEDS_A_PROGRAM) for address in links), page


def test_a_folder_that_holds_something_is_left_alone(published: Registry, tmp_path: Path) -> None:
    (tmp_path / "mine").write_text("keep")
    result = export(published, tmp_path)
    assert result.exit_code == 2
    assert "is not empty" in result.output
    assert [path.name for path in tmp_path.iterdir()] == ["mine"]


@pytest.mark.parametrize(
    ("name", "media_type", "place"),
    [
        ("", "text/html", "index.html"),
        ("datasets/", "text/html", "datasets/index.html"),
        ("datasets/?page=2", "text/html", "datasets/index-page-2.html"),
        ("datasets/x", "text/html", "datasets/x.html"),
        ("datasets/x.ttl", "text/turtle", "datasets/x.ttl"),
        ("datasets/x.croissant.json", "application/ld+json", "datasets/x.croissant.json"),
        ("catalog.ttl?page=2", "text/turtle", "catalog-page-2.ttl"),
        (".well-known/void", "text/turtle", ".well-known/void"),
    ],
)
def test_an_address_has_its_file(name: str, media_type: str, place: str) -> None:
    assert twin.place_of(name, media_type) == PurePosixPath(place)


@pytest.mark.parametrize(
    ("address", "at", "name"),
    [
        ("/tides/datasets/x", "", "datasets/x"),
        ("y#z", "datasets/x", "datasets/y"),
        ("?page=2", "datasets/", "datasets/?page=2"),
        ("https://example.org/", "", None),
        ("/tides/sparql?query=x", "", None),
        ("/tides/oai?verb=Identify", "", None),
        ("/tides/datasets/?q=x", "", None),
        ("mailto:a@example.org", "", None),
    ],
)
def test_an_address_is_ours_or_is_not(address: str, at: str, name: str | None) -> None:
    assert twin.local_name(address, BASE, at) == name
