"""SPARQL updates, by POST to the endpoint's address (SPARQL 1.1 Protocol, section 2.2)."""

from __future__ import annotations

from http import HTTPStatus
from typing import cast

from flask import Response, current_app, request

from radcat.sparql import operation
from radcat.web import access
from radcat.writing import Writer


def is_meant() -> bool:
    """Whether this request is an update, at a registry that takes updates."""
    if request.method != "POST" or "radcat.writer" not in current_app.extensions:
        return False
    request.get_data()  # kept, so that the form can be read twice
    return request.mimetype == operation.UPDATE or "update" in request.form or "update" in request.args


def answer() -> Response:
    """Carry out the update; 204 once all that it changed is published, and nothing else of it."""
    token = access.token()
    asked = operation.parse_update(request.method, request.query_string, request.content_type or "", request.get_data())
    cast(Writer, current_app.extensions["radcat.writer"]).update(asked, token)
    response = Response(status=HTTPStatus.NO_CONTENT)
    response.headers.pop("Content-Type", None)  # of nothing
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response
