"""The table that a site of files carries says of every pair what the judge says."""

from __future__ import annotations

import json
from itertools import product

import pytest

from radcat.bootstrap import Registry
from radcat.lineage import selection
from radcat.lineage.naming import Names
from radcat.lineage.table import Table, plain, table, to_json
from radcat.lineage.verdicts import Judge, Verdict


@pytest.fixture(scope="module")
def found(catalogue_registry: Registry) -> Table:
    made = table(catalogue_registry.catalogue)
    assert made is not None
    return made


def test_each_pair_has_the_verdict_and_what_is_not_known_of_the_judge(found: Table) -> None:
    listed = {frozenset((pair.train.name, pair.test.name)): pair for pair, _ in found.pairs}
    judge = Judge(found.works)
    unknown = {work.name: set(found.unknown[place]) for place, work in enumerate(found.sets)}
    for train, test in product(found.sets, repeat=2):
        pair = judge.pair(train, test)
        said = listed.get(frozenset((train.name, test.name)))
        is_open = any(found.works.work(work.record).is_open for work in (train, test))
        rest = Verdict.UNDOCUMENTED if is_open else Verdict.NONE_KNOWN
        assert (said.verdict if said else rest) == pair.verdict, (train.name, test.name)
        if said:
            assert (said.images, said.patients) == (pair.images, pair.patients)
        assert unknown[train.name] | unknown[test.name] == set(pair.unknown)


def test_every_selection_leads_to_its_set(found: Table) -> None:
    assert found.names["covidx-cxr@v9a/test"] == found.names[plain("covidx-cxr@V9A/test")]
    for text, place in found.names.items():
        assert selection.resolve(found.works, text).work == found.sets[place]
    slugs = {text for text in found.names if "/" not in text and "@" not in text}
    assert len(slugs) == 79


def test_the_document_is_small_and_names_all_by_their_places(catalogue_registry: Registry, found: Table) -> None:
    document = to_json(found, Names(catalogue_registry.catalogue, found.works), 1)
    assert len(json.dumps(document)) < 1_000_000
    for pair in document["pairs"]:
        assert all(place < len(document["sets"]) for place in pair["sets"])
        assert all(place < len(document["links"]) for way in (*pair["ways"], pair["compared"]) for place in way)
        if pair["verdict"] in ("shares", "may-share") and pair["sets"][0] != pair["sets"][1]:
            assert all(pair["leave_out"]), pair


def test_a_catalogue_with_too_many_related_pairs_has_no_table(
    catalogue_registry: Registry, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("radcat.lineage.table.MOST_PAIRS", 10)
    assert table(catalogue_registry.catalogue) is None
