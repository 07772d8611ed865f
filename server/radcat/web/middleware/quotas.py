"""How many requests each client has left: a counter and the start of its window, for so many clients at most.

Counted in each web process by itself. The library `limits` does as much in its memory storage, but keeps every address
for a window's length, however many come: a flood from a million addresses would then take hundreds of megabytes.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import ceil
from threading import Lock
from typing import Final

from cachetools import LRUCache

from radcat.rates import Rate

CLIENTS: Final = 50_000  # that are counted; some 10 MB. Who has not asked for longest is forgotten first.


@dataclass(frozen=True, slots=True)
class Standing:
    """What a client has left."""

    rate: Rate
    remaining: int  # requests; below nothing for one that is too many
    reset: int  # seconds until it has its whole quota again

    @property
    def is_exceeded(self) -> bool:
        """Whether this request is one too many."""
        return self.remaining < 0

    @property
    def headers(self) -> list[tuple[str, str]]:
        """The fields RateLimit-Policy and RateLimit (draft-ietf-httpapi-ratelimit-headers-10, sections 3 and 4)."""
        return [
            ("RateLimit-Policy", f'"client";q={self.rate.quota};w={self.rate.window}'),
            ("RateLimit", f'"client";r={max(self.remaining, 0)};t={self.reset}'),
        ]


class Quotas:
    """Counts requests by client, in windows that begin with a client's first request. Safe between threads."""

    def __init__(self, rate: Rate, clock: Callable[[], float], *, clients: int = CLIENTS) -> None:
        self._rate, self._clock = rate, clock
        self._lock = Lock()
        self._windows: LRUCache[str, list[float]] = LRUCache(clients)  # begun, requests

    def count(self, client: str) -> Standing:
        """Count one request of *client*, and tell what it has left."""
        rate, now = self._rate, self._clock()
        with self._lock:
            window = self._windows.get(client)
            if window is None or now >= window[0] + rate.window:
                window = self._windows[client] = [now, 0]
            window[1] += 1
            begun, requests = window
        return Standing(rate, rate.quota - int(requests), ceil(begun + rate.window - now))
