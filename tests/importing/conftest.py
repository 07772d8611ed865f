"""Documents in memory, and what importing makes of them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from radcat.importing import formats
from radcat.importing.documents import Document
from radcat.importing.drafts import Draft, draft

BASE = "https://data.example.org/"


class Imported(NamedTuple):
    """The drafts of a document, and notes on it as a whole."""

    drafts: list[Draft]
    notes: list[str]


def imported(document: Document) -> Imported:
    """Read a document in this process."""
    drafts, notes, taken = list[Draft](), list[str](), set[str]()
    for found in formats.read(document):
        if found.described is None:
            notes += [note.message for note in found.notes]
            continue
        drafts.append(draft(found.described, BASE, taken, found.notes))
        taken.add(drafts[-1].slug)
    return Imported(drafts, notes)


@pytest.fixture
def of_file() -> Callable[[Path], Imported]:
    """Import a file."""
    return lambda path: imported(Document.of(path.read_bytes(), str(path), "", BASE))


@pytest.fixture
def of_text() -> Callable[..., Imported]:
    """Import a text, as a file of that name."""

    def read(text: str | bytes, name: str = "source.ttl") -> Imported:
        return imported(Document.of(text.encode() if isinstance(text, str) else text, name, "", BASE))

    return read
