"""One query worker, as the web process sees it: it is told which snapshot to open, and asked."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any, Final

from radcat.errors import (
    QueryError,
    QueryFailed,
    QueryTimeout,
    QueryTooLarge,
    RegistryError,
    StoreError,
    StoreUnavailable,
)
from radcat.sandbox import frames
from radcat.sandbox.child import Cause, Child, Ended, Late
from radcat.sandbox.frames import FrameKind
from radcat.sandbox.query_worker import Setup
from radcat.stores.base import Limits
from radcat.stores.failures import error_from

START: Final = 60.0  # seconds that a worker may take to start and to open a snapshot; no query's time


class Worker:
    """A worker process; used by one thread at a time."""

    def __init__(self, limits: Limits, *, network: bool) -> None:
        """Start it.

        Raises:
            StoreUnavailable: the system starts no process now; nothing of it is left.
        """
        self._limits = limits
        self.isolated: bool | None = None  # from the network; not known before it is ready
        self.crashed = False  # by what it was asked
        self.is_lowered = False  # below other processes, for good
        self.was_killed = False  # before it said anything, by us or by the system, which does so when memory is short
        self._is_silent = True
        self.is_ready = True  # for a question: the last one is answered to its end
        self._snapshot = ""  # that it was told to open
        self._opening = 0  # snapshots that it has not said are open
        setup = Setup(limits.seconds, limits.memory_mb, limits.output_mb or None, network)
        try:
            self._child = Child("radcat.sandbox.query_worker", [json.dumps(asdict(setup))])
        except (OSError, MemoryError) as error:
            raise StoreUnavailable(
                f"a query worker can't be started: {error}",
                "no query worker can be started; try again in a moment.",
            ) from error

    def prepare(self, snapshot: str) -> None:
        """Tell it to open the *snapshot* in that folder, if it has another one open, and don't wait for it."""
        if snapshot != self._snapshot:
            self._snapshot = snapshot
            self._opening += 1
            try:
                self._child.send(frames.frame(FrameKind.OPEN, os.fsencode(snapshot)), deadline=0.0)
            except (Late, Ended):  # it takes nothing any more; who waits for it to be open finds that it has ended
                self._child.stop()

    def open(self, snapshot: str) -> None:
        """Have it open the *snapshot* in that folder, which takes time only where it is not open.

        Raises:
            StoreDamaged: the snapshot can't be read; the worker may be told to open another one.
            StoreUnavailable: the worker does not start.
        """
        asked_at = time.monotonic()
        self._is_silent = True
        self.prepare(snapshot)
        if not self._opening:
            return
        self.is_ready = False
        try:
            for kind, payload in self._frames(asked_at + START):
                self._opening -= 1
                if self._opening:  # what was current when it was started is of no more interest
                    continue
                if kind == FrameKind.ERROR:
                    raise self._error(json.loads(payload))
                self.isolated = json.loads(payload)["isolated"]
                break
        except QueryTimeout:
            raise StoreUnavailable(f"a query worker has not started within {START:g} s; try again.") from None
        except QueryError as error:
            self.is_ready = False
            raise StoreUnavailable(
                f"a query worker did not begin; try again. It said: {error}", "a query worker did not begin; try again."
            ) from None
        self.is_ready = True

    def answer(self, request: bytes) -> Iterator[bytes]:
        """Send *request*, a frame, and yield the pieces of its answer over the snapshot that is open.

        Raises:
            QueryError: as base.Endpoint.query says.
        """
        asked_at = time.monotonic()
        self.is_ready, self._is_silent = False, True
        for kind, payload in self._frames(asked_at + self._limits.seconds, request):
            if kind == FrameKind.DATA:
                self._is_silent = False
                yield payload
            elif kind == FrameKind.END:
                self.is_ready = True
                return
            else:
                raise self._error(json.loads(payload))

    @property
    def is_alive(self) -> bool:
        """Whether it can be asked."""
        return self._child.is_alive

    def stop(self) -> None:
        """End the process; who waits for its answer is told."""
        self._child.stop()

    def lower(self) -> None:
        """Let every other process go first from now on; what is not root's can't be raised again."""
        self.is_lowered = True
        self._child.lower()

    def kill(self) -> None:
        """End the process at once and wait for it."""
        self._child.kill()

    def _frames(self, deadline: float, request: bytes = b"") -> Iterator[tuple[int, bytes]]:
        """Send *request* and yield the frames that come back."""
        try:
            self._child.send(request, deadline)
            yield from self._child.frames(deadline)
        except Late:
            raise QueryTimeout(self._limits.seconds) from None
        except Ended as ended:
            raise self._reason(ended) from None

    def _reason(self, ended: Ended) -> RegistryError:
        self.crashed = ended.cause in (Cause.BREAKDOWN, Cause.MEMORY)
        self.was_killed = ended.cause is Cause.KILLED and self._is_silent
        if ended.cause is Cause.MEMORY:
            return QueryTooLarge(self._limits.memory_mb)
        if ended.cause is Cause.TIME:  # its own limit came first
            return QueryTimeout(self._limits.seconds)
        return QueryFailed(
            f"the query ended its worker (exit status {ended.status}), a fault of the engine; write it otherwise."
        )

    def _error(self, described: dict[str, Any]) -> RegistryError:
        if described["error"] == "MemoryError":
            return QueryTooLarge(self._limits.memory_mb)
        error = error_from(described)
        # An error in the question says nothing against the worker; one of the store's does.
        self.is_ready = not isinstance(error, StoreError)
        return error
