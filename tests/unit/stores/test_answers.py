"""Answers of a store elsewhere are XML that every parser reads, whatever the terms hold."""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree import ElementTree

import pytest
from rdflib import Graph

from radcat.errors import NotAcceptable
from radcat.stores import answers

ODD = "a\x03b\x0c\ufffe & <c>\r\n"


def test_results_in_xml_hold_what_xml_can_hold() -> None:
    def rows() -> Iterator[answers.Row]:
        yield {"x": {"type": "literal", "value": ODD, "xml:lang": "en"}, "y": {"type": "uri", "value": "urn:\uffff"}}

    document = "".join(answers.SOLUTIONS[answers.XML](["x", "y"], rows()))
    read = ElementTree.fromstring(document.encode())  # noqa: S314  # our own
    texts = [node.text for node in read.iter() if node.tag.endswith(("literal", "uri"))]
    assert texts == ["a\ufffdb\ufffd\ufffd & <c>\r\n", "urn:\ufffd"]


def ntriples(predicate: str = "http://example.org/p") -> Iterator[bytes]:
    yield f'<urn:a> <{predicate}> "a\\u0003b\\r\\n" .\n'.encode()


def test_a_graph_in_rdf_xml_holds_what_xml_can_hold() -> None:
    document = b"".join(answers.graphs(ntriples(), answers.RDF_XML, 1000))
    assert [str(value) for value in Graph().parse(data=document, format="xml").objects()] == ["a\ufffdb\r\n"]


@pytest.mark.parametrize("name", ["http://example.org/1", "http://example.org/", "urn:isbn:12"])
def test_a_property_that_rdf_xml_has_no_name_for_is_refused(name: str) -> None:
    with pytest.raises(NotAcceptable, match=f"RDF/XML can't write the property <{name}>"):
        b"".join(answers.graphs(ntriples(name), answers.RDF_XML, 1000))


def test_a_class_without_an_xml_name_is_written_as_a_statement() -> None:
    """Oxigraph's writer would name an element by it, which is no XML."""
    line = b"<urn:a> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <http://example.org/1> .\n"
    document = b"".join(answers.graphs(iter([line]), answers.RDF_XML, 1000))
    assert [str(value) for value in Graph().parse(data=document, format="xml").objects()] == ["http://example.org/1"]
