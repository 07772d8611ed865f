"""The rows of the search index, in SQLite: which document has which number, its values, and what a list shows of it.

A changed dataset gets a new row with a new number, and its old row ends. A row carries the revision that wrote or ended
it, so that a reader takes up what is new and nothing else. Bitmaps are kept as they were at some revision, the base.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from radcat.errors import StoreDamaged, StoreUnavailable
from radcat.search.documents import Document

_TABLES: Final = """
CREATE TABLE state (key TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE value (id INTEGER PRIMARY KEY, facet TEXT NOT NULL, value TEXT NOT NULL, UNIQUE (facet, value));
CREATE TABLE document (
  number INTEGER PRIMARY KEY, name TEXT NOT NULL, revision INTEGER NOT NULL, is_live INTEGER NOT NULL,
  facets TEXT NOT NULL, place TEXT NOT NULL, issued TEXT, images INTEGER, quality REAL, card TEXT NOT NULL
);
CREATE INDEX document_of_name ON document (name, is_live);
CREATE INDEX document_of_revision ON document (revision);
CREATE INDEX document_by_name ON document (place, number);
CREATE INDEX document_by_issued ON document (issued DESC, number);
CREATE INDEX document_by_images ON document (images DESC, number);
CREATE INDEX document_by_quality ON document (quality DESC, number);
CREATE TABLE bitmap (id INTEGER PRIMARY KEY, bits BLOB NOT NULL);
CREATE TABLE language (tag TEXT PRIMARY KEY) WITHOUT ROWID;
"""
LIVE: Final = 0  # the number of the bitmap of what is current; values have numbers from 1 on
# How hits can be put in order, other than by how well they match.
ORDERS: Final = {
    "name": "place, number",
    "newest": "issued DESC, number",
    "size": "images DESC, number",
    "quality": "quality DESC, number",
}
_STATE: Final = ("generation", "revision", "base", "next", "floor")
_PASSING: Final = ("locked", "full", "readonly", "disk I/O", "unable to open")


@dataclass(frozen=True, slots=True)
class State:
    """Where the rows stand."""

    generation: int  # of the ledger
    revision: int  # grows with every change
    base: int  # the revision of the bitmaps that are kept
    next: int  # the number of the next document
    floor: int  # rows that ended up to this revision are gone: who has seen less reads everything


@dataclass(frozen=True, slots=True)
class Changed:
    """A row that was written or ended."""

    number: int
    is_live: bool
    values: tuple[int, ...]  # their numbers


@dataclass(frozen=True, slots=True)
class Hit:
    """What a list shows of a document."""

    number: int
    name: str
    values: tuple[int, ...]
    card: Mapping[str, Any]


@contextmanager
def _checked(path: Path) -> Iterator[None]:
    try:
        yield
    except sqlite3.Error as error:
        text = str(error)
        if any(word in text for word in _PASSING) and path.exists():
            raise StoreUnavailable(f"the search index can't be used now: {text}") from error
        raise StoreDamaged(f"the rows of the search index can't be read: {text}") from error


class Rows:
    """The rows in one file, through one connection; of one thread at a time."""

    def __init__(self, path: Path, *, writes: bool = False) -> None:
        """Open them.

        Raises:
            StoreDamaged: there are none, or they can't be read.
        """
        self._path = path
        mode = "rwc" if writes else "ro"
        with _checked(path):
            self._connection = sqlite3.connect(
                f"{path.resolve().as_uri()}?mode={mode}", uri=True, isolation_level=None, check_same_thread=False
            )
            self._connection.execute("PRAGMA busy_timeout = 10000")
            if writes:
                self._connection.execute("PRAGMA journal_mode = WAL")
                self._connection.execute("PRAGMA synchronous = NORMAL")
                if not self._connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'document'").fetchone():
                    self._connection.executescript(_TABLES)
            self.state()

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()

    @contextmanager
    def transaction(self, *, writes: bool = False) -> Iterator[None]:
        """See one state, or change it as a whole."""
        with _checked(self._path):
            self._connection.execute("BEGIN IMMEDIATE" if writes else "BEGIN")
            try:
                yield
            except BaseException:
                self._connection.execute("ROLLBACK")
                raise
            self._connection.execute("COMMIT")

    def state(self) -> State:
        """Where they stand."""
        with _checked(self._path):
            found = dict(self._connection.execute("SELECT key, value FROM state").fetchall())
        return State(*(found.get(key, 0) for key in _STATE))

    def move(self, state: State) -> None:
        """Note where they stand now."""
        pairs = [(key, getattr(state, key)) for key in _STATE]
        self._connection.executemany("INSERT OR REPLACE INTO state VALUES (?, ?)", pairs)

    def languages(self) -> list[str]:
        """The languages that texts were stemmed in."""
        return [tag for (tag,) in self._connection.execute("SELECT tag FROM language ORDER BY tag")]

    def values(self) -> dict[int, tuple[str, str]]:
        """Facets and values by their numbers."""
        found = self._connection.execute("SELECT id, facet, value FROM value")
        return {number: (facet, value) for number, facet, value in found}

    def number_values(self, pairs: Iterable[tuple[str, str]]) -> dict[tuple[str, str], int]:
        """The numbers of values of facets, new ones for those that have none."""
        wanted = list(dict.fromkeys(pairs))
        self._connection.executemany("INSERT OR IGNORE INTO value (facet, value) VALUES (?, ?)", wanted)
        query = "SELECT id FROM value WHERE facet = ? AND value = ?"
        return {pair: self._connection.execute(query, pair).fetchone()[0] for pair in wanted}

    def end(self, names: Sequence[str], revision: int) -> tuple[list[int], dict[str, float]]:
        """End the rows of *names*; return their numbers, and the scores that they had."""
        numbers, scores = [], {}
        for name in names:
            query = "SELECT number, quality FROM document WHERE name = ? AND is_live"
            for number, quality in self._connection.execute(query, (name,)).fetchall():
                numbers.append(number)
                if quality is not None:
                    scores[name] = quality
        ending = "UPDATE document SET is_live = 0, revision = ? WHERE number = ?"
        self._connection.executemany(ending, [(revision, number) for number in numbers])
        return numbers, scores

    def add(self, rows: Iterable[tuple[int, Document, Sequence[int], float | None]], revision: int) -> None:
        """Add documents under their numbers, with the numbers of their values and their scores."""
        self._connection.executemany(
            "INSERT INTO document VALUES (?, ?, ?, 1, ?, ?, ?, ?, ?, ?)",
            (
                (
                    number,
                    document.name,
                    revision,
                    " ".join(map(str, values)),
                    document.place,
                    document.issued,
                    document.images,
                    quality,
                    json.dumps(document.card, ensure_ascii=False),
                )
                for number, document, values, quality in rows
            ),
        )

    def add_languages(self, tags: Iterable[str]) -> None:
        """Note that texts were stemmed in these languages."""
        self._connection.executemany("INSERT OR IGNORE INTO language VALUES (?)", [(tag,) for tag in tags])

    def score(self, scores: Mapping[str, float]) -> None:
        """Note the scores of documents by their names."""
        rows = [(quality, name) for name, quality in scores.items()]
        self._connection.executemany("UPDATE document SET quality = ? WHERE name = ? AND is_live", rows)

    def changed(self, after: int) -> Iterator[Changed]:
        """Rows that were written or ended after a revision."""
        query = "SELECT number, is_live, facets FROM document WHERE revision > ?"
        for number, is_live, facets in self._connection.execute(query, (after,)):
            yield Changed(number, bool(is_live), tuple(map(int, facets.split())))

    def changed_count(self, after: int) -> int:
        """How many there are of them."""
        query = "SELECT count(*) FROM document WHERE revision > ?"
        found: int = self._connection.execute(query, (after,)).fetchone()[0]
        return found

    def bitmaps(self) -> Iterator[tuple[int, bytes]]:
        """The bitmaps of the base, by the numbers of values, and that of what was current."""
        yield from self._connection.execute("SELECT id, bits FROM bitmap")

    def keep(self, bitmaps: Iterable[tuple[int, bytes]]) -> None:
        """Replace the bitmaps of the base."""
        self._connection.execute("DELETE FROM bitmap")
        self._connection.executemany("INSERT INTO bitmap VALUES (?, ?)", bitmaps)

    def forget(self, upto: int) -> None:
        """Delete the rows that ended up to a revision."""
        self._connection.execute("DELETE FROM document WHERE NOT is_live AND revision <= ?", (upto,))

    def hits(self, numbers: Sequence[int]) -> list[Hit]:
        """What a list shows of documents, in the order of *numbers*; of those that are gone, nothing."""
        query = (
            "SELECT d.number, d.name, d.facets, d.card FROM json_each(?) AS j "
            "JOIN document AS d ON d.number = j.value ORDER BY j.id"
        )
        found = self._connection.execute(query, (json.dumps(list(numbers)),))
        return [Hit(n, name, tuple(map(int, facets.split())), json.loads(card)) for n, name, facets, card in found]

    def named(self, names: Sequence[str]) -> dict[str, Hit]:
        """What a list shows of the documents of those *names*; of those that are not there, nothing."""
        query = "SELECT d.number FROM json_each(?) AS j JOIN document AS d ON d.name = j.value"
        numbers = [number for (number,) in self._connection.execute(query, (json.dumps(list(names)),))]
        return {hit.name: hit for hit in self.hits(numbers)}

    def names(self, numbers: Sequence[int]) -> list[str]:
        """The names of documents, in no order."""
        query = "SELECT d.name FROM json_each(?) AS j JOIN document AS d ON d.number = j.value"
        return [name for (name,) in self._connection.execute(query, (json.dumps(list(numbers)),))]

    def sorted(self, numbers: Sequence[int], order: str, offset: int, limit: int) -> list[int]:
        """Some of *numbers* in an order: all of them are looked up."""
        query = (
            f"SELECT d.number FROM json_each(?) AS j JOIN document AS d ON d.number = j.value "  # noqa: S608
            f"ORDER BY {ORDERS[order]} LIMIT ? OFFSET ?"
        )
        return [number for (number,) in self._connection.execute(query, (json.dumps(list(numbers)), limit, offset))]

    def walk(self, order: str) -> Iterator[int]:
        """All numbers in an order, as fast as an index is read."""
        for (number,) in self._connection.execute(f"SELECT number FROM document ORDER BY {ORDERS[order]}"):  # noqa: S608
            yield number
