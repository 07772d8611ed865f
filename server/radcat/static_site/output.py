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

from radcat.errors import SettingError

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
        if self._part.is_symlink():
            raise SettingError(f"{self._part} is a symbolic link, which an export does not follow; take it away.")
        self.drop()
        self._part.mkdir(parents=True)

    def drop(self) -> None:
        """Take away what is not whole."""
        shutil.rmtree(self._part, ignore_errors=True)

    def install(self) -> None:
        """Put the new files in their places, and take away those that nobody wrote again.

        Raises:
            SettingError: a file of somebody else's, or a link, is in the place of one of ours.
        """
        before = listed(self.folder)
        changed = [place for place in sorted(self.places) if not _same(self._part / place, self.folder / place)]
        stale = sorted(before - self.places)
        for place in changed:
            _refuse_foreign(self.folder, place, before)
        with _undisturbed():
            _write_list(self.folder, self.places | before)  # if we are killed, what is here already is still ours
            for place in changed:
                (self.folder / place).parent.mkdir(parents=True, exist_ok=True)
                (self._part / place).replace(self.folder / place)
            for place in stale:
                if _linked(self.folder, place) is None:
                    (self.folder / place).unlink(missing_ok=True)
                    _prune(self.folder, place)
            _write_list(self.folder, self.places)
        self.removed = len(stale)


def listed(folder: Path) -> set[PurePosixPath]:
    """The files that an earlier time wrote; what the list names outside the folder is none of them."""
    path = folder / LIST
    if not path.is_file() or path.is_symlink():
        return set()
    places = map(PurePosixPath, path.read_text(encoding="utf-8", errors="replace").splitlines())
    return {place for place in places if place.parts and not place.is_absolute() and ".." not in place.parts}


def is_free(folder: Path) -> bool:
    """Tell whether we may write there: it is new, or empty, or was written by us, even if not to the end."""
    if not folder.exists():
        return True
    return (folder / LIST).is_file() or all(path.name == _PART for path in folder.iterdir())


def _linked(folder: Path, place: PurePosixPath) -> PurePosixPath | None:
    """The part of *place* that is a symbolic link, and may lead out of the folder; None without one."""
    return next((part for part in (place, *place.parents[:-1]) if (folder / part).is_symlink()), None)


def _refuse_foreign(folder: Path, place: PurePosixPath, before: set[PurePosixPath]) -> None:
    found = folder / place
    if link := _linked(folder, place):
        raise SettingError(f"{folder / link} is a symbolic link, which an export does not follow; take it away.")
    if found.is_dir() or (found.exists() and place not in before):
        raise SettingError(f"{found} is in the way: no export wrote it; move it, or name another folder.")


def _write_list(folder: Path, places: set[PurePosixPath]) -> None:
    part = folder / _PART / LIST
    part.parent.mkdir(parents=True, exist_ok=True)
    part.write_text("".join(f"{place}\n" for place in sorted(places)), encoding="utf-8")
    part.replace(folder / LIST)


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
