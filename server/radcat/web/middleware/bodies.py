"""The bodies of requests: whole, of a size that we take, and sent at a rate that we wait for.

The HTTP server hands a body over as it comes and waits for it without end, each time in one of a few threads. It also
takes a chunked body that breaks off for one that ends there. So a body is read here, before anything else is done:
by a thread of a pool, which whoever waits for it gives up on when it comes too slowly.

Memory and places are shared out by what has come, not by what is announced. No client has more than its share of them,
and where none are left, the slowest body makes room for whoever has less.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
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
ARRIVING: Final = "radcat.body"  # in the WSGI environment: the body, once it has begun to be read
AT_ONCE: Final = 4  # bodies that one client may be sending
READERS: Final = 32  # bodies that all of them may be sending
GRACE: Final = 5.0  # seconds; in each such span of time a body has to bring what SLOWEST says
SLOWEST: Final = 20_000  # bytes a second
SAFE: Final = 1.0  # seconds that a body may take before it makes room for another
HELD: Final = 8  # times the largest body that all bodies at work may take together
SHARE: Final = 2  # times the largest body that those of one client may take
_PIECE: Final = 64 * 1024
_HANGING: Final = 32  # threads beside READERS, for bodies that were given up and whose connection is being cut

Clock = Callable[[], float]


def is_awaited(environ: WSGIEnvironment) -> bool:
    """Tell whether more of the request's body is waited for, so that its connection can't be used again."""
    body = environ.get(ARRIVING)
    return isinstance(body, _Body) and body.is_awaited


@dataclass(eq=False)
class _Body:
    """A body at work: on its way, or held until its request is answered."""

    client: str
    begun: float
    held: int = 0  # bytes that have come
    is_arriving: bool = True
    is_displaced: bool = False  # it had to make room
    is_awaited: bool = True  # a thread waits for more of it
    pieces: SimpleQueue[tuple[float, bytes]] = field(default_factory=SimpleQueue)

    def rate(self, now: float) -> float:
        return self.held / max(now - self.begun, 1e-3)


class Bodies:
    """Reads bodies of *largest* bytes at most. Safe between threads."""

    def __init__(self, largest: int, *, grace: float = GRACE, clock: Clock = time.monotonic) -> None:
        self._largest, self._grace, self._clock = largest, grace, clock
        self._pool = ThreadPoolExecutor(READERS + _HANGING, "body")
        self._lock = Lock()
        self._sending: Counter[str] = Counter()  # threads that wait for bodies of each client
        self._bodies: set[_Body] = set()

    @contextmanager
    def read(self, environ: WSGIEnvironment, client: str) -> Iterator[None]:
        """Replace the input in *environ* by the whole body, which counts as held until the block ends.

        Raises:
            UnsupportedEncoding: it is compressed.
            LengthRequired: it does not say how long it is.
            BodyTooLarge: it is longer than may be.
            BodyTooSlow: it does not come, or comes slowest when others need its place.
            MalformedRequest: it ends early.
            TooManyRequests: the client sends too many at once, or too much.
            EndpointBusy: all clients together do.
        """
        length = self._announced(environ)
        if length == 0:
            environ["wsgi.input"] = BytesIO()
            yield
            return
        body = self._admit(client)
        try:
            content = self._receive(body, environ, length)
            environ["wsgi.input"], environ["CONTENT_LENGTH"] = content, str(body.held)
            yield
        finally:
            with self._lock:
                self._bodies.discard(body)

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
            raise MalformedRequest("Content-Length is not a number of bytes.")
        if len(written) > len(str(self._largest)) or int(written) > self._largest:
            raise BodyTooLarge(self._largest)
        return int(written)

    def _admit(self, client: str) -> _Body:
        with self._lock:
            if self._sending[client] >= AT_ONCE:
                raise TooManyRequests(f"send {AT_ONCE} bodies at once at most.", 1)
            if self._sending.total() >= READERS + _HANGING:
                raise EndpointBusy(_FULL)
            arriving = Counter(body.client for body in self._bodies if body.is_arriving)
            if arriving.total() >= READERS:
                # Whoever sends most makes room for whoever sends less.
                most = max(arriving.values())
                if arriving[client] >= most:
                    raise EndpointBusy(_FULL)
                self._displace([body for body in self._bodies if arriving[body.client] == most])
            body = _Body(client, self._clock())
            self._bodies.add(body)
            self._sending[client] += 1
            return body

    def _displace(self, candidates: list[_Body]) -> None:
        """Give up the slowest of *candidates* that has had its time; called with the lock held.

        Raises:
            EndpointBusy: all of them have just begun.
        """
        now = self._clock()
        slow = [body for body in candidates if body.is_arriving and now - body.begun >= SAFE]
        if not slow:
            raise EndpointBusy(_FULL)
        victim = min(slow, key=lambda body: body.rate(now))
        victim.is_displaced, victim.is_arriving = True, False
        self._bodies.discard(victim)
        victim.pieces.put((now, b""))  # wakes whoever waits for it

    def _take(self, body: _Body, size: int) -> None:
        """Let *body* hold so many bytes more.

        Raises:
            TooManyRequests: its client has no more room.
            EndpointBusy: nobody has, and it is not for others to make some.
        """
        with self._lock:
            if body.is_displaced:
                raise BodyTooSlow(_DISPLACED)
            held: Counter[str] = Counter()
            for other in self._bodies:
                held[other.client] += other.held
            if held[body.client] + size > SHARE * self._largest:
                raise TooManyRequests(f"send {SHARE * self._largest} bytes at once at most, in all bodies together.", 1)
            while sum(other.held for other in self._bodies) + size > HELD * self._largest:
                self._displace([other for other in self._bodies if held[other.client] > held[body.client] + size])
            body.held += size

    def _receive(self, body: _Body, environ: WSGIEnvironment, length: int | None) -> IO[bytes]:
        environ[ARRIVING] = body
        try:
            self._pool.submit(self._read, body, environ["wsgi.input"], length)
        except RuntimeError as error:  # no thread can be started
            self._end_reading(body)
            raise EndpointBusy(_FULL) from error
        least = max(1, int(self._grace * SLOWEST))
        content, checked, due = BytesIO(), self._clock(), least
        while True:
            try:
                came, piece = body.pieces.get(timeout=max(0.0, checked + self._grace - self._clock()))
            except Empty:
                raise self._too_slow() from None
            if not piece:
                break
            # In each span of time a body brings its least amount: it can't save up for a pause.
            if came - checked > self._grace:
                raise self._too_slow()
            self._take(body, len(piece))
            content.write(piece)
            if body.held >= due:
                checked, due = came, body.held + least
        if body.is_displaced:
            raise BodyTooSlow(_DISPLACED)
        with self._lock:
            body.is_arriving = False
        if length is None and body.held > self._largest:
            raise BodyTooLarge(self._largest)
        if length is not None and body.held != length:
            raise MalformedRequest(f"the body ends after {body.held} of {length} bytes.")
        content.seek(0)
        return content

    def _too_slow(self) -> BodyTooSlow:
        # Our answer ends the connection, and with it the read that hangs.
        return BodyTooSlow(
            f"the body has not come at {SLOWEST} bytes a second, counted in spans of {self._grace:g} s; "
            "send it at once."
        )

    def _read(self, body: _Body, source: IO[bytes], length: int | None) -> None:
        left = self._largest + 1 if length is None else length
        try:
            while left > 0 and not body.is_displaced and (piece := source.read(min(_PIECE, left))):
                left -= len(piece)
                body.pieces.put((self._clock(), piece))
        finally:
            self._end_reading(body)
            body.pieces.put((self._clock(), b""))

    def _end_reading(self, body: _Body) -> None:
        body.is_awaited = False
        with self._lock:
            self._sending[body.client] -= 1
            if not self._sending[body.client]:
                del self._sending[body.client]


_FULL: Final = "too many bodies are being sent at once; try again in a moment."
_DISPLACED: Final = "too many bodies are being sent at once, and this one comes slowest; send it again in a moment."
