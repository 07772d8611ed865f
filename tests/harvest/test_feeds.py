"""Sitemap, robots.txt, Atom feed and llms.txt, read by what reads them."""

from __future__ import annotations

import re
from typing import Any
from urllib.robotparser import RobotFileParser

import feedparser
import pytest
from lxml import etree
from tests.harvest.conftest import BASE, Past, dataset, entry, publish, withdrawal

from radcat.harvest import feed, sitemap
from radcat.ledger.changes import Chronicle

SITEMAP = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9"}


def entries(body: bytes) -> dict[str, str]:
    """Addresses of a sitemap or of an index, with the dates of their last change."""
    root = etree.fromstring(body)
    return {e.findtext("s:loc", None, SITEMAP): e.findtext("s:lastmod", None, SITEMAP) for e in root}


def test_the_sitemap_has_every_page_with_the_date_of_its_last_change(past: Past) -> None:
    found = entries(past.get("sitemap.xml"))
    ledger = past.registry.ledger
    kinds = {head.kind for head in ledger.heads().values()}
    assert set(found) == {BASE} | {BASE + name for kind in kinds for name in ledger.names(kind)}
    assert found[f"{BASE}datasets/d-01"] == found[BASE] == "2024-03-01T00:00:00Z"
    assert found[f"{BASE}datasets/d-12"] == "2024-02-29T23:59:59Z"
    assert found[f"{BASE}agents/asa-mueller"] == "2024-02-28T12:00:00Z"
    for address in found:
        assert past.client.get("/" + address.removeprefix(BASE)).status_code == 200


def test_a_sitemap_that_would_grow_too_long_becomes_several(past: Past) -> None:
    chronicle = Chronicle(past.registry.ledger)
    whole = entries(sitemap.sitemap(chronicle, BASE))
    index = entries(sitemap.sitemap(chronicle, BASE, stretch=10))
    assert all(re.fullmatch(rf"{BASE}sitemap-\d+\.xml", address) for address in index)
    joined: dict[str, str] = {}
    for address, date in index.items():
        number = int(re.findall(r"\d+", address)[-1])
        part = entries(sitemap.part(chronicle, BASE, number, stretch=10) or b"")
        assert 0 < len(part) <= 11
        assert max(date for loc, date in part.items() if loc != BASE) == date
        assert not set(part) & set(joined)
        joined |= part
    assert joined == whole
    assert sitemap.STRETCH + 1 <= 50_000


@pytest.mark.parametrize(
    "address", ["/sitemap-9.xml", "/sitemap-999999999999.xml", "/sitemap--1.xml", "/sitemap-x.xml"]
)
def test_a_sitemap_that_is_not_there_is_not_found(past: Past, address: str) -> None:
    assert past.client.get(address).status_code == 404


def test_robots_may_read_pages_and_find_the_sitemap(past: Past) -> None:
    robots = RobotFileParser()
    robots.parse(past.get("robots.txt").decode().splitlines())
    allowed = [f"{BASE}datasets/d-01", f"{BASE}catalog.ttl?page=2", BASE, f"{BASE}feed.atom"]
    # The file speaks of paths from the host's root, whatever the base IRI's own path is.
    assert all(robots.can_fetch("anybot", address) for address in allowed)
    assert not robots.can_fetch("anybot", "https://tides.example/sparql?query=ASK%7B%7D")
    # The page itself may be read; Python's parser drops the mark, which RFC 9309 compares as any character.
    assert "Disallow: /sparql?" in past.get("robots.txt").decode().splitlines()
    assert robots.site_maps() == [f"{BASE}sitemap.xml"]


def parsed(body: bytes) -> Any:
    found = feedparser.parse(body)
    assert not found.bozo, found.get("bozo_exception")
    return found


def test_the_feed_has_the_newest_changes_first(past: Past) -> None:
    found = parsed(past.get("feed.atom"))
    assert (found.version, found.feed.title) == ("atom10", "Tide gauges of the Seven Skerries")
    assert found.feed.updated == "2024-03-01T00:00:00Z"
    assert found.feed.author == "Seven Skerries Tide Office"
    assert [(e.link, e.tags[0].term) for e in found.entries[:3]] == [
        (f"{BASE}datasets/d-03", "withdrawn"),
        (f"{BASE}datasets/d-02", "withdrawn"),
        (f"{BASE}datasets/d-01", "published"),
    ]
    assert len({e.id for e in found.entries}) == len(found.entries) == 31
    updated = [e.updated for e in found.entries]
    assert updated == sorted(updated, reverse=True)


def test_a_title_of_any_characters_is_one_in_the_feed(past: Past) -> None:
    body = past.get("feed.atom")
    (found,) = [t for t in etree.fromstring(body).iter(f"{{{feed.ATOM}}}title") if "quote" in t.text]
    assert found.text == 'A "quote", <b>, &amp; ]]> \ufffd Ω'


def test_older_pages_of_the_feed_join_into_every_change_once(past: Past) -> None:
    chronicle, catalogue = Chronicle(past.registry.ledger), past.registry.catalogue
    ids, before, pages = list[str](), None, 0
    while True:
        found = parsed(feed.feed(chronicle, catalogue, "x", before, length=10))
        ids += [e.id for e in found.entries]
        pages += 1
        links = {link.rel: link.href for link in found.feed.links}
        if "next" not in links:
            break
        assert links["next"].startswith(f"{BASE}feed.atom?before=")
        before = int(links["next"].rpartition("=")[2])
    assert (len(ids), len(set(ids)), pages) == (31, 31, 4)


def test_an_entry_keeps_its_id_when_others_come(changing: Past) -> None:
    before = [e.id for e in parsed(changing.get("feed.atom")).entries]
    publish(changing, [entry(dataset(77)), withdrawal(dataset(5))])
    assert [e.id for e in parsed(changing.get("feed.atom")).entries][2:] == before


@pytest.mark.parametrize("query", ["before=", "before=-1", "before=x", "before=1&before=2", "before=" + "9" * 99])
def test_a_feed_page_that_nobody_linked_to_is_a_bad_request(past: Past, query: str) -> None:
    assert past.client.get(f"/feed.atom?{query}").status_code == 400


def test_the_file_for_language_models_names_addresses_that_answer(past: Past) -> None:
    text = past.get("llms.txt").decode()
    assert text.startswith("# Tide gauges of the Seven Skerries\n\n> Sea level records")
    assert "26 datasets" in text
    addresses = re.findall(r"\]\((https:[^)]*)\)", text)
    assert len(addresses) == 11
    for address in addresses:
        if "sparql" not in address and "void" not in address:  # which need the store
            assert past.client.get("/" + address.removeprefix(BASE)).status_code == 200, address
