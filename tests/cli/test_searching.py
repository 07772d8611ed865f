"""`radcat search`, as somebody types it."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from functools import partial

import pytest
from click.testing import Result

Run = Callable[..., Result]


@pytest.fixture
def run(on_catalogue: Run) -> Run:
    """Run the command over the catalogue that was published for all tests."""
    return partial(on_catalogue, "search")


def test_the_words_of_the_issue_give_json(run: Run) -> None:
    result = run("lung", "--facet", "modality=ct", "--format", "json")
    assert result.exit_code == 0, result.output
    answer = json.loads(result.stdout)
    assert answer["total"] == len(answer["hits"]) or answer["total"] > 20
    assert [v["value"] for v in answer["facets"]["modality"] if v["selected"]] == ["CT"]
    assert answer["sparql"].startswith("PREFIX")


def test_a_pipe_gets_addresses(run: Run) -> None:
    result = run("ultrasound")
    assert result.stdout.splitlines() == sorted(result.stdout.splitlines(), key=result.stdout.splitlines().index)
    assert all(line.startswith("http://127.0.0.1:8000/datasets/") for line in result.stdout.splitlines())
    assert "datasets" in result.stderr


def test_a_table_marks_and_pages(run: Run) -> None:
    result = run("ct", "--format", "table", "--per-page", "3", "--facets")
    assert "more; add --page 2" in result.stdout
    assert "modality=CT" in result.stdout
    assert "Licence:" in result.stdout


def test_csv_has_a_column_a_facet(run: Run) -> None:
    rows = list(csv.DictReader(io.StringIO(run("--facet", "modality=US", "--format", "csv").stdout)))
    assert {"iri", "title", "modality", "licence"} <= rows[0].keys()


def test_sparql_can_be_piped_into_query(run: Run) -> None:
    assert "SELECT DISTINCT ?dataset" in run("--facet", "modality=US", "--format", "sparql").stdout


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("xyzzy",), 1, "0 datasets"),
        (("--facet", "modality=zz"), 1, "modality has no value zz"),
        (("--facet", "colour=red"), 2, "has no parameter 'colour'"),
        (("--facet", "modality"), 2, "write NAME=VALUE"),
        (("--page", "0"), 2, "0 is not in the range"),
        (("segmentatoin",), 0, "words like segmentatoin count"),
        (("ct", "AND", "mri"), 0, "are not operators"),
        (("--facet", "licence=CC0-1.0", "--facet", "access=dua"), 1, "without"),
    ],
)
def test_what_goes_wrong_is_said(run, arguments: tuple[str, ...], code: int, said: str) -> None:  # type: ignore[no-untyped-def]
    result = run(*arguments)
    assert result.exit_code == code
    assert said in result.stderr
