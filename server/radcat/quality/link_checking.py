"""Asking addresses whether they answer: several hosts at once, each host one request at a time.

HEAD first, since it costs the host least; GET where HEAD is refused or goes wrong, and then no more than the headers
of the answer. A host that says 429 or 503 with Retry-After is asked once more when it said, if that is soon.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import Final
from urllib.parse import urlsplit

from radcat.errors import FetchFailed, OutgoingError
from radcat.ledger.link_checks import Answer
from radcat.outgoing.client import Client, Reply
from radcat.outgoing.networks import Network

REFUSES_HEAD: Final = frozenset({400, 403, 404, 405, 406, 501})  # what servers say to HEAD that GET may mend
ASK_AGAIN: Final = frozenset({HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE})


@dataclass(frozen=True, slots=True)
class Manners:
    """How patient and how polite the checker is."""

    seconds: float = 20.0  # that an address may take
    pause: float = 1.0  # seconds between two requests to one host
    hosts: int = 8  # asked at once
    longest_wait: float = 60.0  # seconds of a Retry-After that is obeyed
    allowed: tuple[Network, ...] = ()  # private networks whose addresses are asked
    contact: str = ""  # an address in the User-Agent, for whoever wonders who asks


async def check(addresses: Iterable[str], manners: Manners) -> AsyncIterator[Answer]:
    """Ask every address once and yield the answers as they come; an address that can't be asked has an answer, too."""
    by_host: dict[str, list[str]] = defaultdict(list)
    for address in dict.fromkeys(addresses):
        by_host[_host_of(address)].append(address)
    seats = asyncio.Semaphore(manners.hosts)
    answers: asyncio.Queue[Answer | Exception] = asyncio.Queue()
    purpose = f"link check{'; ' + manners.contact if manners.contact else ''}"
    async with Client(seconds=manners.seconds, purpose=purpose, allowed=manners.allowed) as client:
        tasks = [asyncio.create_task(_host(own, client, manners, seats, answers)) for own in by_host.values()]
        try:
            for _ in range(sum(map(len, by_host.values()))):
                answer = await answers.get()
                if isinstance(answer, Exception):
                    raise answer
                yield answer
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
    client: Client,
    manners: Manners,
    seats: asyncio.Semaphore,
    answers: asyncio.Queue[Answer | Exception],
) -> None:
    async with seats:
        for place, address in enumerate(addresses):
            if place:
                await asyncio.sleep(manners.pause)
            try:
                answer: Answer | Exception = await _ask(address, client, manners)
            except Exception as error:  # raised where the answer is awaited, or nobody would see it
                answer = error
            await answers.put(answer)


async def _ask(address: str, client: Client, manners: Manners) -> Answer:
    try:
        found = await _head_then_get(address, client, manners)
    except OutgoingError as error:
        return _answer(address, None, error.reason)
    return _answer(address, found.status, found.reason if found.status >= 400 else "", found.url)


async def _head_then_get(address: str, client: Client, manners: Manners) -> Reply:
    try:
        found = await client.ask("HEAD", address)
        if found.status not in REFUSES_HEAD | ASK_AGAIN and found.status < 500:
            return found
    except FetchFailed as error:
        if not error.hung_up:  # where it did, it may know GET
            raise
    await asyncio.sleep(manners.pause)
    found = await client.ask("GET", address)
    wait = _retry_after(found)
    if found.status in ASK_AGAIN and wait is not None and wait <= manners.longest_wait:
        await asyncio.sleep(wait)
        found = await client.ask("GET", address)
    return found


def _retry_after(found: Reply) -> float | None:
    """Seconds that the host asks us to wait (RFC 9110, section 10.2.3)."""
    said = found.retry_after
    if said.isascii() and said.isdigit():
        return float(said)
    try:
        return max(0.0, (parsedate_to_datetime(said) - datetime.now(UTC)).total_seconds())
    except (TypeError, ValueError):
        return None


def _answer(address: str, status: int | None, reason: str, final: str = "") -> Answer:
    return Answer(address, status, reason, final or address, datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"))
