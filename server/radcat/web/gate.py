"""What every request passes before any of it is worked on: WSGI middleware, outermost and cheap.

It finds out who asks, counts it where it costs, reads the body, and sees to it that no client holds many threads by
not reading what it asked for.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from http import HTTPStatus
from io import BytesIO
from threading import Lock
from typing import Any, Final
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from radcat.errors import BodyTooSlow, EndpointBusy, RegistryError, TooManyRequests
from radcat.rates import Rate
from radcat.web.bodies import Bodies
from radcat.web.clients import CLIENT, Network, client_of
from radcat.web.problems import content_of, retry_after, status_of
from radcat.web.quotas import Quotas
from radcat.web.responses import GUARDS

Headers = list[tuple[str, str]]

GOVERNED: Final = frozenset({"sparql", "store"})  # the first part of addresses where each request costs
SAFE: Final = frozenset({"GET", "HEAD", "OPTIONS"})
STREAMS_AT_ONCE: Final = 4  # long answers that one client may be reading
LEAVE: Final = 0.2  # seconds that a last word has to leave before its connection is cut
_SHORT: Final = 1024 * 1024  # bytes; such an answer is handed over whole, and holds no thread


class Gate:
    """Lets requests through to *app*, or answers them itself. Safe between threads."""

    def __init__(
        self,
        app: WSGIApplication,
        *,
        body_bytes: int,
        rate: Rate | None = None,
        proxies: Sequence[Network] = (),
        streams: int = 16,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Take bodies of *body_bytes*, *rate* from each client, and let *streams* long answers be sent at once."""
        self._app, self._proxies, self._streams = app, tuple(proxies), streams
        self._quotas = Quotas(rate, clock) if rate else None
        self._bodies = Bodies(body_bytes)
        self._lock = Lock()
        self._reading: Counter[str] = Counter()

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer one request."""
        client = environ[CLIENT] = client_of(environ, self._proxies)
        added: Headers = []
        try:
            if self._quotas is not None and _costs(environ):
                standing = self._quotas.count(client)
                added = standing.headers
                if standing.is_exceeded:
                    raise TooManyRequests(
                        f"this address may ask {standing.rate.quota} times in {standing.rate.window} s and has done "
                        f"so; wait {standing.reset} s.",
                        standing.reset,
                    )
            if environ["REQUEST_METHOD"] in SAFE:
                _ignore_body(environ)
                return self._pass(environ, start_response, added, client)
            with self._bodies.read(environ, client):
                return self._pass(environ, start_response, added, client)
        except RegistryError as error:
            return _refuse(error, environ["REQUEST_METHOD"], start_response, added)

    def _pass(
        self, environ: WSGIEnvironment, start_response: StartResponse, added: Headers, client: str
    ) -> Iterable[bytes]:
        begun: list[tuple[str, Headers, tuple[Any, ...]]] = []

        def begin(status: str, headers: Headers, *exc_info: Any) -> Callable[[bytes], object]:
            begun[:] = [(status, headers, exc_info)]
            return _no_write

        body = self._app(environ, begin)
        status, headers, exc_info = begun[0]
        if not isinstance(body, list):
            body = _whole(body) if _is_short(headers) else self._stream(body, client)
        start_response(status, headers + added if added else headers, *exc_info)
        return body

    def _stream(self, body: Iterable[bytes], client: str) -> Iterable[bytes]:
        with self._lock:
            is_full = self._reading.total() >= self._streams
            is_greedy = self._reading[client] >= STREAMS_AT_ONCE
            if not is_full and not is_greedy:
                self._reading[client] += 1
        if is_full or is_greedy:
            getattr(body, "close", lambda: None)()
            if is_greedy:
                raise TooManyRequests(f"read {STREAMS_AT_ONCE} long answers at once at most.", 5)
            raise EndpointBusy("too many long answers are being sent; try again in a moment.")
        return _Stream(body, lambda: self._end_stream(client))

    def _end_stream(self, client: str) -> None:
        with self._lock:
            self._reading[client] -= 1
            if self._reading[client] <= 0:
                del self._reading[client]


class _Stream:
    """A long answer that says when it was read or left."""

    def __init__(self, body: Iterable[bytes], end: Callable[[], None]) -> None:
        self._body, self._pieces, self._end = body, iter(body), end
        self._is_open = True

    def __iter__(self) -> Iterator[bytes]:
        return self

    def __next__(self) -> bytes:
        return next(self._pieces)

    def close(self) -> None:
        if self._is_open:
            self._is_open = False
            try:
                getattr(self._body, "close", lambda: None)()
            finally:
                self._end()


def _costs(environ: WSGIEnvironment) -> bool:
    path = environ.get("PATH_INFO", "")
    return path.lstrip("/").partition("/")[0] in GOVERNED or environ["REQUEST_METHOD"] not in SAFE


def _ignore_body(environ: WSGIEnvironment) -> None:
    if "CONTENT_LENGTH" in environ or "HTTP_TRANSFER_ENCODING" in environ:
        environ["wsgi.input"] = BytesIO()
        environ.pop("CONTENT_LENGTH", None)


def _is_short(headers: Headers) -> bool:
    length = next((value for name, value in headers if name.lower() == "content-length"), "")
    return length.isdigit() and int(length) <= _SHORT


def _whole(body: Iterable[bytes]) -> list[bytes]:
    try:
        return [b"".join(body)]
    finally:
        getattr(body, "close", lambda: None)()


def _no_write(_: bytes) -> object:
    raise NotImplementedError("answers are iterated over, not written")


def _refuse(error: RegistryError, method: str, start_response: StartResponse, added: Headers) -> Iterable[bytes]:
    """Answer with a problem document, and end the connection: a body may still be on its way."""
    status = status_of(error)
    content = content_of(error)
    is_cut = isinstance(error, BodyTooSlow)
    headers = [
        ("Content-Type", "application/problem+json"),
        ("Content-Length", str(len(content) + is_cut)),
        ("Cache-Control", "no-store"),
        ("Access-Control-Allow-Origin", "*"),
        *GUARDS,
        *retry_after(error),
        *([("Accept-Encoding", "identity")] if status is HTTPStatus.UNSUPPORTED_MEDIA_TYPE else []),
        *added,
    ]
    start_response(f"{int(status)} {status.phrase}", headers)
    return _cut_off(content) if is_cut else [b"" if method == "HEAD" else content]


def _cut_off(content: bytes) -> Iterator[bytes]:
    """Send all but the last byte of what was announced, so that the server has to cut the connection.

    It would wait for the body as long as the client likes, and at the end of the request for the thread that reads it,
    which keeps every other thread from running.
    """
    yield content
    time.sleep(LEAVE)
