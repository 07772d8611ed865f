"""Errors as answers: one table from error to status, and problem documents (RFC 9457)."""

from __future__ import annotations

import json
import logging
from http import HTTPStatus
from typing import Any, Final

from flask import Flask, Response, g, make_response, render_template, request
from werkzeug.exceptions import HTTPException

from radcat import errors, media
from radcat.errors import RegistryError
from radcat.media import MediaType
from radcat.web import shacl_reports

log = logging.getLogger(__name__)

STATUS: Final[dict[type[RegistryError], HTTPStatus]] = {
    errors.UnknownRecord: HTTPStatus.NOT_FOUND,
    errors.UnknownGraph: HTTPStatus.NOT_FOUND,
    errors.WithdrawnRecord: HTTPStatus.GONE,
    errors.NotConforming: HTTPStatus.UNPROCESSABLE_ENTITY,
    errors.PreconditionFailed: HTTPStatus.PRECONDITION_FAILED,
    errors.UnsyncedEdit: HTTPStatus.CONFLICT,
    errors.UpdateRefused: HTTPStatus.BAD_REQUEST,
    errors.Unauthorized: HTTPStatus.UNAUTHORIZED,
    errors.Forbidden: HTTPStatus.FORBIDDEN,
    errors.RegistryBusy: HTTPStatus.SERVICE_UNAVAILABLE,
    errors.MalformedRequest: HTTPStatus.BAD_REQUEST,
    errors.MethodRefused: HTTPStatus.METHOD_NOT_ALLOWED,
    errors.UnreadableBody: HTTPStatus.BAD_REQUEST,
    errors.UnsupportedMedia: HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
    errors.NotAcceptable: HTTPStatus.NOT_ACCEPTABLE,
    errors.UnsupportedEncoding: HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
    errors.LengthRequired: HTTPStatus.LENGTH_REQUIRED,
    errors.BodyTooLarge: HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    errors.BodyTooSlow: HTTPStatus.REQUEST_TIMEOUT,
    errors.TooManyRequests: HTTPStatus.TOO_MANY_REQUESTS,
    errors.QuerySyntaxError: HTTPStatus.BAD_REQUEST,
    errors.QueryRefused: HTTPStatus.BAD_REQUEST,
    errors.QueryTimeout: HTTPStatus.SERVICE_UNAVAILABLE,
    errors.QueryTooLarge: HTTPStatus.SERVICE_UNAVAILABLE,
    errors.AnswerTooLarge: HTTPStatus.SERVICE_UNAVAILABLE,
    errors.QueryFailed: HTTPStatus.INTERNAL_SERVER_ERROR,
    errors.AddressRefused: HTTPStatus.BAD_REQUEST,
    errors.FetchFailed: HTTPStatus.BAD_GATEWAY,
    errors.StoreUnavailable: HTTPStatus.SERVICE_UNAVAILABLE,
    errors.StoreRefused: HTTPStatus.BAD_GATEWAY,
    errors.PartialAnswer: HTTPStatus.BAD_GATEWAY,
    errors.EndpointBusy: HTTPStatus.SERVICE_UNAVAILABLE,
    errors.StoreDamaged: HTTPStatus.SERVICE_UNAVAILABLE,
    errors.ScratchLost: HTTPStatus.SERVICE_UNAVAILABLE,
}
# Attributes of errors that a program may act on, published beside the text.
_MEMBERS: Final = ("offered", "allowed", "readable", "line", "column", "seconds", "megabytes", "name", "date")


def register(app: Flask) -> None:
    """Let *app* answer every error with a problem document, or a page where the client prefers one."""
    app.register_error_handler(RegistryError, _registry_error)
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(Exception, _fault)


def _registry_error(error: RegistryError) -> Response:
    if isinstance(error, errors.NotConforming) and (report := shacl_reports.answer(error)) is not None:
        return report
    status = status_of(error)
    if status is HTTPStatus.INTERNAL_SERVER_ERROR:
        log.error("%s %s: %s", request.method, request.path, error)
    elif error.public != str(error):
        log.warning("%s %s: %s", request.method, request.path, error)
    response = problem(status, error.public, _members(error))
    if isinstance(error, errors.MethodRefused):
        response.headers["Allow"] = ", ".join(error.allowed)
    if isinstance(error, errors.Unauthorized):
        response.headers["WWW-Authenticate"] = 'Bearer realm="radcat"'
    response.headers.extend(retry_after(error))
    return response


def status_of(error: RegistryError) -> HTTPStatus:
    """The status that says what kind of error it is."""
    return STATUS.get(type(error), HTTPStatus.INTERNAL_SERVER_ERROR)


def retry_after(error: RegistryError) -> list[tuple[str, str]]:
    """The header that says when to ask again, where that can help (RFC 9110, section 10.2.3)."""
    if isinstance(error, errors.TooManyRequests):
        return [("Retry-After", str(error.retry_after))]
    return [("Retry-After", "5")] if status_of(error) is HTTPStatus.SERVICE_UNAVAILABLE else []


def content_of(error: RegistryError) -> bytes:
    """The problem document for *error*, for who answers without Flask."""
    return json.dumps(_document(status_of(error), error.public, _members(error)), ensure_ascii=False).encode()


def _members(error: RegistryError) -> dict[str, Any]:
    if isinstance(error, errors.NotConforming):
        return {"records": shacl_reports.plain(error)}
    return {name: getattr(error, name) for name in _MEMBERS if getattr(error, name, None) is not None}


def _document(status: HTTPStatus, detail: str, members: dict[str, Any]) -> dict[str, Any]:
    return {"type": "about:blank", "title": status.phrase, "status": int(status), "detail": detail, **members}


def _http_error(error: HTTPException) -> Response:
    response = problem(HTTPStatus(error.code or 500), error.description or error.name, {})
    for name, value in error.get_headers():
        if name.lower() in ("allow", "location"):
            response.headers[name] = value
    return response


def _fault(error: Exception) -> Response:
    # Ours, not the visitor's: the log has the traceback, the visitor does not.
    log.exception("%s %s failed", request.method, request.full_path, exc_info=error)
    return problem(HTTPStatus.INTERNAL_SERVER_ERROR, "radcat failed on this request; the fault has been logged.", {})


def problem(status: HTTPStatus, detail: str, members: dict[str, Any]) -> Response:
    """Answer with *status*: HTML for who reads pages, application/problem+json for everybody else."""
    document = _document(status, detail, members)
    if page := g.get("problem_page"):  # the view that failed knows a better page
        response = make_response(page(document), status)
    elif _reads_pages(request.headers.get("Accept", "")):
        response = make_response(render_template("problem.html", problem=document), status)
    else:
        response = make_response(json.dumps(document, ensure_ascii=False), status)
        response.mimetype = "application/problem+json"
    response.headers["Cache-Control"] = "no-store"
    response.headers["Access-Control-Allow-Origin"] = "*"  # a query editor of another site may show what went wrong
    response.vary.add("Accept")
    return response


def _reads_pages(accept: str) -> bool:
    try:
        return "html" in accept and media.choose((_HTML, _JSON), accept) is _HTML
    except errors.MalformedRequest:
        return False


class _Kind:
    def __init__(self, media_type: MediaType) -> None:
        self.media_type = media_type


_HTML: Final = _Kind(MediaType("text", "html"))
_JSON: Final = _Kind(MediaType("application", "problem+json"))
