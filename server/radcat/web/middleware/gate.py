"""What every request passes before any of it is worked on: WSGI middleware, outermost and cheap.

It finds out who asks, counts it where it costs, reads the body, and sees to it that no client holds many threads by
not reading what it asked for.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from io import BytesIO
from threading import Lock
from typing import Any, Final
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from radcat.errors import EndpointBusy, HeadersTooLarge, RegistryError, TooManyRequests
from radcat.outgoing.networks import Network
from radcat.rates import Rate
from radcat.settings import DEFAULT_PROXY_HEADER, HEAD_BYTES
from radcat.web import problems
from radcat.web.middleware import bodies
from radcat.web.middleware.bodies import Bodies
from radcat.web.middleware.clients import CLIENT, client_of
from radcat.web.middleware.quotas import Quotas, Standing

Headers = list[tuple[str, str]]

GOVERNED: Final = frozenset({"sparql", "store"})  # the first part of addresses where each request costs
PAGES: Final = 10  # times as many requests for everything else
FREE: Final = frozenset({"static", "healthz", "readyz"})  # never counted
SAFE: Final = frozenset({"GET", "HEAD", "OPTIONS"})
STREAMS_AT_ONCE: Final = 4  # long answers that one client may be reading
LEAVE: Final = 0.2  # seconds that a last word has to leave before its connection is cut
_LINE: Final = len(" ? HTTP/1.1\r\n")  # of the request's line, beside method, path and query
_FIELD: Final = len(": \r\n")  # of each header field, beside name and value
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
        proxy_header: str = DEFAULT_PROXY_HEADER,
        streams: int = 16,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Take bodies of *body_bytes*, *rate* from each client, and let *streams* long answers be sent at once."""
        self._app, self._streams = app, streams
        self._proxies, self._proxy_header = tuple(proxies), proxy_header
        self._quotas = Quotas(rate, clock) if rate else None
        self._page_quotas = Quotas(Rate(rate.quota * PAGES, rate.window), clock) if rate else None
        self._bodies = Bodies(body_bytes)
        self._lock = Lock()
        self._reading: Counter[str] = Counter()

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer one request."""
        client = environ[CLIENT] = client_of(environ, self._proxies, self._proxy_header)
        added: Headers = []
        try:
            _check_head(environ)
            standing = self._count(environ, client)
            if standing and (_costs(environ) or standing.is_exceeded):  # of pages it is said only then
                added = standing.headers
            if standing and standing.is_exceeded:
                raise TooManyRequests(
                    f"this address has used its {standing.rate.quota} requests in {standing.rate.window} s; "
                    f"wait {standing.reset} s.",
                    standing.reset,
                )
            if environ["REQUEST_METHOD"] in SAFE:
                _ignore_body(environ)
                return self._pass(environ, start_response, added, client)
            with self._bodies.read(environ, client):
                return self._pass(environ, start_response, added, client)
        except RegistryError as error:
            return _refuse(error, environ, start_response, added)

    def _count(self, environ: WSGIEnvironment, client: str) -> Standing | None:
        """Count the request, if it counts, and tell what its client has left."""
        if self._quotas is None or self._page_quotas is None:
            return None
        if _costs(environ):
            return self._quotas.count(client)
        return None if _is_free(environ) else self._page_quotas.count(client)

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
        try:
            start_response(status, headers + added if added else headers, *exc_info)
        except BaseException:
            getattr(body, "close", lambda: None)()
            raise
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
    return _first_part(environ) in GOVERNED or environ["REQUEST_METHOD"] not in SAFE


def _is_free(environ: WSGIEnvironment) -> bool:
    return _first_part(environ) in FREE


def _first_part(environ: WSGIEnvironment) -> str:
    path: str = environ.get("PATH_INFO", "")
    return path.lstrip("/").partition("/")[0]


def _check_head(environ: WSGIEnvironment) -> None:
    """See that the request's line and headers are no longer than may be: the server lets up to twice that through.

    Raises:
        HeadersTooLarge: they are longer.
    """
    size = len(environ["REQUEST_METHOD"]) + len(environ.get("PATH_INFO", "")) + len(environ.get("QUERY_STRING", ""))
    size += _LINE
    for name, value in environ.items():
        if name.startswith("HTTP_"):
            size += len(name) - len("HTTP_") + len(value) + _FIELD
    if size > HEAD_BYTES:
        raise HeadersTooLarge(HEAD_BYTES)


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


def _refuse(
    error: RegistryError, environ: WSGIEnvironment, start_response: StartResponse, added: Headers
) -> Iterable[bytes]:
    """Answer with a problem document, and end the connection where a body is still on its way."""
    status, headers, content = problems.plain(error)
    is_cut = bodies.is_awaited(environ)
    if is_cut:
        headers = [(name, str(len(content) + 1) if name == "Content-Length" else value) for name, value in headers]
    start_response(f"{int(status)} {status.phrase}", headers + added)
    return _cut_off(content) if is_cut else [b"" if environ["REQUEST_METHOD"] == "HEAD" else content]


def _cut_off(content: bytes) -> Iterator[bytes]:
    """Send all but the last byte of what was announced, so that the server has to cut the connection.

    It would wait for the body as long as the client likes, and at the end of the request for the thread that reads it,
    which keeps every other thread from running.
    """
    yield content
    time.sleep(LEAVE)
