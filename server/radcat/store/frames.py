"""How the web process and its query workers talk over pipes: frames of a kind, a length, and as many bytes."""

from __future__ import annotations

import struct
from enum import IntEnum
from typing import IO, Final

HEADER: Final = struct.Struct(">BI")
LARGEST: Final = 64 * 1024  # bytes of an answer in one frame


class FrameKind(IntEnum):
    """What a frame carries."""

    QUERY = 1  # JSON: what to evaluate
    DATA = 2  # a piece of the answer
    END = 3  # nothing: the answer is whole
    ERROR = 4  # JSON: which error, with its arguments


def write(out: IO[bytes], kind: FrameKind, payload: bytes = b"") -> None:
    """Write one frame."""
    out.write(HEADER.pack(kind, len(payload)))
    out.write(payload)
    out.flush()


class FrameWriter:
    """A binary file whose content leaves as DATA frames; what a serializer writes to."""

    def __init__(self, out: IO[bytes]) -> None:
        self._out = out
        self._held = bytearray()

    def write(self, piece: bytes) -> int:
        """Take *piece*, sending a frame whenever one is full."""
        self._held += piece
        while len(self._held) >= LARGEST:
            write(self._out, FrameKind.DATA, bytes(self._held[:LARGEST]))
            del self._held[:LARGEST]
        return len(piece)

    def flush(self) -> None:
        """Send what is held."""
        if self._held:
            write(self._out, FrameKind.DATA, bytes(self._held))
            self._held.clear()
