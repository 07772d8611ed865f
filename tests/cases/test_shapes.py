"""Shapes that can't be used: named with their line, and nothing that they would have judged is published."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from tests.cases.conftest import EXAMPLE, Publish

from radcat.cli import cli
from radcat.errors import GateClosed, NotConforming
from radcat.publishing.gate import Change
from radcat.validation import patterns

HEAD = (
    "@prefix sh: <http://www.w3.org/ns/shacl#> .\n@prefix dcat: <http://www.w3.org/ns/dcat#> .\n"
    "@prefix dcterms: <http://purl.org/dc/terms/> .\n@prefix owl: <http://www.w3.org/2002/07/owl#> .\n"
    "@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .\n@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .\n"
    '@prefix x: <shapes/bad#> .\n<shapes/bad> a owl:Ontology ; dcterms:title "Bad"@en .\n'
)
PROPERTY = "x:A a sh:PropertyShape ; sh:targetClass dcat:Dataset ; sh:path dcterms:title ; sh:severity sh:Info"
NODE = "x:A a sh:NodeShape ; sh:targetClass dcat:Dataset ; sh:severity sh:Info"
# Each in line 10 of its file, with a word of what is said of it.
UNUSABLE = {
    "no count": f'{PROPERTY} ;\n sh:minCount "x" .',
    "no whole number": f"{PROPERTY} ;\n sh:maxCount 1.5 .",
    "less than none": f"{PROPERTY} ;\n sh:minLength -1 .",
    "two counts": f"{PROPERTY} ;\n sh:minCount 1, 2 .",
    "no flag": f'{PROPERTY} ;\n sh:uniqueLang "true" .',
    "closed as a word": f'{NODE} ;\n sh:closed "yes" .',
    "no order": f'{PROPERTY} ;\n sh:order "4th" .',
    "no list": f'{PROPERTY} ;\n sh:in "a" .',
    "a list without an end": f"{PROPERTY} ;\n sh:in [ rdf:first 1 ] .",
    "languages that are none": f"{PROPERTY} ;\n sh:languageIn ( 1 2 ) .",
    "alternatives without a list": f"{NODE} ;\n sh:or x:NotAList .",
    "alternatives that are no shapes": f"{NODE} ;\n sh:xone ( x:Nothing ) .",
    "a shape that is missing": f"{NODE} ;\n sh:node x:Missing .",
    "a property shape that is missing": f"{NODE} ;\n sh:property x:Missing .",
    "a property shape without a path": f"{NODE} ;\n sh:property [ sh:minCount 1 ] .",
    "no kind of node": f"{PROPERTY} ;\n sh:nodeKind sh:Iri .",
    "a datatype in quotes": f'{PROPERTY} ;\n sh:datatype "xsd:date" .',
    "a class in quotes": f'{NODE} ;\n sh:class "Dataset" .',
    "a path in quotes": 'x:A a sh:PropertyShape ; sh:targetClass dcat:Dataset ;\n sh:path "title" ; sh:minCount 1 .',
    "a path of no kind": "x:A a sh:PropertyShape ; sh:targetClass dcat:Dataset ;\n sh:path [ sh:minCount 1 ] .",
    "a path in a circle": "x:A a sh:PropertyShape ; sh:targetClass dcat:Dataset ;\n"
    " sh:path _:p . _:p sh:inversePath _:p .",
    "a path of one": "x:A a sh:PropertyShape ; sh:targetClass dcat:Dataset ;\n sh:path ( dcterms:title ) .",
    "a count without a path": f"{NODE} ;\n sh:minCount 1 .",
    "a broken expression": f'{PROPERTY} ;\n sh:pattern "48*(9" .',
    "an expression of XML": f'{PROPERTY} ;\n sh:pattern "^\\\\p{{L}}+$" .',
    "an expression that looks ahead": f'{PROPERTY} ;\n sh:pattern "^(?=a)" .',
    "an unknown flag": f'{PROPERTY} ;\n sh:pattern "a" ; sh:flags "g" .',
    "a broken query": f'{NODE} ;\n sh:sparql [ sh:select "SELECT $this WHERE {{ $this ?p " ] .',
    "a query that may not be": f"{NODE} ;\n sh:sparql [ "
    'sh:select "SELECT $this WHERE { $this ?p ?o MINUS { $this a ?o } }" ] .',
    "a constraint without a query": f'{NODE} ;\n sh:sparql [ sh:message "x" ] .',
    "a bound that is not a literal": f"{PROPERTY} ;\n sh:minInclusive [] .",
    "an ill-formed literal": f'{PROPERTY} ;\n sh:hasValue "2020-13"^^xsd:gYearMonth .',
    "a severity in quotes": "x:A a sh:PropertyShape ; sh:targetClass dcat:Dataset ; sh:path dcterms:title ;\n"
    ' sh:severity "Info" ; sh:minCount 1 .',
    "a count of nothing": f"{PROPERTY} ;\n sh:qualifiedMinCount 1 .",
}
SKERRY = "records/datasets/skerry-float.ttl"


def broken(text: str) -> Callable[[Path], None]:
    def edit(root: Path) -> None:
        (root / "shapes" / "bad.ttl").write_text(HEAD + text)

    return edit


def validate(root: Path, *paths: Path, engine: str = "shacl") -> Result:
    return CliRunner().invoke(
        cli, ["validate", "--quiet", "--engine", engine, "--root", str(root), *map(str, paths)], catch_exceptions=False
    )


@pytest.fixture
def catalogue(tmp_path: Path) -> Path:
    return Path(shutil.copytree(EXAMPLE, tmp_path / "catalogue"))


@pytest.mark.parametrize("text", UNUSABLE.values(), ids=UNUSABLE)
def test_a_shape_that_cant_be_used_is_named_with_its_line(catalogue: Path, text: str) -> None:
    broken(text)(catalogue)
    for paths in ((), (catalogue / SKERRY,)):
        result = validate(catalogue, *paths)
        assert result.exit_code == 1
        assert f"error    shapes/bad.ttl:{'10' if text.count(chr(10)) else '9'}" in result.output
        assert "can't be checked: shapes/bad.ttl:10 can't be used" in result.output
        assert result.output.count("  error    ") == 1, result.output


@pytest.mark.parametrize("engine", ["shacl", "pyshacl", "both"])
@pytest.mark.parametrize(
    "name", ["bad-regex", "bad-sparql", "missing-node", "or-no-list", "uniquelang-as-text", "xsd-regex"]
)
def test_the_cases_are_refused_with_every_engine(cases: Path, catalogue: Path, engine: str, name: str) -> None:
    (catalogue / "shapes" / "bad.ttl").write_text((cases / "08-unusable-shapes" / f"{name}.ttl").read_text())
    result = validate(catalogue, engine=engine)
    assert result.exit_code == 1
    assert "error    shapes/bad.ttl:8" in result.output


def test_nothing_that_unusable_shapes_judge_is_published_and_the_rest_is(publish: Publish) -> None:
    published = publish(edit=broken(UNUSABLE["a broken expression"]))
    kinds = {name.partition("/")[0] for name in published.outcome.published}
    assert "agents" in kinds
    assert "datasets" not in kinds
    held = [finding for finding in published.outcome.findings if finding.name == "datasets/skerry-float"]
    assert ["shapes/bad.ttl:10 can't be used" in finding.summary for finding in held] == [True]


def test_a_shapes_file_that_cant_be_read_holds_everything(cases: Path, publish: Publish) -> None:
    def edit(root: Path) -> None:
        (root / "shapes" / "required.ttl").write_text("@prefix sh: <http://www.w3.org/ns/shacl#> .\n<a> a sh:NodeShape")

    published = publish(cases / "07-broken-shapes" / "no-title.ttl", edit=edit)
    assert {name.partition("/")[0] for name in published.outcome.published} == {"shapes"}
    result = validate(published.root, published.root / "records" / "datasets" / "no-title.ttl")
    assert result.exit_code == 1
    assert "error    shapes/required.ttl:2" in result.output
    ready = published.client.get("/readyz")
    assert "shapes/required.ttl" in ready.text


def test_published_records_stay_and_a_change_is_judged_by_what_can_be_used(publish: Publish) -> None:
    published = publish()
    publisher, root = published.registry.publisher, published.root
    (root / "shapes" / "bad.ttl").write_text(HEAD + UNUSABLE["no flag"])
    outcome = publisher.sync(root)
    assert (outcome.published, outcome.withdrawn) == ((), ())
    assert [finding.name for finding in outcome.findings] == ["shapes/bad"]
    # An agent is not judged by what targets datasets.
    agent = (root / "records/agents/asa-mueller.ttl").read_bytes()
    publisher.publish([Change("agent", "agents/asa-mueller", agent + b"\n")], "curator", "a test")
    dataset = (root / SKERRY).read_bytes()
    with pytest.raises(GateClosed, match=r"datasets/skerry-float can't be checked: shapes/bad.ttl:10 can't be used"):
        publisher.publish([Change("dataset", "datasets/skerry-float", dataset + b"\n")], "curator", "a test")
    assert (root / SKERRY).read_bytes() == dataset
    # Mended and synced, the gate is open again.
    (root / "shapes" / "bad.ttl").unlink()
    publisher.sync(root)
    publisher.publish([Change("dataset", "datasets/skerry-float", dataset + b"\n")], "curator", "a test")


def test_a_broken_edit_of_published_shapes_closes_the_gate(publish: Publish) -> None:
    published = publish()
    publisher, root = published.registry.publisher, published.root
    shapes = root / "shapes" / "required.ttl"
    shapes.write_text(shapes.read_text() + "\n<shapes/required#x> a ")
    publisher.sync(root)
    agent = (root / "records/agents/asa-mueller.ttl").read_bytes()
    with pytest.raises(GateClosed, match=r"shapes/required\.ttl"):
        publisher.publish([Change("agent", "agents/asa-mueller", agent + b"\n")], "curator", "a test")


def test_shapes_that_cant_be_used_are_refused_over_http(publish: Publish) -> None:
    published = publish()
    change = Change("shapes", "shapes/bad", (HEAD + UNUSABLE["no count"]).encode())
    with pytest.raises(NotConforming, match=r"shapes/bad\.ttl:10"):
        published.registry.publisher.publish([change], "curator", "a test")


def test_shapes_that_use_shapes_which_cant_be_used_close_the_gate_too(catalogue: Path) -> None:
    broken(f"x:Good a sh:NodeShape .\n{UNUSABLE['no flag']}")(catalogue)
    (catalogue / "shapes" / "more.ttl").write_text(
        HEAD.replace("shapes/bad", "shapes/more").replace("x:", "y:")
        + "<shapes/more#B> a sh:NodeShape ; sh:node <shapes/bad#Good> ;\n"
        "    sh:targetClass <http://xmlns.com/foaf/0.1/Agent> ."
    )
    result = validate(catalogue, catalogue / "records/agents/asa-mueller.ttl")
    assert result.exit_code == 1
    assert "shapes/more.ttl:1" in result.output
    assert "It uses shapes of shapes/bad.ttl, which can't be used" in result.output
    assert "1 record can't be checked: shapes/more.ttl" in result.output


@pytest.mark.parametrize(
    "pattern",
    ["", "^https?://", r"\d{4}", r"[\w.-]+@x", "(?:a|b)*", r"a\{2", "[{]", "(?i)a", r"^[A-Z]{2,}$", r"a\\p", "]", "}"],
)
def test_expressions_that_all_engines_read_alike_can_be_used(pattern: str) -> None:
    assert patterns.fault(pattern, "i") is None


@pytest.mark.parametrize(
    "pattern",
    ["48*(9", r"\p{L}", r"\i\c*", "(?=a)", "(?<!a)b", r"(a)\1", "a{,3}", "a{", "a++", "[[a]]", "[a-z-[b]]", r"\Z",
     "(?<n>a)", "[a&&b]", r"\<a", "*a", "a**", "[z-a]", "a{3,1}", "(a{1000}){1000}", r"\e", r"\cA"],
)  # fmt: skip
def test_expressions_that_engines_refuse_or_read_otherwise_cant_be_used(pattern: str) -> None:
    assert patterns.fault(pattern, "") is not None
