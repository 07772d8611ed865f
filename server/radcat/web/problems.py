"""Errors as answers: one table from error to status, and problem documents (RFC 9457)."""

from __future__ import annotations

import errno
import json
import logging
import sqlite3
from dataclasses import dataclass
from functools import cache
from http import HTTPStatus
from typing import Any, Final

from flask import Flask, Response, current_app, g, make_response, render_template, request
from werkzeug.exceptions import HTTPException

from radcat import errors
from radcat.errors import RegistryError
from radcat.rdf import media
from radcat.rdf.media import MediaType
from radcat.web import shacl_reports
from radcat.web.redaction import Redaction
from radcat.web.responses import GUARDS

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Row:
    """How an error is answered."""

    status: HTTPStatus
    retry_after: int | None = None  # seconds after which the same request may succeed; None where it would fail again


STATUS: Final[dict[type[RegistryError], Row]] = {
    errors.UnknownRecord: Row(HTTPStatus.NOT_FOUND),
    errors.UnknownGraph: Row(HTTPStatus.NOT_FOUND),
    errors.BadSelection: Row(HTTPStatus.BAD_REQUEST),
    errors.UnknownPart: Row(HTTPStatus.NOT_FOUND),
    errors.WithdrawnRecord: Row(HTTPStatus.GONE),
    errors.UnwritableRecord: Row(HTTPStatus.INTERNAL_SERVER_ERROR),
    errors.NotConforming: Row(HTTPStatus.UNPROCESSABLE_ENTITY),
    errors.PreconditionFailed: Row(HTTPStatus.PRECONDITION_FAILED),
    errors.UnsyncedEdit: Row(HTTPStatus.CONFLICT),
    errors.GateClosed: Row(HTTPStatus.CONFLICT),
    errors.EngineFailed: Row(HTTPStatus.INTERNAL_SERVER_ERROR),
    errors.UnwrittenVersion: Row(HTTPStatus.CONFLICT),
    errors.CannotWrite: Row(HTTPStatus.SERVICE_UNAVAILABLE),
    errors.UpdateRefused: Row(HTTPStatus.BAD_REQUEST),
    errors.Unauthorized: Row(HTTPStatus.UNAUTHORIZED),
    errors.Forbidden: Row(HTTPStatus.FORBIDDEN),
    errors.RegistryBusy: Row(HTTPStatus.SERVICE_UNAVAILABLE, retry_after=5),
    errors.MalformedRequest: Row(HTTPStatus.BAD_REQUEST),
    errors.MethodRefused: Row(HTTPStatus.METHOD_NOT_ALLOWED),
    errors.UnreadableBody: Row(HTTPStatus.BAD_REQUEST),
    errors.UnsupportedMedia: Row(HTTPStatus.UNSUPPORTED_MEDIA_TYPE),
    errors.NotAcceptable: Row(HTTPStatus.NOT_ACCEPTABLE),
    errors.UnsupportedEncoding: Row(HTTPStatus.UNSUPPORTED_MEDIA_TYPE),
    errors.LengthRequired: Row(HTTPStatus.LENGTH_REQUIRED),
    errors.BodyTooLarge: Row(HTTPStatus.REQUEST_ENTITY_TOO_LARGE),
    errors.HeadersTooLarge: Row(HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE),
    errors.BodyTooSlow: Row(HTTPStatus.REQUEST_TIMEOUT),
    errors.TooManyRequests: Row(HTTPStatus.TOO_MANY_REQUESTS),
    errors.QuerySyntaxError: Row(HTTPStatus.BAD_REQUEST),
    errors.QueryRefused: Row(HTTPStatus.BAD_REQUEST),
    errors.QueryTimeout: Row(HTTPStatus.SERVICE_UNAVAILABLE),
    errors.QueryTooLarge: Row(HTTPStatus.SERVICE_UNAVAILABLE),
    errors.AnswerTooLarge: Row(HTTPStatus.SERVICE_UNAVAILABLE),
    errors.QueryFailed: Row(HTTPStatus.INTERNAL_SERVER_ERROR),
    errors.AddressRefused: Row(HTTPStatus.BAD_REQUEST),
    errors.FetchFailed: Row(HTTPStatus.BAD_GATEWAY),
    errors.StoreUnavailable: Row(HTTPStatus.SERVICE_UNAVAILABLE, retry_after=5),
    errors.StoreRefused: Row(HTTPStatus.BAD_GATEWAY),
    errors.PartialAnswer: Row(HTTPStatus.BAD_GATEWAY),
    errors.EndpointBusy: Row(HTTPStatus.SERVICE_UNAVAILABLE, retry_after=5),
    errors.StoreDamaged: Row(HTTPStatus.SERVICE_UNAVAILABLE),
    errors.DiskFull: Row(HTTPStatus.SERVICE_UNAVAILABLE),
    errors.ScratchLost: Row(HTTPStatus.SERVICE_UNAVAILABLE),
}
PROBLEM: Final = "application/problem+json"
COMMON: Final = (
    ("Cache-Control", "no-store"),
    ("Access-Control-Allow-Origin", "*"),  # a query editor of another site may show what went wrong
)
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
    status, detail = status_of(error), _text(error)
    if status is HTTPStatus.INTERNAL_SERVER_ERROR and not isinstance(error, errors.UnwritableRecord):  # logged once
        log.error("%s %s: %s", request.method, request.path, error)
    elif detail != str(error):
        log.warning("%s %s: %s", request.method, request.path, error)
    response = problem(status, detail, _redact().within(_members(error)))
    response.headers.extend(_headers(error))
    return response


