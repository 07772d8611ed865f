"""How the web process and its query workers talk over pipes: frames of a kind, a length, and as many bytes."""

from __future__ import annotations

import struct
import time
from enum import IntEnum
from typing import IO, Final

from radcat.errors import AnswerTooLarge

HEADER: Final = struct.Struct(">BI")
LARGEST: Final = 64 * 1024  # bytes of an answer in one frame
PATIENCE: Final = 0.2  # seconds after which what there is of an answer leaves, however little
MEGABYTE: Final = 1024 * 1024


class FrameKind(IntEnum):
    """What a frame carries."""

    QUERY = 1  # JSON: what to evaluate, over the snapshot that is open
    DATA = 2  # a piece of the answer
    END = 3  # nothing: the answer is whole
    ERROR = 4  # JSON: which error, with its arguments
    OPEN = 5  # the folder of the snapshot that is to be asked from now on
    READY = 6  # JSON: that it is open, and how the worker is set up


_END: Final = HEADER.pack(FrameKind.END, 0)


def frame(kind: FrameKind, payload: bytes = b"") -> bytes:
    """Make one frame."""
    return HEADER.pack(kind, len(payload)) + payload


def write(out: IO[bytes], kind: FrameKind, payload: bytes = b"") -> None:
    """Write one frame."""
    out.write(frame(kind, payload))
    out.flush()


class FrameWriter:
    """A binary file whose content leaves as DATA frames; what a serializer writes to."""

    def __init__(self, out: IO[bytes], megabytes: int | None = None) -> None:
        """Write to *out* up to *megabytes*; None for no limit."""
        self._out, self._megabytes = out, megabytes
        self._held, self._sent, self._left_at = bytearray(), 0, time.monotonic()

    def write(self, piece: bytes) -> int:
        """Take *piece*, sending a frame whenever one is full or has waited long.

        Raises:
            AnswerTooLarge: it is past the limit.
        """
        self._held += piece
        while len(self._held) >= LARGEST:
            self._send(LARGEST)
        if self._held and time.monotonic() - self._left_at > PATIENCE:
            self._send(len(self._held))
        return len(piece)

    def flush(self) -> None:
        """Do nothing: a serializer flushes at its end, and then comes `finish`."""

    def finish(self) -> None:
        """Send what is held, and that this was all: together, for most answers are small."""
        self._count(len(self._held))
        data = frame(FrameKind.DATA, bytes(self._held)) if self._held else b""
        self._held.clear()
        self._write(data + _END)

    def _send(self, size: int) -> None:
        self._count(size)
        self._write(frame(FrameKind.DATA, bytes(self._held[:size])))
        del self._held[:size]
        self._left_at = time.monotonic()

    def _count(self, size: int) -> None:
        self._sent += size
        if self._megabytes is not None and self._sent > self._megabytes * MEGABYTE:
            raise AnswerTooLarge(self._megabytes)

    def _write(self, content: bytes) -> None:
        self._out.write(content)
        self._out.flush()
