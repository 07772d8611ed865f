"""Where the application lies, as its base IRI says, whatever a request says.

A base IRI may have a path, such as https://data.example.org/covid/. Its addresses work with a proxy that cuts it off,
with one that leaves it on, and without any proxy. Links in pages begin with the path in each case.
"""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import unquote, urlsplit
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment


class Mount:
    """The application, as if it lay at a path (PEP 3333's SCRIPT_NAME)."""

    def __init__(self, app: WSGIApplication, path: str) -> None:
        self._app, self._path = app, path

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer a request, whether its address has the path or lost it on the way."""
        asked = environ.get("PATH_INFO", "")
        if asked == self._path or asked.startswith(f"{self._path}/"):
            environ["PATH_INFO"] = asked.removeprefix(self._path) or "/"
        environ["SCRIPT_NAME"] = self._path
        return self._app(environ, start_response)


class Addressed:
    """The application, as if every request named the host and the scheme of the base IRI.

    Whatever it makes an absolute address of, such as a redirect, then lies under the base IRI. A proxy may name another
    host, and speaks http to us where it speaks https to visitors; and any client may name the host that it likes.
    """

    def __init__(self, app: WSGIApplication, base: str) -> None:
        self._app = app
        parts = urlsplit(base)
        self._scheme = parts.scheme
        host = parts.hostname or ""
        if not host.isascii():
            host = host.encode("idna").decode("ascii")
        host = f"[{host}]" if ":" in host else host
        self._host = f"{host}:{parts.port}" if parts.port else host

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer a request."""
        environ["HTTP_HOST"], environ["wsgi.url_scheme"] = self._host, self._scheme
        return self._app(environ, start_response)


def mounted(app: WSGIApplication, base: str) -> WSGIApplication:
    """Put *app* at the path of the *base* IRI; most have none, and nothing stands in front then."""
    # As WSGI has paths: their bytes as if they were Latin-1.
    path = unquote(urlsplit(base).path, "latin-1").rstrip("/")
    return Mount(app, path) if path else app
