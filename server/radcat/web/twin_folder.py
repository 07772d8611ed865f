"""A folder of files that are written anew from time to time, and replaced when the new ones are whole.

What an earlier time wrote and the new one does not have goes; what somebody else put there stays. A file that says
what it said keeps its date, so that hosts and those who copy the folder see what changed.
"""

from __future__ import annotations

import filecmp
import shutil
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import Final

LIST: Final = ".radcat-files"  # in the folder: the files that are ours, one a line
_PART: Final = ".radcat-part"  # in the folder: the new ones, until they are whole


class Replacement:
    """The files that a folder is to have."""

    def __init__(self, folder: Path) -> None:
        self.folder, self._part = folder, folder / _PART
        self.places: set[PurePosixPath] = set()
        self.size = 0  # bytes
        self.removed = 0  # files that were ours and are gone; known in the end

    def write(self, place: PurePosixPath, content: bytes) -> None:
        """Write the file at *place*."""
        path = self._part / place
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        self.places.add(place)
        self.size += len(content)

    def begin(self) -> None:
        """Make room; what a run that was killed left behind goes."""
        self.drop()
        self._part.mkdir(parents=True)

    def drop(self) -> None:
        """Take away what is not whole."""
        shutil.rmtree(self._part, ignore_errors=True)

    def install(self) -> None:
        """Put the new files in their places, and take away those that nobody wrote again."""
        changed = [place for place in sorted(self.places) if not _same(self._part / place, self.folder / place)]
        stale = sorted(listed(self.folder) - self.places)
        with _undisturbed():
            for place in changed:
                (self.folder / place).parent.mkdir(parents=True, exist_ok=True)
                (self._part / place).replace(self.folder / place)
            for place in stale:
                (self.folder / place).unlink(missing_ok=True)
                _prune(self.folder, place)
            (self.folder / LIST).write_text("".join(f"{place}\n" for place in sorted(self.places)))
        self.removed = len(stale)


def listed(folder: Path) -> set[PurePosixPath]:
    """The files that an earlier time wrote."""
    path = folder / LIST
    return {PurePosixPath(line) for line in path.read_text().splitlines()} if path.is_file() else set()


def is_free(folder: Path) -> bool:
    """Tell whether we may write there: it is new, or empty, or was written by us, even if not to the end."""
    if not folder.exists():
        return True
    return (folder / LIST).is_file() or all(path.name == _PART for path in folder.iterdir())


@contextmanager
def replacing(folder: Path) -> Iterator[Replacement]:
    """Replace the files of *folder* at the end of the block; whatever ends the block before leaves them as they are."""
    replacement = Replacement(folder)
    replacement.begin()
    try:
        yield replacement
        replacement.install()
    finally:
        replacement.drop()


def _same(one: Path, other: Path) -> bool:
    return other.is_file() and filecmp.cmp(one, other, shallow=False)


def _prune(folder: Path, place: PurePosixPath) -> None:
    """Remove the folders that a removed file leaves empty."""
    for parent in place.parents[:-1]:
        if any((folder / parent).iterdir()):
            return
        (folder / parent).rmdir()


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Let Ctrl-C and the like pass by for the moment that the files move: half of one and half of the other is none."""
    kept = {number: signal.signal(number, signal.SIG_IGN) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, what in kept.items():
            signal.signal(number, what)
