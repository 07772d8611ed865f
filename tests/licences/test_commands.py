"""`radcat licences`, as somebody types it."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from functools import partial

import pytest
from click.testing import Result

from radcat.errors import UnknownRecord

Run = Callable[..., Result]


@pytest.fixture
def run(on_catalogue: Run) -> Run:
    """Run the command over the catalogue that was published for all tests."""
    return partial(on_catalogue, "licences")


def test_the_text_has_terms_conflicts_duties_sources_and_no_advice(run: Run) -> None:
    found = run("covid-qu-ex", "midrc-ricord-1a", "covid19-ct-seg-20")
    assert found.exit_code == 0, found.output
    for part in (
        "covid-qu-ex: CC-BY-SA-4.0",
        "Disputed: ",
        "Commercial use                forbidden",
        "Credit the makers: covid-qu-ex, midrc-ricord-1a, covid19-ct-seg-20",
        "no terms fit both: Changed versions must carry the terms of CC-BY-SA-4.0",
        "No licence of these fits",
        "Freer than its source",
        "no legal advice",
    ):
        assert part in found.output


def test_the_json_has_the_members_that_programs_rely_on(run: Run) -> None:
    answer = json.loads(run("covid-qu-ex", "stoic2021", "--format", "json").output)
    assert {"conflicts", "duties", "freer_than_source", "unknown", "common_terms", "sets"} <= answer.keys()
    assert {each["kind"] for each in answer["conflicts"]} == {"no-common-terms", "stricter-decides"}
    assert all(each["reason"] for each in answer["conflicts"])


def test_the_csv_has_a_row_a_dataset_and_one_for_all(run: Run) -> None:
    rows = list(csv.DictReader(io.StringIO(run("stoic2021", "tcia-covid-19-ar", "--format", "csv").output)))
    assert [(row["set"], row["licence"], row["commercial"]) for row in rows] == [
        ("stoic2021", "CC-BY-NC-4.0", "forbidden"),
        ("tcia-covid-19-ar", "CC-BY-4.0", "allowed"),
        ("together", "CC-BY-NC-4.0", "forbidden"),
    ]


@pytest.mark.parametrize(
    ("chosen", "faults", "status"),
    [
        (["stoic2021"], ["conflict", "unknown", "freer"], 0),
        (["stoic2021", "tcia-covid-19-ar"], ["conflict"], 1),
        (["stoic2021", "covid-ct-rate"], ["unknown"], 1),
        (["stoic2021", "covid-ct-rate"], ["conflict"], 0),
        (["covid19-ct-seg-20"], ["freer"], 1),
    ],
)
def test_the_exit_status_tells_a_build_to_stop(run: Run, chosen: list[str], faults: list[str], status: int) -> None:
    options = [part for fault in faults for part in ("--fail-on", fault)]
    assert run(*chosen, *options).exit_code == status


def test_what_means_nothing_is_an_error(run: Run) -> None:
    assert isinstance(run("nothing-of-the-kind").exception, UnknownRecord)
    assert run().exit_code == 2
