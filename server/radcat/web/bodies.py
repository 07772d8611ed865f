"""The bodies of requests: whole, of a size that we take, and sent in a time that we wait.

The HTTP server hands a body over as it comes and waits for it without end, each time in one of a few threads. It also
takes a chunked body that breaks off for one that ends there. So a body is read here, before anything else is done:
by a thread of a pool, which whoever waits for it gives up on when it comes too slowly.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from io import BytesIO
from queue import Empty, SimpleQueue
from threading import Lock
from typing import IO, Final
from wsgiref.types import WSGIEnvironment

from radcat.errors import (
    BodyTooLarge,
    BodyTooSlow,
    EndpointBusy,
    LengthRequired,
    MalformedRequest,
    TooManyRequests,
    UnsupportedEncoding,
)

CHUNKED: Final = "application/sparql-query"  # the one body that does no harm when it is cut short
AT_ONCE: Final = 4  # bodies that one client may be sending
READERS: Final = 32  # bodies that all of them may be sending
GRACE: Final = 5.0  # seconds that every body may take
SLOWEST: Final = 20_000  # bytes a second beyond that
_PIECE: Final = 64 * 1024
_HELD: Final = 8  # times the largest body that all bodies at work may take together


class Bodies:
    """Reads bodies of *largest* bytes at most. Safe between threads."""

    def __init__(self, largest: int, *, grace: float = GRACE) -> None:
        self._largest, self._grace = largest, grace
        self._pool = ThreadPoolExecutor(READERS, "body")
        self._lock = Lock()
        self._sending: Counter[str] = Counter()
        self._held = 0

    @contextmanager
    def read(self, environ: WSGIEnvironment, client: str) -> Iterator[None]:
        """Replace the input in *environ* by the whole body, which counts as held until the block ends.

        Raises:
            UnsupportedEncoding: it is compressed.
            LengthRequired: it says not how long it is.
            BodyTooLarge: it is longer than may be.
            BodyTooSlow: it does not come.
            MalformedRequest: it ends early.
            TooManyRequests: the client sends too many at once.
            EndpointBusy: all clients together do.
        """
        length = self._announced(environ)
        if length == 0:
            environ["wsgi.input"] = BytesIO()
            yield
            return
        most = self._largest if length is None else length
        with self._lock:
            if self._held + most > _HELD * self._largest or self._sending.total() >= READERS:
                raise EndpointBusy("too many bodies are being sent at once; try again in a moment.")
            if self._sending[client] >= AT_ONCE:
                raise TooManyRequests(f"send {AT_ONCE} bodies at once at most.", 1)
            self._sending[client] += 1
            self._held += most
        try:
            body = self._receive(environ["wsgi.input"], length, client)
            environ["wsgi.input"], environ["CONTENT_LENGTH"] = BytesIO(body), str(len(body))
            yield
        finally:
            with self._lock:
                self._held -= most

    def _announced(self, environ: WSGIEnvironment) -> int | None:
        """How long the body is, in bytes; None where it comes in chunks."""
        written = environ.get("CONTENT_LENGTH") or ""
        is_chunked = "HTTP_TRANSFER_ENCODING" in environ
        if not is_chunked and written in ("", "0"):
            return 0
        if environ.get("HTTP_CONTENT_ENCODING", "identity").strip().lower() not in ("", "identity"):
            raise UnsupportedEncoding(environ["HTTP_CONTENT_ENCODING"])
        if is_chunked:
            if environ.get("CONTENT_TYPE", "").partition(";")[0].strip().lower() != CHUNKED:
                raise LengthRequired(CHUNKED)
            return None
        if not (written.isascii() and written.isdigit()):
            raise MalformedRequest("Content-Length is no number of bytes.")
        if len(written) > len(str(self._largest)) or int(written) > self._largest:
            raise BodyTooLarge(self._largest)
        return int(written)

    def _receive(self, source: IO[bytes], length: int | None, client: str) -> bytes:
        pieces: SimpleQueue[bytes] = SimpleQueue()
        self._pool.submit(self._read, source, length, pieces, client)
        begun, body = time.monotonic(), bytearray()
        while True:
            patience = begun + self._grace + len(body) / SLOWEST - time.monotonic()
            try:
                piece = pieces.get(timeout=max(0.0, patience))
            except Empty:
                # Our answer ends the connection, and with it the read that hangs.
                raise BodyTooSlow(self._grace) from None
            if not piece:
                break
            body += piece
        if length is None and len(body) > self._largest:
            raise BodyTooLarge(self._largest)
        if length is not None and len(body) != length:
            raise MalformedRequest(f"the body ends after {len(body)} of {length} bytes.")
        return bytes(body)

    def _read(self, source: IO[bytes], length: int | None, pieces: SimpleQueue[bytes], client: str) -> None:
        left = self._largest + 1 if length is None else length
        try:
            while left > 0 and (piece := source.read(min(_PIECE, left))):
                left -= len(piece)
                pieces.put(piece)
        finally:
            pieces.put(b"")
            with self._lock:
                self._sending[client] -= 1
                if not self._sending[client]:
                    del self._sending[client]
