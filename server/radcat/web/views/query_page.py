"""The query page: a plain form that works everywhere, and YASGUI over it where the package was built with it.

Everything stays on this site: the policy of the page allows scripts, styles and requests of our own only.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any, Final

from flask import Response, g, render_template, request

from radcat.errors import MalformedRequest
from radcat.rdf import media
from radcat.rdf.media import MediaType
from radcat.rdf.prefixes import PREFIXES
from radcat.saved_queries import saved_queries
from radcat.sparql.characters import without_mark
from radcat.sparql.request import QueryForm, QueryRequest, ResultFormat
from radcat.stores.base import Query
from radcat.web.middleware.clients import client_name
from radcat.web.responses import head, whole
from radcat.web.state import site

HTML: Final = ResultFormat("html", MediaType("text", "html"))
MOST_ROWS: Final = 1000  # that the page shows; every other format has them all
STATIC: Final = Path(__file__).parent.parent / "static"
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
# The one style that the editor's script writes into the page itself; no other is let in.
STYLE: Final = "'sha256-zCK2EVMoPc04mRF/g5CotUvxbJPWS+8V0b+s9ptqQIk='"
POLICY: Final = (
    f"default-src 'none'; script-src 'self'; connect-src 'self'; style-src 'self' {STYLE}; "
    "img-src 'self' data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)


@cache
def editor_folder() -> str | None:
    """Where the editor's files lie below /static, or None where the package was built without them."""
    found = sorted(STATIC.glob("vendor/yasgui-*/yasgui.min.js"))
    return found[-1].parent.relative_to(STATIC).as_posix() if found else None


def is_wanted(accept: str, wanted: str | None, offers: tuple[ResultFormat, ...] = ()) -> bool:
    """Tell whether a request asks for a page: by `format=html`, or by preferring HTML to *offers*.

    Raises:
        MalformedRequest: the Accept header can't be read.
    """
    if wanted:
        return wanted == HTML.name
    return "html" in accept.lower() and media.choose((*offers, HTML), accept) is HTML


def blank() -> Response:
    """The page for who asks nothing yet."""
    return _page(EXAMPLE)


def answered(asked: QueryRequest) -> Response:
    """The page with the answer to a query.

    Raises:
        QueryError: it has none.
        StoreError: nobody can answer it now.
    """
    if request.method == "HEAD":
        return head("text/html")
    is_graph = asked.form in (QueryForm.CONSTRUCT, QueryForm.DESCRIBE)
    chosen = asked.form.formats[0]
    pieces = site().endpoint.query(
        Query(
            asked.text,
            str(chosen.media_type),
            asked.default_graphs,
            asked.named_graphs,
            asked.names_dataset,
            client=client_name(request.environ),
        )
    )
    body, too_large = next(pieces, b""), next(pieces, None) is not None
    pieces.close()
    found: dict[str, Any] = {} if is_graph or too_large else json.loads(body)
    rows = found.get("results", {}).get("bindings", [])
    response = _page(
        asked.text,
        too_large=too_large,
        graph=body.decode() if is_graph and not too_large else None,
        boolean=found.get("boolean"),
        variables=found.get("head", {}).get("vars"),
        rows=rows[:MOST_ROWS],
        total=len(rows),
        # For the editor's own table and chart, so that nothing is asked twice.
        solutions=found if "results" in found and len(rows) <= MOST_ROWS else None,
    )
    if not asked.is_settled:  # NOW() and its like
        response.headers["Cache-Control"] = "no-store"
    return response


def keep_typed() -> None:
    """Let an error of this request be shown on the page, beside the query that was typed; called before all else."""
    request.get_data()  # kept, so that reading the form leaves the body to whoever comes next
    typed = request.values.get("query", "")
    try:
        wanted = is_wanted(request.headers.get("Accept", ""), request.values.get("format"))
    except MalformedRequest:  # which the page can't tell better than the error itself
        return
    if typed and wanted:
        g.problem_page = lambda problem: _refused(typed, problem)


def _refused(typed: str, problem: dict[str, Any]) -> str:
    g.policy = POLICY
    return render_template("sparql.html", query=typed, problem=problem, mark=_mark(typed, problem), **_common())


def _mark(typed: str, problem: dict[str, Any]) -> tuple[str, str, str] | None:
    """Cut the line that a parser stopped at into what stands before, at and behind the place."""
    line, column = problem.get("line"), problem.get("column")
    lines = without_mark(typed).split("\n")
    if not line or not column or line > len(lines) + 1:
        return None
    text = lines[line - 1] if line <= len(lines) else ""
    return text[: column - 1], text[column - 1 : column] or " ", text[column:]


def _page(query: str, **shown: Any) -> Response:
    g.policy = POLICY
    response = whole(
        render_template("sparql.html", query=query, **_common(), **shown), "text/html", vary=True, is_dated=False
    )
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response


def _common() -> dict[str, Any]:
    here = site()
    return {
        "prefixes": {**PREFIXES, **_own_prefixes()},
        "examples": [(query.label, query.slug) for query in saved_queries(here.catalogue)],
        "editor": editor_folder(),
    }


def _own_prefixes() -> dict[str, str]:
    """The catalogue's own vocabularies, by the names of their files."""
    here = site()
    return {name.rpartition("/")[2]: f"{here.base}{name}#" for name in here.registry.ledger.names("ontology")}
