"""`radcat lineage` and `radcat leakage`, as somebody types them."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable

import pytest
from click.testing import Result

from radcat.errors import RegistryError

Run = Callable[..., Result]


@pytest.fixture
def run(on_catalogue: Run) -> Run:
    """Run a command over the catalogue that was published for all tests."""
    return on_catalogue


def test_leakage_as_text_has_verdict_way_source_and_ways_out(run: Run) -> None:
    found = run("leakage", "--train", "covidx-cxr@V9A/train", "--test", "midrc-ricord-1c")
    assert found.exit_code == 0, found.output
    for part in (
        "shares: they share images (896 images)",
        "is derived from",
        "verified:",
        "Leave out of",
        "Not known:",
    ):
        assert part in found.output


def test_leakage_as_json_has_the_members_that_programs_rely_on(run: Run) -> None:
    found = run("leakage", "--train", "covid-ctset,covidx-cxr", "--test", "sirm-covid19", "--format", "json")
    answer = json.loads(found.output)
    assert answer["verdict"] == "shares"
    assert [(pair["train"], pair["test"], pair["verdict"]) for pair in answer["pairs"]] == [
        ("covid-ctset", "sirm-covid19", "none-known"), ("covidx-cxr", "sirm-covid19", "shares"),
    ]  # fmt: skip
    assert answer["pairs"][0]["paths"] == []
    assert answer["pairs"][1]["images"] is None
    assert len(answer["pairs"][1]["paths"]) == 2


def test_leakage_as_csv_has_a_row_a_pair(run: Run) -> None:
    found = run("leakage", "--train", "covidx-cxr@V9A/train", "--test", "midrc-ricord-1c,covidgr", "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(found.output)))
    assert [(row["test"], row["verdict"], row["images"]) for row in rows] == [
        ("midrc-ricord-1c", "shares", "896"), ("covidgr", "none-known", ""),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("grade", "test", "status"),
    [
        ("shares", "sirm-covid19", 1),
        ("may-share", "sirm-covid19", 1),
        ("shares", "siim-fisabio-rsna-covid19", 0),
        ("may-share", "siim-fisabio-rsna-covid19", 1),
        ("undocumented", "covidgr", 0),
    ],
)
def test_the_exit_status_tells_a_build_to_stop(run: Run, grade: str, test: str, status: int) -> None:
    assert run("leakage", "--train", "covidx-cxr", "--test", test, "--fail-on", grade).exit_code == status


def test_what_means_nothing_is_an_error_that_says_what_to_do(run: Run) -> None:
    found = run("leakage", "--train", "covidx-cxr@V7", "--test", "covidgr")
    assert isinstance(found.exception, RegistryError)
    assert "covidx-cxr@V9A" in str(found.exception)


def test_a_set_on_both_sides_is_said_to_be_one(run: Run) -> None:
    found = run("leakage", "--train", "covidgr", "--test", "covidgr")
    assert "It is the same set; take it out of one side." in found.output


def test_lineage_as_text_has_one_step_and_all_steps(run: Run) -> None:
    found = run("lineage", "sirm-covid19")
    assert found.exit_code == 0, found.output
    assert "Used in: 4" in found.output
    assert "COVIDx CXR (covidx-cxr): 2 steps" in found.output


def test_lineage_lists_what_was_compared_with_each_source_as_its_page_does(run: Run) -> None:
    text = run("lineage", "covidx-cxr@V8A/train").output
    assert re.search(r"^Compared: (\d+)$", text, re.MULTILINE)[1] == str(text.count(" in common"))  # type: ignore[index]
    compared = json.loads(run("lineage", "covidx-cxr@V8A/train", "--format", "json").output)["compared"]
    assert len(compared) == text.count(" in common")
    for link in compared:
        assert link["relation"] == "overlaps"
        assert link["sources"]
        assert f"{link['of_title']} and {link['to_title']} have " in text
    assert "Compared: nothing on record" in run("lineage", "covid-ctset").output
    assert json.loads(run("lineage", "covid-ctset", "--format", "json").output)["compared"] == []


def test_lineage_as_json_and_json_ld_name_the_same_works(run: Run) -> None:
    answer = json.loads(run("lineage", "covidx-cxr@V9A", "--format", "json").output)
    graph = json.loads(run("lineage", "covidx-cxr@V9A", "--format", "jsonld").output)["@graph"]
    assert answer["set"] == "covidx-cxr@V9A"
    assert {each["iri"] for each in answer["ancestors"]} <= {node["@id"] for node in graph}
