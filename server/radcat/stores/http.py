"""Requests to a server that holds the graph: one client with a pool, with our credentials, to where we were told only.

No redirect is followed: credentials, and what is asked of us, go nowhere else.
"""

from __future__ import annotations

import weakref
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from types import TracebackType
from typing import Final, Literal, Self

import httpx2

from radcat import __version__

CONNECTIONS: Final = 32  # at once; who needs one more waits
Form = Mapping[str, str | Sequence[str]]


@dataclass(frozen=True, slots=True)
class Credentials:
    """How a server wants to be told who asks."""

    auth: Literal["none", "basic", "digest", "bearer"] = "none"
    user: str | None = None
    secret: str | None = field(default=None, repr=False)  # password or token


class Unreachable(Exception):
    """Nothing answered, or the connection broke off; *is_slow* where nobody said no for as long as we wait."""

    def __init__(self, reason: str, *, is_slow: bool = False) -> None:
        super().__init__(reason)
        self.is_slow = is_slow


class Late(Exception):
    """The server took the request and did not go on within the time it has."""


class Answer:
    """An answer whose body is read piece by piece; to be closed."""

    def __init__(self, response: httpx2.Response) -> None:
        self._response = response
        self._pieces: Iterator[bytes] = response.iter_bytes()
        self._unread = b""

    @property
    def status(self) -> int:
        """The HTTP status."""
        return self._response.status_code

    def header(self, name: str) -> str:
        """One of its headers; empty where it has none of that name."""
        return str(self._response.headers.get(name, ""))

    @property
    def media_type(self) -> str:
        """The header Content-Type without parameters, in lower case."""
        return self.header("Content-Type").partition(";")[0].strip().lower()

    def read(self, size: int = -1, /) -> bytes:
        """Read some, at most *size*, or all with -1; none at the end.

        Raises:
            Late: nothing came for too long.
            Unreachable: the connection broke off.
        """
        with _translated():
            if size < 0:
                found, self._unread = self._unread + b"".join(self._pieces), b""
                return found
            while not self._unread:
                if (piece := next(self._pieces, None)) is None:
                    return b""
                self._unread = piece
        found, self._unread = self._unread[:size], self._unread[size:]
        return found

    def close(self) -> None:
        """Let go of the connection; what was not read is lost."""
        self._response.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        self.close()


class Client:
    """Sends requests to one server. Safe to share between threads."""

    def __init__(self, credentials: Credentials) -> None:
        """Know who asks; nothing is sent yet."""
        self._credentials = credentials
        self._auths: dict[str, httpx2.Auth] = {}  # by address, of which each may have a realm of its own
        self._client = httpx2.Client(
            headers={"User-Agent": f"radcat/{__version__}"},
            follow_redirects=False,
            trust_env=False,  # no proxy, and no password from .netrc
            limits=httpx2.Limits(max_connections=CONNECTIONS),
        )
        weakref.finalize(self, self._client.close)

    def post(self, address: str, form: Form, accept: str, seconds: float) -> Answer:
        """Send a *form*; see `send`."""
        return self.send("POST", address, seconds, {"Accept": accept}, data=form)

    def send(
        self,
        method: str,
        address: str,
        seconds: float,
        headers: Mapping[str, str],
        *,
        content: bytes | None = None,
        data: Form | None = None,
        parameters: Mapping[str, str] | None = None,
    ) -> Answer:
        """Send a request and return its answer, the body unread; it may take *seconds* to begin.

        Raises:
            Late: the server did not begin to answer within that time.
            Unreachable: nothing answers there.
        """
        request = self._client.build_request(
            method, address, params=parameters, content=content, data=data, headers=dict(headers), timeout=seconds
        )
        with _translated():
            return Answer(self._client.send(request, stream=True, auth=self._auth(address)))

    def _auth(self, address: str) -> httpx2.Auth | None:
        given = self._credentials
        if given.auth == "none":
            return None
        if (known := self._auths.get(address)) is None:
            user, secret = given.user or "", given.secret or ""
            known = {"basic": httpx2.BasicAuth, "digest": httpx2.DigestAuth}.get(given.auth, _Bearer)(user, secret)
            self._auths[address] = known
        return known


class _Bearer(httpx2.Auth):
    """A token (RFC 6750, section 2.1)."""

    def __init__(self, _user: str, token: str) -> None:
        self._token = token

    def auth_flow(self, request: httpx2.Request) -> Iterator[httpx2.Request]:  # type: ignore[override]
        request.headers["Authorization"] = f"Bearer {self._token}"
        yield request


@contextmanager
def _translated() -> Iterator[None]:
    try:
        yield
    except httpx2.ConnectTimeout as error:  # where nobody says no, the wait was long enough
        raise Unreachable("timed out", is_slow=True) from error
    except httpx2.TimeoutException as error:
        raise Late from error
    except httpx2.HTTPError as error:
        raise Unreachable(str(error) or type(error).__name__) from error
