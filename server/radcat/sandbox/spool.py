"""What lies between a worker that writes and a reader who may be slow: some memory, then a temporary file.

So a worker is free as soon as its answer is evaluated, however slowly the answer is read, and memory stays small.
"""

from __future__ import annotations

import tempfile
from collections import deque
from collections.abc import Generator, Iterator
from pathlib import Path
from threading import Condition, Lock, Thread
from typing import IO, Final

from radcat.errors import EndpointBusy

MOST_IN_MEMORY: Final = 4 * 1024 * 1024  # bytes
PIECE: Final = 64 * 1024  # bytes read from the file at once


class Disk:
    """Room on disk that all answers on their way may take together. Safe between threads."""

    def __init__(self, folder: Path, most: float) -> None:
        """Have *most* bytes, in nameless files in *folder*."""
        self.folder, self._most = folder, most
        self._lock = Lock()
        self._taken = 0

    def take(self, size: int) -> None:
        """Take *size* bytes.

        Raises:
            EndpointBusy: there are not so many left.
        """
        with self._lock:
            if self._taken + size > self._most:
                raise EndpointBusy(
                    f"answers on their way take {self._most / 2**20:g} MB on disk already, which is all that they may; "
                    "read faster, or ask for less."
                )
            self._taken += size

    def give_back(self, size: int) -> None:
        """Give *size* bytes back."""
        with self._lock:
            self._taken -= size


class Spool:
    """Passes pieces on from one thread to another, in order; the writer never waits for the reader."""

    def __init__(self, disk: Disk) -> None:
        """Put what does not fit in memory on *disk*."""
        self._disk = disk
        self._changed = Condition()
        self._pieces: deque[bytes] = deque()
        self._size = 0  # of the pieces in memory
        self._file: IO[bytes] | None = None
        self._written = self._read = 0  # bytes of the file
        self._ended: Exception | bool = False
        self._is_left = False

    def fill(self, pieces: Generator[bytes, None, None]) -> None:
        """Take all *pieces*, until there are no more or the reader has left; an error is the reader's to see."""
        end: Exception | bool = True
        try:
            for piece in pieces:
                if not self._put(piece):
                    break
        except OSError as error:
            end = EndpointBusy(f"no more of an answer that is read slowly can be kept on disk ({error.strerror}).")
        except Exception as error:  # raised again in the reader's thread
            end = error
        finally:
            pieces.close()
            with self._changed:
                self._ended = end
                self._changed.notify()

    def leave(self) -> None:
        """Say that nobody reads any more."""
        with self._changed:
            self._is_left = True
            self._pieces.clear()
            if self._file:
                self._file.close()
            self._disk.give_back(self._written)
            self._read = self._written = 0

    def __iter__(self) -> Iterator[bytes]:
        """Yield the pieces as they come; raises what ended them."""
        while True:
            with self._changed:
                while not (self._pieces or self._read < self._written or self._ended):
                    self._changed.wait()
                piece, ended = self._next(), self._ended
            if piece:
                yield piece
            elif isinstance(ended, Exception):
                raise ended
            elif ended:
                return

    def _put(self, piece: bytes) -> bool:
        with self._changed:
            if self._is_left:
                return False
            # Behind what is in the file there is nothing in memory, or the order would be lost.
            if self._read == self._written and self._size + len(piece) <= MOST_IN_MEMORY:
                self._pieces.append(piece)
                self._size += len(piece)
            else:
                self._disk.take(len(piece))
                try:
                    if self._file is None:
                        self._file = tempfile.TemporaryFile(dir=self._disk.folder)  # noqa: SIM115  # closed by `leave`
                    self._file.seek(self._written)
                    self._file.write(piece)
                    self._file.flush()  # what does not fit is the writer's to know
                except BaseException:
                    self._disk.give_back(len(piece))
                    raise
                self._written += len(piece)
            self._changed.notify()
        return True

    def _next(self) -> bytes:
        if self._pieces:
            piece = self._pieces.popleft()
            self._size -= len(piece)
            return piece
        if self._file is None or self._read == self._written:
            return b""
        self._file.seek(self._read)
        piece = self._file.read(min(PIECE, self._written - self._read))
        self._read += len(piece)
        if self._read == self._written:
            self._file.truncate(0)
            self._disk.give_back(self._written)
            self._read = self._written = 0
        return piece


def through(pieces: Generator[bytes, None, None], disk: Disk) -> Generator[bytes, None, None]:
    """Yield *pieces*, which a thread takes as fast as they come from the moment that somebody reads.

    Raises:
        EndpointBusy: the disk has no room for what is not read; and whatever *pieces* raises.
    """
    spool = Spool(disk)
    try:
        Thread(target=spool.fill, args=(pieces,), daemon=True).start()
    except RuntimeError:  # the system has no thread for us: the reader takes them as fast as it can
        yield from pieces
        return
    try:
        yield from spool
    finally:
        spool.leave()
