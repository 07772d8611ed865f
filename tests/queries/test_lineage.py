"""Queries about what was made from what: their answers are worked out here a second time, without SPARQL."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any, Final

import pytest
from rdflib import DCTERMS, PROV, Graph, URIRef
from tests.queries.saved import BASE, DATASETS, Answer, Saved

from radcat.asking import bound


def _origins(records: Graph, slug: str) -> set[str]:
    """Everything that a dataset was derived from, followed here without SPARQL."""
    found: set[Any] = set()
    ahead: list[Any] = [URIRef(f"{BASE}datasets/{slug}")]
    while ahead:
        new = set(records.objects(ahead.pop(), PROV.wasDerivedFrom)) - found
        found |= new
        ahead += new
    return {str(origin).removeprefix(BASE) for origin in found}


DERIVED: Final = ("covidx-cxr", "covidx-ct", "covid-qu-ex", "pocus-covid19", "hannover-covid19")


@pytest.mark.parametrize("slug", DERIVED)
def test_ancestors_are_followed_to_the_end(solve: Callable[..., Answer], records: Graph, slug: str) -> None:
    found = {row["ancestor"] for row in solve("ancestors", dataset=f"<datasets/{slug}>")}
    assert found == _origins(records, slug)


@pytest.mark.parametrize("name", ["datasets/sirm-covid19", "datasets/covidx-cxr", "externals/kermany-chest-x-ray"])
def test_descendants_are_those_that_have_it_as_an_ancestor(
    solve: Callable[..., Answer], records: Graph, name: str
) -> None:
    found = {row["descendant"] for row in solve("descendants", dataset=f"<{name}>")}
    assert found == {f"datasets/{slug}" for slug in DATASETS if name in _origins(records, slug)}


@pytest.mark.parametrize("slug", DERIVED)
def test_datasets_that_share_a_source_are_found_with_the_number_of_sources(
    solve: Callable[..., Answer], records: Graph, slug: str
) -> None:
    own = _origins(records, slug)
    shared = {f"datasets/{s}": len(own & _origins(records, s)) for s in DATASETS if s != slug}
    found = {row["other"]: int(row["sources"]) for row in solve("shared-sources", dataset=f"<datasets/{slug}>")}
    assert found == {name: number for name, number in shared.items() if number}


@pytest.mark.parametrize("slug", DERIVED)
def test_no_safe_test_set_is_related(solve: Callable[..., Answer], records: Graph, slug: str) -> None:
    own = {f"datasets/{slug}", *_origins(records, slug)}
    found = {row["other"] for row in solve("safe-test-sets", dataset=f"<datasets/{slug}>")}
    assert found, "an external test set that nobody can find is of no use"
    for name in found:
        assert not own & {name, *_origins(records, name.removeprefix("datasets/"))}, name


def test_a_part_of_a_source_is_no_safe_test_set(solve: Callable[..., Answer]) -> None:
    """SIIM-FISABIO-RSNA took images from RICORD 1c, which is a part of MIDRC, as are 1a and 1b."""
    found = {row["other"] for row in solve("safe-test-sets", dataset="<datasets/siim-fisabio-rsna-covid19>")}
    assert found.isdisjoint({"datasets/midrc", "datasets/midrc-ricord-1a", "datasets/midrc-ricord-1c"})


@pytest.mark.parametrize(
    ("one", "other", "shared"),
    [
        ("covidx-cxr", "covid19-radiography-database", True),
        ("covidx-cxr", "sirm-covid19", True),
        ("sirm-covid19", "covidx-cxr", True),
        ("midrc", "midrc-ricord-1c", True),
        ("covidx-cxr", "polcovid", False),
        ("mosmeddata", "covid-ctset", False),
    ],
)
def test_two_datasets_may_share_images_when_a_derivation_links_them(
    ask: Callable[[str, str], bytes], one: str, other: str, shared: bool
) -> None:
    text = bound(Saved.read("share-images").text, {"one": f"<datasets/{one}>", "two": f"<datasets/{other}>"})
    assert json.loads(ask(text, "application/sparql-results+json"))["boolean"] is shared


def test_the_graph_of_derivations_holds_every_derivation_and_every_title(
    ask: Callable[[str, str], bytes], records: Graph
) -> None:
    found = Graph().parse(data=ask(Saved.read("derivation-graph").text, "application/n-triples"), format="nt")
    assert set(found.subject_objects(PROV.wasDerivedFrom)) == set(records.subject_objects(PROV.wasDerivedFrom))
    nodes = {node for s, p, o in found if p in (PROV.wasDerivedFrom, DCTERMS.isPartOf) for node in (s, o)}
    assert nodes == set(found.subjects(DCTERMS.title))
