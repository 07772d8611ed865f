"""DCAT in four syntaxes: each says what the record says, no more and no less."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pyoxigraph as oxigraph
import pytest
from pyld import jsonld
from rdflib import Graph

from radcat import bootstrap, settings
from radcat.folder import records
from radcat.formats import BY_SUFFIX, REPRESENTATIONS, dcat
from radcat.formats.base import Described, Representation
from radcat.model import Record
from radcat.rdf import rdf_xml, turtle

NormalForm = Callable[[Graph], str]
REPOSITORY = Path(__file__).parents[3]
BASE = "https://w3id.org/somewhere/"
ROOTS = {"example": REPOSITORY / "tests" / "example", "repository": REPOSITORY}
PLACES = [(name, file.place) for name, root in ROOTS.items() for file in records.read_folder(root)]


@cache
def context(root: Path) -> dict[str, object]:
    return bootstrap.context(settings.read(root), BASE)[0]


@cache
def described(root: Path, place: str) -> Described:
    """A record, read once for all tests."""
    file = records.read_file(root / place, root)
    return Described(file.record, turtle.parse(file.record.text, BASE, place), BASE, context(root))


@pytest.fixture(scope="module")
def form_of(normal_form: NormalForm) -> Callable[[Path, str], str]:
    """The normal form of a record's graph, found once for all that is compared with it."""
    return cache(lambda root, place: normal_form(described(root, place).graph))


def made(text: str) -> Described:
    """A record made for the occasion, under the example's context."""
    record = Record("dataset", "datasets/made", text.encode())
    return Described(record, turtle.parse(record.text, BASE, "made"), BASE, context(ROOTS["example"]))


def normalized(document: Any, **options: Any) -> str:
    form = {"algorithm": "URDNA2015", "format": "application/n-quads", **options}
    return str(jsonld.normalize(document, form))


def read_by_pyld(found: Described) -> str:
    """Read the JSON-LD as another implementation does, with the context that the registry serves."""

    def load(address: str, _options: object) -> dict[str, object]:
        assert address == f"{BASE}ns/context.jsonld"
        return {
            "contextUrl": None,
            "documentUrl": address,
            "document": found.context,
            "contentType": "application/ld+json",
        }

    document = json.loads(dcat.json_ld(found))
    return normalized(document, base=BASE, documentLoader=load)


AWKWARD = {
    "literals": r"""<datasets/made> <p> 007, 1.50, true, "x"@de, "x"@en, "", "1"^^<dt>,
        "1"^^<http://www.w3.org/2001/XMLSchema#boolean>, 12345678901234567890,
        "2020-01-01T00:00:06.120Z"^^<http://www.w3.org/2001/XMLSchema#dateTime> .""",
    "texts": r"""<datasets/made> <p> "two\nlines", "a\tb", "say \"hi\"", "C:\\new", "é潮🌊"@ja,
        "</script><!-- ]]> & <b>", " x " .""",
    "coerced terms": """@prefix dcterms: <http://purl.org/dc/terms/> . @prefix dcat: <http://www.w3.org/ns/dcat#> .
        <datasets/made> dcterms:title "plain", "Titel"@de, "title"@en ; dcterms:license "no IRI", <lic> ;
        dcat:byteSize 5, "5"^^<http://www.w3.org/2001/XMLSchema#nonNegativeInteger>, "5" ; dcterms:issued "2020" .""",
    "lists": """@prefix bibo: <http://purl.org/ontology/bibo/> . <datasets/made> bibo:authorList (<a> <b>) ;
        <p> (1 "x"@en <a>), (), ( (1) (2) ) .""",
    "an empty list where the context wants one": """@prefix bibo: <http://purl.org/ontology/bibo/> .
        <datasets/made> bibo:authorList () .""",
    "blank nodes": "<datasets/made> <p> [ <q> [ <r> 1 ] ], [] .",
    "IRIs": """<datasets/made> a <https://example.org/a/b,c(1)> ;
        <https://example.org/p> <mailto:a@example.org>, <urn:x:y>,
        <https://example.org/é?a=1&b=%20#c>, <datasets/made#part> . <datasets/made#part> <x> 1 .""",
    "a type that is said twice": "<datasets/made> a <https://example.org/A>, <https://example.org/B> .",
}  # fmt: skip


NOWHERE = "https://nowhere.example/"
OXIGRAPH = {
    "rdfxml": oxigraph.RdfFormat.RDF_XML,
    "nquads": oxigraph.RdfFormat.N_QUADS,
    "trig": oxigraph.RdfFormat.TRIG,
}
READERS = (
    dcat.TURTLE,
    dcat.RDF_XML,
    dcat.N_TRIPLES,
    dcat.N_QUADS,
    dcat.TRIG,
)  # Turtle's reads N-Triples, too; JSON-LD has PyLD


