"""Whatever literal, property or IRI a store holds, its answers are what their media types say."""

from __future__ import annotations

import csv
import io
from xml.etree import ElementTree

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from radcat.errors import NotAcceptable
from radcat.rdf.xml_text import can_name, writable
from radcat.stores.embedded import SOLUTIONS, write_answer, write_triples

TEXTS = st.text(alphabet=st.characters(exclude_categories=["Cs"])) | st.text(
    alphabet="\x00\x01\x0b\ufffe\uffff\r\n\t<&]>\"'a"
)
NAMES = st.text(alphabet="aZ1._-é·:/#%()'\u0300\u2040\U0001f30a", min_size=0, max_size=6)
ABOUT = ox.NamedNode("http://example.org/a")


def stored(text: str, language: str | None) -> ox.Store:
    store = ox.Store()
    literal = ox.Literal(text, language=language) if language else ox.Literal(text)
    store.add(ox.Quad(ABOUT, ox.NamedNode("http://example.org/p"), literal))
    return store


def written(store: ox.Store, query: str, media_type: str) -> bytes:
    out = io.BytesIO()
    write_answer(store.query(query), media_type, out)
    return out.getvalue()


TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"


@given(TEXTS, st.sampled_from([None, "en", "de-CH"]))
def test_every_literal_is_in_the_results_of_every_format(text: str, language: str | None) -> None:
    store = stored(text, language)
    found = {name: written(store, "SELECT ?o { ?s ?p ?o }", name) for name in SOLUTIONS}
    read = ElementTree.fromstring(found["application/sparql-results+xml"])  # noqa: S314  # our own
    (literal,) = (node for node in read.iter() if node.tag.endswith("}literal"))
    assert (literal.text or "") == writable(text)
    _, (value,) = csv.reader(io.StringIO(found["text/csv"].decode(), newline="")) if text else ([], [""])
    assert value == text


@given(TEXTS, st.sampled_from([None, "en", "de-CH"]))
def test_every_literal_comes_back_from_rdf_xml(text: str, language: str | None) -> None:
    document = written(stored(text, language), "CONSTRUCT WHERE { ?s ?p ?o }", "application/rdf+xml")
    ElementTree.fromstring(document)  # noqa: S314  # our own
    (quad,) = ox.parse(document, format=ox.RdfFormat.RDF_XML)
    assert isinstance(quad.object, ox.Literal)
    assert (quad.object.value, quad.object.language) == (writable(text), language and language.lower())


@given(NAMES)
def test_every_property_is_written_in_rdf_xml_or_refused(name: str) -> None:
    try:
        triple = ox.Triple(ABOUT, ox.NamedNode(f"http://example.org/{name}"), ox.Literal("x"))
    except ValueError:  # no IRI
        return
    out = io.BytesIO()
    if not can_name(triple.predicate.value):
        with pytest.raises(NotAcceptable):
            write_triples([triple], "application/rdf+xml", out)
        return
    write_triples([triple], "application/rdf+xml", out)
    ElementTree.fromstring(out.getvalue())  # noqa: S314  # our own
    assert [quad.triple for quad in ox.parse(out.getvalue(), format=ox.RdfFormat.RDF_XML)] == [triple]


@given(NAMES)
def test_every_class_is_written_in_rdf_xml_or_refused(name: str) -> None:
    """What is said first names an element after its class."""
    try:
        triple = ox.Triple(ABOUT, ox.NamedNode(TYPE), ox.NamedNode(f"http://example.org/{name}"))
    except ValueError:  # no IRI
        return
    out = io.BytesIO()
    try:
        write_triples([triple], "application/rdf+xml", out)
    except NotAcceptable:
        assert not can_name(triple.object.value)  # type: ignore[union-attr]  # an IRI
        return
    ElementTree.fromstring(out.getvalue())  # noqa: S314  # our own
    assert [quad.triple for quad in ox.parse(out.getvalue(), format=ox.RdfFormat.RDF_XML)] == [triple]
