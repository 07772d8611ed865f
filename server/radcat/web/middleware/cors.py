"""Scripts of other sites: which methods and headers they may send, and which headers they may read (Fetch, 3.2).

Everything public may be read from anywhere. What is written takes a token, which a script has to know itself: no cookie
is ever sent along.
"""

from __future__ import annotations

from http import HTTPStatus
from typing import Final

from flask import Response, request

ORIGIN: Final = ("Access-Control-Allow-Origin", "*")
SENT: Final = (
    "Accept, Accept-Language, Accept-Profile, Authorization, Content-Type, If-Match, If-Modified-Since, If-None-Match"
)
READ: Final = (
    "Allow, Content-Location, Content-Profile, ETag, Link, Location, Retry-After, RateLimit, RateLimit-Policy, "
    "WWW-Authenticate"
)
SECONDS: Final = "86400"  # that a browser may remember what a preflight was told


def preflight(methods: str) -> list[tuple[str, str]]:
    """The headers that tell what may be sent, beside ORIGIN."""
    return [
        ("Allow", methods),
        ("Access-Control-Allow-Methods", methods),
        ("Access-Control-Allow-Headers", SENT),
        ("Access-Control-Max-Age", SECONDS),
    ]


def opened(response: Response) -> Response:
    """Let scripts of other sites read *response*, and tell them what an address takes where they ask by OPTIONS."""
    response.headers.setdefault(*ORIGIN)
    response.headers.setdefault("Access-Control-Expose-Headers", READ)
    if request.method == "OPTIONS" and response.status_code == HTTPStatus.OK:  # Flask's own answer, which is empty
        response.status_code = HTTPStatus.NO_CONTENT
        response.headers.pop("Content-Type", None)
        response.headers.update(preflight(", ".join(sorted(response.allow))))
    return response
