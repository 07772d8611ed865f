"""Answers as every view gives them: with an ETag that is checked, and the headers that caches and clients need."""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256
from typing import Final

from flask import Response, request

POLICY: Final = (
    "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
# What tells browsers that nothing here runs scripts, is framed or comes from elsewhere; on every answer.
GUARDS: Final = (
    ("Content-Security-Policy", POLICY),
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "no-referrer-when-downgrade"),
)


def whole(body: bytes | str, media_type: str, *, vary: bool, headers: Mapping[str, str] | None = None) -> Response:
    """Answer with a body that is at hand; 304 where the client has it already (RFC 9110, section 13)."""
    content = body.encode() if isinstance(body, str) else body
    response = Response(content, content_type=with_charset(media_type))
    response.headers.update(headers or {})
    response.set_etag(sha256(media_type.encode() + b"\0" + content).hexdigest()[:32])
    response.headers["Cache-Control"] = "public, no-cache"
    response.headers["Access-Control-Allow-Origin"] = "*"
    if vary:
        response.vary.add("Accept")
    response.make_conditional(request)
    return response


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
