"""Test sets that a choice of training sets can be tested on are those that the judge finds nothing against."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from tests.lineage.graphs import name, works

from radcat.catalogue import Catalogue
from radcat.ledger.entries import Entry, Status
from radcat.ledger.versions import Ledger
from radcat.lineage import reading
from radcat.lineage.remedies import clean
from radcat.lineage.verdicts import Judge, Verdict
from radcat.model import Record

GRAPH = """
train is compiled
train from source
open is partly
open from other
source is own
other is own
apart is own
sibling is compiled
sibling from source
cousin is compiled
cousin from sibling
unstated has 5
"""
COMPARED = f"{GRAPH}train shares apart 7\ntrain shares cousin 0\n"


def catalogue(folder: Path, text: str) -> Catalogue:
    """A catalogue that holds the datasets of a graph, all of one modality."""
    ledger = Ledger.in_folder(folder)
    entries = []
    for record, lineage in works(text).read.items():
        said = replace(lineage, modalities=("ns/modality/ct",))
        turtle = f"<{record}> a <http://www.w3.org/ns/dcat#Dataset> .".encode()
        entries.append(Entry(Record("dataset", record, turtle), frozenset(), "made", lineage=said))
    ledger.append(entries, "tests")
    return Catalogue(ledger, "https://data.example.org/")


def found(catalogue: Catalogue, *train: str) -> set[str]:
    graph, chosen = reading.chosen(catalogue, train)
    return {
        work.name.partition("/")[2] for work, _ in clean(catalogue, graph, [choice.work for choice in chosen]).found
    }


@pytest.mark.parametrize("text", [GRAPH, COMPARED])
@pytest.mark.parametrize("train", [("train",), ("apart",), ("open",), ("train", "other"), ("train", "open")])
def test_a_set_is_clean_if_the_judge_knows_nothing_that_it_shares(
    tmp_path: Path, text: str, train: tuple[str, ...]
) -> None:
    graph = works(text)
    judge = Judge(graph)
    stated = [work for work in graph.known.values() if work.composition in ("own", "compiled")]
    expected = {
        work.name.partition("/")[2]
        for work in stated
        if all(judge.pair(graph.work(name(one)), work).verdict is Verdict.NONE_KNOWN for one in train)
    }
    assert found(catalogue(tmp_path, text), *train) == expected


def test_what_is_published_later_is_tried_too(tmp_path: Path) -> None:
    kept = catalogue(tmp_path, GRAPH)
    assert found(kept, "train") == {"other", "apart"}
    gone = Record("dataset", "datasets/apart", b"")
    kept.ledger.append([Entry(gone, frozenset(), "gone", Status.WITHDRAWN)], "tests")
    assert found(kept, "train") == {"other"}