@pytest.mark.parametrize(("root", "place"), PLACES)
def test_json_ld_says_what_the_record_says(root: str, place: str, form_of: Callable[[Path, str], str]) -> None:
    assert read_by_pyld(described(ROOTS[root], place)) == form_of(ROOTS[root], place)


@pytest.mark.parametrize("text", AWKWARD.values(), ids=AWKWARD.keys())
def test_json_ld_says_what_an_awkward_record_says(text: str, normal_form: NormalForm) -> None:
    found = made(text)
    assert read_by_pyld(found) == normal_form(found.graph)


@pytest.mark.parametrize("row", READERS, ids=lambda row: row.name)
@pytest.mark.parametrize("text", AWKWARD.values(), ids=AWKWARD.keys())
def test_every_syntax_says_what_an_awkward_record_says(row: Representation, text: str, normal_form: NormalForm) -> None:
    found = made(text)
    assert normal_form(read_again(found, row)) == normal_form(found.graph)


def read_again(found: Described, row: Representation) -> Graph:
    """Read with another parser than the writer's own; where the document lay must not matter."""
    if row.name in OXIGRAPH:
        quads = list(oxigraph.parse(row.write(found), OXIGRAPH[row.name], base_iri=NOWHERE))
        if row is not dcat.RDF_XML:
            assert {quad.graph_name.value for quad in quads} <= {found.iri}
        read = [quad.triple for quad in quads]
        return turtle.parse(oxigraph.serialize(read, format=oxigraph.RdfFormat.N_TRIPLES) or b"", NOWHERE, "x")
    return turtle.parse(row.write(found), NOWHERE, "x")


# The lines of N-Quads and TriG are those of N-Triples, so that for them the example will do.
@pytest.mark.parametrize(
    ("row", "root"),
    [(row, root) for row in READERS for root in ROOTS if root == "example" or row not in (dcat.N_QUADS, dcat.TRIG)],
    ids=lambda value: getattr(value, "name", value),
)
def test_every_syntax_says_what_each_record_says(
    row: Representation, root: str, normal_form: NormalForm, form_of: Callable[[Path, str], str]
) -> None:
    for place in (place for name, place in PLACES if name == root):
        again = read_again(described(ROOTS[root], place), row)
        assert normal_form(again) == form_of(ROOTS[root], place), place


@pytest.mark.parametrize(
    ("said", "written"),
    [("<https://example.org/1> 1", 0), ('<p> "\\u0001"', 1), ('<p> "\\uFFFE"', 1), ("<p&q> 1", 1),
     ("<http://www.w3.org/1999/02/22-rdf-syntax-ns#li> 1", 0), ("<https://example.org/é#à> 1", 0)],
)  # fmt: skip
def test_what_xml_cant_say_costs_rdf_xml_no_more_than_itself(said: str, written: int, normal_form: NormalForm) -> None:
    found = made(f'<datasets/made> <q> "kept" ; {said} .')
    again = read_again(found, dcat.RDF_XML)
    assert len(again) == 1 + written
    assert "kept" in {str(o) for o in again.objects()}
    assert len(list(rdf_xml.changes(found.graph))) == (said != "<p&q> 1")
    for row in (dcat.TURTLE, dcat.N_TRIPLES):
        assert normal_form(read_again(found, row)) == normal_form(found.graph)


def test_turtle_is_the_records_own_text_behind_its_base_iri() -> None:
    text = "# kept as it is\n<datasets/made>   <p>  007 .  # this too"
    assert dcat.turtle(made(text)) == f"@base <{BASE}> .\n{text}".encode()


def test_json_ld_names_its_context_and_is_compact() -> None:
    document = json.loads(dcat.json_ld(described(ROOTS["example"], "records/agents/asa-mueller.ttl")))
    assert document == {
        "@context": f"{BASE}ns/context.jsonld",
        "id": f"{BASE}agents/asa-mueller",
        "type": ["Agent", "Person"],
        "name": "Åsa Müller",
    }


def test_n_triples_are_sorted_lines() -> None:
    lines = dcat.n_triples(described(ROOTS["example"], "records/datasets/skerry-float.ttl")).splitlines()
    assert lines == sorted(lines)
    assert all(line.endswith(b" .") for line in lines)


def test_each_row_has_a_name_a_media_type_and_a_suffix_of_its_own() -> None:
    for column in ("name", "suffix"):
        assert len({getattr(row, column) for row in REPRESENTATIONS}) == len(REPRESENTATIONS)
    profiled = {(str(row.media_type), row.profile) for row in REPRESENTATIONS}
    assert len(profiled) == len(REPRESENTATIONS)
    assert {"ttl", "jsonld", "rdf", "nt", "nq", "trig"} <= set(BY_SUFFIX)
