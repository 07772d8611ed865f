"""An index that tests feed themselves, beside the ledger's: documents as plain as a search needs them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import closing
from pathlib import Path

import pytest

from radcat.search.documents import Document, Words, key
from radcat.search.index import SearchIndex
from radcat.search.reader import Reader

BASE = "https://example.org/"


def document(
    slug: str,
    title: str = "",
    description: str = "",
    values: Mapping[str, Sequence[str]] | None = None,
    issued: str | None = None,
    images: int | None = None,
    language: str | None = "en",
) -> Document:
    """A document with a title, a description and values of facets."""
    title = title or slug
    words = [Words("title", title, language), Words("identifier", slug, None)]
    if description:
        words.append(Words("description", description, language))
    return Document(
        f"datasets/{slug}",
        tuple(words),
        tuple(dict.fromkeys((key(title), key(slug)))),
        {facet: tuple(found) for facet, found in (values or {}).items() if found},
        title.casefold(),
        issued,
        images,
        {
            "titles": {"en": title},
            "descriptions": {"en": description},
            "counts": [],
            "individuals": None,
            "issued": issued,
        },
    )


class Fed:
    """An index in a folder, and a reader of it."""

    def __init__(self, folder: Path, facets: Sequence[str]) -> None:
        self.folder, self.facets, self.generation = folder, facets, 0
        self.reader = Reader(folder)

    def feed(self, documents: Sequence[Document], gone: Sequence[str] = (), *, merged: bool = False) -> None:
        """Publish documents as the next generation."""
        self.generation += 1
        known = SearchIndex.existing(self.folder, BASE, self.facets)
        with closing(known or SearchIndex.begin(self.folder, BASE, self.facets)) as index:
            index.apply(documents, gone, {})
            index.publish(self.generation)
            if merged:
                index.merge()


@pytest.fixture
def fed(tmp_path: Path) -> Fed:
    """An empty index with two facets."""
    return Fed(tmp_path / "search", ("colour", "size"))
