"""An HTTP client for addresses that others chose: in records, in redirects, in what a visitor sends.

A host's name is looked up once; the addresses found are judged, and the connection goes to one of them. So a second
look-up can't lead elsewhere, and each redirect is judged anew. TLS still verifies the certificate for the name.
"""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from http.cookiejar import CookieJar, DefaultCookiePolicy
from ipaddress import ip_address
from types import TracebackType
from typing import Final, Self

import httpx2

from radcat import __version__
from radcat.errors import AddressRefused, FetchFailed
from radcat.outgoing.networks import Network, may_be_asked

REDIRECTS: Final = 10
LARGEST: Final = 64 * 1024 * 1024  # bytes of an answer


@dataclass(frozen=True, slots=True)
class Reply:
    """What a host answered in the end."""

    status: int
    reason: str
    url: str  # where redirects led
    media_type: str  # the header Content-Type as it came; empty without one
    retry_after: str  # likewise
    content: bytes = b""  # where it was asked for


class Client:
    """Asks other hosts; for one event loop, used as an asynchronous context manager."""

    def __init__(
        self, *, seconds: float, purpose: str, allowed: Sequence[Network] = (), largest: int = LARGEST
    ) -> None:
        """Give each request *seconds* from its look-up to its last header, redirects included.

        *purpose* goes into the User-Agent, for whoever wonders who asks; *allowed* are private networks that may be
        asked; an answer may have *largest* bytes.
        """
        self._seconds, self._largest = seconds, largest
        self._client = httpx2.AsyncClient(
            transport=_Guarded(allowed),
            headers={"User-Agent": f"radcat/{__version__} ({purpose})", "Accept": "*/*"},
            cookies=CookieJar(DefaultCookiePolicy(allowed_domains=[])),  # keeps none
            timeout=seconds,
            follow_redirects=True,
            max_redirects=REDIRECTS,
            trust_env=False,  # no proxy, which would connect for us unjudged; no password from .netrc
        )

    async def __aenter__(self) -> Self:
        await self._client.__aenter__()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        await self._client.__aexit__(kind, error, traceback)

    async def ask(self, method: str, address: str) -> Reply:
        """Send a request without a body and read the headers of the answer.

        Raises:
            AddressRefused: it, or a redirect, leads to a host that must not be asked.
            FetchFailed: it is not an address, nobody answers, or not within the limits.
        """
        async with self._answer(method, address, {}) as found:
            return _reply(found)

    async def fetch(self, address: str, *, accept: str = "*/*") -> Reply:
        """Read a document whole, decompressed.

        Raises:
            AddressRefused, FetchFailed: as `ask`; or the document is too large, or its status is no success.
        """
        async with self._answer("GET", address, {"Accept": accept}) as found:
            if not found.is_success:
                raise FetchFailed(address, f"the answer is {found.status_code} {found.reason_phrase}".rstrip())
            content = bytearray()
            async for piece in found.aiter_bytes():
                content += piece
                if len(content) > self._largest:
                    raise FetchFailed(address, f"the document has more than {self._largest} bytes")
            return replace(_reply(found), content=bytes(content))

    @asynccontextmanager
    async def _answer(self, method: str, address: str, headers: dict[str, str]) -> AsyncIterator[httpx2.Response]:
        try:
            url = httpx2.URL(address).copy_with(userinfo=b"")  # a name and password are not ours to send
            async with asyncio.timeout(self._seconds), self._client.stream(method, url, headers=headers) as found:
                yield found
        except (TimeoutError, httpx2.TimeoutException) as error:
            raise FetchFailed(address, f"no answer within {self._seconds:g} s") from error
        except httpx2.TooManyRedirects as error:
            raise FetchFailed(address, f"more than {REDIRECTS} redirects, or a loop of them") from error
        except httpx2.RemoteProtocolError as error:
            raise FetchFailed(address, str(error) or "the answer is not HTTP", hung_up=True) from error
        except (httpx2.HTTPError, httpx2.InvalidURL, ValueError) as error:
            raise FetchFailed(address, str(error) or type(error).__name__) from error


def _reply(found: httpx2.Response) -> Reply:
    said = found.headers
    return Reply(
        found.status_code,
        found.reason_phrase,
        str(found.url),
        said.get("Content-Type", ""),
        said.get("Retry-After", ""),
    )


class _Guarded(httpx2.AsyncBaseTransport):
    """Connects to addresses that were judged, and to no others."""

    def __init__(self, allowed: Sequence[Network]) -> None:
        self._allowed = tuple(allowed)
        # No connection is kept: two hosts may share an address, and the certificate was verified for one of them.
        self._plain = httpx2.AsyncHTTPTransport(limits=httpx2.Limits(max_keepalive_connections=0))

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        url = request.url
        addresses = await self._judged(url)
        for place, address in enumerate(addresses, start=1):
            pinned = httpx2.Request(
                request.method,
                url.copy_with(host=address),
                headers=request.headers,  # with Host, which names the host and not its address
                stream=request.stream,
                extensions={**request.extensions, "sni_hostname": _name(url)},
            )
            try:
                return await self._plain.handle_async_request(pinned)
            except httpx2.ConnectError:
                if place == len(addresses):
                    raise
        raise AssertionError("a look-up never finds nothing")

    async def aclose(self) -> None:
        await self._plain.aclose()

    async def _judged(self, url: httpx2.URL) -> list[str]:
        """Look up the host of *url* and judge every address found."""
        if url.scheme not in ("http", "https") or not url.host:
            raise AddressRefused(
                str(url), f"only http and https are asked, not {url.scheme or 'an address without scheme'}"
            )
        if url.port is not None and not 0 < url.port < 65536:
            raise FetchFailed(str(url), f"there is no port {url.port}")
        try:
            loop = asyncio.get_running_loop()
            found = await loop.getaddrinfo(_name(url), url.port or 443, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError) as error:  # the latter for labels that are too long
            raise FetchFailed(str(url), f"no host of that name: {getattr(error, 'strerror', None) or error}") from error
        addresses = list(dict.fromkeys(str(row[4][0]) for row in found))
        if not all(may_be_asked(ip_address(address), self._allowed) for address in addresses):
            raise AddressRefused(str(url), "it is in a private network, which is not asked")
        return addresses


def _name(url: httpx2.URL) -> str:
    """The host's name as the DNS and TLS know it: an international one in its ASCII form."""
    return url.raw_host.decode("ascii")
