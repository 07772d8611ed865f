"""One query worker, as the web process sees it: a child process and the pipes to it."""

from __future__ import annotations

import fcntl
import json
import os
import select
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from dataclasses import asdict
from typing import IO, Any, Final

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
from radcat.sandbox.frames import FrameKind
from radcat.sandbox.query_worker import Setup
from radcat.stores.base import Limits
from radcat.stores.failures import error_from

READ_AT_ONCE: Final = 2 * frames.LARGEST  # bytes
START: Final = 60.0  # seconds that a worker may take to start and to open a snapshot; no query's time
LOWERED: Final = 10  # niceness of a worker that others go before
PIPE: Final = 256 * 1024  # bytes that a worker may be ahead of us, where the system lets us say so
# What Rust, Python, C and C++ say when there is no more.
_OUT_OF_MEMORY: Final = ("memory allocation", "MemoryError", "Cannot allocate", "bad_alloc")
# How a process ends that breaks down, and not by anybody's hand.
_BREAKDOWNS: Final = (signal.SIGABRT, signal.SIGSEGV, signal.SIGBUS, signal.SIGILL, signal.SIGFPE)


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
        with ExitStack() as opened:
            try:
                self._said: IO[bytes] = opened.enter_context(tempfile.TemporaryFile())
                self._process = subprocess.Popen(  # noqa: S603  # our own module
                    [sys.executable, "-m", "radcat.sandbox.query_worker", json.dumps(asdict(setup))],
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    stderr=self._said,
                    bufsize=0,
                )
            except (OSError, MemoryError) as error:
                raise StoreUnavailable(
                    f"a query worker can't be started: {error}",
                    "no query worker can be started; try again in a moment.",
                ) from error
            opened.pop_all()  # which live as long as the process
        assert self._process.stdin is not None  # noqa: S101  # they were opened as pipes
        assert self._process.stdout is not None  # noqa: S101
        self._in, self._out = self._process.stdin, self._process.stdout
        with suppress(OSError, AttributeError):  # not everywhere, and not for everybody
            fcntl.fcntl(self._out.fileno(), fcntl.F_SETPIPE_SZ, PIPE)
        self._poll = select.poll()
        self._poll.register(self._out.fileno(), select.POLLIN)

    def prepare(self, snapshot: str) -> None:
        """Tell it to open the *snapshot* in that folder, if it has another one open, and don't wait for it."""
        if snapshot != self._snapshot:
            self._snapshot = snapshot
            self._opening += 1
            with suppress(BrokenPipeError):  # who waits for it to be open finds that it has ended
                self._write(frames.frame(FrameKind.OPEN, os.fsencode(snapshot)))

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
        try:
            self._write(request)
        except BrokenPipeError:
            raise self._end() from None
        for kind, payload in self._frames(asked_at + self._limits.seconds):
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
        return self._process.poll() is None

    def stop(self) -> None:
        """End the process; who waits for its answer is told."""
        self._process.kill()

    def lower(self) -> None:
        """Let every other process go first from now on; what is not root's can't be raised again."""
        self.is_lowered = True
        with suppress(OSError):  # it has just ended
            os.setpriority(os.PRIO_PROCESS, self._process.pid, LOWERED)

    def kill(self) -> None:
        """End the process at once and wait for it."""
        self._process.kill()
        self._process.wait()
        with suppress(BrokenPipeError):  # it may have died with a question still in the pipe
            self._in.close()
        self._out.close()
        self._said.close()

    def _write(self, content: bytes) -> None:
        rest = memoryview(content)
        while rest:
            rest = rest[os.write(self._in.fileno(), rest) :]

    def _frames(self, deadline: float) -> Iterator[tuple[int, bytes]]:
        out, unread = self._out.fileno(), b""
        while True:
            if not self._poll.poll(max(0.0, deadline - time.monotonic()) * 1000):
                raise QueryTimeout(self._limits.seconds)
            piece = os.read(out, READ_AT_ONCE)
            if not piece:
                raise self._end()
            unread = unread + piece if unread else piece
            at = 0
            while len(unread) - at >= frames.HEADER.size:
                kind, length = frames.HEADER.unpack_from(unread, at)
                begin = at + frames.HEADER.size
                if len(unread) < begin + length:
                    break
                at = begin + length
                yield kind, unread[begin:at]
            unread = unread[at:]

    def _end(self) -> RegistryError:
        """Say why the process ended."""
        status = self._process.wait()
        self.crashed = -status in _BREAKDOWNS
        self.was_killed = status == -signal.SIGKILL and self._is_silent
        self._said.seek(0)
        last = self._said.read()[-2000:].decode(errors="replace")
        if any(sign in last for sign in _OUT_OF_MEMORY):
            return QueryTooLarge(self._limits.memory_mb)
        if -status == signal.SIGALRM:  # its own limit came first
            return QueryTimeout(self._limits.seconds)
        return QueryFailed(
            f"the query ended its worker (exit status {status}), a fault of the engine; write it otherwise."
        )

    def _error(self, described: dict[str, Any]) -> RegistryError:
        if described["error"] == "MemoryError":
            return QueryTooLarge(self._limits.memory_mb)
        error = error_from(described)
        # An error in the question says nothing against the worker; one of the store's does.
        self.is_ready = not isinstance(error, StoreError)
        return error
