"""Any record that can be read can be written: in every format, on every page and list, and without loss in DCAT."""

from __future__ import annotations

import json
import re
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pyoxigraph as oxigraph
from flask.testing import FlaskClient
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st
from lxml import etree
from pyld import jsonld
from rdflib import RDF, XSD, Graph
from tests.cases.conftest import EXAMPLE
from tests.cases.records import BASE, records

from radcat import bootstrap
from radcat import settings as radcat_settings
from radcat.bootstrap import Registry
from radcat.catalogue import Scope
from radcat.formats import dcat, representations_of
from radcat.formats.base import Described
from radcat.model import Record
from radcat.rdf import turtle
from radcat.rdf.rdf_xml import changes
from radcat.web.app import create_app

NormalForm = Callable[[Graph], str]
CONTEXT = bootstrap.context(radcat_settings.read(EXAMPLE), BASE)[0]
NOTHING = Graph()
LISTS = (
    "/", "/datasets/", "/catalog", "/catalog.ttl", "/catalog.jsonld", "/catalog.rdf", "/catalog.dcat-ap.ttl",
    "/quality", "/feed.atom", "/ldes", "/sitemap.xml", "/llms.txt",
)  # fmt: skip


def described(text: str) -> Described:
    record = Record("dataset", "datasets/any", text.encode())
    graph = turtle.parse(record.text, BASE, record.name)
    source = Scope(graph, record.name, BASE, NOTHING, lambda _: None)
    return Described(record, graph, BASE, CONTEXT, source, "Catalogue")


def read(body: bytes, syntax: oxigraph.RdfFormat, base: str = "http://nowhere.example/") -> Graph:
    triples = [quad.triple for quad in oxigraph.parse(body, syntax, base_iri=base)]
    return turtle.parse(oxigraph.serialize(triples, format=oxigraph.RdfFormat.N_TRIPLES) or b"", BASE, "again")


@settings(max_examples=60)
@given(records("any"))
def test_every_format_is_written_and_can_be_read(text: str) -> None:
    found = described(text)
    for row in representations_of("dataset"):
        body = row.write(found)
        if row.media_type.subtype.endswith("json"):
            json.loads(body)
        elif row.media_type.subtype.endswith("xml"):
            etree.fromstring(body, etree.XMLParser(huge_tree=True))
        elif row.media_type.subtype == "turtle":
            turtle.parse(body, "http://nowhere.example/", row.name)


@settings(max_examples=40)
@given(text=records("any"))
def test_every_syntax_of_dcat_says_what_the_record_says(normal_form: NormalForm, text: str) -> None:
    found = described(text)
    whole = normal_form(found.graph)
    assert normal_form(turtle.parse(dcat.turtle(found), "http://nowhere.example/", "again")) == whole
    for row, syntax in (
        (dcat.N_TRIPLES, oxigraph.RdfFormat.N_TRIPLES),
        (dcat.N_QUADS, oxigraph.RdfFormat.N_QUADS),
        (dcat.TRIG, oxigraph.RdfFormat.TRIG),
    ):
        assert normal_form(read(row.write(found), syntax)) == whole, row.name
    if not list(changes(found.graph)):
        assert normal_form(read(dcat.RDF_XML.write(found), oxigraph.RdfFormat.RDF_XML)) == whole


@settings(max_examples=40)
@given(text=records("any"))
@example(f"<{BASE}datasets/any> <{RDF.value}> _:cell . _:cell <{RDF.rest}> <{RDF.nil}> .")  # with nothing in it
@example(f"<{BASE}datasets/any> <{RDF.value}> ( 1 ( 2 ) ) ; <{RDF.rest}> ( 3 ) .")
def test_json_ld_says_what_the_record_says(normal_form: NormalForm, text: str) -> None:
    found = described(text)

    def load(address: str, _options: object) -> dict[str, object]:
        assert address == f"{BASE}ns/context.jsonld"
        return {"contextUrl": None, "documentUrl": address, "document": CONTEXT, "contentType": "application/ld+json"}

    document = json.loads(dcat.json_ld(found))
    with_context = json.dumps({**document, **CONTEXT}).encode()
    assert normal_form(read(with_context, oxigraph.RdfFormat.JSON_LD, BASE)) == normal_form(found.graph)
    if str(XSD.double) not in text:  # which PyLD writes in its canonical form
        options = {"algorithm": "URDNA2015", "format": "application/n-quads", "base": BASE, "documentLoader": load}
        assert str(jsonld.normalize(document, options)) == normal_form(found.graph)


@settings(max_examples=4, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
@given(st.tuples(*(records(f"any-{number}", legal=True) for number in range(8))))
def test_every_page_list_feed_and_harvest_is_written(texts: tuple[str, ...]) -> None:
    with published(texts) as (client, names):
        assert len(names) > len(texts) / 2, "the gate takes most of them"
        refused = [
            f"{address}: {answer.status_code} {answer.text[:300]}"
            for address in (*(f"/{name}" for name in names), *LISTS)
            if (answer := client.get(address, headers={"Accept": "text/html,*/*;q=0.1"})).status_code != 200
        ]
        assert refused == [], texts
        for prefix in re.findall("<metadataPrefix>(.*?)<", client.get("/oai?verb=ListMetadataFormats").text):
            answer = client.get(f"/oai?verb=ListRecords&metadataPrefix={prefix}")
            root = etree.fromstring(answer.data, etree.XMLParser(huge_tree=True))
            assert root.xpath("//*[local-name()='header']"), (prefix, texts)


@contextmanager
def published(texts: tuple[str, ...]) -> Iterator[tuple[FlaskClient, list[str]]]:
    """A catalogue with one record for each text, under no shapes; literals that the gate refuses are left out."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "catalogue"
        for part in ("ontology", "records"):
            shutil.copytree(EXAMPLE / part, root / part)
        for number, text in enumerate(texts):
            (root / "records" / "datasets" / f"any-{number}.ttl").write_text(text, encoding="utf-8")
        opened = Registry.open(radcat_settings.read(root, data=Path(folder) / "data", base_iri=BASE))
        try:
            outcome = opened.publisher.sync(root)
            app = create_app(opened)
            yield app.test_client(), [name for name in outcome.published if name.startswith("datasets/any-")]
            app.extensions["radcat"].endpoint.close()
        finally:
            opened.ledger.close()
