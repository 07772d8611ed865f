"""A process of ours that may be killed, as the process that started it sees it: the one place that supervises any.

It is started, spoken to in frames until a deadline, and ended; where it has ended by itself, this says why. What is
asked of it is not known here. `harness` is the other side.
"""

from __future__ import annotations

import fcntl
import os
import select
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, suppress
from enum import Enum, auto
from typing import IO, Final

from radcat.sandbox import frames

READ_AT_ONCE: Final = 2 * frames.LARGEST  # bytes
GRACE: Final = 5.0  # seconds that a process which hung up may take to end
LOWERED: Final = 10  # niceness of a process that others go before
PIPE: Final = 256 * 1024  # bytes that a process may be ahead of us, where the system lets us say so
WORDS: Final = 2000  # bytes of the last that it said
# What Rust, Python, C and C++ say when there is no more.
_OUT_OF_MEMORY: Final = ("memory allocation", "MemoryError", "Cannot allocate", "bad_alloc")
# How a process ends that breaks down, and not by anybody's hand.
_BREAKDOWNS: Final = (signal.SIGABRT, signal.SIGSEGV, signal.SIGBUS, signal.SIGILL, signal.SIGFPE)


class Cause(Enum):
    """Why a process ended."""

    MEMORY = auto()  # it took more than it may
    TIME = auto()  # its own alarm ended it
    BREAKDOWN = auto()  # it aborted, or broke a rule of the machine
    KILLED = auto()  # by us or by the system, which does so when memory is short
    EXIT = auto()


class Ended(Exception):
    """The process has ended."""

    def __init__(self, cause: Cause, status: int, last_words: str) -> None:
        super().__init__(f"exit status {status}: {last_words.strip()}")
        self.cause, self.status, self.last_words = cause, status, last_words


class Late(Exception):
    """The process neither took nor said what it should before the deadline."""


class Child:
    """A process and the pipes to it; used by one thread at a time, but for `stop`."""

    def __init__(self, module: str, arguments: Sequence[str], inherited: Sequence[int] = ()) -> None:
        """Start `python -m MODULE ARGUMENTS` with the open files *inherited*.

        Raises:
            OSError, MemoryError: the system starts no process now; nothing of it is left.
        """
        with ExitStack() as opened:
            self._said: IO[bytes] = opened.enter_context(tempfile.TemporaryFile())
            try:
                self._process = subprocess.Popen(  # noqa: S603  # our own module
                    [sys.executable, "-m", module, *arguments],
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    stderr=self._said,
                    bufsize=0,
                    pass_fds=inherited,
                )
            except subprocess.SubprocessError as error:
                raise OSError(0, type(error).__name__) from error
            opened.pop_all()  # which live as long as the process
        assert self._process.stdin is not None  # noqa: S101  # they were opened as pipes
        assert self._process.stdout is not None  # noqa: S101
        self._in, self._out = self._process.stdin, self._process.stdout
        os.set_blocking(self._in.fileno(), False)
        with suppress(OSError, AttributeError):  # not everywhere, and not for everybody
            fcntl.fcntl(self._out.fileno(), fcntl.F_SETPIPE_SZ, PIPE)

    @property
    def is_alive(self) -> bool:
        """Whether it can be spoken to."""
        return self._process.poll() is None

    @property
    def pid(self) -> int:
        """Its number."""
        return self._process.pid

    def send(self, content: bytes, deadline: float) -> None:
        """Send it *content*, until *deadline* (by `time.monotonic`).

        Raises:
            Late: it has not taken all of it then.
            Ended: it has ended.
        """
        rest = memoryview(content)
        while rest:
            try:
                rest = rest[os.write(self._in.fileno(), rest) :]
            except BlockingIOError:
                if not _wait(self._in, select.POLLOUT, deadline):
                    raise Late from None
            except BrokenPipeError:
                raise self.ended() from None

    def frames(self, deadline: float) -> Iterator[tuple[int, bytes]]:
        """Yield the frames that it sends, as kind and payload.

        Raises:
            Late: the next one is not there at the *deadline*.
            Ended: it has ended.
        """
        out, unread = self._out.fileno(), b""
        while True:
            if not _wait(self._out, select.POLLIN, deadline):
                raise Late
            piece = os.read(out, READ_AT_ONCE)
            if not piece:
                raise self.ended()
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

    def ended(self) -> Ended:
        """Wait for it to end, and say why it did."""
        try:
            status = self._process.wait(GRACE)
        except subprocess.TimeoutExpired:  # it hung up and goes on
            self._process.kill()
            status = self._process.wait()
        size = self._said.seek(0, os.SEEK_END)
        self._said.seek(max(0, size - WORDS))
        last_words = self._said.read().decode(errors="replace")
        return Ended(_cause(status, last_words), status, last_words)

    def stop(self) -> None:
        """End it; who waits for its answer is told."""
        self._process.kill()

    def lower(self) -> None:
        """Let every other process go first from now on; what is not root's can't be raised again."""
        with suppress(OSError):  # it has just ended
            os.setpriority(os.PRIO_PROCESS, self._process.pid, LOWERED)

    def kill(self) -> None:
        """End it at once, wait for it, and close all that belongs to it."""
        self._process.kill()
        self._process.wait()
        for opened in (self._in, self._out, self._said):
            with suppress(OSError):  # such as of a pipe that broke: it is closed all the same
                opened.close()


def _wait(pipe: IO[bytes], event: int, deadline: float) -> bool:
    poll = select.poll()
    poll.register(pipe.fileno(), event)
    return bool(poll.poll(max(0.0, deadline - time.monotonic()) * 1000))


def _cause(status: int, last_words: str) -> Cause:
    if any(sign in last_words for sign in _OUT_OF_MEMORY):
        return Cause.MEMORY
    if status == -signal.SIGALRM:
        return Cause.TIME
    if -status in _BREAKDOWNS:
        return Cause.BREAKDOWN
    return Cause.KILLED if status == -signal.SIGKILL else Cause.EXIT
