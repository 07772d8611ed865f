"""query, show and export: commands that read what is published."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterable
from pathlib import Path

import pyoxigraph as ox
import pytest
from click.testing import Result
from rdflib import Graph

from radcat.bootstrap import Registry
from radcat.folder import records
from radcat.model import KIND

BASE = "http://127.0.0.1:8000/"
Run = Callable[..., Result]
Process = Callable[..., "subprocess.CompletedProcess[str]"]
TITLES = "SELECT ?title { ?d a dcat:Dataset ; dcterms:title ?title } ORDER BY ?title"
CONSTRUCT = "CONSTRUCT { ?d dcterms:title ?title } WHERE { ?d a dcat:Dataset ; dcterms:title ?title }"
MONTHLY = "Monthly mean sea level at Gullhaven"
SKERRY = '"Skerry" float gauge: Müller & Söhne\'s paper charts (岩礁の潮位)'


# --- query


@pytest.mark.parametrize("way", ["argument", "file", "standard input", "file -"])
def test_a_query_may_come_by_each_way(read: Run, tmp_path: Path, way: str) -> None:
    file = tmp_path / "titles.rq"
    file.write_text(TITLES)
    arguments, given = {
        "argument": ([TITLES], None),
        "file": (["--file", str(file)], None),
        "standard input": ([], TITLES),
        "file -": (["--file", "-"], TITLES),
    }[way]
    result = read("query", *arguments, input=given)
    assert result.exit_code == 0
    header, *rows = csv.reader(io.StringIO(result.output))
    assert header == ["title"]
    assert [MONTHLY] in rows
    assert [SKERRY] in rows
    assert len(rows) == 5


def test_a_byte_order_mark_at_the_head_of_a_file_is_skipped(read: Run, tmp_path: Path) -> None:
    file = tmp_path / "any.rq"
    file.write_text("\ufeffASK { ?d a dcat:Dataset }", encoding="utf-8")
    assert read("query", "--file", str(file)).output == "yes\n"


def test_no_query_at_all_is_bad_usage(read: Run) -> None:
    result = read("query", input="")
    assert result.exit_code == 2
    assert "no query was given; pass it as an argument, with --file, or on standard input" in result.output


@pytest.mark.parametrize(
    ("query", "form", "sign"),
    [
        (TITLES, "table", "title"),
        (TITLES, "json", '"bindings"'),
        (TITLES, "xml", "<sparql"),
        (TITLES, "csv", "title\n"),
        (TITLES, "tsv", "?title\n"),
        ("ASK { ?s ?p ?o }", "table", "yes\n"),
        ("ASK { <a> <b> <c> }", "table", "no\n"),
        ("ASK { ?s ?p ?o }", "json", '"boolean":true'),
        ("ASK { ?s ?p ?o }", "xml", "<boolean>true</boolean>"),
        (CONSTRUCT, "table", "dcterms:title"),
        (CONSTRUCT, "turtle", "@prefix dcterms:"),
        (CONSTRUCT, "ntriples", f"<{BASE}datasets/gullhaven-monthly> <http://purl.org/dc/terms/title>"),
        (CONSTRUCT, "rdfxml", "<rdf:RDF"),
        (CONSTRUCT, "jsonld", '"@id"'),
        ("DESCRIBE <agents/asa-mueller>", "turtle", "Åsa Müller"),
    ],
)
def test_an_answer_comes_in_each_format_that_its_form_has(read: Run, query: str, form: str, sign: str) -> None:
    result = read("query", query, "--format", form)
    assert result.exit_code == 0, result.output
    assert sign in result.output.replace("\r\n", "\n")


@pytest.mark.parametrize(
    ("query", "sign"), [(TITLES, "title\r\n"), ("ASK { ?s ?p ?o }", "yes"), (CONSTRUCT, "@prefix dcterms:")]
)
def test_without_a_format_a_program_gets_one_that_it_can_read(read: Run, query: str, sign: str) -> None:
    assert sign in read("query", query).stdout_bytes.decode()


@pytest.mark.parametrize(
    ("query", "form", "offered"),
    [
        (TITLES, "turtle", "choose table or one of json, xml, csv, tsv"),
        ("ASK {}", "csv", "choose table or one of json, xml"),
        (CONSTRUCT, "csv", "choose table or one of turtle, ntriples, rdfxml, jsonld"),
    ],
)
def test_a_format_that_the_form_has_not_is_bad_usage(read: Run, query: str, form: str, offered: str) -> None:
    result = read("query", query, "--format", form)
    assert result.exit_code == 2
    assert offered in " ".join(result.output.split())


def test_known_prefixes_and_those_of_the_catalogue_need_no_declaration(read: Run) -> None:
    assert read("query", "ASK { ?d tides:datum/skos:prefLabel ?label ; prov:wasDerivedFrom ?w }").output == "yes\n"


def test_a_query_that_is_no_sparql_is_shown_with_its_place(read: Run) -> None:
    result = read("query", "SELECT ?s {\n  ?s ?p ?o ) }")
    assert result.exit_code == 2
    assert "error at 2:" in result.output
    assert "  ?s ?p ?o ) }\n" in result.output
    assert result.output.rstrip().endswith("^")


def test_rows_of_a_table_show_short_names_and_their_number(read: Run) -> None:
    query = "SELECT DISTINCT ?type { ?s a ?type FILTER(STRSTARTS(STR(?type), STR(dcat:))) }"
    result = read("query", query, "--format", "table")
    assert "dcat:Dataset" in result.stdout
    assert "http://" not in result.stdout
    assert result.stderr == "4 solutions\n"


def test_a_reader_who_leaves_early_is_not_complained_of(process: Process, catalogue_folder: Path) -> None:
    process("sync")
    command = [sys.executable, "-m", "radcat", "export"]
    for arguments in (command, [*command[:3], "query", "SELECT * { ?a ?b ?c . ?d ?e ?f }"]):
        piped = subprocess.Popen(
            arguments, cwd=catalogue_folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            env={**os.environ, "RADCAT_DATA": str(catalogue_folder.parent / "data")},
        )  # fmt: skip
        assert piped.stdout is not None
        assert piped.stderr is not None
        assert piped.stdout.readline()
        piped.stdout.close()
        said = piped.stderr.read().decode()
        piped.wait(timeout=240)
        piped.stderr.close()
        assert "Traceback" not in said
        assert "BrokenPipe" not in said


# --- show


@pytest.mark.parametrize("slug", ["skerry-float", "datasets/skerry-float"])
def test_a_dataset_is_shown_by_slug_and_by_name(read: Run, published: Registry, slug: str) -> None:
    result = read("show", slug)
    text = published.catalogue.version("datasets/skerry-float").record.text
    assert (result.exit_code, result.stdout_bytes) == (0, f"@base <{BASE}> .\n".encode() + text)


@pytest.mark.parametrize("name", ["agents/asa-mueller", "ns/status", "shapes/required", "sources/inventory", "catalog"])
@pytest.mark.parametrize(
    ("form", "parser"), [("turtle", "turtle"), ("rdfxml", "xml"), ("ntriples", "nt"), ("jsonld", None)]
)
def test_any_record_is_shown_in_any_format(read: Run, name: str, form: str, parser: str | None) -> None:
    result = read("show", name, "--as", form)
    assert result.exit_code == 0
    if parser:
        assert len(Graph().parse(data=result.stdout_bytes, format=parser)) > 0
    else:
        assert json.loads(result.stdout)["@context"] == f"{BASE}ns/context.jsonld"


def test_a_dataset_is_shown_as_schema_org(read: Run) -> None:
    document = json.loads(read("show", "skerry-float", "--as", "schema").stdout)
    assert (document["@type"], document["name"]) == ("Dataset", SKERRY)
    refused = read("show", "agents/asa-mueller", "--as", "schema")
    assert refused.exit_code == 2
    assert "which is for dataset records" in refused.output


def test_what_a_format_cant_say_of_a_record_is_listed_statement_by_statement(read: Run) -> None:
    result = read("show", "gullhaven-hourly", "--format", "bibtex", "--loss")
    rows = [line.split("\t") for line in result.stdout.splitlines()]
    assert ["-", "tides:measurementCount", "8760", "the format has no place for this property"] in rows
    assert ["#station", "schema:elevation", "1.50", "the format has no place for this property"] in rows
    carried = ("dcterms:title", "dcterms:creator", "dcat:landingPage")
    assert not [row for row in rows if row[0] == "-" and row[1] in carried]
    assert f"bibtex loses {len(rows)} of " in result.stderr
    assert read("show", "gullhaven-hourly", "--loss").stdout == ""


def test_what_was_never_published_is_bad_usage_and_near_names_are_offered(read: Run) -> None:
    result = read("show", "skery-float")
    assert result.exit_code == 2
    assert "no published record is called skery-float" in result.output
    assert "skerry-float" in result.output.partition("did you mean")[2]


def test_what_was_withdrawn_says_when_and_why(process: Process, catalogue_folder: Path) -> None:
    process("sync")
    (catalogue_folder / "records/datasets/skerry-float.ttl").unlink()
    process("sync")
    result = process("show", "skerry-float")
    assert (result.returncode, result.stdout) == (2, "")
    assert "datasets/skerry-float was withdrawn on" in result.stderr
    assert "the file was removed" in result.stderr


# --- export


def everything(registry: Registry) -> dict[str, list[ox.Quad]]:
    """What each record that is indexed says, as its file has it; of the catalogue, with its members."""
    said = {}
    for name, head in registry.ledger.heads().items():
        if KIND[head.kind].indexed:
            text = registry.catalogue.version(name).record.text
            if head.kind == "catalog":
                text = records.with_members(text, BASE + name, registry.ledger.names("dataset"), BASE)
            said[BASE + name] = list(ox.parse(text, format=ox.RdfFormat.TURTLE, base_iri=BASE))
    return said


FORMATS = {
    "nquads": ox.RdfFormat.N_QUADS,
    "trig": ox.RdfFormat.TRIG,
    "turtle": ox.RdfFormat.TURTLE,
    "ntriples": ox.RdfFormat.N_TRIPLES,
    "rdfxml": ox.RdfFormat.RDF_XML,
    "jsonld": ox.RdfFormat.JSON_LD,
}
Statements = set[tuple[str, str, str]]


def statements(quads: Iterable[ox.Quad]) -> Statements:
    """Statements with every literal to the letter; the example has no blank nodes but those of lists."""
    return {tuple("_:" if t.startswith("_:") else t for t in map(str, quad.triple)) for quad in quads}  # type: ignore[misc]


@pytest.mark.parametrize("form", ["nquads", "trig"])
def test_export_keeps_every_record_in_its_own_graph(read: Run, published: Registry, tmp_path: Path, form: str) -> None:
    out = tmp_path / "all"
    assert read("export", "--format", form, "--out", str(out)).exit_code == 0
    found: dict[str, list[ox.Quad]] = {}
    for quad in ox.parse(out.read_bytes(), format=FORMATS[form]):
        found.setdefault(quad.graph_name.value, []).append(quad)
    expected = everything(published)
    assert {iri: len(quads) for iri, quads in found.items()} == {iri: len(quads) for iri, quads in expected.items()}
    for iri, quads in expected.items():
        assert statements(found[iri]) == statements(quads), iri


@pytest.mark.parametrize("form", ["turtle", "ntriples", "rdfxml", "jsonld"])
def test_export_as_one_graph_holds_what_all_records_say(read: Run, published: Registry, form: str) -> None:
    found = ox.parse(read("export", "--format", form).stdout_bytes, format=FORMATS[form])
    assert statements(found) == statements(quad for quads in everything(published).values() for quad in quads)


@pytest.mark.parametrize("form", FORMATS)
def test_export_changes_no_literal(run: Run, catalogue_folder: Path, form: str) -> None:
    """Writers like to tidy numbers up: a registry does not."""
    text = """@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
        <externals/awkward> a <urn:x> ; <urn:p> "007"^^xsd:integer , "-0"^^xsd:integer , "1"^^xsd:boolean ,
        "1"^^xsd:decimal , 1.50 , 1.0E3 , "INF"^^xsd:double , "06:12:00.120Z"^^xsd:time , "x" , "x"@de ,
        "a\\nb\\t\\"c\\\\" , "</script> & <!--" , "岩礁" .
    """
    (catalogue_folder / "records/externals/awkward.ttl").write_text(text)
    run("sync")
    exported = ox.parse(run("export", "--format", form).stdout_bytes, format=FORMATS[form])
    expected = statements(ox.parse(text, format=ox.RdfFormat.TURTLE, base_iri=BASE))
    assert {triple for triple in statements(exported) if "awkward" in triple[0]} == expected


def test_export_of_nothing_says_what_to_do(process: Process) -> None:
    result = process("export")
    assert (result.returncode, result.stdout) == (2, "")
    assert "nothing has been published yet; run `radcat sync`" in result.stderr


def test_an_export_that_fails_leaves_the_file_of_the_last_one(run: Run, tmp_path: Path) -> None:
    out = tmp_path / "all.nq"
    out.write_text("the last one")
    result = run("export", "--out", str(out))
    assert result.exit_code != 0
    assert out.read_text() == "the last one"
