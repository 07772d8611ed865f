"""SPARQL updates, by POST to the endpoint's address (SPARQL 1.1 Protocol, section 2.2)."""

from __future__ import annotations

from http import HTTPStatus
from typing import Final, cast

from flask import Response, current_app, request

from radcat.publishing.http_changes import Writer
from radcat.sparql import operation
from radcat.web import access
from radcat.web.responses import say_behind

IS_UPDATE: Final = "radcat.is_update"  # in the WSGI environment: what web.direct found out, for who comes after it


def is_meant() -> bool:
    """Whether this request is an update, at a registry that takes updates."""
    return bool(request.environ.get(IS_UPDATE)) and "radcat.writer" in current_app.extensions


def answer() -> Response:
    """Carry out the update; 204 once all that it changed is published, and nothing else of it."""
    token = access.token()
    asked = operation.parse_update(request.method, request.query_string, request.content_type or "", request.get_data())
    behind = cast(Writer, current_app.extensions["radcat.writer"]).update(asked, token)
    response = Response(status=HTTPStatus.NO_CONTENT)
    response.headers.pop("Content-Type", None)  # of nothing
    response.headers["Access-Control-Allow-Origin"] = "*"
    return say_behind(response, behind)
