"""What a request over HTTP passes before the protocol reads it: who asks, how often, how slowly, and by which name."""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import Awaitable, Callable, MutableMapping, Sequence
from dataclasses import dataclass
from ipaddress import ip_address
from typing import Any, Final

from radcat.errors import BodyTooSlow, MethodRefused, RegistryError, TooManyRequests
from radcat.outgoing.networks import Network
from radcat.rates import Rate
from radcat.web import problems
from radcat.web.middleware.clients import client_of
from radcat.web.middleware.quotas import Quotas

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

CLIENT: Final = "radcat.client"  # where in the scope of a request the address of its client is kept
MOST_BYTES: Final = 1024 * 1024  # of a question
SECONDS: Final = 20.0  # in which a question has to arrive
LOOPBACK: Final = ("127.0.0.1", "localhost", "[::1]")
_PORT: Final = re.compile(r":\d+$")


@dataclass(frozen=True, slots=True)
class Limits:
    """What a client may take."""

    rate: Rate | None
    proxies: Sequence[Network]
    proxy_header: str


class Gate:
    """Lets questions through to *app*, or answers them itself. Every question costs as a query over HTTP does."""

    def __init__(self, app: App, limits: Limits, clock: Callable[[], float] = time.monotonic) -> None:
        """Count the questions of each client, as far as *limits* tell clients apart."""
        self._app, self._limits = app, limits
        self._quotas = Quotas(limits.rate, clock) if limits.rate else None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request (ASGI 3)."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        try:
            scope[CLIENT] = self._client(scope)
            self._check(scope)
            body = await _body(receive)
        except RegistryError as error:
            await _refuse(error, send)
            return
        await self._app(scope, _replayed(body, receive), send)

    def _client(self, scope: Scope) -> str:
        """Name who asks, by the rule of the web pages."""
        environ: dict[str, Any] = {"REMOTE_ADDR": (scope.get("client") or ("",))[0]}
        for name, value in scope["headers"]:
            key, text = "HTTP_" + name.decode("latin-1").upper().replace("-", "_"), value.decode("latin-1")
            environ[key] = f"{environ[key]},{text}" if key in environ else text
        return client_of(environ, self._limits.proxies, self._limits.proxy_header)

    def _check(self, scope: Scope) -> None:
        """Refuse what is no question, and one too many.

        Raises:
            MethodRefused: it is not sent with POST; a GET would wait for messages, and the server begins none.
            TooManyRequests: its client has asked as often as it may.
        """
        if scope["method"] != "POST":
            raise MethodRefused(scope["method"], ["POST"])
        standing = self._quotas.count(scope[CLIENT]) if self._quotas else None
        if standing and standing.is_exceeded:
            used = f"this address has used its {standing.rate.quota} questions in {standing.rate.window} s"
            raise TooManyRequests(f"{used}; wait {standing.reset} s.", standing.reset)


def host_names(host: str, allowed: Sequence[str]) -> list[str]:
    """List the names that a server bound to *host* answers to, for the SDK: each without a port and with any.

    Of a server that only this machine reaches, they are this machine's own; of one that the network reaches, its
    address, and those *allowed*. So a page in a browser can't reach it by a name of its own (DNS rebinding).
    """
    own: Sequence[str] = LOOPBACK if is_loopback(host) else () if _is_any(host) else (_bracketed(host),)
    names = [*own, *map(_bracketed, allowed)]
    return [each for name in names for each in ((name,) if _PORT.search(name) else (name, f"{name}:*"))]


def needs_names(host: str) -> bool:
    """Whether nobody can tell by which names a server bound to *host* is reached: it is bound to all addresses."""
    return _is_any(host)


def is_loopback(host: str) -> bool:
    """Whether only this machine reaches *host*."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _is_any(host: str) -> bool:
    try:
        return ip_address(host).is_unspecified
    except ValueError:
        return False


def _bracketed(name: str) -> str:
    return f"[{name}]" if name.count(":") > 1 and not name.startswith("[") else name


async def _body(receive: Receive) -> list[Message]:
    """Receive the messages of a body, no more of it than a little too much.

    Raises:
        BodyTooSlow: it takes too long.
    """
    messages, size = list[Message](), 0
    try:
        async with asyncio.timeout(SECONDS):
            while size <= MOST_BYTES:
                message = await receive()
                messages.append(message)
                size += len(message.get("body", b""))
                if message["type"] != "http.request" or not message.get("more_body", False):
                    break
    except TimeoutError:
        raise BodyTooSlow(f"the question did not arrive within {SECONDS:g} s; send it at once.") from None
    return messages


def _replayed(messages: list[Message], receive: Receive) -> Receive:
    async def replay() -> Message:
        return messages.pop(0) if messages else await receive()

    return replay


async def _refuse(error: RegistryError, send: Send) -> None:
    status, headers, content = problems.plain(error)
    coded = [(name.lower().encode(), value.encode()) for name, value in [*headers, ("Connection", "close")]]
    await send({"type": "http.response.start", "status": int(status), "headers": coded})
    await send({"type": "http.response.body", "body": content})
