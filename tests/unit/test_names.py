"""Names that can be files and addresses everywhere, with all that is added to them."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from radcat.folder import files, names
from radcat.formats import REPRESENTATIONS

MOST = 255  # bytes that a file system takes


@pytest.mark.parametrize("row", REPRESENTATIONS, ids=lambda row: row.suffix)
def test_the_suffix_of_every_format_is_refused_as_the_end_of_a_slug(row: object) -> None:
    suffix = row.suffix  # type: ignore[attr-defined]
    assert names.fault(f"x.{suffix}") is not None


def test_the_longest_slug_leaves_room_for_every_file_that_is_made_of_it() -> None:
    slug = "a" * names.LONGEST
    assert names.fault(slug) is None
    longest = max(len(row.suffix) for row in REPRESENTATIONS)
    assert len(os.fsencode(files.partial_of(Path(f"{slug}.ttl")).name)) <= MOST
    assert len(os.fsencode(files.partial_of(Path(f"{slug}.{'x' * longest}.gz")).name)) <= MOST
    assert "may have 200" in str(names.fault(slug + "a"))


@pytest.mark.parametrize(
    "slug", ["a", "v1.0", "covid-19", "a_b", "context", "console", "com", "com10", "auxiliary", "ttl"]
)
def test_other_slugs_are_free(slug: str) -> None:
    assert names.fault(slug, "datasets/") is None


@pytest.mark.parametrize(
    ("slug", "path", "words"),
    [
        ("index.html", "agents/", "ends like a format"),
        ("x.ttl", "agents/", "ends like a format"),
        ("x.dcat-ap.jsonld", "datasets/", "ends like a format"),
        ("index", "agents/", "reserved"),
        ("context", "ns/", "reserved"),
        ("con", "agents/", "device on Windows"),
        ("nul.x", "agents/", "device on Windows"),
        ("lpt9", "datasets/", "device on Windows"),
        ("com0", "datasets/", "device on Windows"),
        ("X", "datasets/", "not a slug"),
        ("..", "datasets/", "not a slug"),
        ("a" * 230, "datasets/", "230 characters"),
        ("a" * 3000, "datasets/", "3000 characters"),
    ],
)
def test_a_name_that_can_not_be_written_everywhere_is_refused_in_words(slug: str, path: str, words: str) -> None:
    assert words in str(names.fault(slug, path))
