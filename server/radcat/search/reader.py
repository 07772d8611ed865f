"""The reading side of the search index: one state at a time, shared by the threads of a process.

Nobody is told when something is published: whoever searches looks at the number of the last change, which is one read.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from cachetools import LRUCache
from pyroaring import BitMap

from radcat.errors import StoreDamaged, StoreUnavailable
from radcat.search.bits import Bits
from radcat.search.index import Pointer
from radcat.search.rows import Rows, State
from radcat.search.words import WordsReader

_KEPT: Final = 32 * 1024 * 1024  # bytes of sets that are kept for words


class Sets:
    """Who has which words, kept while documents come and go: a number is one document's for ever."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._known: LRUCache[str, tuple[int, BitMap]] = LRUCache(_KEPT, lambda entry: 100 + len(entry[1].serialize()))

    def get(self, key: str, upto: int, ask: Callable[[int], BitMap]) -> BitMap:
        """Who is found under *key*, below the number *upto*; *ask* finds those from a number on."""
        with self._lock:
            since, known = self._known.get(key, (0, BitMap()))
        if since < upto:
            known = known | ask(since)
            known.remove_range(upto, 2**32)  # committed, but in no row yet, and may never be
            with self._lock:
                self._known[key] = (upto, known)
        elif since > upto:  # another thread was told of more already
            known = known.copy()
            known.remove_range(upto, 2**32)
        return known


@dataclass(frozen=True)
class View:
    """The index at one moment; for one thread, as long as it looks."""

    rows: Rows
    state: State
    bits: Bits
    words: WordsReader
    sets: Sets
    languages: tuple[str, ...]


class _Opened:
    """One folder of an index, opened by this process."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._local = threading.local()
        self._lock = threading.Lock()
        self.words, self.sets = WordsReader(path / "words"), Sets()
        with self._rows.transaction():
            self.bits = Bits.load(self._rows)
            self.languages = tuple(self._rows.languages())

    @property
    def _rows(self) -> Rows:
        if not hasattr(self._local, "rows"):
            self._local.rows = Rows(self._path / "rows.db")
        found: Rows = self._local.rows
        return found

    @contextmanager
    def view(self) -> Iterator[View]:
        """Look at the newest state."""
        rows = self._rows
        with rows.transaction():
            state = rows.state()
            bits = self._bits_at(rows, state)
            yield View(rows, state, bits, self.words, self.sets, self.languages)

    def _bits_at(self, rows: Rows, state: State) -> Bits:
        with self._lock:
            if self.bits.revision < state.revision:
                is_old = self.bits.revision < state.floor
                self.bits = Bits.load(rows) if is_old else self.bits.following(rows, state.revision)
                self.languages = tuple(rows.languages())
                self.words.reload()
            # Where another thread has seen more already, what is newer has no row in this transaction.
            return self.bits


class Reader:
    """Opens the index in a folder, and the next one when it is replaced; safe to share between threads."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lock = threading.Lock()
        self._known: tuple[tuple[int, int], _Opened] | None = None

    @contextmanager
    def view(self) -> Iterator[View]:
        """Look at the newest state.

        Raises:
            StoreUnavailable: there is no index, or it can't be read.
        """
        try:
            with self._opened().view() as found:
                yield found
        except StoreDamaged as error:
            self.forget()
            raise StoreUnavailable(
                f"{error}; it is made anew with the next publication, or by `radcat sync`."
            ) from error

    @property
    def generation(self) -> int | None:
        """The generation that is shown; None where nothing can be."""
        try:
            with self.view() as found:
                return found.state.generation
        except StoreUnavailable:
            return None

    def forget(self) -> None:
        """Open it anew the next time."""
        with self._lock:
            self._known = None

    def _opened(self) -> _Opened:
        try:
            stat = (self._folder / "current").stat()
        except OSError as error:
            raise StoreUnavailable("there is no search index yet; `radcat sync` makes it.") from error
        mark = (stat.st_mtime_ns, stat.st_ino)
        with self._lock:
            if self._known is None or self._known[0] != mark:
                pointer = Pointer.read(self._folder)
                if pointer is None:
                    raise StoreUnavailable("there is no search index yet; `radcat sync` makes it.")
                self._known = mark, _Opened(self._folder / pointer.folder)
            return self._known[1]
