"""The SPARQL endpoint: queries by GET and by both kinds of POST, and a form for people."""

from __future__ import annotations

import json
from hashlib import sha256
from typing import Any, Final

from flask import Blueprint, Response, render_template, request

from radcat import media
from radcat.errors import RegistryError
from radcat.media import MediaType
from radcat.prefixes import PREFIXES
from radcat.sparql import guard
from radcat.sparql import request as protocol
from radcat.sparql.request import QueryForm, QueryRequest, ResultFormat
from radcat.store.base import Query
from radcat.web.responses import whole, with_charset
from radcat.web.state import site

blueprint = Blueprint("sparql", __name__)

HTML: Final = ResultFormat("html", MediaType("text", "html"))
MOST_ROWS: Final = 1000  # that the page shows; every other format has them all
EXAMPLE: Final = """\
PREFIX dcat: <http://www.w3.org/ns/dcat#>
PREFIX dcterms: <http://purl.org/dc/terms/>

SELECT ?dataset ?title
WHERE {
  ?dataset a dcat:Dataset ;
    dcterms:title ?title .
}
ORDER BY ?title
LIMIT 50
"""


# Every method, so that one we do not answer is refused in our own words.
@blueprint.route("/sparql", methods=["GET", "HEAD", "POST", "OPTIONS", "PUT", "PATCH", "DELETE"])
def sparql() -> Response:
    """Answer a query operation (SPARQL 1.1 Protocol, section 2.1)."""
    if request.method == "OPTIONS":
        return _options()
    asked = protocol.parse(request.method, request.query_string, request.content_type or "", request.get_data())
    if asked is None:
        return whole(render_template("sparql.html", query=EXAMPLE, prefixes=PREFIXES), "text/html", vary=False)
    guard.check(asked.text)
    if _wants_page(asked):
        return _page(asked)
    chosen = asked.choose_format(request.headers.get("Accept", ""))
    return _stream(asked, chosen)


def _stream(asked: QueryRequest, chosen: ResultFormat) -> Response:
    etag = _etag(asked, chosen)
    if request.if_none_match.contains_weak(etag):
        response = Response(status=304)
    else:
        pieces = site().endpoint.query(_query(asked, chosen))
        first = next(pieces, b"")
        second = next(pieces, None)
        # One piece is the common case: sent with its length, it can be kept by the cache in front of us.
        body: Any = first if second is None else _rejoin(first, second, pieces)
        response = Response(body, content_type=with_charset(str(chosen.media_type)))
    response.set_etag(etag)
    response.headers["Cache-Control"] = "public, no-cache"
    response.vary.add("Accept")
    return _cors(response)


def _rejoin(first: bytes, second: bytes, rest: Any) -> Any:
    try:
        yield first
        yield second
        yield from rest
    except RegistryError as error:
        # The status is sent, and not every server cuts the connection off when we fail. Half an answer must not
        # look whole: this breaks the syntax of every format but the tables', where a person sees it.
        yield f"\n!!! This answer is not whole: {error}\n".encode()
        raise
    finally:
        rest.close()


def _etag(asked: QueryRequest, chosen: ResultFormat) -> str:
    """The answer is settled by the question, the format and the state of the store."""
    settled = repr((asked.text, asked.default_graphs, asked.named_graphs, chosen.name, site().endpoint.position))
    return sha256(settled.encode()).hexdigest()[:32]


def _query(asked: QueryRequest, chosen: ResultFormat) -> Query:
    return Query(asked.text, str(chosen.media_type), asked.default_graphs, asked.named_graphs, asked.names_dataset)


def _wants_page(asked: QueryRequest) -> bool:
    if asked.wanted:
        return asked.wanted == HTML.name
    accept = request.headers.get("Accept", "")
    return "html" in accept and media.choose((*asked.form.formats, HTML), accept) is HTML


def _page(asked: QueryRequest) -> Response:
    is_graph = asked.form in (QueryForm.CONSTRUCT, QueryForm.DESCRIBE)
    chosen = asked.form.formats[0]
    pieces = site().endpoint.query(_query(asked, chosen))
    body, too_large = next(pieces, b""), next(pieces, None) is not None
    pieces.close()
    found: dict[str, Any] = {} if is_graph or too_large else json.loads(body)
    rows = found.get("results", {}).get("bindings", [])
    html = render_template(
        "sparql.html",
        query=asked.text,
        prefixes=PREFIXES,
        formats=asked.form.formats,
        too_large=too_large,
        graph=body.decode() if is_graph and not too_large else None,
        boolean=found.get("boolean"),
        variables=found.get("head", {}).get("vars"),
        rows=rows[:MOST_ROWS],
        total=len(rows),
    )
    return _cors(whole(html, "text/html", vary=True))


def _options() -> Response:
    response = Response(status=204)
    response.headers["Allow"] = ", ".join(protocol.METHODS)
    response.headers["Access-Control-Allow-Methods"] = ", ".join(protocol.METHODS)
    response.headers["Access-Control-Allow-Headers"] = "Accept, Content-Type"
    response.headers["Access-Control-Max-Age"] = "86400"
    return _cors(response)


def _cors(response: Response) -> Response:
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response