def status_of(error: RegistryError) -> HTTPStatus:
    """The status that says what kind of error it is."""
    row = STATUS.get(type(error))
    return row.status if row else HTTPStatus.INTERNAL_SERVER_ERROR


def plain(error: RegistryError) -> tuple[HTTPStatus, list[tuple[str, str]], bytes]:
    """Status, headers and body of the answer to *error*, for code that answers without Flask.

    The text is not redacted: only errors that name nothing of this machine may be answered so.
    """
    status = status_of(error)
    content = json.dumps(_document(status, error.public, _members(error)), ensure_ascii=False).encode()
    headers = [("Content-Type", PROBLEM), ("Content-Length", str(len(content))), *COMMON, *GUARDS, *_headers(error)]
    return status, headers, content


def _headers(error: RegistryError) -> list[tuple[str, str]]:
    """The headers that an error's answer has beside those of every answer."""
    found = []
    row = STATUS.get(type(error))
    retry_after = getattr(error, "retry_after", None) or (row.retry_after if row else None)
    if retry_after:  # RFC 9110, section 10.2.3
        found.append(("Retry-After", str(retry_after)))
    if isinstance(error, errors.MethodRefused):
        found.append(("Allow", ", ".join(error.allowed)))
    if isinstance(error, errors.Unauthorized):
        found.append(("WWW-Authenticate", 'Bearer realm="radcat"'))
    if isinstance(error, errors.UnsupportedEncoding):
        found.append(("Accept-Encoding", "identity"))  # section 12.5.3
    return found


def _text(error: RegistryError) -> str:
    return _redact()(error.public)


def _redact() -> Redaction:
    found = current_app.extensions.get("radcat.redaction")
    return found if isinstance(found, Redaction) else _own_paths()


@cache
def _own_paths() -> Redaction:
    return Redaction()


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
    if _is_disk_full(error):
        log.error("%s %s: the disk is full: %s", request.method, request.full_path, error)
        return _registry_error(errors.DiskFull())
    # Ours, not the visitor's: the log has the traceback, the visitor does not.
    log.exception("%s %s failed", request.method, request.full_path, exc_info=error)
    return problem(HTTPStatus.INTERNAL_SERVER_ERROR, "radcat failed on this request; the fault has been logged.", {})


def _is_disk_full(error: BaseException | None) -> bool:
    """Tell whether *error*, or what it came from, is that nothing more can be written: by the system or by SQLite."""
    while error is not None:
        if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT):
            return True
        if getattr(error, "sqlite_errorcode", None) == sqlite3.SQLITE_FULL:
            return True
        error = error.__cause__ or error.__context__
    return False


def problem(status: HTTPStatus, detail: str, members: dict[str, Any]) -> Response:
    """Answer with *status*: HTML for who reads pages, application/problem+json for everybody else."""
    document = _document(status, detail, members)
    if page := g.get("problem_page"):  # the view that failed knows a better page
        response = make_response(page(document), status)
    elif _reads_pages(request.headers.get("Accept", "")):
        response = make_response(render_template("problem.html", problem=document), status)
    else:
        response = make_response(json.dumps(document, ensure_ascii=False), status)
        response.mimetype = PROBLEM
    response.headers.update(COMMON)
    response.vary.add("Accept")
    return response


def _reads_pages(accept: str) -> bool:
    return "html" in accept.lower() and media.choose((_HTML, _JSON), accept) is _HTML


class _Kind:
    def __init__(self, media_type: MediaType) -> None:
        self.media_type = media_type


_HTML: Final = _Kind(MediaType("text", "html"))
_JSON: Final = _Kind(MediaType("application", "problem+json"))
