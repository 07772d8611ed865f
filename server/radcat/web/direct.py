"""The query operation, answered in front of Flask: WSGI, since routing and response objects cost more than a query.

It reads the request by the pure functions of `radcat.sparql`, asks the endpoint and begins the response; nothing else.
What is not for it goes on to the application, with its body unread: pages, the endpoint's description, updates. Errors
are made into answers by the application's own handlers.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Collection, Hashable, Iterable
from hashlib import sha256
from io import BytesIO
from math import inf
from pathlib import Path
from typing import Any, Final
from wsgiref.types import StartResponse, WSGIEnvironment

from flask import Flask
from werkzeug.http import parse_etags
from werkzeug.wsgi import get_input_stream

from radcat.errors import RegistryError
from radcat.sparql import guard, operation
from radcat.sparql import request as protocol
from radcat.sparql.request import QueryRequest, ResultFormat
from radcat.stores.base import Endpoint, Limits, Query
from radcat.web import update
from radcat.web.holding import Holding
from radcat.web.middleware import cors
from radcat.web.middleware.clients import client_name
from radcat.web.responses import GUARDS, with_charset
from radcat.web.views.query_page import is_wanted

Headers = list[tuple[str, str]]

PATH: Final = "/sparql"
LIMITS: Final = "Radcat-Query-Limits"
GENERATION: Final = "Radcat-Generation"  # of the catalogue that an answer is about, so that it can be cited
_EVERY: Final = [*GUARDS, cors.ORIGIN, ("Access-Control-Expose-Headers", f"{LIMITS}, {GENERATION}, {cors.READ}")]
_OPTIONS: Final = cors.preflight(", ".join(protocol.METHODS))


class QueryOperation:
    """Answers query operations (SPARQL 1.1 Protocol, section 2.1) itself, and lets *app* answer everything else."""

    def __init__(
        self, app: Flask, endpoint: Endpoint, holding: Holding | None = None, services: Collection[str] = ()
    ) -> None:
        """Stand in front of *app*; queries may ask *services* by SERVICE, and no others."""
        self._holding = holding or Holding(Path(tempfile.gettempdir()), inf)
        self._app, self._next, self._endpoint, self._services = app, app.wsgi_app, endpoint, services
        self._limits = (LIMITS, describe_limits(endpoint.limits))

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer one request."""
        if environ.get("PATH_INFO") != PATH:
            return self._next(environ, start_response)
        try:
            try:
                asked = self._read(environ)
            except RegistryError:
                if "html" not in environ.get("HTTP_ACCEPT", "").lower():
                    raise
                asked = None  # a reader sees the error beside what was typed
            if asked is None:
                return self._pass_on(environ, start_response)
            return self._answer(asked, environ, start_response)
        except Exception as error:  # the application's handlers know what to do with each
            return self._fail(error, environ, start_response)

    def _read(self, environ: WSGIEnvironment) -> QueryRequest | None:
        """Read the query that is asked; None where the request is for the application."""
        method, body, content_type = environ["REQUEST_METHOD"], b"", environ.get("CONTENT_TYPE", "")
        query_string = environ.get("QUERY_STRING", "").encode("latin-1")
        if method == "OPTIONS":
            return None
        if method == "POST":
            body = get_input_stream(environ).read()
            environ["wsgi.input"] = BytesIO(body)
            environ["CONTENT_LENGTH"] = str(len(body))
            environ[update.IS_UPDATE] = operation.is_update(method, query_string, content_type, body)
            if environ[update.IS_UPDATE]:
                return None
        asked = protocol.parse(method, query_string, content_type, body)
        if asked is not None and is_wanted(environ.get("HTTP_ACCEPT", ""), asked.wanted, tuple(asked.form.formats)):
            return None
        return asked

    def _answer(self, asked: QueryRequest, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        guard.check(asked.text, self._services)
        chosen = asked.choose_format(environ.get("HTTP_ACCEPT", ""))
        headers = [*_EVERY, self._limits, ("Vary", "Accept")]
        # NOW() and its like have another answer each time: nobody may keep it.
        state, about = self._endpoint.state, self._about()
        etag = _etag(asked, chosen, state) if asked.is_settled else None
        known = environ.get("HTTP_IF_NONE_MATCH")
        if etag and known and parse_etags(known).contains_weak(etag):
            start_response("304 Not Modified", headers + _caching(etag))
            return []
        headers.append(("Content-Type", with_charset(str(chosen.media_type))))
        # A HEAD may leave out the length (RFC 9110, section 9.3.2), which only the evaluation tells.
        if environ["REQUEST_METHOD"] == "HEAD" and state is not None:
            start_response("200 OK", headers + about + _caching(etag))
            return []
        held = self._holding.hold(self._endpoint.query(_query(asked, chosen, client_name(environ))))
        if self._endpoint.state != state:  # something was published meanwhile: nobody knows which state this shows
            etag, about = None, []
        length = ("Content-Length", str(held.size))  # first, as everybody after us looks for it
        start_response("200 OK", [length, *headers, *about, *_caching(etag)])
        return held.body

    def _about(self) -> Headers:
        """Say which generation queries are answered from, where that is known now."""
        try:
            position = self._endpoint.position
        except RegistryError:
            return []
        return [(GENERATION, str(position.generation))] if position else []

    def _fail(self, error: Exception, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        with self._app.request_context(environ):
            response = self._app.finalize_request(self._app.handle_user_exception(error))
            return response(environ, self._with_limits(start_response))

    def _pass_on(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        if environ["REQUEST_METHOD"] == "OPTIONS":
            start_response("204 No Content", [*_EVERY, *_OPTIONS, self._limits])
            return []
        return self._next(environ, self._with_limits(start_response))

    def _with_limits(self, start_response: StartResponse) -> StartResponse:
        def begin(status: str, headers: Headers, *exc_info: Any) -> Callable[[bytes], object]:
            return start_response(status, [*headers, self._limits], *exc_info)

        return begin


def _caching(etag: str | None) -> Headers:
    """What caches are told: what has no ETag is nobody's to keep."""
    return [("Cache-Control", "public, no-cache"), ("ETag", f'"{etag}"')] if etag else [("Cache-Control", "no-store")]


def describe_limits(limits: Limits) -> str:
    """Write *limits* as a dictionary of structured fields (RFC 9651, section 3.2); what is not limited is left out."""
    named = (("time", limits.seconds, "s"), ("memory", limits.memory_mb, "MB"), ("output", limits.output_mb, "MB"))
    return ", ".join(f"{name}={round(value, 3):.12g};unit={unit}" for name, value, unit in named if value)


def _etag(asked: QueryRequest, chosen: ResultFormat, state: Hashable) -> str | None:
    """The answer is settled by the question, the format and the state of the store, where that is known."""
    if state is None:
        return None
    settled = (asked.text, asked.default_graphs, asked.named_graphs, chosen.name, state)
    return sha256(repr(settled).encode()).hexdigest()[:32]


def _query(asked: QueryRequest, chosen: ResultFormat, client: str) -> Query:
    return Query(
        asked.text,
        str(chosen.media_type),
        asked.default_graphs,
        asked.named_graphs,
        asked.names_dataset,
        client=client,
    )
