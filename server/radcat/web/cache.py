"""A cache in front of the application: whole answers, kept while the registry's generation lasts.

It is WSGI middleware, so that a repeated request costs no routing, no view and no template.
Only what carries an ETag and says `Cache-Control: public` is kept; the key has everything an answer depends on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from threading import Lock
from typing import Any, Final
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from cachetools import LRUCache
from werkzeug.http import parse_etags, unquote_etag

from radcat.errors import StoreError

_OVERHEAD: Final = 1024  # bytes an entry takes beyond its body and the address
_LARGEST_SHARE: Final = 16  # of the whole cache, that one answer may take


@dataclass(frozen=True, slots=True)
class _Kept:
    headers: list[tuple[str, str]]
    body: bytes
    etag: str
    size: int  # bytes that all of it takes, more or less


class ResponseCache:
    """Keeps answers to GET and HEAD in *limit* bytes; `generation` tells when they have had their day."""

    def __init__(self, app: WSGIApplication, generation: Callable[[], object], limit: int) -> None:
        self._app, self._generation, self._limit = app, generation, limit
        self._kept: LRUCache[Any, _Kept] = LRUCache(limit, getsizeof=lambda kept: kept.size)
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
        key = (
            generation,
            environ.get("SCRIPT_NAME", ""),
            environ.get("PATH_INFO", ""),
            environ.get("QUERY_STRING", ""),
            environ.get("HTTP_ACCEPT", ""),
            environ.get("HTTP_ACCEPT_PROFILE", ""),
        )
        with self._lock:
            kept = self._kept.get(key)
        if kept is not None:
            return _answer(kept, method, environ.get("HTTP_IF_NONE_MATCH"), start_response)
        return self._ask(key, environ, start_response)

    def _ask(self, key: tuple[object, ...], environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
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
            and size <= self._limit // _LARGEST_SHARE
        )
        if not keepable:
            return body
        try:
            content = b"".join(body)
        finally:
            getattr(body, "close", lambda: None)()
        # What was made while a publication came in may show either state, and is nobody's answer but this one's.
        if len(content) == size and self._generation() == key[0]:
            taken = size + len(environ.get("QUERY_STRING", "")) + _OVERHEAD
            with self._lock:
                self._kept[key] = _Kept(headers, content, named["etag"], taken)
        return [content]


def _answer(kept: _Kept, method: str, known: str | None, start_response: StartResponse) -> Iterable[bytes]:
    if known and parse_etags(known).contains_weak(unquote_etag(kept.etag)[0]):  # RFC 9110, section 13.1.2
        headers = [(n, v) for n, v in kept.headers if n.lower() not in ("content-length", "content-type")]
        start_response("304 Not Modified", headers)
        return []
    start_response("200 OK", kept.headers)
    return [] if method == "HEAD" else [kept.body]
