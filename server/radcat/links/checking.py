"""Asking addresses whether they answer: several hosts at once, each host one request at a time.

HEAD first, since it costs the host least; GET where HEAD is refused or goes wrong, and then no more than the headers
of the answer. A host that says 429 or 503 with Retry-After is asked once more when it said, if that is soon.
"""

from __future__ import annotations

import asyncio
import ipaddress
import socket
from collections import defaultdict
from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import Final
from urllib.parse import urlsplit

import httpx

from radcat import __version__
from radcat.links.answer import Answer

REFUSES_HEAD: Final = frozenset({400, 403, 404, 405, 406, 501})  # what servers say to HEAD that GET may mend
ASK_AGAIN: Final = frozenset({HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE})


@dataclass(frozen=True, slots=True)
class Manners:
    """How patient and how polite the checker is."""

    seconds: float = 20.0  # that an address may take
    pause: float = 1.0  # seconds between two requests to one host
    hosts: int = 8  # asked at once
    longest_wait: float = 60.0  # seconds of a Retry-After that is obeyed
    private: bool = False  # whether addresses of private networks are asked
    contact: str = ""  # an address in the User-Agent, for whoever wonders who asks


async def check(addresses: Iterable[str], manners: Manners) -> AsyncIterator[Answer]:
    """Ask every address once and yield the answers as they come; an address that can't be asked has an answer, too."""
    by_host: dict[str, list[str]] = defaultdict(list)
    for address in dict.fromkeys(addresses):
        by_host[_host_of(address)].append(address)
    seats = asyncio.Semaphore(manners.hosts)
    answers: asyncio.Queue[Answer] = asyncio.Queue()
    agent = f"radcat/{__version__} (link check{'; ' + manners.contact if manners.contact else ''})"
    limits = httpx.Limits(max_keepalive_connections=manners.hosts)
    async with httpx.AsyncClient(
        headers={"User-Agent": agent, "Accept": "*/*"}, timeout=manners.seconds, follow_redirects=True, limits=limits
    ) as client:
        tasks = [asyncio.create_task(_host(own, client, manners, seats, answers)) for own in by_host.values()]
        try:
            for _ in range(sum(map(len, by_host.values()))):
                yield await answers.get()
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)


def _host_of(address: str) -> str:
    try:
        return urlsplit(address).netloc.lower()
    except ValueError:  # such as a bracket that is not closed
        return ""


async def _host(
    addresses: list[str],
    client: httpx.AsyncClient,
    manners: Manners,
    seats: asyncio.Semaphore,
    answers: asyncio.Queue[Answer],
) -> None:
    async with seats:
        for place, address in enumerate(addresses):
            if place:
                await asyncio.sleep(manners.pause)
            await answers.put(await _ask(address, client, manners))


async def _ask(address: str, client: httpx.AsyncClient, manners: Manners) -> Answer:
    if reason := await _unaskable(address, manners):
        return _answer(address, None, reason)
    try:
        return await _head_then_get(address, client, manners)
    except (TimeoutError, httpx.TimeoutException):
        return _answer(address, None, f"no answer within {manners.seconds:g} s")
    except httpx.TooManyRedirects:
        return _answer(address, None, "redirects that lead nowhere")
    except (httpx.HTTPError, httpx.InvalidURL, ValueError) as error:
        return _answer(address, None, str(error) or type(error).__name__)


async def _head_then_get(address: str, client: httpx.AsyncClient, manners: Manners) -> Answer:
    try:
        found = await _request("HEAD", address, client, manners)
        if found.status_code not in REFUSES_HEAD | ASK_AGAIN and found.status_code < 500:
            return _read(address, found)
    except httpx.RemoteProtocolError:  # it hung up on HEAD; it may know GET
        pass
    await asyncio.sleep(manners.pause)
    found = await _request("GET", address, client, manners)
    wait = _retry_after(found)
    if found.status_code in ASK_AGAIN and wait is not None and wait <= manners.longest_wait:
        await asyncio.sleep(wait)
        found = await _request("GET", address, client, manners)
    return _read(address, found)


async def _request(method: str, address: str, client: httpx.AsyncClient, manners: Manners) -> httpx.Response:
    """Ask for the headers of the answer, redirects followed, within the time: a server may be slow byte by byte."""
    async with asyncio.timeout(manners.seconds), client.stream(method, address) as found:
        return found


def _retry_after(found: httpx.Response) -> float | None:
    """Seconds that the host asks us to wait (RFC 9110, section 10.2.3)."""
    said = found.headers.get("Retry-After", "")
    if said.isascii() and said.isdigit():
        return float(said)
    try:
        return max(0.0, (parsedate_to_datetime(said) - datetime.now(UTC)).total_seconds())
    except (TypeError, ValueError):
        return None


async def _unaskable(address: str, manners: Manners) -> str:
    """Say why *address* is not asked; nothing where it is."""
    try:
        parts = urlsplit(address)
        host, port = parts.hostname, parts.port
    except ValueError as error:
        return f"it is no address: {error}"
    if parts.scheme not in ("http", "https") or not host:
        return f"only http and https are asked, not {parts.scheme or 'this'}"
    if manners.private:
        return ""
    try:
        found = await asyncio.get_running_loop().getaddrinfo(host, port or 443, type=socket.SOCK_STREAM)
    except OSError as error:
        return f"no host of that name: {error.strerror}"
    if not all(ipaddress.ip_address(str(address[4][0]).partition("%")[0]).is_global for address in found):
        return "it is in a private network, which is not asked"
    return ""


def _read(address: str, found: httpx.Response) -> Answer:
    works = found.status_code < 400
    return _answer(address, found.status_code, "" if works else found.reason_phrase, str(found.url))


def _answer(address: str, status: int | None, reason: str, final: str = "") -> Answer:
    return Answer(address, status, reason, final or address, datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"))
