"""Names of people in citations and elsewhere: the family name first where the record says which part it is."""

from __future__ import annotations

import json

import bibtexparser
import pytest
import rispy
from lxml import etree
from rdflib import FOAF, Graph, URIRef

from radcat.formats import BY_NAME, escaping
from radcat.formats.base import Described
from radcat.model import Record
from radcat.rdf import turtle

BASE = "https://w3id.org/somewhere/"
TEXT = """
@prefix bibo: <http://purl.org/ontology/bibo/> .
@prefix dcat: <http://www.w3.org/ns/dcat#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix foaf: <http://xmlns.com/foaf/0.1/> .

<datasets/d> a dcat:Dataset ;
  dcterms:title "A title"@en ;
  bibo:authorList ( <#wang> <#laden> <#smith> <#sukarno> <#first> <#team> <#comma> ) ;
  dcterms:publisher <#team> ;
  dcterms:creator <#wang> , <#laden> , <#smith> , <#sukarno> , <#first> , <#team> , <#comma> .

<#wang> a foaf:Agent, foaf:Person ; foaf:name "Linda Wang" ; foaf:givenName "Linda" ; foaf:familyName "Wang" .
<#laden> a foaf:Agent, foaf:Person ; foaf:name "Ada von Laden & Sohn" ;
  foaf:givenName "Ada" ; foaf:familyName "von Laden & Sohn" .
<#smith> a foaf:Agent, foaf:Person ; foaf:name "J. R. Smith" .
<#sukarno> a foaf:Agent, foaf:Person ; foaf:name "Sukarno" .
<#first> a foaf:Agent, foaf:Person ; foaf:name "Maria José" ; foaf:givenName "Maria José" .
<#team> a foaf:Agent, foaf:Organization ; foaf:name "Centre for Radiology and Imaging" .
<#comma> a foaf:Agent, foaf:Person ; foaf:name "Sam Tree" ; foaf:givenName "Sam" ; foaf:familyName "Tree, Jr. and Son" .
""".replace("<#", "<https://w3id.org/somewhere/agents/")


@pytest.fixture
def described() -> Described:
    text = TEXT.encode()
    return Described(Record("dataset", "datasets/d", text), turtle.parse(text, BASE, "d"), BASE, {"@context": {}})


def test_ris_has_the_family_name_first_where_it_is_known(described: Described) -> None:
    (entry,) = rispy.loads(BY_NAME["ris"].write(described).decode())
    assert entry["authors"] == [
        "Wang, Linda", "von Laden & Sohn, Ada", "J. R. Smith", "Sukarno", "Maria José",
        "Centre for Radiology and Imaging", "Tree, Jr. and Son, Sam",
    ]  # fmt: skip


def test_csl_has_both_parts_or_the_whole_name(described: Described) -> None:
    (entry,) = json.loads(BY_NAME["csl-json"].write(described))
    assert entry["author"] == [
        {"family": "Wang", "given": "Linda"},
        {"family": "von Laden & Sohn", "given": "Ada"},
        {"literal": "J. R. Smith"},
        {"literal": "Sukarno"},
        {"literal": "Maria José"},
        {"literal": "Centre for Radiology and Imaging"},
        {"family": "Tree, Jr. and Son", "given": "Sam"},
    ]


def test_bibtex_has_as_many_authors_as_the_record(described: Described) -> None:
    text = BY_NAME["bibtex"].write(described).decode()
    expected = (
        r"Wang, Linda and von Laden \& Sohn, Ada and J. R. Smith and Sukarno and Maria José and "
        r"{Centre for Radiology and Imaging} and {Tree, Jr. and Son}, Sam"
    )
    assert f"author = {{{expected}}}" in text
    split = bibtexparser.middlewares.SeparateCoAuthors()
    (entry,) = bibtexparser.parse_string(text, append_middleware=[split]).entries
    assert len(entry["author"]) == 7


def test_datacite_has_both_parts_and_the_name_it_asks_for(described: Described) -> None:
    first, second, *others = json.loads(BY_NAME["datacite-json"].write(described))["creators"]
    assert first == {"name": "Wang, Linda", "nameType": "Personal", "givenName": "Linda", "familyName": "Wang"}
    assert (second["givenName"], second["familyName"]) == ("Ada", "von Laden & Sohn")
    assert [(o["name"], "familyName" in o) for o in others[:4]] == [
        ("J. R. Smith", False), ("Sukarno", False), ("Maria José", False), ("Centre for Radiology and Imaging", False),
    ]  # fmt: skip
    root = etree.fromstring(BY_NAME["datacite"].write(described))
    (creator, *_) = root.iter("{*}creator")
    assert [(etree.QName(e).localname, e.text) for e in creator] == [
        ("creatorName", "Wang, Linda"), ("givenName", "Linda"), ("familyName", "Wang"),
    ]  # fmt: skip


def test_bibtex_escapes_what_tex_takes_for_itself_and_leaves_letters_and_balanced_braces() -> None:
    assert escaping.bibtex("a & b % $ # _ [Ä] | –") == "a \\& b \\% \\$ \\# \\_ [Ä] | –"
    assert escaping.bibtex("~^\\") == "{\\textasciitilde}{\\textasciicircum}{\\textbackslash}"
    assert escaping.bibtex("}{") == "{\\textbraceright}{\\textbraceleft}"


@pytest.mark.parametrize("name", ["schema", "bioschemas", "croissant"])
def test_schema_org_has_both_parts_and_the_name_as_it_is_signed(described: Described, name: str) -> None:
    (first, _, third, *_) = json.loads(BY_NAME[name].write(described))["creator"]
    assert (first["name"], first["givenName"], first["familyName"]) == ("Linda Wang", "Linda", "Wang")
    assert not {"givenName", "familyName"} & set(third)


def test_dcat_ap_has_both_parts(described: Described) -> None:
    graph = Graph().parse(data=BY_NAME["dcat-ap-turtle"].write(described), format="turtle")
    wang = URIRef(f"{BASE}agents/wang")
    found = [str(graph.value(wang, term)) for term in (FOAF.name, FOAF.givenName, FOAF.familyName)]
    assert found == ["Linda Wang", "Linda", "Wang"]
    assert len(list(graph.objects(None, FOAF.familyName))) == 3
