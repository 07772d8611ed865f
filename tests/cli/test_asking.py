"""ask: a saved query with values for its parameters."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result
from tests.cli.test_completion import complete

from radcat.errors import MalformedRequest, UnknownRecord

Run = Callable[..., Result]
RECORD = '''
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
<queries/title> a sh:SPARQLExecutable , sh:SPARQLSelectExecutable ; rdfs:label "What is it called?"@en ;
  sh:parameter <queries/title#dataset> ;
  sh:select """PREFIX dcterms: <http://purl.org/dc/terms/>
SELECT ?dataset { VALUES ?dataset { <datasets/skerry-float> } ?dataset dcterms:title ?t }""" .
<queries/title#dataset> sh:name "Dataset"@en ; sh:class <http://www.w3.org/ns/dcat#Dataset> ;
  sh:defaultValue <datasets/skerry-float> .
'''


@pytest.fixture
def asked(run: Run, catalogue_folder: Path) -> Run:
    """Runs `ask` on the example with one question."""
    (catalogue_folder / "records/queries").mkdir(exist_ok=True)
    (catalogue_folder / "records/queries/title.ttl").write_text(RECORD)
    assert run("sync").exit_code == 0
    return run


def test_questions_are_listed_with_their_parameters(asked: Run) -> None:
    assert asked("ask").stdout == "title  What is it called?\n    dataset=skerry-float  Dataset\n"


def test_a_question_is_asked_with_a_value_or_its_default(asked: Run) -> None:
    for values, slug in (((), "skerry-float"), (("dataset=gullhaven-hourly",), "gullhaven-hourly")):
        found = json.loads(asked("ask", "title", *values, "--format", "json").stdout)
        assert [row["dataset"]["value"].rpartition("/")[2] for row in found["results"]["bindings"]] == [slug]


def test_what_cannot_be_asked_is_said(asked: Run) -> None:
    assert isinstance(asked("ask", "title", "dataset=nothing").exception, MalformedRequest)
    assert isinstance(asked("ask", "nothing").exception, UnknownRecord)
    assert "NAME=VALUE" in asked("ask", "title", "gullhaven-hourly").stderr
    assert "twice" in asked("ask", "title", "dataset=a", "dataset=b").stderr
    assert asked("ask", "title", "--format", "turtle").exit_code == 2


def test_questions_parameters_and_values_are_completed(asked: Run, catalogue_folder: Path, tmp_path: Path) -> None:
    place = ["--root", str(catalogue_folder), "--data", str(tmp_path / "data")]
    assert complete("ask", *place, "t") == ["title"]
    assert complete("ask", *place, "title", "d") == ["dataset="]
    assert complete("ask", *place, "title", "dataset=sk") == ["dataset=skerry-float"]
