"""Answers in gzip for who takes them so, whole or as they come (RFC 9110, sections 8.4, 8.8.3 and 12.5.3).

It is WSGI middleware, outside of the cache, which so keeps one copy of an answer however it leaves.
zlib is what the standard library has; zstd and Brotli would be two more copies of every decision below.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from typing import Any, Final
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from werkzeug.datastructures import Headers
from werkzeug.http import parse_accept_header

from radcat.errors import RegistryError

SMALLEST: Final = 1024  # bytes; less does not pay
LARGEST_WHOLE: Final = (
    256 * 1024
)  # bytes that are compressed before the first of them leaves, so that a length is known
LEVEL: Final = 5  # of 9; beyond it, RDF gets 3 % smaller in twice the time
LONGEST: Final = 1024  # characters of Accept-Encoding that are read, and remembered
GZIP: Final = 16 + zlib.MAX_WBITS
# A block of a kind that there is not (RFC 1951, section 3.2.3). The server ends what fails as if it were whole, and
# many readers take a gzip file that just ends; at this all of them raise.
BROKEN: Final = b"\x07"
SUFFIX: Final = "-gzip"  # of an ETag: two encodings of one answer are not the same bytes

_COMPRESSIBLE: Final = re.compile(
    r"(?:text/|application/(?:[\w.-]+\+)?(?:json|xml)\b|application/(?:n-triples|n-quads|trig|sparql-|javascript)"
    r"|image/svg\+xml)"
)
_SUFFIXED: Final = re.compile(rf'{SUFFIX}"(?=\s*(?:,|$))')


class Compression:
    """Compresses what *app* answers, and keeps from it that it does."""

    def __init__(self, app: WSGIApplication) -> None:
        self._app = app

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer as the application does, compressed where that is welcome and worth it."""
        known = _restore_tags(environ)
        if not _is_welcome(environ.get("HTTP_ACCEPT_ENCODING", "")[:LONGEST]):

            def begin_plain(status: str, headers: list[tuple[str, str]], *exc_info: Any) -> Callable[[bytes], object]:
                return start_response(status, _varied(status, headers), *exc_info)

            return self._app(environ, begin_plain)
        compressor: list[_Compressor] = []

        def begin(status: str, headers: list[tuple[str, str]], *exc_info: Any) -> Callable[[bytes], object]:
            compressor.clear()
            if _is_small(headers):  # as most answers are: nothing to do, and nothing to be taken apart
                return start_response(status, headers, *exc_info)
            found = Headers(headers)
            is_unchanged = status.startswith("304")
            if is_unchanged or _is_compressible(status, found):
                found = Headers(_varied(status, headers))
                if not is_unchanged or known:
                    _mark_tag(found)
                if not is_unchanged:
                    length = found.pop("Content-Length", None)
                    found["Content-Encoding"] = "gzip"
                    compressor.append(_Compressor(status, found, start_response, length))
                    if environ["REQUEST_METHOD"] != "HEAD" and compressor[0].is_small:
                        return _no_write  # begun when the length is known
            return start_response(status, found.to_wsgi_list(), *exc_info)

        body = self._app(environ, begin)
        if not compressor or environ["REQUEST_METHOD"] == "HEAD":
            return body
        return compressor[0].whole(body) if compressor[0].is_small else _Stream(body)


class _Compressor:
    """An answer that is to be compressed."""

    def __init__(self, status: str, headers: Headers, start_response: StartResponse, length: str | None) -> None:
        self._status, self._headers, self._start_response = status, headers, start_response
        self.is_small = length is not None and int(length) <= LARGEST_WHOLE

    def whole(self, body: Iterable[bytes]) -> list[bytes]:
        try:
            content = b"".join(body)
        finally:
            getattr(body, "close", lambda: None)()
        packed = zlib.compress(content, LEVEL, GZIP)
        self._headers["Content-Length"] = str(len(packed))
        self._start_response(self._status, self._headers.to_wsgi_list())
        return [packed]


class _Stream:
    """A body that is compressed as it comes; each piece can be read when it has arrived."""

    def __init__(self, body: Iterable[bytes]) -> None:
        self._body = body

    def __iter__(self) -> Iterator[bytes]:
        packer = zlib.compressobj(LEVEL, zlib.DEFLATED, GZIP)
        try:
            for piece in self._body:
                if piece:
                    yield packer.compress(piece) + packer.flush(zlib.Z_SYNC_FLUSH)
        except RegistryError:
            yield BROKEN
            raise
        yield packer.flush()

    def close(self) -> None:
        """Let go of what is behind."""
        getattr(self._body, "close", lambda: None)()


@lru_cache(maxsize=256)  # clients say the same each time
def _is_welcome(accept_encoding: str) -> bool:
    wanted = accept_encoding.lower()
    return "gzip" in wanted and parse_accept_header(wanted).quality("gzip") > 0


def _is_small(headers: list[tuple[str, str]]) -> bool:
    return any(name.lower() == "content-length" and int(value) < SMALLEST for name, value in headers)


def _is_compressible(status: str, headers: Headers) -> bool:
    length = headers.get("Content-Length")
    return (
        status[0] in "245"
        and status[:3] not in ("204", "206")
        and "Content-Encoding" not in headers
        and _is_text(headers.get("Content-Type", ""))
        and (length is None or int(length) >= SMALLEST)
    )


@lru_cache(maxsize=64)
def _is_text(content_type: str) -> bool:
    return bool(_COMPRESSIBLE.match(content_type))


def _varied(status: str, headers: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Say in *headers* that the answer depends on Accept-Encoding, where it may; the list is not ours to change."""
    if _is_small(headers):
        return headers
    vary, may = None, status.startswith("304")
    for place, (name, value) in enumerate(headers):
        lower = name.lower()
        if lower == "vary":
            vary = place
        elif lower == "content-type":
            may = may or _is_text(value)
    if not may:
        return headers
    if vary is None:
        return [*headers, ("Vary", "Accept-Encoding")]
    return [*headers[:vary], ("Vary", f"{headers[vary][1]}, Accept-Encoding"), *headers[vary + 1 :]]


def _mark_tag(headers: Headers) -> None:
    if (tag := headers.get("ETag", "")).endswith('"'):
        headers["ETag"] = f'{tag[:-1]}{SUFFIX}"'


def _restore_tags(environ: WSGIEnvironment) -> bool:
    """Take our suffix off the tags that the client names; tell whether it had one from us with it."""
    known = False
    for name in ("HTTP_IF_NONE_MATCH", "HTTP_IF_MATCH"):
        if name in environ and SUFFIX in environ[name]:
            environ[name] = _SUFFIXED.sub('"', environ[name])
            known = True
    return known


def _no_write(_: bytes) -> None:
    raise AssertionError("an application that calls write() is not served here")
