"""`radcat.connect`: each question has the same answer over HTTP and from a folder, and every error says what to do."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from rdflib import Graph
from tests.conftest import BASE, serving
from tests.ports import free_port

import radcat
from radcat.client.connection import Connection
from radcat.client.solutions import frame, solutions
from radcat.errors import CatalogueUnreachable, MissingExtra, QuestionRefused, RegistryError

REPOSITORY = Path(__file__).parent.parent.parent


@pytest.fixture(scope="module")
def catalogues(catalogue_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Connection]]:
    """The catalogue of this repository, served by a server of its own, and read from its folder."""
    data = shutil.copytree(catalogue_data, tmp_path_factory.mktemp("connected") / "data")
    with pytest.MonkeyPatch.context() as patch, serving(REPOSITORY, data, RADCAT_BASE_IRI=BASE) as address:
        patch.setenv("RADCAT_BASE_IRI", BASE)
        with radcat.connect(address) as served, radcat.connect(REPOSITORY, data=data) as folder:
            yield {"served": served, "folder": folder}


@pytest.fixture(params=["served", "folder"])
def catalogue(request: pytest.FixtureRequest, catalogues: dict[str, Connection]) -> Connection:
    return catalogues[request.param]


QUERY = f"""PREFIX dcat: <http://www.w3.org/ns/dcat#>
PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>
PREFIX radcat: <{BASE}ns/radcat#>
SELECT ?slug ?n {{ ?d a dcat:Dataset ; dcterms:identifier ?slug ; radcat:count/rdf:value ?n }} ORDER BY ?slug ?n"""
QUESTIONS: dict[str, Callable[[Connection], Any]] = {
    "search": lambda c: (list(c.search("lung", modality="CT")), c.search("lung").facets),
    "all": lambda c: [hit.slug for hit in c],
    "get": lambda c: (c.get("covidx-cxr").turtle, c.get("covidx-cxr").written("bib")),
    "compare": lambda c: c.compare("covidgr", "stoic2021"),
    "leakage": lambda c: c.leakage("covidx-cxr@V9A/train", ["midrc-ricord-1c", "covidgr"]),
    "licences": lambda c: c.licences("covid-qu-ex", "midrc-ricord-1a"),
    "lineage": lambda c: c.lineage("covidx-cxr@V9A"),
    "facts": lambda c: c.facts("covid19-ct-seg-20"),
    "findings": lambda c: (c.findings("covidx-cxr"), len(c.findings())),
    "select": lambda c: c.select(QUERY),
    "ask": lambda c: c.ask("ASK { ?s ?p ?o }"),
    "graph": lambda c: len(c.graph("CONSTRUCT { ?s a ?class } WHERE { ?s a ?class } LIMIT 9")),
}


@pytest.mark.parametrize("question", QUESTIONS)
def test_a_question_has_one_answer_wherever_the_catalogue_is(catalogues: dict[str, Connection], question: str) -> None:
    answers = [QUESTIONS[question](each) for each in catalogues.values()]
    assert answers[0]
    assert answers[0] == answers[1]


def test_a_search_is_read_a_page_at_a_time(catalogue: Connection, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = list[Any]()
    whole = catalogue._json
    monkeypatch.setattr(catalogue, "_json", lambda *given, **named: asked.append(given) or whole(*given, **named))
    hits = catalogue.search(per_page=10)
    assert (len(hits), len(asked)) == (79, 1)
    assert hits[3].slug != hits[4].slug
    assert len(asked) == 1
    assert hits[-1].slug == list(catalogue)[-1].slug
    assert [hit.iri for hit in hits[8:12]] == [hits[place].iri for place in range(8, 12)]
    with pytest.raises(IndexError, match="there are 79 hits"):
        hits[79]
    assert len(catalogue) == 79


def test_a_search_that_finds_nothing_is_empty(catalogue: Connection) -> None:
    hits = catalogue.search("xyzzy-plugh")
    assert (len(hits), list(hits)) == (0, [])


def test_a_search_that_was_widened_says_so(catalogue: Connection) -> None:
    relaxed = catalogue.search("xyzzy lung masks quaternion").relaxed
    assert relaxed is not None
    assert relaxed["dropped"] == ["xyzzy", "quaternion"]
    assert catalogue.search("lung").relaxed is None


def test_a_facet_counts_what_its_choice_finds(catalogue: Connection) -> None:
    (value,) = [each for each in catalogue.search().facets["access-rights"] if each.value == "PUBLIC"]
    assert len(catalogue.search(access_rights="PUBLIC")) == value.count > 20
    assert len(catalogue.search(modality=["CT", "US"])) > len(catalogue.search(modality="CT"))


def test_a_dataset_is_its_record_and_all_its_formats(catalogue: Connection) -> None:
    dataset = catalogue.get(f"{BASE}datasets/covid19-ct-seg-20")
    assert str(dataset.iri) == f"{BASE}datasets/covid19-ct-seg-20"
    assert dataset.title.startswith("COVID-19 CT Lung")
    assert dataset.description
    assert dataset.values("http://purl.org/dc/terms/license") == ["https://creativecommons.org/licenses/by/4.0/"]
    assert isinstance(dataset.graph, Graph)
    assert dataset.written("bib").startswith("@")
    with pytest.raises(QuestionRefused, match=r"\.docx is not available here"):
        dataset.written("docx")


def test_values_of_solutions_are_python_s_own(catalogue: Connection) -> None:
    rows = catalogue.select(QUERY)
    assert {type(row["n"]) for row in rows} == {int}
    assert catalogue.select("SELECT ?a ?b { VALUES (?a ?b) { (1.5 UNDEF) } }") == [{"a": 1.5, "b": None}]


def test_solutions_are_a_data_frame_with_types(catalogue: Connection) -> None:
    found = catalogue.query(QUERY)
    assert list(found.columns) == ["slug", "n"]
    assert [str(kind) for kind in found.dtypes] == ["string", "Int64"]
    assert found["n"].sum() > 100_000
    mixed = catalogue.query('SELECT ?a ?b { VALUES (?a ?b) { (1 true) (UNDEF false) ("x" UNDEF) } }')
    assert [str(kind) for kind in mixed.dtypes] == ["object", "boolean"]
    assert len(catalogue.query("SELECT ?nothing { VALUES ?nothing { } }")) == 0


def test_names_are_in_the_language_that_is_wanted(catalogues: dict[str, Connection]) -> None:
    connection = Connection(catalogues["folder"]._transport, "de")
    assert [duty.label for duty in connection.licences("stoic2021").duties] == [
        "Urheber nennen",
        "Hinweise beibehalten",
    ]


def test_a_fact_says_who_contradicts_it(catalogue: Connection) -> None:
    disputed = [fact for fact in catalogue.facts("covid19-ct-seg-20") if fact.disputed_by]
    licence = [fact for fact in disputed if fact.property == "http://purl.org/dc/terms/license"]
    assert {each.property for each in disputed if each not in licence} == {f"{BASE}ns/radcat#count"}
    assert licence[0].disputed_by[0].values == ("CC BY-NC-SA 4.0",)
    assert licence[0].confidence == "secondary"


@pytest.mark.parametrize(
    ("ask", "status", "says"),
    [
        (lambda c: c.get("nothing"), 404, "no published record is called datasets/nothing"),
        (lambda c: c.leakage("covidx-cxr@V7", "covidgr"), 404, "covidx-cxr@V9A"),
        (lambda c: c.compare("covidgr"), 400, "2 to 8 datasets"),
        (lambda c: c.facts("nothing"), 404, "nothing"),
        (lambda c: c.facts(""), 400, "name the dataset"),
        (lambda c: c.licences(), 400, "name one or more"),
        (lambda c: c.search(colour="red"), 400, "colour"),
        (lambda c: c.select("SELECT * {"), 400, "not closed"),
        (lambda c: c.select("INSERT DATA { <a:a> <a:b> <a:c> }"), 400, ""),
        (lambda c: c.select("SELECT * { SERVICE <https://x.example/> { ?s ?p ?o } }"), 400, "SERVICE"),
    ],
)
def test_what_the_catalogue_refuses_is_an_error_that_says_what_to_do(
    catalogue: Connection, ask: Callable[[Connection], Any], status: int, says: str
) -> None:
    with pytest.raises(QuestionRefused) as refused:
        ask(catalogue)
    assert refused.value.status == status
    assert says in str(refused.value)


def test_where_nobody_answers_the_address_is_named() -> None:
    with pytest.raises(CatalogueUnreachable, match=r"127\.0\.0\.1") as missed:
        radcat.connect(f"http://127.0.0.1:{free_port()}")
    assert "Check the address" in str(missed.value)


def test_a_folder_without_a_catalogue_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RegistryError):
        radcat.connect(tmp_path / "nothing")


def test_without_pandas_solutions_are_still_had(monkeypatch: pytest.MonkeyPatch) -> None:
    document = {"head": {"vars": ["a"]}, "results": {"bindings": [{"a": {"type": "bnode", "value": "b0"}}, {}]}}
    monkeypatch.setitem(sys.modules, "pandas", None)
    assert solutions(document) == (["a"], [{"a": "b0"}, {"a": None}])
    with pytest.raises(MissingExtra, match=r"pip install 'radcat\[pandas\]'"):
        frame(document)


def test_importing_the_package_loads_nothing_of_it() -> None:
    program = "import sys, radcat; print([name for name in sys.modules if name.startswith('radcat.')], radcat.connect)"
    shown = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, env=dict(os.environ), timeout=60
    ).stdout
    assert shown.startswith("[] <function connect")
