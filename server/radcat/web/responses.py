"""Answers as every view gives them: with an ETag that is checked, and the headers that caches and clients need."""

from __future__ import annotations

from collections.abc import Generator, Iterable, Mapping
from hashlib import sha256
from typing import Final

from flask import Response, request

from radcat.errors import RegistryError

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


def streamed(begun: Iterable[bytes], rest: Generator[bytes, None, None]) -> Generator[bytes, None, None]:
    """Send what has *begun* and then the *rest*; an answer that breaks off says so at its end."""
    try:
        yield from begun
        yield from rest
    except RegistryError as error:
        # The status is sent, and not every server cuts the connection off when we fail. Half an answer must not
        # look whole: this breaks the syntax of every format but the tables', where a person sees it.
        yield f"\n!!! This answer is not whole: {error}\n".encode()
        raise
    finally:
        rest.close()
