"""`radcat convert`: the datasets of a source in another format, under the names of the source."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from lxml import etree
from rdflib import DCTERMS, RDF, Graph, Literal, URIRef
from rdflib.compare import isomorphic
from tests.importing.test_command import BASE, PREFIXES, dataset

from radcat.cli import cli
from radcat.importing import conversion
from radcat.rdf.namespaces import DCAT
from radcat.rdf.syntaxes import BY_NAME

ONE = URIRef("https://a.example/one")


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "a.ttl"
    part = "<https://a.example/one> dcat:distribution [ a dcat:Distribution ; dcat:accessURL <https://a.example/f> ]"
    path.write_text(dataset("one", "Water") + dataset("two", "Air").removeprefix(PREFIXES) + f"{part} .\n")
    return path


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(cli, ["convert", *map(str, arguments), "--base-iri", BASE])


@pytest.mark.parametrize("form", ["turtle", "jsonld", "rdfxml", "ntriples"])
def test_in_a_syntax_of_rdf_it_is_the_graph_of_the_source(source: Path, form: str) -> None:
    found = run(source, "--as", form)
    assert found.exit_code == 0, found.stderr
    graph = Graph().parse(data=found.stdout_bytes, format=BY_NAME[form].engine)
    assert isomorphic(graph, Graph().parse(source, format=BY_NAME["turtle"].engine))
    assert "2 converted to" in found.stderr


@pytest.mark.parametrize("form", conversion.names())
def test_no_format_names_our_own_addresses(source: Path, form: str) -> None:
    found = run(source, "--as", form)
    assert found.exit_code == 0, (form, found.stderr, found.exception)
    assert found.stdout_bytes
    if form not in ("csvw", "linkset", "linkset-json", "sparql") and not form.startswith("alt-"):
        assert BASE.encode() not in found.stdout_bytes


def test_dcat_ap_keeps_the_names_of_the_source(source: Path) -> None:
    graph = Graph().parse(data=run(source, "--as", "dcat-ap").stdout_bytes, format="turtle")
    assert (ONE, RDF.type, DCAT.Dataset) in graph
    assert (ONE, DCTERMS.title, Literal("Water")) in graph


def test_of_several_datasets_json_is_a_list_and_xml_one_element(source: Path, tmp_path: Path) -> None:
    schema = json.loads(run(source, "--as", "schema").stdout_bytes)
    assert [each["@id"] for each in schema] == ["https://a.example/one", "https://a.example/two"]
    assert all("includedInDataCatalog" not in each for each in schema)
    xml = etree.fromstring(run(source, "--as", "datacite").stdout_bytes)
    assert (xml.tag, len(xml)) == ("records", 2)
    (tmp_path / "one.ttl").write_text(dataset("one"))
    assert json.loads(run(tmp_path / "one.ttl", "--as", "croissant").stdout_bytes)["@type"] == "sc:Dataset"
    assert etree.fromstring(run(tmp_path / "one.ttl", "--as", "oai_dc").stdout_bytes).tag.endswith("}dc")


def test_what_the_format_loses_is_in_the_report(source: Path, tmp_path: Path) -> None:
    report = tmp_path / "report.json"
    assert run(source, "--as", "bibtex", "--report", report).exit_code == 0
    said = json.loads(report.read_text())
    assert said["imported"][0]["message"].endswith("statements are lost")
    assert any("distribution" in line["message"] for line in said["warnings"])


def test_an_unknown_format_is_refused_with_those_that_there_are(source: Path) -> None:
    found = run(source, "--as", "pdf")
    assert found.exit_code == 2
    assert "there are: turtle, jsonld" in " ".join(found.stderr.split())


def test_what_can_not_be_read_leaves_standard_output_empty(tmp_path: Path) -> None:
    (tmp_path / "b.ttl").write_text("nothing")
    found = run(tmp_path / "b.ttl", "--as", "turtle")
    assert (found.exit_code, found.stdout_bytes) == (1, b"")
