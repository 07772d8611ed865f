"""The scratch server: SPARQL query, update and graph store over one temporary store, for this machine only."""

from __future__ import annotations

import atexit
import os
from http import HTTPStatus
from typing import IO, Final, cast
from urllib.parse import quote, urlsplit
from uuid import uuid4
from wsgiref.types import WSGIApplication

from flask import Blueprint, Flask, Response, current_app, json, render_template, request
from werkzeug.wsgi import wrap_file

from radcat import settings
from radcat.errors import Forbidden, RecordEncodingError, UnreadableBody
from radcat.loopback import is_loopback
from radcat.rdf.xml_encoding import as_utf8
from radcat.scratch.store import ScratchStore
from radcat.sparql import guard, operation
from radcat.sparql import request as protocol
from radcat.sparql.description import Facts
from radcat.sparql.using import with_using
from radcat.stores.base import Query
from radcat.web import problems
from radcat.web.middleware.compression import Compression
from radcat.web.middleware.gate import Gate
from radcat.web.responses import with_charset
from radcat.web.views import descriptions

LARGEST_WHOLE: Final = 1024 * 1024  # bytes of an answer that is sent from memory
ALL_METHODS: Final = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
_PATH: Final = "/:@!$&'()*+,;=~"  # what stands in a path as it is (RFC 3986, section 3.3)

blueprint = Blueprint("scratch", __name__)


def create_scratch(store: ScratchStore, address: str, megabytes: int) -> Flask:
    """Make the application for *store*, served at *address*; a body may have *megabytes*."""
    app = Flask("radcat.web", template_folder="templates/scratch", static_folder=None)
    app.url_map.strict_slashes = True
    app.config["MAX_CONTENT_LENGTH"] = app.config["MAX_FORM_MEMORY_SIZE"] = megabytes * 1024 * 1024
    app.extensions["scratch"] = store
    app.extensions["address"] = address
    app.register_blueprint(blueprint)
    problems.register(app)
    app.before_request(_from_this_machine)
    app.after_request(_unkept)
    return app


def serve_from_environment() -> WSGIApplication:
    """Start an empty store and serve it at RADCAT_BASE_IRI; what a server process loads."""
    limits = settings.read()
    store = ScratchStore(
        seconds=limits.query_timeout, megabytes=limits.query_memory_mb, output_mb=limits.query_output_mb
    )
    atexit.register(store.close)
    app = create_scratch(store, str(limits.base_iri), limits.body_mb)
    return Gate(Compression(app.wsgi_app), body_bytes=limits.body_mb * 1024 * 1024, streams=limits.long_answers)


@blueprint.get("/")
def home() -> str:
    """What this is, how much it holds, and forms to try it."""
    triples, graphs = _store().count()
    return render_template("scratch.html", address=_address(), triples=triples, graphs=graphs)


@blueprint.get("/healthz")
@blueprint.get("/readyz")
def readyz() -> Response:
    """Say that the store answers, and how much it holds."""
    triples, graphs = _store().count()
    return Response(
        json.dumps({"status": "ready", "triples": triples, "graphs": graphs}), content_type="application/json"
    )


@blueprint.route("/sparql", methods=ALL_METHODS)
def sparql() -> Response | str:
    """Answer a query or an update (SPARQL 1.1 Protocol, section 2)."""
    if request.method == "OPTIONS":
        return _options(protocol.METHODS)
    parts = (request.method, request.query_string, request.content_type or "", request.get_data(cache=False))
    if operation.is_update(*parts):
        return _update(*parts)
    asked = protocol.parse(*parts)
    accept = request.headers.get("Accept", "")
    if asked is None:
        facts = Facts(
            endpoint=f"{_address()}sparql", union_default_graph=False, updates=True, graph_store=f"{_address()}store"
        )
        return home() if "text/html" in accept.lower() else descriptions.answer(facts, accept)
    chosen = str(asked.choose_format(accept).media_type)
    query = Query(asked.text, chosen, asked.default_graphs, asked.named_graphs, asked.names_dataset)
    return _sent(_store().query(query, f"{_address()}sparql"), chosen)


