"""Records whose texts try to break out: every format stays whole, and says the text as far as it can hold it."""

from __future__ import annotations

import csv
import io
import json
from html.parser import HTMLParser
from typing import Any

import bibtexparser
import pytest
import rispy
from lxml import etree
from rdflib import Graph

from radcat.formats import citation, csvw, meta, representations_of
from radcat.formats.base import Described
from radcat.model import Dataset, Record
from radcat.rdf import turtle

BASE = "https://w3id.org/somewhere/"
TEXTS = {
    "quotes": "He said \"no\" and 'yes'",
    "markup": "</title></script><script>alert(1)</script><!-- ]]> & &amp;",
    "control characters": "bell \x07 null-ish \x01 escape \x1b delete \x7f",
    "line ends": "one\r\ntwo\nER  - \nTY  - EVIL\u2028three",
    "braces": "}} @evil{x, title={y",
    "backslashes": "C:\\new\\table \\input{/etc/passwd} 100 % $x_1^2 ~ #",
    "not characters": "\ufffe and \ud7ff and 🌊",
    "formula": "=HYPERLINK(\"https://evil.example/\",\"click\")",
    "other script": "岩礁の潮位 Åsgårdsø",
}  # fmt: skip


def described(text: str) -> Described:
    """A record that says *text* wherever a text can be."""
    literal = json.dumps(text, ensure_ascii=True).replace("\\ud83c\\udf0a", "🌊").replace("\\ufffe", "\ufffe")
    record = f"""
        @prefix dcat: <http://www.w3.org/ns/dcat#> . @prefix dcterms: <http://purl.org/dc/terms/> .
        @prefix foaf: <http://xmlns.com/foaf/0.1/> . @prefix adms: <http://www.w3.org/ns/adms#> .
        @prefix skos: <http://www.w3.org/2004/02/skos/core#> . @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
        <datasets/x> a dcat:Dataset ; dcterms:title {literal}@en ; dcterms:alternative {literal}@en ;
            dcterms:description {literal}@en ; dcat:keyword {literal}@en ; dcat:version {literal} ;
            dcterms:identifier {literal} ; dcterms:issued {literal} ;
            adms:identifier <datasets/x#other> ; dcterms:rights <datasets/x#rights> ;
            dcterms:publisher <datasets/x#agent> ; dcterms:creator <datasets/x#agent> ;
            dcat:distribution <datasets/x#file> .
        <datasets/x#other> a adms:Identifier ; skos:notation {literal} .
        <datasets/x#rights> rdfs:label {literal}@en .
        <datasets/x#agent> a foaf:Agent, foaf:Person ; foaf:name {literal} .
        <datasets/x#file> a dcat:Distribution ; dcterms:title {literal}@en ; dcat:downloadURL <https://x.example/a,b> .
    """.encode()
    made = Record("dataset", "datasets/x", record)
    return Described(made, turtle.parse(record, BASE, "x"), BASE, {"@context": {}}, catalog_name=text)


ROWS = [row for row in representations_of("dataset") if not row.lossless]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS.keys())
def test_a_hostile_text_leaves_every_format_whole(row: Any, text: str) -> None:
    body = row.write(described(text))
    kind = row.media_type.subtype
    if "xml" in kind:
        etree.fromstring(body)
    elif "json" in kind:
        json.loads(body)
    elif kind == "turtle":
        Graph().parse(data=body, format="turtle")
    elif kind == "csv":
        header, cells = csv.reader(io.StringIO(body.decode(), newline=""))
        assert len(header) == len(cells) == len(csvw.COLUMNS)
        assert not any(cell.startswith(tuple("=+-@\t\r\n")) for cell in cells)
    elif kind == "x-bibtex":
        library = bibtexparser.parse_string(body.decode())
        assert (len(library.entries), library.failed_blocks) == (1, [])
    elif kind == "x-research-info-systems":
        (reference,) = rispy.loads(body.decode())
        assert reference["type_of_reference"] == "DATA"
    else:
        assert body.decode().isprintable() or "\n" in body.decode()


class Head(HTMLParser):
    """Collects meta elements."""

    def __init__(self) -> None:
        super().__init__()
        self.contents: list[str | None] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep what the element says; there is no other kind of element."""
        assert tag == "meta"
        self.contents.append(dict(attrs)["content"])


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS.keys())
def test_a_hostile_text_stays_in_its_meta_element(text: str) -> None:
    from jinja2 import Environment

    template = Environment(autoescape=True).from_string(
        '{% for kind, name, content in tags %}<meta {{ kind }}="{{ name }}" content="{{ content }}">{% endfor %}'
    )
    found = meta.tags(described(text).dataset, text)
    head = Head()
    head.feed(template.render(tags=found))
    assert head.contents == [content for _, _, content in found]


@pytest.mark.parametrize("sign", list("=+-@\t"))
def test_a_cell_of_csv_is_no_formula(sign: str) -> None:
    found = described("x")
    body = csvw.write(Described(found.record, found.graph, BASE, {}, source=Titled(f"{sign}1+1")))
    assert f",'{sign}1+1," in body.decode() or f'"\'{sign}1+1"' in body.decode()


class Titled:
    """A source that says a title of everything, and nothing else."""

    def __init__(self, title: str) -> None:
        self.title = title

    def objects(self, _subject: Any, predicate: Any) -> list[Any]:
        """Say the title."""
        from rdflib import DCTERMS, Literal

        return [Literal(self.title)] if predicate == DCTERMS.title else []

    def items(self, _node: Any) -> list[Any]:
        """Say no list."""
        return []


@pytest.mark.parametrize(
    ("date", "parts"),
    [("2020", (2020, None, None)), ("2020-12", (2020, 12, None)), ("2020-12-24", (2020, 12, 24)),
     ("2020-13", (None, None, None)), ("soon", (None, None, None)), (None, (None, None, None))],
)  # fmt: skip
def test_a_date_is_read_as_far_as_it_goes_and_one_that_does_not_exist_not_at_all(
    date: str | None, parts: tuple[int | None, ...]
) -> None:
    assert citation.date_parts(date) == parts


def test_what_is_not_known_is_left_out_of_a_citation() -> None:
    assert citation.csl(Dataset(iri="https://x.example/"), "x") == {
        "id": "x",
        "type": "dataset",
        "URL": "https://x.example/",
    }
