"""House rules: what no shape can say, since it needs the whole catalogue."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path

import pytest
import sqlalchemy as sa

from radcat.bootstrap import Registry, make_validator
from radcat.folder.records import RecordFile, place_of
from radcat.ledger import database
from radcat.ledger.tables import DATASET_KEY
from radcat.ledger.versions import Entry, Ledger
from radcat.model import Record
from radcat.validation.report import Finding, Severity
from radcat.validation.review import review_folder

BASE = "http://127.0.0.1:8000/"
HEAD = (
    "@prefix dcat: <http://www.w3.org/ns/dcat#> . @prefix dcterms: <http://purl.org/dc/terms/> .\n"
    "@prefix foaf: <http://xmlns.com/foaf/0.1/> . @prefix prov: <http://www.w3.org/ns/prov#> .\n"
    "@prefix adms: <http://www.w3.org/ns/adms#> . @prefix skos: <http://www.w3.org/2004/02/skos/core#> .\n"
    "@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix own: <ns/own#> .\n"
)


def file(kind: str, name: str, text: str) -> RecordFile:
    record = Record(kind, name, (HEAD + text).encode())
    return RecordFile(record, place_of(record))


def dataset(slug: str, statements: str = "") -> RecordFile:
    text = f'<datasets/{slug}>\n    a dcat:Dataset ;\n    dcterms:identifier "{slug}"'
    return file("dataset", f"datasets/{slug}", f"{text} ;\n    {statements} .\n" if statements else f"{text} .\n")


def findings(name: str, *files: RecordFile) -> list[Finding]:
    reports = review_folder(files, BASE, partial(make_validator, "shacl", BASE), frozenset({name}))
    return [finding for report in reports for finding in report.findings]


def messages(name: str, *files: RecordFile) -> list[str]:
    return [finding.message for finding in findings(name, *files)]


@pytest.mark.parametrize(
    ("statements", "wrong"),
    [
        ("", []),
        ('dcterms:identifier "10.5555/x"', []),
        ('dcterms:identifier "https://example.org/a"', []),
        ('dcterms:identifier "b"', ["b"]),
    ],
)
def test_the_slug_is_an_identifier_and_no_other_slug_is(statements: str, wrong: list[str]) -> None:
    found = findings("datasets/a", dataset("a", statements))
    assert [finding.value for finding in found] == wrong
    assert all(finding.severity is Severity.VIOLATION for finding in found)


def test_an_identifier_that_is_not_the_slug_is_an_error_whatever_it_looks_like() -> None:
    text = '<datasets/a> a dcat:Dataset ;\n    dcterms:identifier "10.5555/x" .\n'
    (finding,) = findings("datasets/a", file("dataset", "datasets/a", text))
    assert (finding.line, finding.predicate) == (6, "dcterms:identifier")
    assert finding.message == 'The identifier “10.5555/x” is not the slug of the record. Write "a", or rename the file.'


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("dcterms:licence", "dcterms:license"),
        ("dcterms:Title", "dcterms:title"),
        ("dcat:keywords", "dcat:keyword"),
        ("dcat:landingpage", "dcat:landingPage"),
        ("foaf:homePage", "foaf:homepage"),
        ("<http://schema.org/license>", "schema:license"),
        ("own:leval", "own:level"),
        ("dcterms:keyword", "dcat:keyword"),
    ],
)
def test_a_property_that_nobody_knows_is_told_with_the_likeliest_one(written: str, meant: str) -> None:
    shapes = file("shapes", "shapes/x", "<shapes/x#k> a sh:PropertyShape ; sh:path dcat:keyword .")
    ontology = file("ontology", "ns/own", "<ns/own> a own:Ontology . own:level a own:Property .")
    (finding,) = findings("datasets/a", shapes, ontology, dataset("a", f'{written} "x"'))
    assert finding.severity is Severity.WARNING
    assert finding.message.endswith(f"; did you mean {meant}?")


@pytest.mark.parametrize(
    "written",
    ["dcterms:license", "dcat:inSeries", "adms:versionNotes", "prov:wasQuotedFrom", "skos:broader", "own:level",
     "<http://data.europa.eu/r5r/applicableLegislation>"],
)  # fmt: skip
def test_a_property_of_a_known_vocabulary_is_known(written: str) -> None:
    ontology = file("ontology", "ns/own", "<ns/own> a own:Ontology . own:level a own:Property .")
    assert messages("datasets/a", ontology, dataset("a", f'{written} "x"')) == []


@pytest.mark.parametrize(
    ("statement", "words"),
    [
        ('dcterms:title "Tides  of X"@en', "title"),
        ("dcat:landingPage <https://www.example.org/tides/>", "landing page"),
        ('adms:identifier [ skos:notation "https://doi.org/10.5555/TIDES" ]', "DOI"),
    ],
)
def test_datasets_that_share_what_is_unique_are_told_of_each_other(statement: str, words: str) -> None:
    other = {
        "title": 'dcterms:title "tides of x"@de', "landing page": "dcat:landingPage <http://example.org/tides>",
        "DOI": "adms:identifier <https://doi.org/10.5555/tides>",
    }[words]  # fmt: skip
    both = dataset("a", statement), dataset("b", other)
    (said,) = messages("datasets/a", *both)
    assert said.startswith(f"datasets/b has the same {words}.")
    (said,) = messages("datasets/b", *both)
    assert said.startswith(f"datasets/a has the same {words}.")
    related = dataset("a", f"{statement} ;\n    dcterms:relation <datasets/b>"), both[1]
    assert messages("datasets/a", *related) == messages("datasets/b", *related) == []


def test_five_are_named_and_the_rest_is_counted() -> None:
    files = [dataset(f"d{number}", 'dcterms:title "One"@en') for number in range(9)]
    (said,) = messages("datasets/d8", *files)
    assert said.startswith("datasets/d0, datasets/d1, datasets/d2, datasets/d3, datasets/d4 and 3 more have the same")


def evidence(slug: str) -> RecordFile:
    text = f"<evidence/{slug}> a prov:Bundle ; foaf:primaryTopic <datasets/{slug}> ."
    return file("evidence", f"evidence/{slug}", text)


def test_a_dataset_without_evidence_is_told_where_others_have_some() -> None:
    assert messages("datasets/a", dataset("a")) == []
    said = messages("datasets/a", dataset("a"), dataset("b"), evidence("b"))
    assert said == ["No evidence record says where the facts of this dataset come from. Write records/evidence/a.ttl."]
    assert messages("datasets/b", dataset("a"), dataset("b"), evidence("b")) == []


@pytest.mark.parametrize(
    ("target", "said"),
    [
        ("agents/ada-lovelase", "agents/ada-lovelase does not exist; did you mean agents/ada-lovelace? Or"),
        ("sources/x", "sources/x does not exist. Create records/sources/x.ttl."),
        ("agents/ada-lovelace#address", "agents/ada-lovelace does not describe agents/ada-lovelace#address"),
        ("ns/own#leval", "ns/own does not describe ns/own#leval; did you mean ns/own#level?"),
        ("datasets/a#rights", "datasets/a does not describe datasets/a#rights"),
        ("survey", "survey does not exist. Create records/survey.ttl."),
    ],
)  # fmt: skip
def test_a_reference_that_leads_nowhere_is_told_in_any_property(target: str, said: str) -> None:
    agent = file("agent", "agents/ada-lovelace", "<agents/ada-lovelace> a foaf:Agent .")
    ontology = file("ontology", "ns/own", "<ns/own> a own:Ontology . own:level a own:Property .")
    (finding,) = findings("datasets/a", agent, ontology, dataset("a", f"dcterms:relation <{target}>"))
    assert finding.severity is Severity.WARNING
    assert finding.message.startswith(said)
    assert finding.line == 8


@pytest.mark.parametrize("target", ["agents/ada-lovelace", "sparql", "ns/context.jsonld", "https://example.org/x"])
def test_a_reference_that_leads_somewhere_is_no_fault(target: str) -> None:
    agent = file("agent", "agents/ada-lovelace", "<agents/ada-lovelace> a foaf:Agent .")
    assert messages("datasets/a", agent, dataset("a", f"dcterms:relation <{target}>")) == []


def test_a_reference_to_a_record_that_is_refused_says_so() -> None:
    agent = file("agent", "agents/ada", "<agents/ada> a foaf:Agent")
    (said,) = messages("datasets/a", agent, dataset("a", "dcterms:creator <agents/ada>"))
    assert (
        said == "records/agents/ada.ttl can't be published as it is, so that agents/ada does not exist; mend it first."
    )


# The keys of what is published


def entry(slug: str, keys: Sequence[str]) -> Entry:
    record = dataset(slug).record
    return Entry(record, frozenset(), "new", keys=frozenset(keys))


def test_the_ledger_names_some_that_share_a_key_and_counts_all(tmp_path: Path) -> None:
    ledger = Ledger.in_folder(tmp_path)
    ledger.append([entry(f"d{number}", ["title one"]) for number in range(9)], "a")
    names, count = ledger.sharing("title one", {"datasets/d0", "datasets/d8"})
    assert (names, count) == ([f"datasets/d{number}" for number in (1, 2, 3, 4, 5)], 7)
    ledger.append([entry("d1", [])], "a")
    assert ledger.sharing("title one", set())[1] == 8
    assert ledger.sharing("title two", set()) == ([], 0)
    ledger.close()


def test_a_ledger_that_was_written_before_there_were_keys_gets_them(tmp_path: Path) -> None:
    ledger = Ledger.in_folder(tmp_path)
    record = dataset("a", 'dcterms:title "One"@en').record
    ledger.append([Entry(record, frozenset(), "new")], "a")
    ledger.close()
    engine = sa.create_engine(database.in_folder(tmp_path))
    with engine.begin() as connection:
        DATASET_KEY.drop(connection)
    engine.dispose()
    again = Ledger.in_folder(tmp_path)
    assert again.sharing("title one", set()) == (["datasets/a"], 1)
    again.close()


def test_the_gate_keeps_keys_in_step(published: Registry) -> None:
    ledger = published.ledger
    with ledger.engine.connect() as connection:
        keys = set(connection.scalars(sa.select(DATASET_KEY.c.name)))
    assert keys == set(ledger.names("dataset"))
