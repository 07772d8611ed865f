"""What records were written as, kept until what it was written from changes: a cache that may be deleted at any time.

A rendering names what it was made from: the record's own text by its hash, and every record that was asked for what
that points at, by the sequence number of its version. It holds as long as those are what they were. So a portal that
harvests every night costs what has changed since, in every web process and after a restart.

The file belongs to one edition of the code that writes; another edition begins another file, and removes this one.
"""

from __future__ import annotations

import json
import logging
import sqlite3
import zlib
from collections.abc import Iterable, Mapping, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

log = logging.getLogger(__name__)

_MOST: Final = 500  # names in one question
_BUSY: Final = 0.05  # seconds that a writer waits for another; what is not kept is made again
_QUICK: Final = 1  # zlib's level
_READ: Final = "SELECT name, sha256, needs, body FROM rendering WHERE form = ? AND name IN (%s)"
_SCHEMA: Final = """
CREATE TABLE IF NOT EXISTS rendering (
    form TEXT NOT NULL, name TEXT NOT NULL, sha256 TEXT NOT NULL, needs TEXT NOT NULL, body BLOB NOT NULL,
    PRIMARY KEY (form, name)
) WITHOUT ROWID"""


@dataclass(frozen=True, slots=True)
class Rendering:
    """One record in one format."""

    name: str
    sha256: str  # of the record's text
    needs: Mapping[str, int]  # what else it was made from: sequence numbers by name, 0 where nothing was published
    body: bytes

    def holds(self, sha256: str, positions: Mapping[str, int]) -> bool:
        """Tell whether it is what would be written now, at *positions* of all that it needs."""
        return self.sha256 == sha256 and all(positions.get(name) == at for name, at in self.needs.items())


class Renderings:
    """The renderings of one edition in *folder*. Safe to share between threads and processes."""

    def __init__(self, folder: Path, edition: str) -> None:
        """Keep them in *folder*; nothing is opened yet."""
        self._path = folder / f"renderings-{edition[:12]}.db"

    def read(self, form: str, names: Sequence[str]) -> dict[str, Rendering]:
        """Find what is kept of *names* in the format *form*; nothing where the file can't be read."""
        found: dict[str, Rendering] = {}
        if not self._path.exists():
            return found
        try:
            with closing(self._connect()) as connection:
                for start in range(0, len(names), _MOST):
                    asked = names[start : start + _MOST]
                    rows = connection.execute(_READ % ",".join("?" * len(asked)), (form, *asked))
                    for name, sha256, needs, body in rows:
                        found[name] = Rendering(name, sha256, json.loads(needs), zlib.decompress(body))
        except (sqlite3.Error, ValueError, zlib.error) as error:
            self._give_up(error)
        return found

    def keep(self, form: str, renderings: Iterable[Rendering]) -> None:
        """Keep *renderings* of the format *form* instead of what was kept of their names, if that can be done now."""
        rows = [
            (form, each.name, each.sha256, json.dumps(each.needs), zlib.compress(each.body, _QUICK))
            for each in renderings
        ]
        is_new = not self._path.exists()
        try:
            with closing(self._connect()) as connection, connection:
                connection.execute(_SCHEMA)
                connection.executemany("INSERT OR REPLACE INTO rendering VALUES (?, ?, ?, ?, ?)", rows)
        except sqlite3.Error as error:
            self._give_up(error)
        if is_new:
            self._remove_others()

    def _connect(self) -> sqlite3.Connection:
        connection = sqlite3.connect(self._path, timeout=_BUSY)
        connection.execute("PRAGMA journal_mode=WAL")
        # After a power cut the file may be damaged, which is found, and then it is made again.
        connection.execute("PRAGMA synchronous=OFF")
        return connection

    def _remove_others(self) -> None:
        for path in self._path.parent.glob("renderings-*.db*"):
            if not path.name.startswith(self._path.name):
                with suppress(OSError):
                    path.unlink()

    def _give_up(self, error: Exception) -> None:
        """Go on without; a damaged file is removed, so that the next who asks begins a new one."""
        log.info("renderings can't be kept or read in %s: %s", self._path, error)
        if isinstance(error, sqlite3.OperationalError):  # busy, full, on a medium that is only read
            return
        for path in self._path.parent.glob(f"{self._path.name}*"):
            with suppress(OSError):
                path.unlink()
