"""The Graph Store Protocol (SPARQL 1.1) on records: everybody reads, who has a token writes.

The graph of a record has the record's IRI for a name. It is answered from the record's own text, not from the store.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from hashlib import sha256
from http import HTTPStatus
from typing import Final, cast

from flask import Blueprint, Response, current_app, request

from radcat.errors import MethodRefused, NotAcceptable, UnknownRecord
from radcat.formats import BY_NAME, Described
from radcat.ledger.versions import Version
from radcat.publishing.http_changes import Conditions, Writer, Written
from radcat.rdf import media
from radcat.sparql import operation
from radcat.sparql.request import GRAPH_FORMATS, ResultFormat
from radcat.stores.base import Query
from radcat.web import access, represent
from radcat.web.middleware.clients import client_name
from radcat.web.responses import say_behind, with_charset
from radcat.web.state import moment, site

reading = Blueprint("graph_store", __name__)
writing = Blueprint("graph_store_writing", __name__)

READING: Final = ("GET", "HEAD", "OPTIONS")
# The default graph is what SPARQL asks where no dataset is named: all graphs together.
UNION: Final = "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }"
_SHA256: Final = re.compile(r"[0-9a-f]{64}")


@reading.get("/store")
def read() -> Response:
    """Answer with one graph: a record's, or by `?default` all of them (section 5.2)."""
    graph = _graph()
    accept = request.headers.get("Accept", "")
    offer = media.choose(GRAPH_FORMATS, accept)
    if offer is None:
        raise NotAcceptable(accept, [str(row.media_type) for row in GRAPH_FORMATS])
    return _default(offer) if graph is None else _record(_version(graph), offer)


@writing.put("/store")
def put() -> Response:
    """Replace a record, or make it (section 5.3)."""
    token, graph = access.token(), _record_graph()
    sent = operation.documents(request.content_type or "", request.get_data())
    return _written(graph, _writer().replace(graph, sent, _conditions(), token))


@writing.post("/store")
def post() -> Response:
    """Add to a record, or make it (section 5.5)."""
    token, graph = access.token(), _record_graph()
    sent = operation.documents(request.content_type or "", request.get_data())
    return _written(graph, _writer().add(graph, sent, _conditions(), token))


@writing.delete("/store")
def delete() -> Response:
    """Withdraw a record (section 5.4)."""
    token, graph = access.token(), _record_graph()
    _version(graph)  # 404 where there never was one, 410 where it is gone already
    behind = _writer().withdraw(graph, _conditions(), token)
    return say_behind(_open(Response(status=HTTPStatus.NO_CONTENT)), behind)


def _writer() -> Writer:
    return cast(Writer, current_app.extensions["radcat.writer"])


def _graph() -> str | None:
    return operation.parse_graph(request.method, request.query_string, base=site().base).graph


def _record_graph() -> str:
    graph = _graph()
    if graph is None:
        raise MethodRefused(request.method, READING, "the default graph is all records together")
    return graph


def _version(graph: str) -> Version:
    base = site().base
    if not graph.startswith(base):
        raise UnknownRecord(graph)
    return site().catalogue.version(graph.removeprefix(base))


def _record(version: Version, offer: ResultFormat) -> Response:
    here = site()
    found = here.catalogue.as_served(version.record)
    representation = BY_NAME[offer.name]

    def write() -> bytes:
        graph = here.catalogue.graph(found)
        return representation.write(Described(found, graph, here.base, here.registry.jsonld_context))

    body = represent.in_words(version, f"store {offer.name}", write)
    response = Response(body, content_type=with_charset(str(offer.media_type)))
    # Begins with the hash of the record's own text, which is what If-Match compares; what follows tells apart what is
    # made of it: the format and, of the catalogue, the datasets that it holds just now.
    made = "" if found.text == version.record.text else f"-{found.sha256[:16]}"
    response.set_etag(f"{version.record.sha256}-{offer.name}{made}")
    response.last_modified = here.modified if made or offer.name == "jsonld" else moment(version.date)
    response.headers["Cache-Control"] = "public, no-cache"
    response.headers["Content-Location"] = f"{version.record.iri(here.base)}.{representation.suffix}"
    response.vary.add("Accept")
    response.make_conditional(request)
    return _open(response)


def _default(offer: ResultFormat) -> Response:
    here = site()
    response = Response(content_type=with_charset(str(offer.media_type)))
    state = here.endpoint.state
    etag = sha256(repr(("default", offer.name, state)).encode()).hexdigest()[:32]
    response.set_etag(etag)
    response.headers["Cache-Control"] = "public, no-cache"
    response.vary.add("Accept")
    is_settled = request.method == "HEAD" or request.if_none_match.contains_weak(etag)
    if state is None or not is_settled:
        query = Query(UNION, str(offer.media_type), client=client_name(request.environ))
        held = here.holding.hold(here.endpoint.query(query))
        response.response = held.body
        response.content_length = held.size
    response.make_conditional(request)
    return _open(response)


def _conditions() -> Conditions:
    match, none_match = request.if_match, request.if_none_match
    return Conditions(
        only=_hashes(match.as_set()) if "If-Match" in request.headers and not match.star_tag else None,
        unless=_hashes(none_match.as_set(include_weak=True)),  # RFC 9110, sections 13.1.1 and 13.1.2
        must_exist=match.star_tag,
        must_not_exist=none_match.star_tag,
    )


def _hashes(etags: Iterable[str]) -> frozenset[str]:
    """The records' texts that ETags stand for, whatever format they came with."""
    found = (_SHA256.match(etag) for etag in etags)
    return frozenset(match[0] for match in found if match)


def _written(graph: str, written: Written) -> Response:
    response = Response(status=HTTPStatus.CREATED if written.created else HTTPStatus.NO_CONTENT)
    if written.created:
        response.headers["Location"] = graph
    if written.verbatim:  # RFC 9110, section 9.3.4: only where nothing was changed on the way
        response.set_etag(f"{written.sha256}-turtle")
    return say_behind(_open(response), written.behind)


def _open(response: Response) -> Response:
    if not response.content_length and response.status_code != HTTPStatus.OK:
        response.headers.pop("Content-Type", None)  # of nothing
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response
