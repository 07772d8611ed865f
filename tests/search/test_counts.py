"""Every number on the page is the number of hits that its click gives: against brute force, over random catalogues."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.search.conftest import Fed, document

from radcat.search.documents import Document
from radcat.search.facets import NOT_STATED
from radcat.search.searching import SORTS, Asked, Found, search

FACETS = {"colour": ["red", "green", "blue", "grey"], "size": ["s", "m"], "shape": [f"n{n}" for n in range(30)]}
WORDS = ["lung", "chest", "x-ray", "mask", "covid", "straße", "étude", "20"]
VALUES = st.fixed_dictionaries(
    {facet: st.lists(st.sampled_from(values), max_size=3, unique=True) for facet, values in FACETS.items()}
)
ONE = st.tuples(
    st.integers(0, 25),  # the slug: a later one replaces an earlier one
    st.lists(st.sampled_from(WORDS), max_size=4),
    VALUES,
    st.none() | st.sampled_from(["2019", "2020-03", "2021"]),
    st.none() | st.integers(0, 99),
)
STEP = st.tuples(st.lists(ONE, max_size=12), st.lists(st.integers(0, 25), max_size=4), st.booleans())
SELECTION = st.fixed_dictionaries(
    {},
    optional={
        facet: st.lists(st.sampled_from([*values, NOT_STATED]), min_size=1, max_size=2, unique=True)
        for facet, values in FACETS.items()
    },
)


def made(
    slug: int, words: list[str], values: Mapping[str, list[str]], issued: str | None, images: int | None
) -> Document:
    return document(f"d{slug}", " ".join(words), "", values, issued, images)


def has(one: Document, facet: str, chosen: Iterable[str]) -> bool:
    return bool(set(chosen) & set(one.values.get(facet, (NOT_STATED,))))


def says(one: Document, text: str) -> bool:
    folded = {"straße": "strasse", "étude": "etude", "x-ray": "x ray"}
    said = " ".join(folded.get(word, word) for words in one.words for word in words.text.split()).split()
    return all(word in said for word in " ".join(folded.get(word, word) for word in text.split()).split())


def by_force(held: Iterable[Document], text: str, selection: Mapping[str, Any]) -> set[str]:
    return {
        one.name
        for one in held
        if says(one, text) and all(has(one, facet, chosen) for facet, chosen in selection.items())
    }


def all_hits(fed: Fed, asked: Asked) -> list[str]:
    """The names on all pages."""
    names: list[str] = []
    with fed.reader.view() as view:
        page = 1
        while found := search(view, Asked(asked.text, asked.selection, asked.sort, page, 7)).hits:
            names += [hit.name for hit in found]
            page += 1
    return names


def searched(fed: Fed, asked: Asked) -> Found:
    with fed.reader.view() as view:
        return search(view, asked)


@settings(max_examples=60)
@given(
    st.lists(STEP, min_size=1, max_size=4),
    SELECTION,
    st.lists(st.sampled_from(WORDS), max_size=2),
    st.sampled_from(SORTS),
)
def test_every_count_is_what_its_click_gives(
    steps: list[Any], selection: dict[str, list[str]], typed: list[str], sort: str
) -> None:
    text = " ".join(typed)
    with tempfile.TemporaryDirectory() as folder:
        fed = Fed(Path(folder) / "search", tuple(FACETS))
        held: dict[str, Document] = {}
        for several, gone, merged in steps:
            latest = {one.name: one for one in (made(*each) for each in several)}
            ended = [name for name in (f"datasets/d{slug}" for slug in gone) if name not in latest]
            fed.feed(list(latest.values()), ended, merged=merged)
            held = {name: one for name, one in (held | latest).items() if name not in ended}
            # Between two publications, so that a reader takes up what is new, and nothing twice.
            assert searched(fed, Asked()).total == len(held)
        chosen = {facet: tuple(values) for facet, values in selection.items()}
        asked = Asked(text, chosen, sort, facets=tuple(FACETS))
        found = searched(fed, asked)
        everybody = by_force(held.values(), text, {})
        if text and not everybody:
            return  # the search is widened: see test_relaxing
        wanted = by_force(held.values(), text, selection)
        assert found.total == len(wanted)
        hits = all_hits(fed, asked)
        assert sorted(hits) == sorted(wanted), "each once, on some page"
        for facet, values in FACETS.items():
            others = {name: each for name, each in selection.items() if name != facet}
            counted = {each.value: each.count for each in found.counted[facet]}
            for value in (*values, NOT_STATED):
                click = by_force(held.values(), text, others | {facet: [value]})
                assert counted.get(value, 0) == len(click), (facet, value)
            assert set(selection.get(facet, ())) <= counted.keys(), "what is chosen stays, at zero too"
            first = searched(fed, Asked(text, chosen, facets=(facet,), limit=3)).counted[facet]
            ordered = sorted(counted.items(), key=lambda pair: (-pair[1], pair[0]))
            assert [(c.value, c.count) for c in first[:3] if c.count] == [pair for pair in ordered if pair[1]][:3]
        for each in found.without:
            rest = {name: values for name, values in selection.items() if name != each.facet}
            assert each.count == len(by_force(held.values(), text, rest))


@given(st.lists(ONE, min_size=1, max_size=25), st.sampled_from(["name", "newest", "size"]))
def test_hits_are_in_the_order_that_is_asked(several: list[Any], sort: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        fed = Fed(Path(folder) / "search", tuple(FACETS))
        held = {one.name: one for one in (made(*each) for each in several)}
        fed.feed(list(held.values()))
        hits = [held[name] for name in all_hits(fed, Asked(sort=sort))]
        if sort == "name":
            assert [one.place for one in hits] == sorted(one.place for one in hits)
        else:
            known = [one.issued if sort == "newest" else one.images for one in hits]
            stated = [value for value in known if value is not None]
            assert known == sorted(stated, reverse=True) + [None] * (len(known) - len(stated))


def test_few_and_many_are_put_in_one_order(fed: Fed) -> None:
    """Few hits are sorted, many are read off an index; a page must not tell which."""
    several = [document(f"d{n:03}", f"title {n % 7}", issued=f"20{n % 30:02}" if n % 5 else None) for n in range(400)]
    fed.feed(several)
    with fed.reader.view() as view:
        for sort in ("name", "newest", "size", "quality"):
            pages = [search(view, Asked(sort=sort, page=page, per_page=100)).hits for page in range(1, 5)]
            numbers = [hit.number for hits in pages for hit in hits]
            assert len({hit.name for hits in pages for hit in hits}) == 400
            assert view.rows.sorted(numbers, sort, 0, 400) == numbers
