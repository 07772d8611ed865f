"""Queries about how sure we are of what, and who says otherwise."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable

from tests.queries.saved import DATASETS, RADCAT, Answer


def test_the_degrees_of_confidence_add_up_to_the_facts_of_all_datasets(solve: Callable[..., Answer]) -> None:
    degrees = {row["confidence"]: int(row["facts"]) for row in solve("facts-by-confidence")}
    per_dataset = solve("unverified-facts")
    assert sum(degrees.values()) == sum(int(row["facts"]) for row in per_dataset)
    assert degrees["Unverified"] == sum(int(row["unverified"]) for row in per_dataset)
    assert all(degrees.values())


def test_a_dataset_without_unverified_facts_names_no_properties(solve: Callable[..., Answer]) -> None:
    for row in solve("unverified-facts"):
        assert bool(row.get("properties")) == (row["unverified"] != "0"), row["dataset"]


def test_the_evidence_of_every_dataset_is_complete(solve: Callable[..., Answer]) -> None:
    """As many claims as the table of unverified facts counts, each with a value and a source."""
    rows = solve("evidence", dataset=" ".join(f"<datasets/{slug}>" for slug in DATASETS))
    assert len(rows) == len({row["claim"] for row in rows})
    assert all(row["values"] and row["sources"] for row in rows)
    claims = Counter(row["claim"].removeprefix("evidence/").partition("#")[0] for row in rows)
    facts = {row["dataset"].removeprefix("datasets/"): int(row["facts"]) for row in solve("unverified-facts")}
    assert claims == facts


def test_every_contradiction_shows_both_sides_their_sources_and_a_note(
    ask: Callable[[str, str], bytes], solve: Callable[..., Answer]
) -> None:
    rows = solve("contradictions")
    assert all(len(row) == 9 and all(row.values()) for row in rows), "a cell is empty"
    text = f"SELECT ?one ?other {{ ?one <{RADCAT}disagreesWith> ?other }}"
    found = json.loads(ask(text, "application/sparql-results+json"))["results"]["bindings"]
    assert len(rows) == len({frozenset(claim["value"] for claim in pair.values()) for pair in found})


def test_every_row_of_the_list_that_is_contradicted_is_in_the_list(solve: Callable[..., Answer]) -> None:
    named = {n for row in solve("contradictions") for n in re.findall(r", row ([0-9]+)", row["otherSources"])}
    assert named
    assert {int(n) for n in named} <= set(range(1, 18))


def test_no_reference_is_named_twice_and_the_first_carries_most(solve: Callable[..., Answer]) -> None:
    rows = solve("references")
    facts = [int(row["facts"]) for row in rows]
    assert facts == sorted(facts, reverse=True)
    assert len({row["reference"] for row in rows}) == len(rows)
