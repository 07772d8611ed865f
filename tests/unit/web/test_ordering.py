"""The order of lists: as a reader looks a name up, not as bytes compare."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from radcat import settings
from radcat.bootstrap import Registry
from radcat.model.listing import collation, place
from radcat.web import ordering

IN_ORDER = [
    ["AIforCOVID", "BIMCV-R", "brixIA", "CC-CCII"],  # case
    ["Part 2", "Part 10", "Part 100"],  # numbers by their value
    ["9 volumes", "10 volumes", "A volume"],  # and before letters
    ["Ecole", "École", "Edge"],  # accents
    ["Mueller", "Müller", "Munich"],  # "u" is the letter of "ü"
    ["Sea", '"Skerry" float', "Tides"],  # punctuation
    ["COVID 19 A", "COVID-19 B", "COVID_19 C"],
    ["fⅲ", "ﬁle", "file 2"],  # compatibility forms
    ["Straße", "Strasse 2"],
    ["１", "2", "３"],  # full-width digits
    ["Z", "Ω", "Я", "岩"],
    ["", "0", "a"],
    ["x 1", "x 01 b"],  # leading zeros
]


@pytest.mark.parametrize("texts", IN_ORDER, ids=lambda texts: texts[0])
def test_names_stand_as_a_reader_looks_them_up(texts: list[str]) -> None:
    backwards = list(reversed(texts))
    assert sorted(backwards, key=collation) == texts


@given(st.lists(st.text(max_size=30), max_size=8))
def test_any_texts_have_one_order(texts: list[str]) -> None:
    """Whatever the order they come in, so that pages are the same each time."""
    found, backwards = sorted(texts, key=collation), list(reversed(texts))
    assert found == sorted(backwards, key=collation)
    assert sorted(found) == sorted(texts)


@given(st.lists(st.text(st.characters(min_codepoint=3, exclude_categories=["Cs"]), max_size=12), max_size=6))
def test_places_sort_as_names_do(texts: list[str]) -> None:
    assert sorted(texts, key=place) == sorted(texts, key=collation)


def test_numbers_of_any_length_are_compared() -> None:
    assert sorted(["1" * 6000, "9" * 5999], key=collation) == ["9" * 5999, "1" * 6000]


def titled(root: Path, titles: dict[str, str]) -> None:
    folder = root / "records/datasets"
    folder.mkdir(parents=True, exist_ok=True)
    for slug, title in titles.items():
        (folder / f"{slug}.ttl").write_text(
            "@prefix dcat: <http://www.w3.org/ns/dcat#> .\n@prefix dcterms: <http://purl.org/dc/terms/> .\n"
            f"<datasets/{slug}> a dcat:Dataset ; dcterms:title {title} .\n"
        )


def listed(registry: Registry, wanted: Sequence[str] = ()) -> list[str]:
    return ordering.names(registry.catalogue, ("dataset",), wanted, 100)


def test_the_order_follows_titles_and_their_changes(tmp_path: Path) -> None:
    root = tmp_path / "catalogue"
    titled(root, {"a": '"Zebra"@en', "b": '"apple 10"@en', "c": '"Apple 9"@en', "d": '"Apple 9"@en'})
    registry = Registry.open(settings.read(root, data=tmp_path / "data"))
    try:
        registry.publisher.sync(root)
        assert listed(registry) == ["datasets/c", "datasets/d", "datasets/b", "datasets/a"]
        titled(root, {"a": '"Aardvark"@en'})
        registry.publisher.sync(root)
        assert listed(registry) == ["datasets/a", "datasets/c", "datasets/d", "datasets/b"]
    finally:
        registry.ledger.close()


def test_the_order_is_that_of_the_language_that_is_shown(tmp_path: Path) -> None:
    root = tmp_path / "catalogue"
    titled(root, {"a": '"Alpha"@en , "Zebra"@de', "b": '"Beta"@en , "Apfel"@de'})
    registry = Registry.open(settings.read(root, data=tmp_path / "data"))
    try:
        registry.publisher.sync(root)
        assert listed(registry, ("en",)) == ["datasets/a", "datasets/b"]
        assert listed(registry, ("de",)) == ["datasets/b", "datasets/a"]
    finally:
        registry.ledger.close()
