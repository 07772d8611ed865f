"""Answers as every view gives them: with an ETag that is checked, and the headers that caches and clients need."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256
from typing import Final

from flask import Response, current_app, g, request

POLICY: Final = (
    "default-src 'none'; connect-src 'self'; style-src 'self'; img-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)
# For pages with scripts of our own, which ask this host.
WITH_SCRIPT: Final = f"{POLICY}; script-src 'self'"
# What tells browsers that nothing here runs scripts, is framed or comes from elsewhere; on every answer.
GUARDS: Final = (
    ("Content-Security-Policy", POLICY),
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "no-referrer-when-downgrade"),
)


def whole(
    body: bytes | str,
    media_type: str,
    *,
    vary: bool,
    headers: Mapping[str, str] | None = None,
    modified: datetime | None = None,
    is_dated: bool = True,
) -> Response:
    """Answer with a body that is at hand; 304 where the client has it already (RFC 9110, section 13).

    It was *modified* when the registry last was, unless the caller knows better. What may change while the registry
    does not, such as an answer to a query that asks for the time, is not dated.
    """
    content = body.encode() if isinstance(body, str) else body
    response = Response(content, content_type=with_charset(media_type))
    response.headers.update(headers or {})
    # With the language, since headers say it, too.
    told = f"{media_type}\0{g.get('spoken') or ''}\0"
    response.set_etag(sha256(told.encode() + content).hexdigest()[:32])
    if is_dated:
        response.last_modified = modified or _modified()
    response.headers["Cache-Control"] = "public, no-cache"
    response.headers["Access-Control-Allow-Origin"] = "*"
    if vary:
        response.vary.add("Accept")
    response.make_conditional(request)
    return response


def _modified() -> datetime | None:
    # Not by web.state, which needs the registry: what serves without one has no dates.
    here = current_app.extensions.get("radcat")
    return here.modified if here else None


def with_charset(media_type: str) -> str:
    """Say that a text is UTF-8, where its media type leaves that open."""
    return f"{media_type}; charset=utf-8" if media_type.startswith("text/") else media_type


def head(media_type: str, headers: Mapping[str, str] | None = None) -> Response:
    """Answer a HEAD without making what a GET would get; its length and ETag are left out (RFC 9110, section 9.3.2)."""
    response = Response(content_type=with_charset(media_type))
    response.headers.update(headers or {})
    response.headers.pop("Content-Length", None)
    response.headers["Cache-Control"] = "public, no-cache"
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.vary.add("Accept")
    return response


def say_behind(response: Response, behind: str | None) -> Response:
    """Tell a writer that what is published is not in the SPARQL store yet, if so; why is for the log."""
    if behind:
        response.headers["Radcat-Store"] = "behind"
    return response
