"""Queries about how to get a dataset, under which terms, and how large it is."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from rdflib import DCTERMS, RDF, Graph, URIRef
from tests.queries.saved import BASE, DATASETS, RADCAT, Answer, Saved

from radcat.rdf.namespaces import SCHEMA


def test_every_dataset_is_somewhere_in_the_table_of_openness(solve: Callable[..., Answer], records: Graph) -> None:
    """A dataset with two licences is there twice."""
    licences = [len(set(records.objects(URIRef(f"{BASE}datasets/{s}"), DCTERMS.license))) for s in DATASETS]
    assert sum(int(row["datasets"]) for row in solve("openness")) == sum(max(1, n) for n in licences)


def test_every_dataset_has_a_country_and_a_year_or_it_is_said_that_they_are_not_stated(
    solve: Callable[..., Answer], records: Graph
) -> None:
    places = [len(set(records.objects(URIRef(f"{BASE}datasets/{s}"), SCHEMA.countryOfOrigin))) for s in DATASETS]
    rows = solve("country-and-year")
    assert sum(int(row["datasets"]) for row in rows) == sum(max(1, n) for n in places)
    assert all(re.fullmatch("20[0-9]{2}|not stated", row["year"]) for row in rows)


def test_a_dataset_has_a_licence_or_is_listed_as_without(solve: Callable[..., Answer], records: Graph) -> None:
    without = {
        f"datasets/{s}" for s in DATASETS if (URIRef(f"{BASE}datasets/{s}"), DCTERMS.license, None) not in records
    }
    assert {row["dataset"] for row in solve("no-known-licence")} == without


@pytest.mark.parametrize(
    ("word", "found", "not_found"),
    [
        ("covidx", "datasets/covidx-us", "datasets/mosmeddata"),
        ("MosMed", "datasets/mosmeddata", "datasets/covidx-us"),
        ("ultraSOUND", "datasets/iclus-db", "datasets/mosmeddata"),
    ],
)
def test_a_word_is_found_in_any_case(solve: Callable[..., Answer], word: str, found: str, not_found: str) -> None:
    names = [row["dataset"] for row in solve("find-by-word", word=f'"{word}"')]
    assert found in names
    assert not_found not in names


def test_every_dataset_can_be_asked_how_to_get_it(solve: Callable[..., Answer]) -> None:
    """One row or more for each, with its terms in words or a licence."""
    rows = solve("how-to-get", dataset=" ".join(f"<datasets/{slug}>" for slug in DATASETS))
    assert {row["dataset"] for row in rows} == {f"datasets/{slug}" for slug in DATASETS}
    assert all(row.get("terms") or row.get("licence") for row in rows)


def test_a_licence_that_another_source_contradicts_is_marked_as_disputed(solve: Callable[..., Answer]) -> None:
    marked = {row["dataset"] for row in solve("how-to-get", dataset=" ".join(f"<datasets/{s}>" for s in DATASETS))
              if row.get("licence", "").endswith(", disputed")}  # fmt: skip
    assert marked == {"datasets/covid19-ct-seg-20"}


def test_only_exact_totals_are_summed_and_each_dataset_once(solve: Callable[..., Answer], records: Graph) -> None:
    """Worked out here for CT patients: every set with CT alone and one exact total."""
    expected = []
    for slug in DATASETS:
        dataset = URIRef(f"{BASE}datasets/{slug}")
        if set(records.objects(dataset, SCHEMA.measurementTechnique)) != {URIRef(f"{BASE}ns/modality/ct")}:
            continue
        totals = [
            int(str(records.value(count, RDF.value)))
            for count in records.objects(dataset, URIRef(f"{RADCAT}count"))
            if records.value(count, URIRef(f"{RADCAT}unit")) == URIRef(f"{BASE}ns/unit/patient")
            and records.value(count, URIRef(f"{RADCAT}precision")) == URIRef(f"{BASE}ns/precision/exact")
            and not {URIRef(f"{RADCAT}split"), SCHEMA.variableMeasured} & set(records.predicates(count))
        ]
        expected += [max(totals)] if totals else []
    row = next(r for r in solve("images-and-patients") if (r["modality"], r["unit"]) == ("CT", "Patient"))
    assert (int(row["datasets"]), int(row["total"])) == (len(expected), sum(expected))
    assert int(row["totalWithoutCompilations"]) <= int(row["total"])


def test_the_warning_about_overlap_stands_with_the_sums() -> None:
    assert "overlap" in Saved.read("images-and-patients").comment
