"""W3C's suites for SPARQL 1.0 and 1.1, over HTTP, against `radcat serve --scratch` and beside it the bare engine."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from tests.stores.servers import oxigraph

DOCUMENT = Path(__file__).parent.parent.parent / "docs" / "protocol.md"
Outcomes = dict[str, tuple[str, str, str]]  # test to category, result and message

_REWRITTEN = "the engine keeps the values of literals, not how they were written"
_GRAPH_ITERATION = "the engine evaluates a GRAPH ?g once, with ?g in its patterns, and not once for each graph"
_ZERO_LENGTH = "the engine finds no path of length zero at a term that is not in the data"
_TAGGED = "the engine's GROUP_CONCAT keeps the language tag that all have in common"
# What fails, and why: all in the evaluation, nothing in the protocols. A test that passes again has to leave.
ACCEPTED = {
    "sparql10/distinct#distinct-1": _REWRITTEN,
    "sparql10/distinct#distinct-9": _REWRITTEN,
    "sparql10/expr-builtin#dawg-str-1": _REWRITTEN,
    "sparql10/expr-builtin#dawg-str-2": _REWRITTEN,
    "sparql10/expr-builtin#sameTerm-eq": _REWRITTEN,
    "sparql10/expr-builtin#sameTerm-not-eq": _REWRITTEN,
    "sparql10/expr-builtin#sameTerm-simple": _REWRITTEN,
    "sparql10/expr-equals#eq-graph-1": _REWRITTEN,
    "sparql10/expr-equals#eq-graph-2": _REWRITTEN,
    "sparql11/csv-tsv-res#tsv03": _REWRITTEN,
    "sparql10/open-world#date-3": _REWRITTEN,
    "sparql10/open-world#date-2": "the engine takes dates with and without a time zone for unequal",
    "sparql10/open-world#open-eq-01": _REWRITTEN,
    "sparql10/graph#graph-optional": _GRAPH_ITERATION,
    "sparql10/graph#graph-variable-scope": _GRAPH_ITERATION,
    "sparql11/aggregates#agg-empty-group-count-graph": _GRAPH_ITERATION,
    "sparql11/bindings#graph": _GRAPH_ITERATION,
    "sparql11/negation#graph-minus": _GRAPH_ITERATION,
    "sparql11/property-path#zero_or_more_set_end": _ZERO_LENGTH,
    "sparql11/property-path#zero_or_more_set_start": _ZERO_LENGTH,
    "sparql11/property-path#zero_or_one_set_end": _ZERO_LENGTH,
    "sparql11/property-path#zero_or_one_set_start": _ZERO_LENGTH,
    "sparql11/aggregates#agg-groupconcat-04": _TAGGED,
    "sparql11/aggregates#agg-groupconcat-06": _TAGGED,
    "sparql11/functions#bnode01": "the engine's BNODE(x) is one blank node for x, not one in each solution",
    "sparql10/syntax-sparql3#syn-bad-26": "the engine reads `?x<?a&&?b>?y` as comparisons, not as an IRI",
}
# What needs other servers: 7 federated queries, 5 LOADs, and one query that is nothing but a SERVICE.
# The bare engine answers that one 200, with the failure where the solutions should be.
FEDERATED = "sparql11/syntax-fed#test_1"
NOT_RUN = {"entailment (optional)": 70, "federation (optional)": 7, "syntax update +": 5, "syntax query 11 +": 1}
HTTP = {
    "protocol": 34,
    "gsp indirect": 8,
    "gsp direct ids (optional)": 4,
    "gsp POST-creation (optional)": 1,
    "service description": 3,
    "results JSON": 4,
    "syntax update -": 13,
    "update evaluation": 94,
}


def run(harness: Path, query: str, update: str, graphs: str, folder: Path, *more: str) -> Outcomes:
    found = folder / "outcomes.json"
    command = [sys.executable, str(harness), "--query", query, "--update", update, "--gsp", graphs, *more]
    done = subprocess.run([*command, "--json", str(found)], capture_output=True, text=True, timeout=850, check=False)
    assert done.returncode in (0, 1), done.stdout + done.stderr
    rows = json.loads(found.read_text())
    outcomes = {row["test"]: (row["category"], row["result"], row["message"]) for row in rows}
    assert len(outcomes) == len(rows)
    return outcomes


def named(outcomes: Outcomes, result: str) -> set[str]:
    return {test for test, (_, found, _) in outcomes.items() if found == result}


@pytest.fixture(scope="module")
def ours(harness: Path, scratch: str, tmp_path_factory: pytest.TempPathFactory) -> Outcomes:
    """What became of each test against the scratch server."""
    endpoint = f"{scratch}sparql"
    return run(harness, endpoint, endpoint, f"{scratch}store", tmp_path_factory.mktemp("ours"))


@pytest.fixture(scope="module")
def engines(harness: Path, tmp_path_factory: pytest.TempPathFactory) -> Outcomes:
    """What became of each test against the engine's own server."""
    folder = tmp_path_factory.mktemp("engines")
    with oxigraph(folder) as address:
        root = address.query.removesuffix("query")
        return run(harness, address.query, f"{root}update", f"{root}store", folder)


def test_what_fails_is_what_is_known_to_fail(ours: Outcomes) -> None:
    assert named(ours, "fail") == set(ACCEPTED), [ours[test] for test in named(ours, "fail") ^ set(ACCEPTED)]


def test_what_is_not_run_needs_entailment_or_other_servers(ours: Outcomes) -> None:
    skipped = [ours[test] for test in named(ours, "skip")]
    assert Counter(category for category, _, _ in skipped) == NOT_RUN
    assert ours[FEDERATED][1] == "skip"


@pytest.mark.parametrize("category", HTTP)
def test_all_that_is_http_passes(ours: Outcomes, category: str) -> None:
    found = Counter(result for row, result, _ in ours.values() if row == category)
    assert found["pass"] == HTTP[category]
    assert not found["fail"]


def test_everything_that_the_bare_engine_passes_passes(ours: Outcomes, engines: Outcomes) -> None:
    assert named(engines, "pass") - named(ours, "pass") == {FEDERATED}
    assert len(named(engines, "pass")) >= 979
    assert len(named(ours, "pass")) == 992


@pytest.mark.parametrize(
    "options", [("--query-method", "get", "--result-format", "xml"), ("--query-method", "form", "--load", "update")]
)
def test_the_way_a_query_is_sent_and_answered_changes_nothing(
    harness: Path, scratch: str, ours: Outcomes, tmp_path: Path, options: tuple[str, ...]
) -> None:
    endpoint = f"{scratch}sparql"
    found = run(harness, endpoint, endpoint, f"{scratch}store", tmp_path, "--skip-sparql10", *options)
    assert {test: ours[test][1] for test in found} == {test: result for test, (_, result, _) in found.items()}


def test_the_documented_figures_are_those_measured(ours: Outcomes, engines: Outcomes) -> None:
    table = re.findall(r"^\| (.+?) \| (\d+) \| (\d+) \| (\d+) \|$", DOCUMENT.read_text(), re.MULTILINE)
    documented = {row[0]: tuple(map(int, row[1:])) for row in table}
    passed = [Counter(c for c, result, _ in found.values() if result == "pass") for found in (ours, engines)]
    run_at_all = Counter(category for category, _, _ in ours.values())
    measured = {
        category: (passed[0][category], passed[1][category], number)
        for category, number in run_at_all.items()
        if passed[0][category]
    }
    measured["all"] = tuple(map(sum, zip(*measured.values(), strict=True)))  # type: ignore[assignment]
    assert documented == measured
