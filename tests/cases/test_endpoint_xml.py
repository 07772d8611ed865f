"""The endpoint's XML is XML, whatever characters the records hold (case 04)."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree

import pytest
from rdflib import RDF, Graph
from tests.cases.conftest import BASE, Publish, Published

ABOUT = f"{BASE}datasets/tide-d"
SELECT = f"SELECT ?p ?o {{ <{ABOUT}> ?p ?o }}"
CONSTRUCT = f"CONSTRUCT {{ <{ABOUT}> ?p ?o }} WHERE {{ <{ABOUT}> ?p ?o }}"


@pytest.fixture
def published(cases: Path, publish: Publish) -> Published:
    """The example with a record that holds control characters."""
    made = publish(cases / "04-control-characters" / "tide-d.ttl")
    assert "datasets/tide-d" in made.outcome.published
    return made


def test_results_in_xml_are_well_formed(published: Published) -> None:
    found = published.client.get("/sparql", query_string={"query": SELECT, "format": "xml"})
    text = "".join(ElementTree.fromstring(found.data).itertext())  # noqa: S314  # our own
    assert "Ends with a control character\ufffd" in text
    assert "Noncharacter \ufffd here" in text
    assert "A form feed\ufffd, a vertical tab\ufffd and <b>bold & markup</b> ]]>" in text


@pytest.mark.parametrize(
    "address", [f"/sparql?query={CONSTRUCT}", f"/sparql?query=DESCRIBE <{ABOUT}>", "/store?default"]
)
def test_graphs_in_rdf_xml_are_well_formed(published: Published, address: str) -> None:
    found = published.client.get(address, headers={"Accept": "application/rdf+xml"})
    assert found.mimetype == "application/rdf+xml"
    graph = Graph().parse(data=found.data, format="xml")
    assert any("wave\ufffds" in str(value) for value in graph.objects())
    assert any(graph.triples((None, RDF.type, None)))


@pytest.mark.parametrize("name", ["http://example.org/1", "http://example.org/", "urn:isbn:12", f"{RDF}li"])
def test_a_property_that_rdf_xml_has_no_name_for_is_refused_by_its_name(published: Published, name: str) -> None:
    query = {"query": f"CONSTRUCT {{ <urn:a> <urn:b> 1 . <urn:a> <{name}> 1 }} WHERE {{}}"}
    refused = published.client.get("/sparql", query_string={**query, "format": "rdfxml"})
    assert refused.status_code == 406
    assert f"RDF/XML can't write the property <{name}>" in refused.get_json()["detail"]
    assert "text/turtle" in refused.get_json()["offered"]
    whole = published.client.get("/sparql", query_string={**query, "format": "turtle"})
    assert len(Graph().parse(data=whole.data, format="turtle")) == 2


def test_a_carriage_return_comes_back(published: Published) -> None:
    query = {"query": 'CONSTRUCT { <urn:a> <urn:b> "a\\r\\nb\\rc" } WHERE {}', "format": "rdfxml"}
    found = published.client.get("/sparql", query_string=query)
    assert [str(value) for value in Graph().parse(data=found.data, format="xml").objects()] == ["a\r\nb\rc"]
