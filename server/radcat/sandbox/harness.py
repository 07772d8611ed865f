"""What every process that may be killed does first, and how it takes what is asked and says what went wrong.

`child` is the other side.
"""

from __future__ import annotations

import json
import os
import resource
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Final

from radcat.errors import RegistryError
from radcat.sandbox import frames
from radcat.sandbox.frames import MEGABYTE, FrameKind
from radcat.sandbox.isolation import leave_network
from radcat.stores.failures import describe

# Bytes of stack: parsers call themselves, and with the usual 8 MB texts that are short enough to be taken end them.
STACK: Final = 100 * MEGABYTE


def enter(*, network: bool = False) -> tuple[IO[bytes], bool]:
    """Set this process up; return where its frames go, and whether it has no network any more."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    limit(resource.RLIMIT_STACK, STACK)
    # Ctrl-C in the terminal is for the server, which then hangs up.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # The parent kills who is late; should the parent die first, the alarm does, unhandled and so at once.
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    # Frames leave by a descriptor of their own, so that nothing a library prints can get into them.
    out = os.fdopen(os.dup(1), "wb", buffering=0)
    os.dup2(2, 1)
    return out, not network and leave_network()


def limit(what: int, bound: int | None) -> None:
    """Set a limit of this process (RLIMIT_*) as far as the hard one lets it; None for no other than that."""
    _, hard = resource.getrlimit(what)
    soft = hard if bound is None else bound
    resource.setrlimit(what, (soft if hard == resource.RLIM_INFINITY else min(soft, hard), hard))


def limit_memory(megabytes: int | None) -> None:
    """Let this process take *megabytes* more than it has; None for no limit."""
    limit(resource.RLIMIT_AS, None if megabytes is None else _held() + megabytes * MEGABYTE)


def received() -> Iterator[tuple[int, bytes]]:
    """Yield the frames that the other side sends, as kind and payload, until it hangs up."""
    source = sys.stdin.buffer
    while header := source.read(frames.HEADER.size):
        kind, length = frames.HEADER.unpack(header)
        yield kind, source.read(length)


@contextmanager
def alarm(seconds: float) -> Iterator[None]:
    """End this process if what follows takes longer than *seconds*."""
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


@contextmanager
def telling(out: IO[bytes]) -> Iterator[None]:
    """Tell the other side of the errors that it is made for, and of memory that ran out."""
    try:
        yield
    except RegistryError as error:
        tell(out, error)
    except MemoryError:
        frames.write(out, FrameKind.ERROR, json.dumps({"error": "MemoryError"}).encode())


def tell(out: IO[bytes], error: RegistryError) -> None:
    """Tell the other side of *error*."""
    frames.write(out, FrameKind.ERROR, json.dumps(describe(error)).encode())


def _held() -> int:
    """Address space that this process has, in bytes; 0 where the system does not say."""
    try:
        return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0]) * resource.getpagesize()
    except FileNotFoundError:
        return 0
