"""`radcat compare`, as somebody types it."""

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
    return partial(on_catalogue, "compare")


def test_the_words_of_the_issue_give_csv(run: Run) -> None:
    result = run("covid-ctset", "covidx-cxr", "--format", "csv")
    assert result.exit_code == 0, result.output
    rows = {row["property"]: row for row in csv.DictReader(io.StringIO(result.stdout, newline=""))}
    assert list(rows["modality"].values()) == ["Images and patients", "modality", "CT", "X-ray"]
    assert rows["counts: Patient"]["covidx-cxr"] == "45342"
    assert rows["metadata offered"]["covidx-cxr"] == "unknown"
    assert rows["licence"]["covidx-cxr"] == "not stated"


def test_a_pipe_gets_csv(run: Run) -> None:
    assert run("covid-ctset", "covidx-cxr").stdout == run("covid-ctset", "covidx-cxr", "--format", "csv").stdout


def test_only_differences_leaves_out_what_is_alike(run: Run) -> None:
    result = run("covid-ctset", "covidx-cxr", "--format", "json")
    rows = json.loads(result.stdout)["rows"]
    few = json.loads(run("covid-ctset", "covidx-cxr", "--only-differences", "--format", "json").stdout)["rows"]
    assert few == [row for row in rows if row["differs"]]
    assert len(few) < len(rows)


def test_a_table_marks_rows_that_differ_and_says_how_many(run: Run) -> None:
    result = run("covid-ctset", "covidx-cxr", "--format", "table")
    lines = result.stdout.splitlines()
    assert [line for line in lines if "modality" in line and "≠" in line]
    assert [line for line in lines if "theme" in line and "≠" not in line]
    assert "rows differ" in result.stderr
    assert "63,849" in result.stdout


@pytest.mark.parametrize(("form", "begins"), [("markdown", "|  | [COVID-CTset](<"), ("latex", "% needs \\usepackage")])
def test_it_can_be_put_into_a_paper(run: Run, form: str, begins: str) -> None:
    assert run("covid-ctset", "covidx-cxr", "--format", form).stdout.startswith(begins)


@pytest.mark.parametrize(
    ("slugs", "said"),
    [
        (("covid-ctset", "covid-ctse"), "no published record is called datasets/covid-ctse; did you mean covid-ctset"),
        (("covid-ctset",), "only covid-ctset was named; name more of them"),
        ((), "none was named"),
        (("covid-ctset", "covid-ctset"), "covid-ctset was named 2 times; name each dataset once"),
        (tuple(f"x{number}" for number in range(90)), "90 datasets were named, and a comparison has room for 8"),
        (("covid-ctset", "agents/mila"), "no published record is called datasets/agents/mila"),
    ],
)
def test_what_can_not_be_compared_is_said_in_a_line(run: Run, slugs: tuple[str, ...], said: str) -> None:
    result = run(*slugs)
    assert result.exit_code == 2
    assert said in result.stderr
    assert result.stdout == ""
