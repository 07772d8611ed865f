"""A catalogue whose texts try to break out, harvested from a running server: answers stay whole for their readers."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import bibtexparser
import extruct
import feedparser
import httplink
import pyoxigraph as oxigraph
import pytest
import requests
import rispy
from lxml import etree, html
from rdflib import DCTERMS, Graph, URIRef
from tests.conftest import serving

from radcat.formats import BY_NAME, representations_of
from radcat.formats.links import BUDGET
from radcat.rdf import turtle

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")  # of the readers

TEXTS = {
    "quotes": 'He said "no" and \'yes\' \\" \\',
    "markup": "</title></script><script>alert(1)</script><!-- ]]> & &amp; <b>",
    "control": "bell \x07 escape \x1b delete \x7f",
    "line-ends": "one\r\nSet-Cookie: a=b\r\n\r\ntwo\nER  - \nTY  - EVIL\u2028three",
    "braces": "}} @evil{x, title={y",
    "formula": '=HYPERLINK("https://evil.example/","click")',
    "plus": "+1+1",
    "minus": "-2+3",
    "at": "@SUM(A1)",
    "tab": "\t=1+1",
    "long": "very " * 4000 + "long",
    "script": "岩礁の潮位 🌊 Åsgårdsø \u202eevil",
}
DOWNLOAD = "https://x.example/a,b;c='d'?e=%22f%22&g=%0D%0Ah"
FORMATS = [row.name for row in representations_of("dataset")]


@dataclass(frozen=True)
class Hostile:
    """A running server over such a catalogue."""

    address: str
    session: requests.Session

    def get(self, place: str, status: int = 200, **headers: str) -> requests.Response:
        """Fetch an address, which has to answer so."""
        answer = self.session.get(self.address + place, headers={"Accept": "*/*", **headers}, timeout=60)
        assert answer.status_code == status, f"{place}: {answer.status_code} {answer.text[:300]}"
        assert "Set-Cookie" not in answer.headers
        return answer


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hostile]:
    """One dataset a text, which says it wherever it can say a text; no shapes, which might refuse it."""
    root = tmp_path_factory.mktemp("hostile")
    (root / "records" / "datasets").mkdir(parents=True)
    (root / "records" / "catalog.ttl").write_text(_catalog(TEXTS["markup"]))
    for slug, text in TEXTS.items():
        (root / "records" / "datasets" / f"{slug}.ttl").write_text(_record(slug, text))
    with serving(root, root / "data") as address, requests.Session() as session:
        yield Hostile(address, session)


def _catalog(text: str) -> str:
    return f"""@prefix dcat: <http://www.w3.org/ns/dcat#> . @prefix dcterms: <http://purl.org/dc/terms/> .
        <catalog> a dcat:Catalog ; dcterms:title {_literal(text)}@en ; dcterms:description {_literal(text)}@en ."""


def _record(slug: str, text: str) -> str:
    literal = _literal(text)
    return f"""
        @prefix dcat: <http://www.w3.org/ns/dcat#> . @prefix dcterms: <http://purl.org/dc/terms/> .
        @prefix adms: <http://www.w3.org/ns/adms#> . @prefix skos: <http://www.w3.org/2004/02/skos/core#> .
        @prefix foaf: <http://xmlns.com/foaf/0.1/> . @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
        <datasets/{slug}> a dcat:Dataset ; dcterms:title {literal}@en ; dcterms:alternative {literal}@en ;
            dcterms:description {literal}@en ; dcat:keyword {literal}@en ; dcat:version {literal} ;
            dcterms:identifier "{slug}" ; adms:identifier [ skos:notation {literal} ] ;
            dcterms:issued {literal} ; dcterms:rights <datasets/{slug}#rights> ;
            dcterms:publisher <datasets/{slug}#agent> ; dcterms:creator <datasets/{slug}#agent> ;
            dcat:distribution <datasets/{slug}#file> .
        <datasets/{slug}#rights> a dcterms:RightsStatement ; rdfs:label {literal}@en .
        <datasets/{slug}#agent> a foaf:Agent, foaf:Person ; foaf:name {literal} .
        <datasets/{slug}#file> a dcat:Distribution ; dcterms:title {literal}@en ; dcat:downloadURL <{DOWNLOAD}> .
    """


def _literal(text: str) -> str:
    """Write *text* as Turtle has strings, with all but ASCII escaped."""
    return '"' + "".join(c if c.isalnum() and c.isascii() else f"\\U{ord(c):08X}" for c in text) + '"'


def _cells(body: bytes) -> None:
    header, row = csv.reader(io.StringIO(body.decode(), newline=""))
    assert len(header) == len(row)
    assert not [cell for cell in row if cell.startswith(tuple("=+-@\t\r\n"))], (
        "a spreadsheet would take it for a formula"
    )


def _bibtex(body: bytes) -> None:
    library = bibtexparser.parse_string(body.decode())
    assert (len(library.entries), library.failed_blocks) == (1, [])


def _ris(body: bytes) -> None:
    (reference,) = rispy.loads(body.decode())
    assert reference["type_of_reference"] == "DATA"


def _turtle(body: bytes) -> None:
    turtle.parse(body, "https://x.example/", "the answer")


def _link_set(body: bytes) -> None:
    _links(body.decode().replace("\n", " ").strip(), {"cite-as", "describes"})


def _links(text: str, wanted: set[str]) -> None:
    links = httplink.parse_link_header(text).links
    assert {relation for link in links for relation in link.rel} >= wanted
    assert all(link.target.startswith("http") for link in links)


READERS: dict[str, Callable[[bytes], Any]] = {
    "xml": etree.fromstring,
    "json": json.loads,
    "csv": _cells,
    "turtle": _turtle,
    "trig": lambda body: list(oxigraph.parse(body, oxigraph.RdfFormat.TRIG)),
    "n-triples": lambda body: list(oxigraph.parse(body, oxigraph.RdfFormat.N_TRIPLES)),
    "n-quads": lambda body: list(oxigraph.parse(body, oxigraph.RdfFormat.N_QUADS)),
    "x-bibtex": _bibtex,
    "x-research-info-systems": _ris,
    "linkset": _link_set,
}


def _kind(subtype: str) -> str:
    return "xml" if "xml" in subtype else "json" if "json" in subtype else subtype


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_stays_whole_for_its_reader(hostile: Hostile, name: str) -> None:
    row = BY_NAME[name]
    for slug in TEXTS:
        answer = hostile.get(f"datasets/{slug}.{row.suffix}")
        READERS[_kind(row.media_type.subtype)](answer.content)
        _check_links(answer)


def _check_links(answer: requests.Response) -> None:
    (first, *_) = answer.raw.headers.getlist("Link")
    assert len(first) <= BUDGET
    assert first.isprintable()
    _links(first, {"canonical"})


@pytest.mark.parametrize("slug", TEXTS)
def test_a_page_says_the_text_and_runs_none_of_it(hostile: Hostile, slug: str) -> None:
    for place in (f"datasets/{slug}", f"datasets/{slug}?_profile=alt", f"quality/{slug}", "datasets/", ""):
        answer = hostile.get(place, Accept="text/html")
        page = html.fromstring(answer.content)
        scripts = [script for script in page.iter("script") if script.get("type") != "application/ld+json"]
        assert all((script.get("src") or "").startswith("/static/") and not script.text for script in scripts)
        assert not list(page.iter("b", "evil"))
        markup = extruct.extract(answer.text, syntaxes=["json-ld"], errors="strict")["json-ld"]
        if place == f"datasets/{slug}":
            _check_links(answer)
            assert markup[0]["name"].split() == TEXTS[slug].split()
            assert DOWNLOAD in json.dumps(markup, ensure_ascii=False)


@pytest.mark.parametrize("suffix", ["ttl", "jsonld", "nt"])
def test_the_record_itself_says_the_text_unchanged(hostile: Hostile, suffix: str) -> None:
    for slug, text in TEXTS.items():
        body = hostile.get(f"datasets/{slug}.{suffix}").content
        node = f"{hostile.address}datasets/{slug}"
        if suffix == "jsonld":
            assert text in json.dumps(json.loads(body), ensure_ascii=False) or text in _strings(json.loads(body))
        else:
            graph = turtle.parse(body, hostile.address, slug)
            assert str(graph.value(URIRef(node), DCTERMS.title)) == text


def _strings(document: Any) -> list[str]:
    if isinstance(document, str):
        return [document]
    members = document.values() if isinstance(document, dict) else document if isinstance(document, list) else ()
    return [text for member in members for text in _strings(member)]


@pytest.mark.parametrize("prefix", ["oai_dc", "datacite", "dcat_ap", "schema"])
def test_oai_pmh_stays_xml(hostile: Hostile, prefix: str) -> None:
    root = etree.fromstring(hostile.get(f"oai?verb=ListRecords&metadataPrefix={prefix}").content)
    assert len(root.findall(".//{*}metadata")) == len(TEXTS)


@pytest.mark.parametrize("suffix", ["ttl", "rdf", "nt", "jsonld"])
def test_the_catalogue_stays_rdf(hostile: Hostile, suffix: str) -> None:
    body = hostile.get(f"catalog.{suffix}").content
    reader = {"ttl": "turtle", "rdf": "xml", "nt": "nt"}.get(suffix)
    assert json.loads(body) if reader is None else Graph().parse(data=body, format=reader)


def test_feed_sitemap_and_event_stream_stay_whole(hostile: Hostile) -> None:
    feed = feedparser.parse(hostile.get("feed.atom").content)
    assert not feed.bozo
    assert len(feed.entries) == len(TEXTS)
    assert len(etree.fromstring(hostile.get("sitemap.xml").content)) >= len(TEXTS)
    quads = hostile.get("ldes", Accept="application/n-quads").content
    READERS["n-quads"](quads)
    llms = hostile.get("llms.txt").text.splitlines()
    assert llms[0].startswith("# ")
    assert llms[2].startswith("> ")


WRONG = [
    ("datasets/quotes.nothing", {}, 406),
    ("datasets/quotes?_profile=nothing", {}, 406),
    ("datasets/quotes?_mediatype=%0D%0ASet-Cookie:%20a=b", {}, 400),
    ("datasets/quotes?_profile=%22%3E%3Cscript%3E", {}, 406),
    ("datasets/quotes", {"Accept": "image/png"}, 406),
    ("datasets/%22%3E%3Cscript%3Ealert(1)%3C/script%3E", {"Accept": "text/html"}, 404),
    ("datasets/a%0D%0ASet-Cookie:%20a=b", {}, 404),
    ("datasets/a%00b", {}, 404),
    ("datasets/%FF%FE", {}, 404),
    ("datasets/?page=-1", {}, 400),
    ("datasets/?page=99", {}, 404),
    ("catalog.ttl?page=99", {}, 404),
    ("catalog.ttl?page_size=-1", {}, 400),
    ("catalog.ttl?modified_since=2999-01-01", {}, 400),
    ("catalog.ttl?modified_since=%0D%0A", {}, 400),
    ("feed.atom?before=%3Cb%3E", {}, 400),
    ("ldes/99999", {}, 404),
]


@pytest.mark.parametrize(("place", "headers", "status"), WRONG)
def test_what_is_wrong_is_a_problem_that_repeats_nothing_unescaped(
    hostile: Hostile, place: str, headers: dict[str, str], status: int
) -> None:
    answer = hostile.get(place, status, **headers)
    if answer.headers["Content-Type"].startswith("text/html"):
        assert not list(html.fromstring(answer.content).iter("script"))
    else:
        assert answer.headers["Content-Type"] == "application/problem+json"
        assert answer.json()["status"] == status
        assert answer.json()["detail"]
