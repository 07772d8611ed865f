"""Records with odd values are harvested whole, by every way, beside all others."""

from __future__ import annotations

import gzip
from pathlib import Path
from typing import Any

import feedparser
import pytest
from lxml import etree
from rdflib import Graph
from tests.cases.conftest import BASE, Publish, Published

from radcat.rdf import turtle

CASES = (
    *("01-blank-nodes/tide-a.ttl", "02-language-tags/tide-b.ttl", "04-control-characters/tide-d.ttl"),
    *(f"03-dates/dates-{letter}.ttl" for letter in "abcd"),
    *(f"12-geometry/geo-{name}.ttl" for name in ("commas", "dateline", "geojson", "latlon", "small", "trailing")),
    *(f"13-odd-values/odd-{name}.ttl" for name in ("bigint", "digits", "html", "superscript")),
)
XML = (
    *(f"oai?verb=ListRecords&metadataPrefix={prefix}" for prefix in ("oai_dc", "datacite", "dcat_ap", "schema")),
    *("oai?verb=ListIdentifiers&metadataPrefix=oai_dc", "oai?verb=ListSets", "feed.atom", "sitemap.xml"),
    *("catalog.rdf", "catalog.dcat-ap.rdf"),
)
PARSED = {"ttl": None, "nt": "nt", "rdf": "xml"}


def published(publish: Publish, cases: Path) -> tuple[Published, list[str]]:
    """A catalogue with all of them, and the names of those that the gate takes."""
    files = [cases / case for case in CASES]
    done = publish(*files)
    names = [f"datasets/{file.stem}" for file in files]
    taken = [name for name in names if done.registry.ledger.latest(name) is not None]
    assert len(taken) >= 4, "the gate takes none of the cases, so that nothing is tried"
    return done, taken


def read(found: Published, address: str, **headers: str) -> bytes:
    answer = found.client.get(f"/{address}", headers=headers, buffered=True)
    assert answer.status_code == 200, (address, answer.text)
    return answer.data


def test_every_list_holds_every_record_that_was_published(publish: Publish, cases: Path) -> None:
    found, taken = published(publish, cases)
    for address in XML:
        etree.fromstring(read(found, address))  # well-formed
    for profile in ("", "dcat-ap."):
        for suffix, parser in PARSED.items():
            body = read(found, f"catalog.{profile}{suffix}")
            graph = Graph().parse(data=body, format=parser) if parser else turtle.parse(body, BASE, suffix)
            subjects = {str(subject) for subject in graph.subjects()}
            assert [name for name in taken if BASE + name not in subjects] == [], f"catalog.{profile}{suffix}"
    for prefix in ("oai_dc", "dcat_ap", "schema"):
        page = read(found, f"oai?verb=ListRecords&metadataPrefix={prefix}").decode()
        assert [name for name in taken if f"<identifier>{BASE}{name}</identifier>" not in page] == [], prefix
    for suffix in ("nq", "ttl"):
        text = gzip.decompress(read(found, f"dump.{suffix}.gz")).decode()
        assert [name for name in taken if name not in text] == []
    stream = "".join(read(found, f"ldes/{page}", Accept="application/n-quads").decode() for page in _pages(found))
    assert [name for name in taken if f"<{BASE}{name}>" not in stream] == []
    ready: dict[str, Any] = found.client.get("/readyz").get_json()
    assert ready["left_out"] == []


def test_a_feed_reader_reads_them_all(publish: Publish, cases: Path) -> None:
    found, taken = published(publish, cases)
    feed = feedparser.parse(read(found, "feed.atom"))
    assert not feed.bozo, feed.get("bozo_exception")
    linked = {entry.link for entry in feed.entries}
    assert [name for name in taken if BASE + name not in linked] == []


@pytest.mark.parametrize("address", ["", "datasets/", "quality", "datasets/?page=1"])
def test_lists_for_people_answer(publish: Publish, cases: Path, address: str) -> None:
    found, _ = published(publish, cases)
    read(found, address, Accept="text/html")


def _pages(found: Published) -> list[int]:
    """The pages of the event stream that hold anything."""
    return [number for number in range(20) if found.client.get(f"/ldes/{number}").status_code == 200]
