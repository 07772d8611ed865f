"""Requests with our credentials: they go where we were told, once, and no further."""

from __future__ import annotations

import urllib.request
from http import HTTPStatus
from http.client import HTTPResponse
from threading import Lock
from typing import Any, Final
from urllib.error import HTTPError, URLError

LARGE: Final = 32 * 1024  # bytes, which a server may not want to read before it knows who sends them


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    """Our credentials, and what is asked of us, go where we were told, and nowhere else."""

    def redirect_request(self, *_: Any) -> None:
        """Make an error of it."""


def send(request: urllib.request.Request, seconds: float) -> HTTPResponse:
    """Send *request* as it is; errors are those of urllib."""
    response: HTTPResponse = urllib.request.build_opener(_NoRedirects()).open(request, timeout=seconds)
    return response


class Digest:
    """Digest authentication (RFC 7616) that remembers what it was challenged with.

    urllib's own sends each request without first. Virtuoso answers that before it has read a large body, and hangs up.
    """

    def __init__(self, user: str, password: str) -> None:
        self._passwords = urllib.request.HTTPPasswordMgrWithDefaultRealm()
        self._user, self._password = user, password
        self._writer = urllib.request.HTTPDigestAuthHandler(self._passwords)
        self._challenges: dict[str, dict[str, str]] = {}  # by address, of which each may have a realm of its own
        self._lock = Lock()

    def open(self, request: urllib.request.Request, seconds: float) -> HTTPResponse:
        """Send *request*, and once more if the server wants another answer to another challenge."""
        place = request.full_url.partition("?")[0]
        if place not in self._challenges and len(request.data or b"") > LARGE:  # type: ignore[arg-type]  # bytes
            self._learn(place, urllib.request.Request(request.full_url), seconds)  # noqa: S310  # as settings.py allows
        try:
            return send(self._answered(place, request), seconds)
        except HTTPError as error:
            if error.code != HTTPStatus.UNAUTHORIZED or not self._accept(place, error):
                raise
            error.close()
            return send(self._answered(place, request), seconds)
        except URLError:
            self._challenges.pop(place, None)  # it may have hung up since it has forgotten its challenge
            raise

    def _learn(self, place: str, request: urllib.request.Request, seconds: float) -> None:
        try:
            send(request, seconds).close()
        except HTTPError as error:
            self._accept(place, error)
            error.close()

    def _accept(self, place: str, error: HTTPError) -> bool:
        """Take up the challenge of *error*; False where there is none, or it is the one that was answered."""
        scheme, _, rest = (error.headers.get("WWW-Authenticate") or "").partition(" ")
        challenge = urllib.request.parse_keqv_list(urllib.request.parse_http_list(rest)) if rest else {}
        known = self._challenges.get(place, {})
        if scheme.lower() != "digest" or challenge.get("nonce") == known.get("nonce"):
            return False
        self._challenges[place] = challenge
        return True

    def _answered(self, place: str, request: urllib.request.Request) -> urllib.request.Request:
        if challenge := self._challenges.get(place):
            with self._lock:  # it counts how often it has used the challenge
                self._passwords.add_password(None, request.full_url, self._user, self._password)
                answer = self._writer.get_authorization(request, challenge)
            request.add_unredirected_header("Authorization", f"Digest {answer}")
        return request
