"""Why nothing was published: the SHACL report, as a graph for who asks for RDF, and inside a problem document."""

from __future__ import annotations

import json
from http import HTTPStatus
from typing import Any, Final, cast

from flask import Response, request

from radcat.errors import MalformedRequest, NotConforming
from radcat.rdf import media
from radcat.rdf.media import MediaType
from radcat.rdf.syntaxes import ANSWERS, Syntax
from radcat.validation import render
from radcat.validation.report import Report
from radcat.web.responses import with_charset


class _Offered:
    def __init__(self, name: str) -> None:
        self.media_type = MediaType.parse(name)


# A problem document comes first, which a client gets that welcomes all alike.
_OFFERS: Final = (_Offered("application/problem+json"), _Offered("text/html"), *ANSWERS)


def answer(error: NotConforming) -> Response | None:
    """The sh:ValidationReport in the syntax that was asked for; None where a problem document is as welcome."""
    try:
        chosen = media.choose(_OFFERS, request.headers.get("Accept", ""))
    except MalformedRequest:
        return None
    if not isinstance(chosen, Syntax):
        return None
    content = chosen.write(render.to_graph(_reports(error)))
    response = Response(content, HTTPStatus.UNPROCESSABLE_ENTITY, content_type=with_charset(str(chosen.media_type)))
    response.headers["Cache-Control"] = "no-store"
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.vary.add("Accept")
    return response


def plain(error: NotConforming) -> list[Any]:
    """The findings, record by record; see docs/validation.md for their members."""
    found: list[Any] = json.loads(render.to_json(_reports(error)))["records"]
    return found


def _reports(error: NotConforming) -> tuple[Report, ...]:
    return cast(tuple[Report, ...], error.reports)
