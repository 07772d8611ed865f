"""The record of COVIDx CXR says what its image lists say: sizes, sources and what two lists have in common."""

from __future__ import annotations

from typing import Any

import pytest
from rdflib import PROV, RDF, Graph, URIRef
from tests.content.covidx_lists import ImageList, read_all, shared
from tests.material import suite

NAME = "datasets/covidx-cxr"


@pytest.fixture(scope="module")
def lists() -> dict[str, ImageList]:
    return read_all(suite("covidx"))


@pytest.fixture(scope="module")
def record(content: Any) -> Graph:
    graph: Graph = content.graphs[f"records/{NAME}.ttl"]
    return graph


class Reader:
    """Reads numbers off the record."""

    def __init__(self, content: Any, record: Graph) -> None:
        self._content, self._record = content, record

    def part(self, name: str) -> URIRef:
        found: URIRef = self._content.iri(f"{NAME}#{name}")
        return found

    def term(self, name: str) -> URIRef:
        found: URIRef = self._content.iri(f"ns/radcat#{name}")
        return found

    def number(self, node: Any, unit: str) -> int:
        wanted = self._content.iri(f"ns/unit/{unit}")
        counts = self._record.objects(node, self.term("count"))
        (found,) = (c for c in counts if self._record.value(c, self.term("unit")) == wanted)
        return int(str(self._record.value(found, RDF.value)))


@pytest.fixture(scope="module")
def reader(content: Any, record: Graph) -> Reader:
    return Reader(content, record)


def test_each_split_has_the_images_and_patients_of_its_list(reader: Reader, lists: dict[str, ImageList]) -> None:
    for name, each in lists.items():
        assert reader.number(reader.part(name), "image") == len(each.files)
        assert reader.number(reader.part(name), "patient") == len(each.patients)


def test_each_split_has_the_sources_of_its_list(
    content: Any, record: Graph, reader: Reader, lists: dict[str, ImageList]
) -> None:
    for name, each in lists.items():
        derivations = record.objects(reader.part(name), PROV.qualifiedDerivation)
        found = {content.name(record.value(d, PROV.entity)): reader.number(d, "image") for d in derivations}
        assert found == each.by_source


def test_each_two_lists_have_in_common_what_the_record_says(
    content: Any, record: Graph, reader: Reader, lists: dict[str, ImageList]
) -> None:
    found = {}
    for overlap in record.objects(content.iri(NAME), reader.term("hasOverlap")):
        between = frozenset(str(o).partition("#")[2] for o in record.objects(overlap, reader.term("between")))
        found[between] = (reader.number(overlap, "image"), reader.number(overlap, "patient"))
    assert found == {frozenset(pair): numbers for pair, numbers in shared(lists).items()}


def test_no_training_list_shares_a_file_or_a_patient_with_the_test_list(lists: dict[str, ImageList]) -> None:
    numbers = [each for pair, each in shared(lists).items() if "v8-v9-test" in pair]
    assert numbers == [(0, 0)] * 4
