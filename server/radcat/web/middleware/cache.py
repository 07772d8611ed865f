"""A cache in front of the application: whole answers, kept while the registry's generation lasts.

It is WSGI middleware, so that a repeated request costs no routing, no view and no template.
Only what carries an ETag and says `Cache-Control: public` is kept. Its key is the address, and the headers that the
answer says it varies with (RFC 9111, section 4.1), as digests: a client can't make them larger.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from sys import getsizeof
from threading import Lock
from typing import Any, Final
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from cachetools import LRUCache
from werkzeug.http import parse_date, parse_etags, unquote_etag

from radcat.errors import StoreError
from radcat.web import language

_OVERHEAD: Final = 1024  # bytes that an entry takes beyond its headers and its body: key, places in tables
_ADDRESSES: Final = 10_000  # of which is known what their answers vary with
_ADDRESS: Final = ("SCRIPT_NAME", "PATH_INFO", "QUERY_STRING")
_LANGUAGE: Final = "HTTP_ACCEPT_LANGUAGE"
_LARGEST_SHARE: Final = 16  # of the whole cache, that one answer may take


@dataclass(frozen=True, slots=True)
class _Kept:
    headers: list[tuple[str, str]]
    body: bytes
    etag: str
    size: int  # bytes that all of it takes

    @property
    def modified(self) -> datetime | None:
        """When what it shows last changed, where it says so."""
        return next((parse_date(value) for name, value in self.headers if name.lower() == "last-modified"), None)


class ResponseCache:
    """Keeps answers to GET and HEAD in *limit* bytes; `generation` tells when they have had their day."""

    def __init__(self, app: WSGIApplication, generation: Callable[[], object], limit: int) -> None:
        self._app, self._generation, self._limit = app, generation, limit
        self._kept: LRUCache[Any, _Kept] = LRUCache(limit, getsizeof=lambda kept: kept.size)
        self._varying: LRUCache[Any, tuple[str, ...]] = LRUCache(_ADDRESSES)
        self._lock = Lock()

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer from the cache, or let the application answer and keep what it says."""
        method = environ["REQUEST_METHOD"]
        if method not in ("GET", "HEAD") or not self._limit:
            return self._app(environ, start_response)
        try:
            generation = self._generation()
        except StoreError:  # pages need no store; who asks it is told what is wrong
            generation = None
        if generation is None:
            return self._app(environ, start_response)
        address = (generation, _digest(environ, _ADDRESS))
        with self._lock:
            varying = self._varying.get(address)
            kept = None if varying is None else self._kept.get((address, _digest(environ, varying)))
        if kept is not None:
            return _answer(kept, environ, start_response)
        return self._ask(address, environ, start_response)

    def _ask(
        self, address: tuple[object, bytes], environ: WSGIEnvironment, start_response: StartResponse
    ) -> Iterable[bytes]:
        begun: list[tuple[str, list[tuple[str, str]]]] = []

        def begin(status: str, headers: list[tuple[str, str]], *exc_info: Any) -> Callable[[bytes], object]:
            begun[:] = [(status, headers)]
            return start_response(status, headers, *exc_info)

        body = self._app(environ, begin)
        status, headers = begun[0] if begun else ("", [])
        named = {name.lower(): value for name, value in headers}
        size = int(named.get("content-length", self._limit))
        keepable = (
            environ["REQUEST_METHOD"] == "GET"
            and status.startswith("200 ")
            and "etag" in named
            and "public" in named.get("cache-control", "")
            and named.get("vary") != "*"
            and size <= self._limit // _LARGEST_SHARE
        )
        if not keepable:
            return body
        try:
            content = b"".join(body)
        finally:
            getattr(body, "close", lambda: None)()
        # What was made while a publication came in may show either state, and is nobody's answer but this one's.
        if len(content) == size and self._generation() == address[0]:
            kept = _Kept(headers, content, named["etag"], _size(headers, content))
            if kept.size <= self._limit:
                self._keep(address, environ, kept, named.get("vary", ""))
        return [content]

    def _keep(self, address: tuple[object, bytes], environ: WSGIEnvironment, kept: _Kept, vary: str) -> None:
        names = {f"HTTP_{name.strip().upper().replace('-', '_')}" for name in vary.split(",") if name.strip()}
        with self._lock:
            # Answers at one address may vary with different headers: all of them count from here on.
            varying = tuple(sorted(names.union(self._varying.get(address, ()))))
            self._varying[address] = varying
            self._kept[address, _digest(environ, varying)] = kept


def _digest(environ: WSGIEnvironment, names: Iterable[str]) -> bytes:
    """Stand for parts of a request that decide about its answer: by 32 bytes, however long a client makes them."""
    found = sha256()
    for name in names:
        part = _part(environ, name).encode("utf-8", "surrogateescape")
        found.update(b"%d:" % len(part))  # so that no part can pass for the end of another
        found.update(part)
    return found.digest()


def _part(environ: WSGIEnvironment, name: str) -> str:
    """Read a part of a request; readers who welcome the same languages have one answer, however they write them."""
    return ",".join(language.welcome(environ)) if name == _LANGUAGE else environ.get(name, "")


def _size(headers: list[tuple[str, str]], body: bytes) -> int:
    """The bytes that an answer takes, with all that is kept beside it."""
    taken = sum(getsizeof(pair) + getsizeof(pair[0]) + getsizeof(pair[1]) for pair in headers)
    return _OVERHEAD + taken + getsizeof(headers) + getsizeof(body)


def _answer(kept: _Kept, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
    if is_known(environ, kept.etag, kept.modified):
        headers = [(n, v) for n, v in kept.headers if n.lower() not in ("content-length", "content-type")]
        start_response("304 Not Modified", headers)
        return []
    start_response("200 OK", kept.headers)
    return [] if environ["REQUEST_METHOD"] == "HEAD" else [kept.body]


def is_known(environ: WSGIEnvironment, etag: str, modified: datetime | None) -> bool:
    """Tell whether the client has this answer: by its ETag, else by its date (RFC 9110, section 13.2.2)."""
    if known := environ.get("HTTP_IF_NONE_MATCH"):
        return parse_etags(known).contains_weak(unquote_etag(etag)[0])
    since = parse_date(environ.get("HTTP_IF_MODIFIED_SINCE"))
    return since is not None and modified is not None and modified <= since
