"""Answers of the endpoint that are sent when they are whole, so that what breaks off is an error and no half answer.

The HTTP server ends a streamed answer that fails half way as if that were its end, and no reader of CSV or N-Triples
would notice. So an answer is taken to its end first, which the time limit of queries bounds, and sent with its length:
what fails before is an error with its own status, and what fails after leaves too few bytes, at which every HTTP client
raises.
"""

from __future__ import annotations

import errno
import tempfile
from collections.abc import Generator, Iterable, Iterator
from pathlib import Path
from typing import IO, Final

from radcat.errors import StoreUnavailable
from radcat.sandbox.spool import Disk

MOST_IN_MEMORY: Final = 4 * 1024 * 1024  # bytes of one answer
LISTED: Final = 1024 * 1024  # bytes of an answer that is handed to the server at once, and holds no thread
ON_DISK: Final = 4  # answers of the largest size that all together may be on disk
PIECE: Final = 64 * 1024  # bytes read from the file at once
_NOT_HERE: Final = (errno.EROFS, errno.EACCES, errno.EPERM)


class Held:
    """A whole answer: its size, and its pieces, which are read once."""

    def __init__(self, disk: Disk) -> None:
        """Hold nothing yet; what does not fit in memory is put on *disk*."""
        self._disk, self._in_memory, self._on_disk = disk, list[bytes](), 0
        self._file: IO[bytes] | None = None
        self.size = 0

    def add(self, piece: bytes) -> None:
        """Hold *piece*, too.

        Raises:
            EndpointBusy: answers take all the disk that they may.
            OSError: the disk takes no more.
        """
        if self._file is None and self.size + len(piece) <= MOST_IN_MEMORY:
            self._in_memory.append(piece)
        else:
            self._disk.take(len(piece))
            self._on_disk += len(piece)
            if self._file is None:
                self._file = _file(self._disk.folder)
            self._file.write(piece)
        self.size += len(piece)

    @property
    def body(self) -> Iterable[bytes]:
        """What a WSGI server is given: a list where that is short."""
        return [b"".join(self._in_memory)] if self.size <= LISTED else self

    def __iter__(self) -> Iterator[bytes]:
        yield from self._in_memory
        if self._file is None:
            return
        self._file.seek(0)
        left = self._on_disk
        while left:
            try:
                piece = self._file.read(min(PIECE, left))
            except OSError as error:
                raise StoreUnavailable(f"an answer that was kept on disk can't be read: {error}") from error
            if not piece:
                raise StoreUnavailable("an answer that was kept on disk is not whole any more")
            left -= len(piece)
            yield piece

    def close(self) -> None:
        """Forget it."""
        if self._file is not None:
            self._file.close()
        self._disk.give_back(self._on_disk)
        self._on_disk = 0

    def __del__(self) -> None:
        self.close()


class Holding:
    """Takes answers to their end. Safe between threads."""

    def __init__(self, folder: Path, most: float) -> None:
        """Put what is long into nameless files in *folder*, of *most* bytes together."""
        self._disk = Disk(folder, most)

    def hold(self, pieces: Generator[bytes, None, None]) -> Held:
        """Take an answer to its end.

        Raises:
            EndpointBusy: answers take all the disk that they may.
            StoreUnavailable: the disk takes no more.
            RegistryError: whatever ends *pieces*.
        """
        held = Held(self._disk)
        try:
            for piece in pieces:
                held.add(piece)
        except OSError as error:
            held.close()
            shown = f"the answer can't be kept on disk now ({error.strerror}); try again in a moment, or ask for less."
            raise StoreUnavailable(f"an answer can't be kept in {self._disk.folder}: {error}", shown) from error
        except BaseException:
            held.close()
            raise
        finally:
            pieces.close()
        return held


def _file(folder: Path) -> IO[bytes]:
    try:
        return tempfile.TemporaryFile(dir=folder)
    except OSError as error:
        if error.errno not in _NOT_HERE:
            raise
        return tempfile.TemporaryFile()  # the data folder is not ours to write in