def _update(*parts: str | bytes) -> Response:
    asked = with_using(operation.parse_update(*parts))  # type: ignore[arg-type]  # the four parts of a request
    guard.check_depth(asked)  # deeper nesting would end the store
    _store().update(asked, f"{_address()}sparql")
    return Response(status=HTTPStatus.NO_CONTENT)


@blueprint.route("/store", methods=ALL_METHODS)
@blueprint.route("/store/<path:name>", methods=ALL_METHODS)
def graphs(name: str | None = None) -> Response:
    """Read, replace, extend or forget a graph (SPARQL 1.1 Graph Store HTTP Protocol, section 5)."""
    if request.method == "OPTIONS":
        return _options(operation.GRAPH_METHODS)
    here = None if name is None else f"{_address()}store/{quote(name, safe=_PATH)}"
    if request.method == "POST" and here is None and not request.query_string:
        created = f"{_address()}store/{uuid4()}"
        _write(created, replace=True)
        return Response(status=HTTPStatus.CREATED, headers={"Location": created})
    asked = operation.parse_graph(request.method, request.query_string, here)
    if asked.method in ("GET", "HEAD"):
        chosen = str(protocol.choose_graph_format(request.headers.get("Accept", "")).media_type)
        return _sent(_store().read(asked.graph, chosen), chosen)
    if asked.method == "DELETE":
        _store().drop(asked.graph)
        return Response(status=HTTPStatus.NO_CONTENT)
    existed = _write(asked.graph, replace=asked.method == "PUT")
    return Response(status=HTTPStatus.NO_CONTENT if existed else HTTPStatus.CREATED)


def _write(graph: str | None, *, replace: bool) -> bool:
    sent = operation.documents(request.content_type or "", request.get_data(cache=False))
    found = [(document.media_type, _in_utf8(document)) for document in sent]
    # Relative IRIs resolve against the graph's own (section 4.2: the request's, where that names it).
    return _store().write(graph, found, graph or f"{_address()}store", replace=replace)


def _in_utf8(document: operation.Document) -> bytes:
    if document.media_type != "application/rdf+xml":
        return document.content
    try:
        return as_utf8(document.content, "the body")
    except RecordEncodingError as error:
        raise UnreadableBody(error.reason, error.line) from error


def _sent(body: IO[bytes], media_type: str) -> Response:
    size = body.seek(0, os.SEEK_END)
    body.seek(0)
    response = Response(content_type=with_charset(media_type))
    if request.method != "HEAD" and size > LARGEST_WHOLE:
        response.response = wrap_file(request.environ, body, 64 * 1024)
        response.direct_passthrough = True
        response.call_on_close(body.close)
    else:
        with body:
            response.data = body.read() if request.method != "HEAD" else b""
    response.content_length = size
    response.vary.add("Accept")
    return response


def _options(methods: tuple[str, ...]) -> Response:
    allowed = ", ".join(methods)
    headers = {"Allow": allowed, "Access-Control-Allow-Methods": allowed}
    headers |= {"Access-Control-Allow-Headers": "Accept, Content-Type", "Access-Control-Max-Age": "86400"}
    return Response(status=HTTPStatus.NO_CONTENT, headers=headers)


def _from_this_machine() -> None:
    """Refuse what a page of another site would have a browser on this machine do to the open store.

    Raises:
        Forbidden: the page, or the name by which it found us, is of somewhere else.
    """
    for value in (f"//{request.headers.get('Host', '')}", request.headers.get("Origin")):
        if value and not is_loopback(urlsplit(value).hostname or ""):
            raise Forbidden(f"the scratch store answers this machine only, and {value.strip('/')} is not it.")


def _unkept(response: Response) -> Response:
    """Let nobody keep an answer, and pages of this machine read it."""
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Content-Type-Options"] = "nosniff"
    if origin := request.headers.get("Origin"):
        response.headers["Access-Control-Allow-Origin"] = origin
        response.headers["Access-Control-Expose-Headers"] = "Location"
        response.vary.add("Origin")
    return response


def _store() -> ScratchStore:
    return cast(ScratchStore, current_app.extensions["scratch"])


def _address() -> str:
    return cast(str, current_app.extensions["address"])
