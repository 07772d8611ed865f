"""The ways through the site: every kind of page is reached from the home page by links alone."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator
from urllib.parse import urljoin

import pytest
from flask.testing import FlaskClient
from lxml import html

from radcat.bootstrap import Registry
from radcat.web.app import create_app

# Every type of page, and what a harvest or a program begins with.
TYPES = {
    "home": r"/",
    "search": r"/search",
    "a choice": r"/search\?[a-z-]+=[^&]+",
    "comparison": r"/compare",
    "OpenAPI": r"/openapi\.json",
    "datasets": r"/datasets/",
    "a page of a list": r"/datasets/\?page=2",
    "dataset": r"/datasets/[^/?#.]+",
    "citation": r"/cite/[^/?#.]+",
    "history": r"/history/datasets/[^/?#.]+",
    "formats": r"/datasets/[^/?#.]+\?_profile=alt",
    "agents": r"/agents/",
    "agent": r"/agents/[^/?#.]+",
    "evidence of all": r"/evidence/",
    "evidence": r"/evidence/[^/?#.]+",
    "externals": r"/externals/",
    "external": r"/externals/[^/?#.]+",
    "findings of all": r"/findings/",
    "findings of a kind": r"/findings/\?kind=[^&]+",
    "finding": r"/findings/[^/?#.]+",
    "references": r"/references/",
    "reference": r"/references/[^/?#.]+",
    "sources": r"/sources/",
    "source": r"/sources/[^/?#.]+",
    "lineage of all": r"/lineage",
    "lineage": r"/lineage/[^?.]+",
    "leakage": r"/leakage",
    "verdict": r"/leakage\?.+",
    "licences": r"/licences",
    "licences together": r"/licences\?.+",
    "queries": r"/queries/",
    "query": r"/queries/[^/?#.]+",
    "vocabularies": r"/ns/",
    "scheme": r"/ns/[^/?#.]+",
    "concept": r"/ns/[^/?#.]+/[^/?#.]+",
    "shapes of all": r"/shapes/",
    "shapes": r"/shapes/[^/?#.]+",
    "catalogue": r"/catalog",
    "survey": r"/survey",
    "quality": r"/quality",
    "quality of a dataset": r"/quality/[^/?#.]+",
    "losses": r"/quality/[^/?#.]+/losses",
    "endpoint": r"/sparql",
    "service description": r"/\.well-known/void",
    "about": r"/about",
    "help": r"/about/help",
    "for programs": r"/about/api",
    "for portals": r"/about/harvesting",
    "privacy": r"/about/privacy",
    "accessibility": r"/about/accessibility",
    "manual": r"/docs/",
    "document": r"/docs/[^/?#.]+",
    "feed": r"/feed\.atom",
    "sitemap": r"/sitemap\.xml",
    "event stream": r"/ldes",
    "OAI-PMH": r"/oai\?verb=Identify",
    "dump": r"/dump\.ttl\.gz",
    "quads": r"/dump\.nq\.gz",
    "DCAT": r"/catalog\.ttl",
    "DCAT-AP": r"/catalog\.dcat-ap\.ttl",
    "survey as data": r"/survey\.csv",
    "metrics as data": r"/quality\.ttl",
    "state": r"/readyz",
}
EACH = 2  # pages of each type that are looked at


def type_of(address: str) -> str | None:
    return next((name for name, pattern in TYPES.items() if re.fullmatch(pattern, address)), None)


def links(page: str, address: str) -> Iterator[str]:
    """What a visitor can follow: no link elements, no scripts."""
    for anchor in html.fromstring(page).iter("a"):
        target = urljoin(f"http://site{address}", anchor.get("href") or "").partition("#")[0]
        if target.startswith("http://site/"):
            yield target.removeprefix("http://site")


def test_every_type_of_page_is_reached_from_home_by_links(visitor: FlaskClient) -> None:
    reached: dict[str, list[str]] = {}
    ahead = deque(["/"])
    seen = {"/"}
    while ahead:
        address = ahead.popleft()
        kind = type_of(address)
        if kind is None or len(reached.setdefault(kind, [])) == EACH:
            continue
        reached[kind].append(address)
        answer = visitor.get(address, headers={"Accept": "text/html, */*;q=0.5"})
        assert answer.status_code == 200, address
        if answer.mimetype != "text/html":
            answer.close()
            continue
        new = dict.fromkeys(link for link in links(answer.text, address) if link not in seen)
        seen |= new.keys()
        ahead.extend(new)
    assert [kind for kind in TYPES if kind not in reached] == []


@pytest.mark.parametrize("page", ["/", "/datasets/", "/sparql", "/about", "/datasets/nowhere", "/quality"])
def test_the_foot_of_every_page_leads_to_all_lists_that_have_something_in_them(
    visitor: FlaskClient, client: FlaskClient, page: str
) -> None:
    def foot(who: FlaskClient) -> set[str]:
        text = who.get(page, headers={"Accept": "text/html"}).text
        return set(re.findall(r'href="([^"]*)"', text[text.index("<footer>") :]))

    lists = {"/agents/", "/evidence/", "/externals/", "/findings/", "/ns/", "/references/", "/shapes/", "/sources/"}
    assert lists <= foot(visitor)
    assert {"/agents/", "/sources/"} <= foot(client)
    assert "/evidence/" not in foot(client), "the example keeps no evidence"


def test_a_link_to_json_says_so(visitor: FlaskClient) -> None:
    page = visitor.get("/").text
    labels = re.findall(r'<a href="/readyz">([^<]*)</a>', page)
    assert labels
    assert all("JSON" in label for label in labels)


@pytest.mark.parametrize(("guessed", "place"), [("/docs", "/docs/"), ("/help", "/about/help")])
def test_an_address_that_people_guess_leads_to_the_page(client: FlaskClient, guessed: str, place: str) -> None:
    answer = client.get(guessed)
    assert (answer.status_code, answer.headers["Location"]) == (308, place)


def test_browsers_find_an_icon_where_they_look_for_one(client: FlaskClient) -> None:
    with client.get("/favicon.ico", follow_redirects=True) as answer:
        assert (answer.status_code, answer.mimetype) == (200, "image/svg+xml")


def test_the_page_about_the_registry_says_who_runs_it_under_which_licence_and_where_everything_is(
    client: FlaskClient, published: Registry
) -> None:
    page = client.get("/about").text
    assert f"<title>About {published.catalogue.title}</title>" in page
    assert "an archipelago that does not exist" in page
    assert "Seven Skerries Tide Office" in page
    assert 'href="https://creativecommons.org/publicdomain/zero/1.0/"' in page
    for address in ("/oai?verb=Identify", "/ldes", "/feed.atom", "/dump.ttl.gz", "/catalog.ttl", "/sparql"):
        assert f'<dt class="term"><a href="{address}">' in page
    assert "<code>.dcat-ap.ttl</code>" in page
    assert "radcat --help" in page
    assert f">{published.ledger.count('dataset')}</dd>" in page


def test_a_registry_without_a_catalogue_record_has_a_page_about_it_and_no_links_to_the_record(
    registry: Registry,
) -> None:
    app = create_app(registry)
    try:
        page = app.test_client().get("/about")
        assert page.status_code == 200
        foot = page.text[page.text.index("<footer>") :]
        assert 'href="/catalog' not in foot
    finally:
        app.extensions["radcat"].endpoint.close()
